package org.joinleaf.winsock;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.Members;
import org.joinleaf.MultipointSocket;

/** WSAStartup and WSACleanup in a process that has not used Winsock yet: run by {@link WinsockTest}. */
final class WinsockStartup {
    private WinsockStartup() {
    }

    private static void assertFails(int code, long result) {
        assertEquals(-1, result);
        assertEquals(code, Winsock.WSAGetLastError());
    }

    /**
     * Runs the checks.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        assertEquals(0, Winsock.WSAGetLastError());
        assertFails(Winsock.WSANOTINITIALISED, Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0));
        assertFails(Winsock.WSANOTINITIALISED, Winsock.send(1, null, 5, 0));
        assertFails(Winsock.WSANOTINITIALISED, Winsock.WSACleanup());
        assertFails(Winsock.WSANOTINITIALISED, Winsock.gethostname(null));
        assertFails(Winsock.WSANOTINITIALISED, Winsock.WSAPoll(null, 1, 0));
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
        assertFails(Winsock.WSANOTINITIALISED, Winsock.closesocket(socket));
        assertFails(Winsock.WSANOTINITIALISED, Winsock.WSACleanup());

        // The idiomatic API's own start-up survives whatever Winsock's users do.
        try (MultipointSocket member = MultipointSocket.open(INET).bind(0)) {
            assertFails(Winsock.WSANOTINITIALISED, Winsock.WSACleanup());
            assertEquals(0, Winsock.WSAStartup(0x0202, data));
            assertEquals(0, Winsock.WSACleanup());
            assertEquals(INET, Members.family(member.getLocalAddress().getAddress()));
        }
    }
}
