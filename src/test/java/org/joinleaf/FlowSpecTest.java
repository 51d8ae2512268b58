package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.winsock.SocketAddresses;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** Flow specifications: with a join, later, and what comes of them. */
class FlowSpecTest {
    private static final FlowSpec RATE = FlowSpec.rate(ServiceType.CONTROLLED_LOAD, 100_000, 5000);

    @Test
    void inForce() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var socket = MultipointSocket.open(INET)) {
            assertEquals(new FlowSpecs(FlowSpec.DEFAULT, FlowSpec.DEFAULT), socket.flowSpecs());
            socket.joinSession(group, JoinOptions.on(Members.lo()).flowSpecs(FlowSpecs.sending(RATE)));
            assertEquals(new FlowSpecs(RATE, FlowSpec.DEFAULT), socket.flowSpecs());
            FlowSpec other = FlowSpec.builder(ServiceType.GUARANTEED).tokenRate(50_000).tokenBucketSize(4000)
                    .peakBandwidth(200_000).latency(1000).delayVariation(2000).maxSduSize(1400).minimumPolicedSize(100)
                    .build();
            assertSame(socket, socket.flowSpecs(FlowSpecs.receiving(other)));
            assertEquals(new FlowSpecs(RATE, other), socket.flowSpecs());
            socket.flowSpecs(new FlowSpecs(other, FlowSpec.DEFAULT));
            assertEquals(new FlowSpecs(other, FlowSpec.DEFAULT), socket.flowSpecs());
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> socket.send(ByteBuffer.allocate(1401)));
        }
    }

    @Test
    void impossibleOnes() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var socket = MultipointSocket.open(INET)) {
            FlowSpec nothing = FlowSpec.rate(ServiceType.GUARANTEED, 0, 1000);
            Members.assertCode(Winsock.WSAEOPNOTSUPP,
                    () -> socket.joinSession(group, JoinOptions.on(Members.lo()).flowSpecs(FlowSpecs.sending(nothing))));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> socket.flowSpecs(FlowSpecs.sending(nothing)));
            socket.joinSession(group, JoinOptions.on(Members.lo()));
            assertThrows(NullPointerException.class, () -> socket.flowSpecs(null));
        }
        assertThrows(IllegalArgumentException.class, () -> FlowSpec.rate(ServiceType.GUARANTEED, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> FlowSpec.rate(ServiceType.GUARANTEED, 1L << 32, 0));
        assertThrows(NullPointerException.class, () -> FlowSpec.rate(null, 1, 1));
        assertThrows(NullPointerException.class, () -> new FlowSpecs(null, RATE));
        assertEquals(FlowSpec.NOT_SPECIFIED, FlowSpec.DEFAULT.maxSduSize());
        for (ServiceType type : ServiceType.values()) {
            assertSame(type, ServiceType.ofNumber(type.number()));
        }
    }

    @Test
    void whatIsProviderSpecific() throws IOException {
        InetSocketAddress group = Members.group(INET);
        ByteBuffer object = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder()).position(4)
                .putInt(Winsock.QOS_OBJECT_SD_MODE).putInt(12).putInt(Winsock.TC_NONCONF_SHAPE).position(4).limit(16);
        FlowSpecs wanted = FlowSpecs.sending(RATE).providerSpecific(object);
        FlowSpecs unknown = wanted.providerSpecific(ByteBuffer.allocate(12));
        assertEquals(4, object.position());
        try (var socket = MultipointSocket.open(INET)) {
            String message = Members.assertCode(Winsock.WSAEOPNOTSUPP,
                    () -> socket.joinSession(group, JoinOptions.on(Members.lo()).flowSpecs(unknown))).getMessage();
            assertTrue(message.contains("providerSpecific=000000000000000000000000"), message);
            socket.joinSession(group, JoinOptions.on(Members.lo()).flowSpecs(wanted));
            assertEquals(new FlowSpecs(RATE, FlowSpec.DEFAULT), socket.flowSpecs());
            message = Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> socket.flowSpecs(unknown)).getMessage();
            assertTrue(message.contains("SIO_SET_QOS") && message.contains("providerSpecific=0000"), message);
            assertSame(socket, socket.flowSpecs(wanted));
        }
        long udp = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        ByteBuffer peer = ByteBuffer.allocate(16);
        SocketAddresses.put(peer, new InetSocketAddress("127.0.0.1", 9));
        ByteBuffer qos = FlowSpecs.structure(unknown);
        assertEquals(Winsock.SOCKET_ERROR, Winsock.WSAConnect(udp, peer, 16, null, null, qos, null));
        assertEquals(Winsock.WSAEOPNOTSUPP, Winsock.WSAGetLastError());
        assertEquals(0, Winsock.WSAConnect(udp, peer, 16, null, null, FlowSpecs.structure(wanted), qos)); // reserved
        assertEquals(0, Winsock.closesocket(udp));

        assertEquals(wanted, FlowSpecs.sending(RATE).providerSpecific(object));
        assertEquals(wanted.hashCode(), FlowSpecs.sending(RATE).providerSpecific(object).hashCode());
        assertNotEquals(wanted, unknown);
        assertNotEquals(wanted, FlowSpecs.sending(RATE));
        assertEquals(Winsock.QOS_OBJECT_SD_MODE, wanted.providerSpecific().getInt());
        assertTrue(wanted.providerSpecific().isReadOnly());
        String text = wanted.providerSpecific(ByteBuffer.allocate(20_000_000)).toString();
        assertTrue(text.length() < 400 && text.endsWith("00 and 19999936 bytes more]"), text.substring(text.length() - 100));
        assertThrows(NullPointerException.class, () -> wanted.providerSpecific(null));
    }

    @Test
    void aBlockingSendIsShaped() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var socket = MultipointSocket.open(INET)) {
            socket.joinSession(group, JoinOptions.on(Members.lo()).direction(Direction.SEND).flowSpecs(FlowSpecs.sending(RATE)));
            ByteBuffer data = ByteBuffer.allocateDirect(1000);
            long before = System.nanoTime();
            for (int i = 0; i < 25; i++) {
                assertEquals(1000, socket.send(data.clear()));
            }
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
            assertTrue(took >= 180 && took < 60_000, "20 kB above the bucket at 100 kB/s took " + took + " ms");
        }
    }

    @Test
    void interruptAndCloseEndASendThatIsHeldBack() throws Exception {
        boolean virtualToo = Runtime.version().feature() >= 21;
        for (boolean virtual : virtualToo ? new boolean[] {false, true} : new boolean[] {false}) {
            for (boolean interrupt : new boolean[] {true, false}) {
                MultipointSocket socket = MultipointSocket.open(INET);
                FlowSpec slow = FlowSpec.rate(ServiceType.GUARANTEED, 100, 1000);
                socket.joinSession(Members.group(INET),
                        JoinOptions.on(Members.lo()).direction(Direction.SEND).flowSpecs(FlowSpecs.sending(slow)));
                CompletableFuture<Exception> outcome = new CompletableFuture<>();
                Thread thread = WaitingTest.start(virtual, () -> {
                    try {
                        while (true) {
                            socket.send(ByteBuffer.allocate(1000));
                        }
                    } catch (IOException e) {
                        outcome.complete(e);
                    }
                });
                Blocked.await(thread);
                assertFalse(outcome.isDone());
                if (interrupt) {
                    thread.interrupt();
                } else {
                    socket.close();
                }
                Exception end = outcome.get(2, TimeUnit.MINUTES);
                assertSame(interrupt ? ClosedByInterruptException.class : AsynchronousCloseException.class,
                        end.getClass());
                assertFalse(socket.isOpen());
            }
        }
    }

    @Test
    void aChangeIsAnEvent() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open(); var socket = Members.member(group, Direction.BOTH)) {
            NetworkKey key = selector.register(socket, EnumSet.of(NetworkEvent.QOS));
            assertEquals(0, selector.selectNow(one -> { }));
            socket.flowSpecs(FlowSpecs.sending(RATE));
            List<Object> told = new ArrayList<>();
            assertEquals(1, selector.select(one -> told.add(one.happened()), 120_000));
            assertEquals(List.of(EnumSet.of(NetworkEvent.QOS)), told);
            socket.flowSpecs(FlowSpecs.sending(FlowSpec.DEFAULT));
            assertEquals(0, selector.selectNow(one -> { }), "not before it is asked for");
            assertEquals(FlowSpec.DEFAULT, socket.flowSpecs().sending());
            socket.flowSpecs(FlowSpecs.sending(RATE));
            assertEquals(1, selector.select(one -> assertSame(key, one), 120_000));
        }
    }
}
