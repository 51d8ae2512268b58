package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How large buffers are, and what finds no room in them. */
class ReceiveBufferTest {
    @Test
    void aBufferThatTheSystemCutIsToldAsItIs() throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            for (var option : new java.net.SocketOption<?>[] {StandardSocketOptions.SO_RCVBUF,
                StandardSocketOptions.SO_SNDBUF}) {
                @SuppressWarnings("unchecked") var size = (java.net.SocketOption<Integer>) option;
                socket.setOption(size, 40_000);
                assertEquals(40_000, socket.getOption(size));
                socket.setOption(size, Integer.MAX_VALUE); /* no Linux gives that */
                int inForce = socket.getOption(size);
                assertTrue(inForce >= 40_000 && inForce < Integer.MAX_VALUE, option + " " + inForce);
            }
        }
    }

    @Test
    void whatFindsNoRoomIsCounted() throws IOException {
        final int sent = 200;
        InetSocketAddress group = Members.group(INET);
        try (var slow = MultipointSocket.open(INET).setOption(StandardSocketOptions.SO_RCVBUF, 20_000)
                .bind(group.getPort()).joinSession(group, Direction.RECEIVE, Members.lo());
                var sender = Members.member(group, Direction.SEND)) {
            assertEquals(0L, slow.getOption(MultipointOptions.DROPPED));
            for (int i = 0; i < sent; i++) {
                sender.send(ByteBuffer.allocate(1000));
            }
            long dropped = slow.getOption(MultipointOptions.DROPPED);
            slow.configureBlocking(false);
            int received = 0;
            while (slow.receive(ByteBuffer.allocate(1000)) != null) {
                received++;
            }
            assertTrue(dropped > 0 && received > 0, dropped + " dropped, " + received + " received");
            assertEquals(sent, received + dropped);
            assertThrows(UnsupportedOperationException.class, () -> slow.setOption(MultipointOptions.DROPPED, 0L));
        }
    }
}
