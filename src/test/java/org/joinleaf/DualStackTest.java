package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.MembershipKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.testing.Namespace;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** IPv6 sockets that take IPv4, too, and its groups. */
class DualStackTest {
    private static MultipointSocket open() throws IOException {
        return MultipointSocket.open(StandardProtocolFamily.INET6).setOption(MultipointOptions.IPV6_ONLY, false)
                .setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
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
                    InetSocketAddress from = Members.assertHears(both, "question");
                    assertEquals(peer.getLocalAddress(), from);
                    both.send(Members.text("answer"), from);
                    both.send(Members.text("again"), peer.getLocalAddress());
                    assertEquals(port, Members.assertHears(peer, "answer").getPort());
                    Members.assertHears(peer, "again");
                }
            }
        }
    }

    @Test
    void aHolderMayHaveAnIpv4Address() throws IOException {
        try (var both = open(); var peer = MultipointSocket.open(StandardProtocolFamily.INET);
                var six = MultipointSocket.open(StandardProtocolFamily.INET6)) {
            peer.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            peer.bind(new InetSocketAddress(Members.address(StandardProtocolFamily.INET), 0));
            PeerAddress target = new PeerAddress();
            target.set(peer.getLocalAddress());
            assertEquals(1, both.send(Members.text("x"), target));
            Members.assertHears(peer, "x");
            assertEquals(peer.getLocalAddress(), target.toSocketAddress());
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> six.send(Members.text("x"), target));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> six.sendBatch(ByteBuffer.allocateDirect(4), 2, target));
        }
    }

    /** A holder that was filled by a socket of both families serves one of IPv4 as well, if it holds its address. */
    @Test
    void whatWasReceivedFromIpv4IsAnsweredByIpv4() throws IOException {
        try (var both = open().bind(0); var four = MultipointSocket.open(StandardProtocolFamily.INET);
                var peer = MultipointSocket.open(StandardProtocolFamily.INET);
                var six = MultipointSocket.open(StandardProtocolFamily.INET6)) {
            int port = both.getLocalAddress().getPort();
            peer.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            peer.bind(new InetSocketAddress(Members.address(StandardProtocolFamily.INET), 0));
            peer.send(Members.text("question"), new InetSocketAddress(Members.address(StandardProtocolFamily.INET), port));
            PeerAddress sender = new PeerAddress();
            assertEquals(8, both.receive(ByteBuffer.allocate(20), sender));
            assertEquals(peer.getLocalAddress(), sender.toSocketAddress());
            four.send(Members.text("answer"), sender);
            Members.assertHears(peer, "answer");
            assertEquals(2, four.sendBatch(ByteBuffer.allocateDirect(4), 2, sender));
            six.send(Members.text("question"), new InetSocketAddress(Members.address(StandardProtocolFamily.INET6), port));
            both.receive(ByteBuffer.allocate(20), sender);
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> four.send(Members.text("x"), sender));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> four.sendBatch(ByteBuffer.allocateDirect(4), 2, sender));
        }
    }

    @Test
    void itCanBeBoundToAnIpv4Address() throws IOException {
        InetAddress loopback = Members.address(StandardProtocolFamily.INET);
        try (var both = open().bind(new InetSocketAddress(loopback, 0));
                var peer = MultipointSocket.open(StandardProtocolFamily.INET)) {
            assertEquals(loopback, both.getLocalAddress().getAddress());
            peer.send(Members.text("x"), new InetSocketAddress(loopback, both.getLocalAddress().getPort()));
            assertEquals(loopback, both.receive(ByteBuffer.allocate(1)).getAddress());
        }
    }

    private static MultipointSocket sender() throws IOException {
        return MultipointSocket.open(StandardProtocolFamily.INET)
                .setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo());
    }

    private static MultipointSocket member(InetSocketAddress group) throws IOException {
        return Members.member(group, Direction.RECEIVE);
    }

    /** Sends to the group what must not be heard, and then to the receiver itself, which is heard next. */
    private static void assertDeaf(MultipointSocket receiver, MultipointSocket sender, InetSocketAddress group)
            throws IOException {
        sender.send(Members.text("not heard"), group);
        sender.send(Members.text("mark"), new InetSocketAddress(Members.address(StandardProtocolFamily.INET), group.getPort()));
        Members.assertHears(receiver, "mark");
    }

    @Test
    void ipv4GroupsAreJoinedAndLeft() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var both = open().bind(group.getPort()); var sender = sender()) {
            assertDeaf(both, sender, group);
            MembershipKey key = both.join(group.getAddress(), Members.lo());
            assertTrue(key.isValid());
            assertEquals(group.getAddress(), key.group());
            assertEquals(Members.lo(), key.networkInterface());
            assertSame(key, both.join(group.getAddress(), Members.lo()));
            sender.send(Members.text("heard"), group);
            InetSocketAddress from = Members.assertHears(both, "heard");
            assertEquals(sender.getLocalAddress().getPort(), from.getPort());
            assertInstanceOf(Inet4Address.class, from.getAddress());
            key.drop();
            assertFalse(key.isValid());
            assertDeaf(both, sender, group);
            assertTrue(both.join(group.getAddress(), Members.lo()).isValid());
            sender.send(Members.text("again"), group);
            Members.assertHears(both, "again");
        }
    }

    @Test
    void singleSourcesOfAnIpv4Group() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        InetAddress self = Members.address(StandardProtocolFamily.INET);
        try (var both = open().bind(group.getPort()); var sender = sender()) {
            MembershipKey other = both.join(group.getAddress(), Members.lo(), InetAddress.getByName("192.0.2.7"));
            assertDeaf(both, sender, group);
            both.join(group.getAddress(), Members.lo(), self);
            sender.send(Members.text("heard"), group);
            Members.assertHears(both, "heard");
            other.drop();
            assertFalse(other.isValid());
        }
        try (var both = open().bind(group.getPort()); var sender = sender()) {
            MembershipKey key = both.join(group.getAddress(), Members.lo()).block(self);
            assertDeaf(both, sender, group);
            key.unblock(self);
            sender.send(Members.text("heard"), group);
            Members.assertHears(both, "heard");
        }
    }

    @Test
    void whatIsSetForMulticastHoldsForBoth() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var both = open(); var member = member(group)) {
            both.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo())
                    .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7);
            assertEquals(7, both.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
            assertEquals(7, timeToLive(both));
            both.send(Members.text("mapped"), group);
            Members.assertHears(member, "mapped");
        }
        try (var late = MultipointSocket.open(StandardProtocolFamily.INET6); var member = member(group)) {
            late.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo())
                    .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 8).setOption(MultipointOptions.IPV6_ONLY, false);
            assertEquals(8, timeToLive(late));
            late.send(Members.text("late"), group);
            Members.assertHears(member, "late");
        }
    }

    @Test
    void theMarkIsThatOfBothFamilies() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var ear = member(group); var both = open(); var late = MultipointSocket.open(StandardProtocolFamily.INET6)) {
            ear.requestControlData(EnumSet.of(ControlData.Kind.TOS));
            both.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo()).setOption(StandardSocketOptions.IP_TOS, 46 << 2);
            late.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo()).setOption(StandardSocketOptions.IP_TOS, 10 << 2)
                    .setOption(MultipointOptions.IPV6_ONLY, false);
            assertEquals(46 << 2, markOf(both, group, ear));
            assertEquals(10 << 2, markOf(late, group, ear));
            both.setOption(StandardSocketOptions.IP_TOS, 0);
            assertEquals(0, markOf(both, group, ear));
            assertEquals(0, both.getOption(StandardSocketOptions.IP_TOS));
        }
    }

    private static int markOf(MultipointSocket mouth, InetSocketAddress group, MultipointSocket ear) throws IOException {
        ControlData told = new ControlData();
        mouth.send(Members.text("x"), group);
        assertEquals(1, ear.receive(ByteBuffer.allocate(2), null, told));
        return told.tos();
    }

    /** That of its IPv4 datagrams to groups. */
    private static long timeToLive(MultipointSocket socket) {
        return SocketNatives.getIntOption(socket.handle(), Winsock.IPPROTO_IP, Winsock.IP_MULTICAST_TTL);
    }

    @Test
    void withoutLoopbackItsOwnHostIsNotHeard() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var both = open().bind(group.getPort()); var sender = sender()) {
            both.join(group.getAddress(), Members.lo());
            both.setOption(MultipointOptions.LOOPBACK, false);
            assertDeaf(both, sender, group);
            both.setOption(MultipointOptions.LOOPBACK, true);
            sender.send(Members.text("heard"), group);
            Members.assertHears(both, "heard");
        }
    }

    @Test
    void theIpv4GroupIsToldWithEachDatagram() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var both = open().bind(group.getPort()); var sender = sender()) {
            both.requestControlData(EnumSet.of(ControlData.Kind.DESTINATION, ControlData.Kind.INTERFACE, ControlData.Kind.TTL));
            both.join(group.getAddress(), Members.lo());
            sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 9).send(Members.text("x"), group);
            ControlData told = new ControlData();
            assertEquals(1, both.receive(ByteBuffer.allocate(2), null, told));
            assertEquals(group.getAddress(), told.destination());
            assertEquals(Members.lo().getIndex(), told.interfaceIndex());
            assertEquals(9, told.ttl());
        }
    }

    @Test
    void onWires() {
        Namespace.run(DualStackInNetwork.class, DualStackInNetwork.NETWORK);
    }

    @Test
    void sessionsAreOfIpv6Alone() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var both = open().bind(0)) {
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> both.joinSession(group, Direction.BOTH, Members.lo()));
        }
    }

    @Test
    void groupsOfAnotherFamilyAreRefused() throws IOException {
        InetAddress four = Members.group(StandardProtocolFamily.INET).getAddress();
        InetAddress six = Members.group(StandardProtocolFamily.INET6).getAddress();
        try (var alone = MultipointSocket.open(StandardProtocolFamily.INET6).bind(0);
                var other = MultipointSocket.open(StandardProtocolFamily.INET).bind(0)) {
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> alone.join(four, Members.lo()));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> alone.join(four, Members.lo(), InetAddress.getByName("127.0.0.1")));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> other.join(six, Members.lo()));
        }
    }

    @Test
    void boundToAnIpv6AddressItTakesIpv6Alone() throws IOException {
        InetAddress group = Members.group(StandardProtocolFamily.INET).getAddress();
        try (var six = open().bind(new InetSocketAddress(Members.address(StandardProtocolFamily.INET6), 0))) {
            Members.assertCode(Winsock.WSAEINVAL, () -> six.join(group, Members.lo()));
            six.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 3);
            assertEquals(3, six.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
        }
    }

    @Test
    void aGroupIsNotBoundTo() throws IOException {
        InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
        try (var both = open()) {
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> both.bind(group));
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
