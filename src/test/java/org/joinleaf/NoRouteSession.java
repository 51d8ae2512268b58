package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/**
 * A machine with only lo and no multicast route, such as a bare container: run by {@link NoRouteTest} in a namespace.
 */
class NoRouteSession {
    @Test
    void joinWithoutAnInterfaceUsesLoopback() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var receiver = MultipointSocket.open(INET).bind(group.getPort())
                .joinSession(group, JoinOptions.onSystemChoice().direction(Direction.RECEIVE));
                var sender = MultipointSocket.open(INET)
                        .joinSession(group, JoinOptions.onSystemChoice().direction(Direction.SEND))) {
            for (MultipointSocket one : List.of(receiver, sender)) {
                assertEquals(Members.lo(), one.networkInterface());
                assertNull(one.getOption(StandardSocketOptions.IP_MULTICAST_IF), "it tells what was set, as on Windows");
                assertTrue(one.toString().endsWith(" " + one.direction() + " on lo]"), one::toString);
                one.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            }
            sender.send(Members.text("alone"));
            ByteBuffer in = ByteBuffer.allocate(10);
            assertEquals(Members.address(INET), receiver.receive(in).getAddress());
            assertEquals("alone", Members.read(in));
            for (MultipointSocket one : List.of(receiver, sender)) {
                assertNull(one.leave().networkInterface());
            }
        }
    }

    @Test
    void sendWithoutAJoinUsesLoopbackToo() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var receiver = MultipointSocket.open(INET).bind(group.getPort())
                .joinSession(group, JoinOptions.onSystemChoice().direction(Direction.RECEIVE));
                var sender = MultipointSocket.open(INET)) {
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            PeerAddress to = new PeerAddress();
            to.set(group);
            sender.send(Members.text("x"), group);
            sender.sendBatch(ByteBuffer.allocateDirect(3), 1, to);
            sender.connect(group);
            sender.write(Members.text("x"));
            for (int i = 0; i < 5; i++) {
                assertEquals(Members.address(INET), receiver.receive(ByteBuffer.allocate(10)).getAddress());
            }
        }
    }

    /** Linux has no route for IPv6's groups by lo, whichever interface is named. */
    @Test
    void ipv6HasNoWay() throws IOException {
        try (var socket = MultipointSocket.open(INET6)) {
            Members.assertCode(Winsock.WSAENETUNREACH,
                    () -> socket.send(Members.text("x"), Members.group(INET6)));
        }
    }
}
