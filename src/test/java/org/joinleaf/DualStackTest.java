package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** IPv6 sockets that take IPv4, too. */
class DualStackTest {
    private static MultipointSocket open() throws IOException {
        return MultipointSocket.open(StandardProtocolFamily.INET6).setOption(MultipointOptions.IPV6_ONLY, false)
                .setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
    }

    /** Winsock tells an IPv4 address as IPv6 has it; in this form Java knows it. */
    private static InetAddress plain(InetSocketAddress address) throws IOException {
        return InetAddress.getByAddress(address.getAddress().getAddress());
    }

    @Test
    void bothFamiliesAreHeardAndAnswered() throws IOException {
        try (var both = open().bind(0)) {
            for (StandardProtocolFamily family : List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6)) {
                try (var peer = MultipointSocket.open(family)) {
                    peer.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
                    peer.bind(new InetSocketAddress(Members.address(family), 0));
                    int port = both.getLocalAddress().getPort();
                    peer.send(Members.text("question"), new InetSocketAddress(Members.address(family), port));
                    ByteBuffer in = ByteBuffer.allocate(20);
                    InetSocketAddress from = both.receive(in);
                    assertEquals(peer.getLocalAddress(), new InetSocketAddress(plain(from), from.getPort()));
                    both.send(Members.text("answer"), from);
                    both.send(Members.text("again"), peer.getLocalAddress());
                    in.clear();
                    assertEquals(port, peer.receive(in).getPort());
                    assertEquals("answer", Members.read(in));
                    in.clear();
                    peer.receive(in);
                    assertEquals("again", Members.read(in));
                }
            }
        }
    }

    @Test
    void itCanBeBoundToAnIpv4Address() throws IOException {
        InetAddress loopback = Members.address(StandardProtocolFamily.INET);
        try (var both = open().bind(new InetSocketAddress(loopback, 0));
                var peer = MultipointSocket.open(StandardProtocolFamily.INET)) {
            assertEquals(loopback, plain(both.getLocalAddress()));
            peer.send(Members.text("x"), new InetSocketAddress(loopback, both.getLocalAddress().getPort()));
            assertEquals(loopback, plain(both.receive(ByteBuffer.allocate(1))));
        }
    }

    @Test
    void groupsAreOfIpv6Alone() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var both = open().bind(0)) {
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> both.joinSession(group, Direction.BOTH, Members.lo()));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> both.join(group.getAddress(), Members.lo()));
        }
    }

    @Test
    void withoutTheOptionItTakesIpv6Alone() throws IOException {
        InetSocketAddress four = new InetSocketAddress(Members.address(StandardProtocolFamily.INET), 5000);
        try (var six = MultipointSocket.open(StandardProtocolFamily.INET6)) {
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> six.bind(four));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> six.send(Members.text("x"), four));
        }
    }
}
