package org.joinleaf.internal.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.joinleaf.Members;
import org.joinleaf.MultipointSocket;
import org.joinleaf.winsock.SocketAddresses;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing, and the calls that are using the handle meanwhile. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SocketHandleTest {
    private static final int LONGER_THAN_SHORT_CALLS_TAKE_MS = 100;

    @BeforeAll
    static void start() {
        assertEquals(0, Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA)));
    }

    @AfterAll
    static void end() {
        assertEquals(0, Winsock.WSACleanup());
    }

    /** The processor may be taken from a thread between the count and the call of Winsock. */
    @Test
    void aCallThatIsLateReachesNoOtherSocket() throws Exception {
        for (int round = 0; round < 5; round++) {
            SocketHandle handle = new SocketHandle(bound());
            long socket = handle.enter();
            Thread closer = new Thread(handle::close);
            closer.start();
            untilClosed(handle);
            Thread.sleep(LONGER_THAN_SHORT_CALLS_TAKE_MS);
            List<MultipointSocket> others = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                MultipointSocket other = MultipointSocket.open(StandardProtocolFamily.INET)
                        .bind(new InetSocketAddress(Members.address(StandardProtocolFamily.INET), 0));
                other.send(Members.text("other's"), other.getLocalAddress());
                others.add(other);
            }
            assertEquals(Winsock.SOCKET_ERROR, Winsock.recv(socket, ByteBuffer.allocateDirect(10), 10, 0));
            handle.exit();
            closer.join();
            for (MultipointSocket other : others) {
                ByteBuffer data = ByteBuffer.allocate(10);
                other.receive(data);
                assertEquals("other's", Members.read(data));
                other.close();
            }
        }
    }

    /** Until no call begins any more. */
    private static void untilClosed(SocketHandle handle) throws InterruptedException {
        try {
            while (true) {
                handle.enter();
                handle.exit();
                Thread.sleep(1);
            }
        } catch (ClosedChannelException e) {
            return;
        }
    }

    private static long bound() {
        long socket = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        ByteBuffer name = ByteBuffer.allocate(16);
        SocketAddresses.put(name, new InetSocketAddress("127.0.0.1", 0));
        assertEquals(0, Winsock.bind(socket, name, 16));
        return socket;
    }
}
