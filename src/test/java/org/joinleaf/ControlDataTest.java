package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** What comes with a datagram, on IPv4; {@link Ipv6Session} has the same of IPv6. */
class ControlDataTest {
    private static final EnumSet<ControlData.Kind> OF_THE_HEADER =
            EnumSet.complementOf(EnumSet.of(ControlData.Kind.TIMESTAMP));

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    private final ControlData control = new ControlData();

    @Test
    void everythingThatWasAskedForComes() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(OF_THE_HEADER);
            mouth.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 3);
            mouth.send(Members.text("one"));
            PeerAddress sender = new PeerAddress();
            assertEquals(3, ear.receive(buffer, sender, control));
            assertEquals("one", Members.read(buffer));
            assertEquals(mouth.getLocalAddress().getPort(), sender.port());
            assertEquals(group.getAddress(), control.destination());
            assertEquals(Members.lo().getIndex(), control.interfaceIndex());
            assertEquals(3, control.ttl());
            assertEquals(0, control.tos());
            assertTrue(control.isMulticast());
            assertFalse(control.isTruncated());
            for (ControlData.Kind kind : OF_THE_HEADER) {
                assertTrue(control.has(kind), kind.toString());
            }
            InetAddress first = control.destination();
            mouth.send(Members.text("two"));
            ear.receive(buffer.clear(), null, control);
            assertSame(first, control.destination(), "while it stays the same");
            mouth.send(Members.text("three"), new InetSocketAddress("127.0.0.1", group.getPort()));
            ear.receive(buffer.clear(), null, control);
            assertEquals(InetAddress.getByName("127.0.0.1"), control.destination());
            assertFalse(control.isMulticast());
        }
    }

    @Test
    void theMarkOfASocket() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(EnumSet.of(ControlData.Kind.TOS));
            for (int mark : new int[] {46 << 2, 0xff, 0}) {
                mouth.setOption(StandardSocketOptions.IP_TOS, mark);
                assertEquals(mark, mouth.getOption(StandardSocketOptions.IP_TOS));
                mouth.send(Members.text("x"));
                ear.receive(buffer.clear(), null, control);
                assertEquals(mark, control.tos());
            }
            assertThrows(IllegalArgumentException.class, () -> mouth.setOption(StandardSocketOptions.IP_TOS, 256));
        }
    }

    @Test
    void whenItCame() throws IOException, InterruptedException {
        InetSocketAddress group = Members.group(INET);
        long tolerance = 1_000_000; /* two clocks are read one after the other */
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(EnumSet.allOf(ControlData.Kind.class));
            Members.untilTimesAreTaken(ear, mouth);
            for (int i = 0; i < 3; i++) {
                long before = System.nanoTime();
                mouth.send(Members.text("x"));
                long after = System.nanoTime();
                Thread.sleep(20);
                ear.receive(buffer.clear(), null, control);
                assertTrue(control.has(ControlData.Kind.TIMESTAMP));
                assertTrue(control.timestamp() - before > -tolerance, () -> control + " before " + before);
                assertTrue(after - control.timestamp() > -tolerance, () -> control + " after " + after);
                assertTrue(control.ttl() > 0, "the others come beside it");
            }
            ear.requestControlData(EnumSet.of(ControlData.Kind.TTL));
            mouth.send(Members.text("y"));
            ear.receive(buffer.clear(), null, control);
            assertFalse(control.has(ControlData.Kind.TIMESTAMP));
            assertEquals(0, control.timestamp());
        }
    }

    @Test
    void whatWasNotAskedForDoesNotCome() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            mouth.send(Members.text("one"));
            ear.receive(buffer, null, control);
            assertNull(control.destination());
            assertEquals(-1, control.interfaceIndex());
            assertEquals(-1, control.ttl());
            assertEquals(-1, control.tos());
            ear.requestControlData(EnumSet.of(ControlData.Kind.TTL));
            mouth.send(Members.text("two"));
            ear.receive(buffer.clear(), null, control);
            assertTrue(control.has(ControlData.Kind.TTL));
            assertFalse(control.has(ControlData.Kind.DESTINATION));
            ear.requestControlData(EnumSet.noneOf(ControlData.Kind.class));
            mouth.send(Members.text("three"));
            ear.receive(buffer.clear(), null, control);
            assertFalse(control.has(ControlData.Kind.TTL));
        }
    }

    @Test
    void itFailsAsAReceiveDoes() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(OF_THE_HEADER);
            mouth.send(Members.text("0123456789"));
            ByteBuffer small = ByteBuffer.allocate(4);
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> ear.receive(small, null, control));
            assertEquals("0123", Members.read(small));
            assertEquals(group.getAddress(), control.destination(), "of the datagram that was cut");
            ear.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(50));
            assertThrows(SocketTimeoutException.class, () -> ear.receive(buffer, null, control));
            assertFalse(control.has(ControlData.Kind.DESTINATION));
            ear.configureBlocking(false);
            assertEquals(-1, ear.receive(buffer, null, control));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> mouth.receive(buffer, null, control));
        }
    }

    @Test
    void nothingIsAllocated() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(OF_THE_HEADER);
            ByteBuffer out = ByteBuffer.allocateDirect(8);
            PeerAddress sender = new PeerAddress();
            Allocations.assertNone(2000, () -> {
                mouth.send(out.clear());
                ear.receive(buffer.clear(), sender, control);
                control.destination();
                control.timestamp();
            });
        }
    }
}
