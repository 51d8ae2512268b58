package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** What sessions over UDP do, in either family. */
abstract class SessionContract {
    private final StandardProtocolFamily family;

    SessionContract(StandardProtocolFamily family) {
        this.family = family;
    }

    private InetSocketAddress group() throws IOException {
        return Members.group(family);
    }

    private int largest() throws IOException {
        return (int) Provider.list().stream()
                .filter(one -> one.supportsMultipoint() && one.addressFamily() == Family.of(family).number())
                .findFirst().orElseThrow().messageSize();
    }

    @Test
    void everyMemberGetsEveryDatagram() throws IOException {
        InetSocketAddress group = group();
        try (var a = Members.member(group, Direction.BOTH);
                var b = Members.member(group, Direction.BOTH);
                var c = Members.member(group, Direction.BOTH)) {
            for (MultipointSocket sender : List.of(a, b, c)) {
                ByteBuffer hello = Members.text("hello from " + sender.handle());
                int length = hello.remaining();
                assertEquals(length, sender.send(hello));
                assertFalse(hello.hasRemaining());
                for (MultipointSocket receiver : List.of(a, b, c)) {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
                    InetSocketAddress from = receiver.receive(buffer);
                    assertEquals("hello from " + sender.handle(), Members.read(buffer));
                    assertEquals(new InetSocketAddress(Members.address(family), group.getPort()), from);
                }
            }
        }
    }

