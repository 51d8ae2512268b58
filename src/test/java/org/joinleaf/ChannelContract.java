package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ScatteringByteChannel;
import java.time.Duration;
import java.util.Arrays;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** A socket as a channel of java.nio: one peer, reads and writes, of one buffer and of several. */
abstract class ChannelContract {
    private final StandardProtocolFamily family;

    ChannelContract(StandardProtocolFamily family) {
        this.family = family;
    }

    private MultipointSocket bound() throws IOException {
        return MultipointSocket.open(family).bind(new InetSocketAddress(Members.address(family), 0))
                .setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
    }

    private static ByteBuffer[] texts(String... texts) {
        return Arrays.stream(texts).map(Members::text).toArray(ByteBuffer[]::new);
    }

    @Test
    void onePeer() throws IOException {
        try (var one = bound(); var two = bound(); var three = bound()) {
            assertFalse(one.isConnected());
            assertNull(one.getRemoteAddress());
            assertSame(one, one.connect(two.getLocalAddress()));
            assertTrue(one.isConnected());
            assertEquals(two.getLocalAddress(), one.getRemoteAddress());
            assertEquals(3, one.write(Members.text("out")));
            ByteBuffer in = ByteBuffer.allocate(20);
            assertEquals(one.getLocalAddress(), two.receive(in));
            three.send(Members.text("stranger"), one.getLocalAddress());
            two.send(Members.text("peer"), one.getLocalAddress());
            assertEquals(4, one.read(in.clear()));
            assertEquals("peer", Members.read(in));
            Members.assertSilent(one);
            one.connect(three.getLocalAddress());
            one.send(Members.text("other"));
            assertEquals(one.getLocalAddress(), three.receive(in.clear()));
            InetSocketAddress local = one.getLocalAddress();
            assertSame(one, one.disconnect().disconnect());
            assertNull(one.getRemoteAddress());
            assertEquals(local, one.getLocalAddress(), "its port stays");
            two.send(Members.text("anybody"), local);
            assertEquals(two.getLocalAddress(), one.receive(in.clear()));
            Members.assertCode(Winsock.WSAENOTCONN, () -> one.send(Members.text("where to")));
        }
    }

    /** What connecting binds stays bound: Linux gives up a port that it chose itself. */
    @Test
    void thePortOfAnUnboundOne() throws IOException {
        try (var one = MultipointSocket.open(family); var two = bound()) {
            one.connect(two.getLocalAddress());
            int port = one.getLocalAddress().getPort();
            assertTrue(port > 0);
            one.disconnect();
            assertEquals(port, one.getLocalAddress().getPort());
            one.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            two.send(Members.text("x"), new InetSocketAddress(Members.address(family), port));
            assertEquals(two.getLocalAddress(), one.receive(ByteBuffer.allocate(10)));
        }
    }

