package org.joinleaf.winsock;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.Members;
import org.joinleaf.MultipointSocket;

/** WSAStartup and WSACleanup in a process that has not used Winsock yet: run by {@link WinsockTest}. */
final class WinsockStartup {
    private WinsockStartup() {
    }

    private static void assertNotStarted(long result) {
        assertEquals(-1, result);
        assertNotStarted();
    }

    private static void assertNotStarted() {
        assertEquals(Winsock.WSANOTINITIALISED, Winsock.WSAGetLastError());
        Winsock.WSASetLastError(0);
    }

    /** Before start-up nothing else is judged: arguments that Java sees to be bad say so, too. */
    private static void badArgumentsBeforeStartUp() {
        ByteBuffer small = ByteBuffer.allocate(4);
        assertNotStarted(Winsock.send(1, null, 5, 0));
        assertNotStarted(Winsock.gethostname(null));
        assertNotStarted(Winsock.WSASocket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0, small, 0, 0));
        assertNotStarted(Winsock.WSAEnumProtocols(null, null, null));
        assertNotStarted(Winsock.WSAPoll(null, 1, 0));
        assertNotStarted(Winsock.select(0, small, null, null, null));
        assertNotStarted(Winsock.select(0, null, null, null, small));
        assertNotStarted(Winsock.select(0, null, null, null, new TIMEVAL(ByteBuffer.allocate(8).putLong(0, -1)).pointer()));
        assertNotStarted(Winsock.WSAWaitForMultipleEvents(0, null, false, 0, false));
        assertNotStarted(Winsock.WSAWaitForMultipleEvents(1, null, false, 0, false));
        assertNotStarted(Winsock.WSAWaitForMultipleEvents(1, new long[1], false, 0, false));
        assertFalse(Winsock.WSASetEvent(1));
        assertNotStarted();
        assertFalse(Winsock.WSAResetEvent(1));
        assertNotStarted();
        assertFalse(Winsock.WSACloseEvent(1));
        assertNotStarted();
    }

    /**
     * Runs the checks.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        assertEquals(0, Winsock.WSAGetLastError());
        assertNotStarted(Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0));
        assertNotStarted(Winsock.WSACleanup());
        badArgumentsBeforeStartUp();
        assertEquals(Winsock.WSANOTINITIALISED, Winsock.getaddrinfo("127.0.0.1", null, null, null));
        Winsock.WSASetLastError(0);

        ByteBuffer data = ByteBuffer.allocate(Winsock.SIZEOF_WSADATA + 4).order(ByteOrder.nativeOrder()).position(4);
        assertEquals(Winsock.WSAVERNOTSUPPORTED, Winsock.WSAStartup(0, data));
        assertEquals(Winsock.WSAEFAULT, Winsock.WSAStartup(0x0202, null));
        assertEquals(Winsock.WSAEFAULT, Winsock.WSAStartup(0x0202, data.duplicate().position(5)));
        assertEquals(Winsock.WSAEFAULT, Winsock.WSAStartup(0x0202, data.asReadOnlyBuffer()));
        assertEquals(0, Winsock.WSAGetLastError(), "WSAStartup sets no last error");
        assertEquals(0, Winsock.WSAStartup(0x0909, data));
        assertEquals(0x0202, data.getShort(4));
        assertEquals(0x0202, data.getShort(6));
        assertEquals(0, Winsock.WSAStartup(0x0202, data));

        long socket = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        assertEquals(0, Winsock.WSACleanup());
        assertEquals(0, Winsock.setsockopt(socket, Winsock.SOL_SOCKET, Winsock.SO_REUSEADDR, 1));
        assertEquals(0, Winsock.WSACleanup());
        assertNotStarted(Winsock.closesocket(socket));
        assertNotStarted(Winsock.WSACleanup());

        // The idiomatic API's own start-up survives whatever Winsock's users do.
        try (MultipointSocket member = MultipointSocket.open(INET).bind(0)) {
            assertNotStarted(Winsock.WSACleanup());
            assertEquals(0, Winsock.WSAStartup(0x0202, data));
            assertEquals(0, Winsock.WSACleanup());
            assertEquals(INET, Members.family(member.getLocalAddress().getAddress()));
        }
    }
}
