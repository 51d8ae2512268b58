package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.testing.Namespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** What comes with the datagrams of a batch, in either family, on lo and on wires of its own. */
class BatchControl {
    private static final int SIZE = 40;

    private final ReceiveBatch batch = ReceiveBatch.allocate(16, 100);
    private final ReceiveBatch trains = ReceiveBatch.allocate(8, ReceiveBatch.COALESCED_SLOT);

    /** What was received, each as the text that `describe` makes of the batch's current datagram. */
    private static List<String> receive(MultipointSocket ear, ReceiveBatch into, int count, Describe describe)
            throws IOException {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            ear.receiveBatch(into);
            while (into.next()) {
                all.add(describe.text(into));
            }
        }
        return all;
    }

    private interface Describe {
        String text(ReceiveBatch batch);
    }

    private static ByteBuffer data(int datagrams) {
        return ByteBuffer.allocateDirect(datagrams * SIZE);
    }

    /** A member of both groups, whose port it has. */
    private static MultipointSocket ear(InetSocketAddress one, InetSocketAddress two) throws IOException {
        MultipointSocket ear = Members.member(one, Direction.RECEIVE);
        ear.join(two.getAddress(), Members.lo());
        return ear;
    }

    private static InetSocketAddress beside(InetSocketAddress group) throws IOException {
        return new InetSocketAddress(Members.group(Members.family(group.getAddress())).getAddress(), group.getPort());
    }

    private void twoGroupsOnOnePort(StandardProtocolFamily family, boolean together) throws IOException {
        InetSocketAddress one = Members.group(family);
        InetSocketAddress two = beside(one);
        try (var ear = ear(one, two); var mouth = Members.member(one, Direction.SEND)) {
            ear.setOption(MultipointOptions.COALESCED_RECEIVE, together);
            ear.requestControlData(EnumSet.allOf(ControlData.Kind.class));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                InetSocketAddress target = i % 2 == 0 ? one : two;
                PeerAddress to = new PeerAddress();
                to.set(target);
                mouth.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 3 + i);
                mouth.setOption(StandardSocketOptions.IP_TOS, i << 2);
                assertEquals(3, mouth.sendBatch(data(3).limit(2 * SIZE + 7), SIZE, to));
                for (int size : new int[] {SIZE, SIZE, 7}) {
                    expected.add(size + " to " + target.getAddress() + " on " + Members.lo().getIndex() + " TTL " + (3 + i)
                            + " TOS " + (i << 2) + " group true");
                }
            }
            assertEquals(expected, receive(ear, together ? trains : batch, 18, got -> {
                for (ControlData.Kind kind : ControlData.Kind.values()) {
                    assertTrue(got.has(kind), kind::toString);
                }
                assertSame(got.destination(), got.destination());
                return got.size() + " to " + got.destination() + " on " + got.interfaceIndex() + " TTL " + got.ttl() + " TOS "
                        + got.tos() + " group " + got.isMulticast();
            }));
        }
    }

    @Test
    void twoGroupsOnOnePortOverIpv4() throws IOException {
        twoGroupsOnOnePort(INET, false);
    }

    @Test
    void twoGroupsOnOnePortOverIpv6() throws IOException {
        twoGroupsOnOnePort(INET6, false);
    }

    @Test
    void trainsOverIpv4() throws IOException {
        twoGroupsOnOnePort(INET, true);
    }

    @Test
    void trainsOverIpv6() throws IOException {
        twoGroupsOnOnePort(INET6, true);
    }

    /** It is what one receive after the other tells. */
    @Test
    void aUnicastIsNoneOfTheGroup() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(EnumSet.of(ControlData.Kind.DESTINATION));
            mouth.send(Members.text("a"));
            mouth.send(Members.text("b"), new InetSocketAddress("127.0.0.1", group.getPort()));
            mouth.send(Members.text("c"));
            assertEquals(List.of(group.getAddress() + " true", "/127.0.0.1 false", group.getAddress() + " true"),
                    receive(ear, batch, 3, got -> got.destination() + " " + got.isMulticast()));
        }
    }

    private static NetworkInterface wire(String name, int number) throws Exception {
        Namespace.wire(name);
        ip("addr add 10.51." + number + ".1/24 dev " + name);
        ip("-6 addr add fd51:" + number + "::1/64 dev " + name + " nodad");
        return NetworkInterface.getByName(name);
    }

    /** One feed on two wires: the same group and port, and the batch says by which wire each came. */
    @Test
    void twoInterfaces() throws Exception {
        List<NetworkInterface> wires = List.of(wire("ca", 1), wire("cb", 2));
        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            InetSocketAddress group = Members.group(family);
            try (var ear = MultipointSocket.open(family).bind(group.getPort()); var mouth = MultipointSocket.open(family)) {
                ear.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
                ear.requestControlData(EnumSet.of(ControlData.Kind.INTERFACE));
                List<String> expected = new ArrayList<>();
                for (NetworkInterface wire : wires) {
                    ear.join(group.getAddress(), wire);
                }
                for (int i = 0; i < 6; i++) {
                    NetworkInterface wire = wires.get(i % 2);
                    mouth.setOption(StandardSocketOptions.IP_MULTICAST_IF, wire);
                    mouth.send(Members.text("x"), group);
                    expected.add(group.getAddress() + " on " + wire.getIndex());
                }
                assertEquals(expected,
                        receive(ear, batch, 6, got -> got.destination() + " on " + got.interfaceIndex()));
            }
        }
    }

    @Test
    void whenEachCame() throws IOException, InterruptedException {
        InetSocketAddress group = Members.group(INET);
        long tolerance = 1_000_000; /* two clocks are read one after the other */
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(EnumSet.of(ControlData.Kind.TIMESTAMP));
            Members.untilTimesAreTaken(ear, mouth);
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                times.add(System.nanoTime());
                mouth.send(Members.text("x"));
                times.add(System.nanoTime());
                Thread.sleep(20);
            }
            List<Long> came = receive(ear, batch, 4, got -> Long.toString(got.timestamp())).stream().map(Long::valueOf).toList();
            for (int i = 0; i < 4; i++) {
                assertTrue(came.get(i) - times.get(2 * i) > -tolerance, () -> came + " between " + times);
                assertTrue(times.get(2 * i + 1) - came.get(i) > -tolerance, () -> came + " between " + times);
            }
            assertFalse(batch.has(ControlData.Kind.TTL));
        }
    }

    @Test
    void whatNobodyAsksForDoesNotCome() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            assertNothingTold();
            mouth.send(Members.text("a"));
            receive(ear, batch, 1, got -> "");
            assertNothingTold();
            ear.requestControlData(EnumSet.of(ControlData.Kind.TTL));
            assertNothingTold();
            mouth.send(Members.text("b"));
            assertEquals(List.of("true false"), receive(ear, batch, 1,
                    got -> got.has(ControlData.Kind.TTL) + " " + got.has(ControlData.Kind.DESTINATION)));
            batch.rewind();
            assertEquals(-1, batch.ttl(), "before the first");
            assertTrue(batch.next() && batch.ttl() > 0);
            ear.requestControlData(EnumSet.noneOf(ControlData.Kind.class));
            mouth.send(Members.text("c"));
            receive(ear, batch, 1, got -> "");
            assertNothingTold();
        }
    }

    private void assertNothingTold() {
        for (ControlData.Kind kind : ControlData.Kind.values()) {
            assertFalse(batch.has(kind));
        }
        assertNull(batch.destination());
        assertEquals(-1, batch.interfaceIndex());
        assertEquals(-1, batch.ttl());
        assertEquals(-1, batch.tos());
        assertEquals(0, batch.timestamp());
        assertFalse(batch.isMulticast());
    }

    @Test
    void ofADatagramThatWasCut() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(EnumSet.allOf(ControlData.Kind.class));
            mouth.send(ByteBuffer.allocateDirect(500));
            mouth.send(ByteBuffer.allocateDirect(5));
            assertEquals(List.of("100 true " + group.getAddress(), "5 false " + group.getAddress()),
                    receive(ear, batch, 2, got -> got.size() + " " + got.isTruncated() + " " + got.destination()));
        }
    }

    private void nothingIsAllocated(StandardProtocolFamily family) throws IOException {
        InetSocketAddress group = Members.group(family);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(EnumSet.allOf(ControlData.Kind.class));
            ByteBuffer out = data(8);
            InetAddress[] destination = new InetAddress[1];
            Allocations.assertNone(500, () -> {
                mouth.sendBatch(out.clear(), SIZE);
                for (int left = 8; left > 0;) {
                    left -= ear.receiveBatch(batch);
                    while (batch.next()) {
                        destination[0] = batch.destination();
                        batch.timestamp();
                        batch.interfaceIndex();
                    }
                }
            });
            assertEquals(group.getAddress(), destination[0]);
        }
    }

    @Test
    void nothingIsAllocatedOverIpv4() throws IOException {
        nothingIsAllocated(INET);
    }

    @Test
    void nothingIsAllocatedOverIpv6() throws IOException {
        nothingIsAllocated(INET6);
    }
}