    @Test
    void statesAndArguments() throws IOException {
        var one = bound();
        ByteBuffer in = ByteBuffer.allocate(10);
        assertThrows(NotYetConnectedException.class, () -> one.read(in));
        assertThrows(NotYetConnectedException.class, () -> one.write(in));
        assertThrows(NotYetConnectedException.class, () -> one.read(new ByteBuffer[] {in, in}));
        assertThrows(NotYetConnectedException.class, () -> one.write(new ByteBuffer[] {in, in}));
        assertThrows(IllegalArgumentException.class, () -> one.connect(Family.of(family).any(5000)));
        assertFalse(one.isConnected());
        one.connect(one.getLocalAddress());
        ByteBuffer readOnly = ByteBuffer.allocate(10).asReadOnlyBuffer();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> one.read(readOnly)).getMessage()
                .startsWith("target is read-only"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> one.read(new ByteBuffer[] {in, readOnly}))
                .getMessage().startsWith("targets[1] is read-only"));
        assertEquals("sources[1]", assertThrows(NullPointerException.class,
                () -> one.write(new ByteBuffer[] {in, null})).getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> one.write(new ByteBuffer[] {in}, 1, 1));
        assertEquals(10, one.write(ByteBuffer.allocate(10).asReadOnlyBuffer()), "a source may be read-only");
        assertEquals(10, one.read(in));
        one.configureBlocking(false);
        assertEquals(0, one.read(in.clear()), "as DatagramChannel has it");
        assertEquals(0, one.read(new ByteBuffer[] {in, in}));
        one.close();
        assertThrows(ClosedChannelException.class, () -> one.read(in.clear()));
        assertThrows(ClosedChannelException.class, () -> one.getRemoteAddress());
        assertThrows(ClosedChannelException.class, () -> one.disconnect());
    }

    @Test
    void connectionsAreJudged() throws IOException {
        InetSocketAddress group = Members.group(family);
        try (var one = bound(); var member = Members.member(group, Direction.BOTH)) {
            InetSocketAddress noPort = new InetSocketAddress(Members.address(family), 0);
            one.connect(noPort);
            assertTrue(one.isConnected(), "as on Windows; nobody is there");
            assertEquals(noPort, one.getRemoteAddress());
            one.connect(one.getLocalAddress());
            Members.assertCode(Winsock.WSAEISCONN,
                    () -> one.joinSession(Members.group(family), Direction.BOTH, Members.lo()));
            Members.assertCode(Winsock.WSAEISCONN, () -> member.connect(one.getLocalAddress()));
            member.connect(group);
            assertFalse(member.isConnected(), "it is in a session");
            member.disconnect();
            assertTrue(member.isJoined());
        }
    }

    @Test
    void severalBuffersAreOneDatagram() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(8);
        ByteBuffer[] sources = {Members.text("heap "), direct.put(Members.text("direct ")).flip(),
                ByteBuffer.allocate(0), Members.text("read-only").asReadOnlyBuffer()};
        ByteBuffer[] targets = {ByteBuffer.allocateDirect(3), ByteBuffer.allocate(0), ByteBuffer.allocate(30).position(2),
            ByteBuffer.allocate(9)};
        try (var one = bound()) {
            one.connect(one.getLocalAddress());
            GatheringByteChannel gathering = one;
            ScatteringByteChannel scattering = one;
            assertEquals(21, gathering.write(sources));
            for (ByteBuffer source : sources) {
                assertFalse(source.hasRemaining());
            }
            assertEquals(21, scattering.read(targets));
            assertEquals("hea", Members.read(targets[0]));
            assertEquals("p direct read-only", Members.read(targets[2].flip().position(2).compact()));
            assertEquals(0, targets[3].position());
            assertEquals(4, one.write(texts("no", "ye", "s!", "no"), 1, 2));
            ByteBuffer[] parts = {ByteBuffer.allocate(9), ByteBuffer.allocate(3), ByteBuffer.allocate(1)};
            assertEquals(4, one.read(parts, 1, 2));
            assertEquals(0, parts[0].position());
            assertEquals("yes", Members.read(parts[1]));
            assertEquals("!", Members.read(parts[2]));
            assertEquals(0, one.write(texts("", "")), "an empty datagram");
            assertEquals(0, one.read(parts[0].clear()));
            one.write(texts("too long for", " these"));
            ByteBuffer[] small = {ByteBuffer.allocate(4), ByteBuffer.allocate(4)};
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> one.read(small));
            assertEquals("too ", Members.read(small[0]));
            assertEquals("long", Members.read(small[1]));
        }
    }

    @Test
    void theLargestAndMore() throws IOException {
        int most = family == StandardProtocolFamily.INET ? 65_507 : 65_527;
        byte[] data = Members.pattern(most);
        try (var one = bound()) {
            one.connect(one.getLocalAddress());
            ByteBuffer[] halves = {ByteBuffer.wrap(data, 0, 30_000), ByteBuffer.wrap(data, 30_000, most - 30_000)};
            assertEquals(most, one.write(halves));
            ByteBuffer[] targets = new ByteBuffer[2000];
            Arrays.setAll(targets, i -> ByteBuffer.allocate(33));
            assertEquals(most, one.read(targets));
            ByteBuffer all = ByteBuffer.allocate(most);
            for (ByteBuffer target : targets) {
                all.put(target.flip());
            }
            assertArrayEquals(data, all.array());
            for (int more : new int[] {1, 70_000}) {
                ByteBuffer[] sources = {ByteBuffer.wrap(data), ByteBuffer.allocate(more)};
                Members.assertCode(Winsock.WSAEMSGSIZE, () -> one.write(sources));
                assertEquals(0, sources[0].position());
            }
        }
    }

    @Test
    void inASession() throws IOException {
        try (var member = Members.member(Members.group(family), Direction.BOTH)) {
            assertEquals(5, member.write(texts("gro", "up")));
            ByteBuffer in = ByteBuffer.allocate(10);
            assertEquals(5, member.read(in));
            assertEquals("group", Members.read(in));
            assertFalse(member.isConnected(), "a session is no connection");
            member.disconnect();
            assertTrue(member.isJoined());
        }
    }

    @Test
    void severalBuffersAllocateNothing() throws IOException {
        ByteBuffer[] sources = {ByteBuffer.allocateDirect(20), ByteBuffer.allocate(20)};
        ByteBuffer[] targets = {ByteBuffer.allocateDirect(30), ByteBuffer.allocate(30)};
        ByteBuffer one = ByteBuffer.allocateDirect(40);
        try (var socket = bound()) {
            socket.connect(socket.getLocalAddress());
            Allocations.assertNone(2000, () -> {
                sources[0].clear();
                sources[1].clear();
                socket.write(sources);
                targets[0].clear();
                targets[1].clear();
                socket.read(targets);
                socket.write(one.clear());
                socket.read(one.clear());
            });
        }
    }
}