    @Test
    void senderGetsNothingAndHasASystemChosenPort() throws IOException {
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND);
                var receiver = Members.member(group, Direction.RECEIVE)) {
            assertEquals(3, sender.send(Members.text("one")));
            ByteBuffer buffer = ByteBuffer.allocate(10);
            InetSocketAddress from = receiver.receive(buffer);
            assertEquals("one", Members.read(buffer));
            assertEquals(sender.getLocalAddress().getPort(), from.getPort());
            assertTrue(from.getPort() != 0 && from.getPort() != group.getPort());
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> sender.receive(ByteBuffer.allocate(10)));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> receiver.send(Members.text("no")));
        }
    }

    @Test
    void receiverNeedsNoBind() throws IOException {
        InetSocketAddress group = group();
        try (var first = MultipointSocket.open(family).joinSession(group, Direction.RECEIVE, Members.lo());
                var second = MultipointSocket.open(family).joinSession(group, Direction.RECEIVE, Members.lo());
                var sender = Members.member(group, Direction.SEND)) {
            assertEquals(group.getPort(), first.getLocalAddress().getPort());
            sender.send(Members.text("both"));
            for (MultipointSocket receiver : List.of(first, second)) {
                ByteBuffer buffer = ByteBuffer.allocate(10);
                receiver.receive(buffer);
                assertEquals("both", Members.read(buffer));
            }
        }
    }

    @Test
    void anotherGroupOnTheSamePortIsNotHeard() throws IOException {
        InetSocketAddress mine = group();
        InetSocketAddress other = new InetSocketAddress(group().getAddress(), mine.getPort());
        try (var here = Members.member(mine, Direction.BOTH); var there = Members.member(other, Direction.BOTH)) {
            there.send(Members.text("there"));
            ByteBuffer buffer = ByteBuffer.allocate(10);
            there.receive(buffer);
            assertEquals("there", Members.read(buffer));
            Members.assertSilent(here);
        }
    }

    @Test
    void buffersOfEveryKind() throws IOException {
        byte[] bytes = Members.pattern(1000);
        List<IntFunction<ByteBuffer>> kinds = List.of(ByteBuffer::allocate, ByteBuffer::allocateDirect,
                n -> ByteBuffer.allocate(n + 7).position(7).slice(),
                n -> ByteBuffer.allocateDirect(n + 7).position(7).slice());
        InetSocketAddress group = group();
        try (var member = Members.member(group, Direction.BOTH)) {
            for (IntFunction<ByteBuffer> outKind : kinds) {
                for (IntFunction<ByteBuffer> inKind : kinds) {
                    for (boolean readOnly : new boolean[] {false, true}) {
                        ByteBuffer out = outKind.apply(1100).put(50, bytes).position(50).limit(1050);
                        ByteBuffer sent = readOnly ? out.asReadOnlyBuffer() : out;
                        assertEquals(1000, member.send(sent));
                        assertEquals(1050, sent.position());
                        ByteBuffer in = inKind.apply(1200).position(20);
                        member.receive(in);
                        assertEquals(1020, in.position());
                        byte[] got = new byte[1000];
                        in.get(20, got);
                        assertArrayEquals(bytes, got);
                        assertEquals(0, in.get(19));
                        assertEquals(0, in.get(1020));
                    }
                }
            }
        }
    }

    @Test
    void largestDatagram() throws IOException {
        int largest = largest();
        assertEquals(family == INET ? 65_507 : 65_527, largest);
        try (var member = Members.member(group(), Direction.BOTH)) {
            for (IntFunction<ByteBuffer> kind : List.<IntFunction<ByteBuffer>>of(ByteBuffer::allocate,
                    ByteBuffer::allocateDirect)) {
                byte[] bytes = Members.pattern(largest);
                assertEquals(largest, member.send(kind.apply(largest).put(0, bytes)));
                ByteBuffer in = kind.apply(100_000);
                member.receive(in);
                assertEquals(largest, in.position());
                byte[] got = new byte[largest];
                in.get(0, got);
                assertArrayEquals(bytes, got);
                ByteBuffer tooLong = kind.apply(largest + 1);
                Members.assertCode(Winsock.WSAEMSGSIZE, () -> member.send(tooLong));
                assertEquals(0, tooLong.position());
                ByteBuffer far = kind.apply(200_000);
                Members.assertCode(Winsock.WSAEMSGSIZE, () -> member.send(far));
            }
            Members.assertSilent(member);
        }
    }

    @Test
    void emptyDatagram() throws IOException {
        try (var member = Members.member(group(), Direction.BOTH)) {
            assertEquals(0, member.send(ByteBuffer.allocate(0)));
            assertEquals(0, member.send(ByteBuffer.allocateDirect(8).limit(0)));
            member.send(Members.text("x"));
            ByteBuffer in = ByteBuffer.allocateDirect(10);
            assertEquals(0, member.receive(in, null));
            assertEquals(0, member.receive(in, new PeerAddress()));
            assertEquals(1, member.receive(in, null));
            assertEquals(1, in.position());
        }
    }

    @Test
    void tooLongForTheBuffer() throws IOException {
        for (IntFunction<ByteBuffer> kind : List.<IntFunction<ByteBuffer>>of(ByteBuffer::allocate,
                ByteBuffer::allocateDirect)) {
            try (var member = Members.member(group(), Direction.BOTH)) {
                member.send(Members.text("0123456789"));
                member.send(Members.text("next"));
                ByteBuffer in = kind.apply(10).position(2).limit(6);
                Members.assertCode(Winsock.WSAEMSGSIZE, () -> member.receive(in));
                assertEquals(6, in.position());
                assertEquals("0123", Members.read(in).substring(2));
                assertEquals(0, in.limit(10).get(6));
                ByteBuffer after = kind.apply(10);
                member.receive(after);
                assertEquals("next", Members.read(after));
                member.send(Members.text("into nothing"));
                Members.assertCode(Winsock.WSAEMSGSIZE, () -> member.receive(kind.apply(0)));
            }
        }
    }

    @Test
    void answersWithAHolder() throws IOException {
        InetSocketAddress group = group();
        try (var service = Members.member(group, Direction.RECEIVE);
                var client = MultipointSocket.open(family).bind(new InetSocketAddress(Members.address(family), 0))) {
            service.setOption(java.net.StandardSocketOptions.IP_MULTICAST_IF, Members.lo());
            client.setOption(java.net.StandardSocketOptions.IP_MULTICAST_IF, Members.lo());
            client.send(Members.text("ask"), group);
            PeerAddress peer = new PeerAddress();
            assertEquals(0, peer.port());
            assertNull(peer.toSocketAddress());
            ByteBuffer buffer = ByteBuffer.allocateDirect(10);
            assertEquals(3, service.receive(buffer, peer));
            assertEquals(client.getLocalAddress(), peer.toSocketAddress());
            assertEquals(client.getLocalAddress().getPort(), peer.port());
            assertEquals("ask", Members.read(buffer));
            try (var answering = MultipointSocket.open(family)) {
                assertEquals(4, answering.send(Members.text("told"), peer));
            }
            client.setOption(MultipointOptions.RECEIVE_TIMEOUT, java.time.Duration.ofMinutes(1));
            ByteBuffer answer = ByteBuffer.allocate(10);
            client.receive(answer);
            assertEquals("told", Members.read(answer));
        }
    }

    @Test
    void sameSenderIsTheSameObject() throws IOException {
        InetSocketAddress group = group();
        try (var receiver = Members.member(group, Direction.RECEIVE);
                var one = Members.member(group, Direction.SEND);
                var two = Members.member(group, Direction.SEND)) {
            ByteBuffer in = ByteBuffer.allocateDirect(10);
            one.send(Members.text("a"));
            InetSocketAddress first = receiver.receive(in);
            one.send(Members.text("b"));
            assertSame(first, receiver.receive(in));
            two.send(Members.text("c"));
            InetSocketAddress second = receiver.receive(in);
            assertEquals(two.getLocalAddress().getPort(), second.getPort());
            one.send(Members.text("d"));
            assertEquals(first, receiver.receive(in));
            assertEquals("abcd", Members.read(in));
        }
    }

    @Test
    void joinIsJudged() throws IOException {
        InetSocketAddress group = group();
        StandardProtocolFamily other = family == INET ? INET6 : INET;
        InetSocketAddress unicast = new InetSocketAddress(Members.address(family), 5000);
        InetSocketAddress noPort = new InetSocketAddress(group.getAddress(), 0);
        try (var socket = MultipointSocket.open(family)) {
            for (Direction direction : Direction.values()) {
                WinsockFailure e = Members.assertCode(Winsock.WSAEADDRNOTAVAIL,
                        () -> socket.joinSession(unicast, direction, Members.lo()));
                assertTrue(e.getMessage().contains("WSAJoinLeaf") && e.getMessage().contains(":5000 on " + Members.lo().getName() + ": ")
                        && e.getMessage().contains("WSAEADDRNOTAVAIL (10049)"), e.getMessage());
                Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> socket.joinSession(noPort, direction, Members.lo()));
                Members.assertCode(Winsock.WSAEAFNOSUPPORT,
                        () -> socket.joinSession(Members.group(other), direction, Members.lo()));
            }
            Members.assertCode(Winsock.WSAEAFNOSUPPORT,
                    () -> socket.bind(new InetSocketAddress(Members.address(other), 0)));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT,
                    () -> socket.send(ByteBuffer.allocate(1), Members.group(other)));
            assertFalse(socket.isJoined());
            assertNull(socket.group());
            assertNull(socket.direction());
            assertSame(socket, socket.joinSession(group, Direction.BOTH, Members.lo()));
            assertTrue(socket.isJoined());
            assertEquals(group, socket.group());
            assertEquals(Direction.BOTH, socket.direction());
            Members.assertCode(Winsock.WSAEISCONN, () -> socket.joinSession(group, Direction.BOTH, Members.lo()));
        }
    }

    @Test
    void bindIsJudged() throws IOException {
        InetSocketAddress group = group();
        try (var socket = MultipointSocket.open(family); var second = MultipointSocket.open(family)) {
            assertNull(socket.getLocalAddress());
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> socket.bind(group));
            socket.bind(group.getPort());
            assertEquals(Family.of(family).any(group.getPort()), socket.getLocalAddress());
            Members.assertCode(Winsock.WSAEINVAL, () -> socket.bind(0));
            second.setOption(java.net.StandardSocketOptions.SO_REUSEADDR, false);
            Members.assertCode(Winsock.WSAEADDRINUSE, () -> second.bind(group.getPort()));
            second.setOption(java.net.StandardSocketOptions.SO_REUSEADDR, true);
            assertEquals(group.getPort(), second.bind(group.getPort()).getLocalAddress().getPort());
        }
    }

    @Test
    void dataNeedsABindOrAJoin() throws IOException {
        try (var socket = MultipointSocket.open(family)) {
            Members.assertCode(Winsock.WSAEINVAL, () -> socket.receive(ByteBuffer.allocate(10)));
            Members.assertCode(Winsock.WSAENOTCONN, () -> socket.send(Members.text("where to")));
        }
    }

    @Test
    void hotPathAllocatesNothing() throws IOException {
        try (var member = Members.member(group(), Direction.BOTH)) {
            ByteBuffer out = ByteBuffer.allocateDirect(64);
            ByteBuffer in = ByteBuffer.allocateDirect(64);
            InetSocketAddress target = member.group();
            PeerAddress peer = new PeerAddress();
            Allocations.assertNone(2000, () -> {
                member.send(out.clear());
                member.receive(in.clear());
                member.send(out.clear(), target);
                member.receive(in.clear(), peer);
            });
        }
    }
}
