package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Selectors.READ;
import static org.joinleaf.Selectors.MINUTE;
import static org.joinleaf.Selectors.closeAll;
import static org.joinleaf.Selectors.ear;
import static org.joinleaf.Selectors.selected;
import static org.joinleaf.Selectors.selectedNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.winsock.Winsock;
import org.joinleaf.winsock.WinsockError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many sockets on one selector; {@link NetworkSelectorThreadsTest} has many threads. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NetworkSelectorTest {
    @Test
    void threeHundredSockets() throws IOException {
        List<MultipointSocket> ears = new ArrayList<>();
        List<NetworkKey> keys = new ArrayList<>();
        try (var selector = NetworkSelector.open(); var mouth = MultipointSocket.open(INET)) {
            for (int i = 0; i < 300; i++) {
                ears.add(ear());
                keys.add(selector.register(ears.get(i), READ, i));
            }
            assertEquals(new HashSet<>(keys), selector.keys());
            assertEquals(0, selectedNow(selector).size());
            for (MultipointSocket ear : ears) {
                mouth.send(Members.text("x"), ear.getLocalAddress());
            }
            Set<Object> seen = new HashSet<>();
            while (seen.size() < 300) {
                List<NetworkKey> ready = selected(selector, MINUTE);
                assertFalse(ready.isEmpty(), "only " + seen.size());
                for (NetworkKey key : ready) {
                    assertTrue(seen.add(key.attachment()), "twice: " + key);
                }
            }
            assertEquals(0, selectedNow(selector).size(), "not again before a receive");
            for (int i : new int[] {299, 0, 150}) {
                mouth.send(Members.text("y"), ears.get(i).getLocalAddress());
                assertEquals(1, ears.get(i).receive(ByteBuffer.allocate(4), null));
                assertEquals(List.of(keys.get(i)), selected(selector, MINUTE), "the other one is still there");
                assertEquals(1, ears.get(i).receive(ByteBuffer.allocate(4), null));
            }
            for (int i = 0; i < 300; i += 2) {
                keys.get(i).cancel();
            }
            assertEquals(150, selector.keys().size());
            for (MultipointSocket ear : ears) {
                mouth.send(Members.text("z"), ear.getLocalAddress());
                ear.receive(ByteBuffer.allocate(4), null);
                ear.receive(ByteBuffer.allocate(4), null);
                mouth.send(Members.text("z"), ear.getLocalAddress());
            }
            Set<NetworkKey> odd = new HashSet<>();
            while (odd.size() < 150) {
                List<NetworkKey> ready = selected(selector, MINUTE);
                assertFalse(ready.isEmpty());
                odd.addAll(ready);
            }
            assertTrue(odd.stream().allMatch(key -> (int) key.attachment() % 2 == 1));
        } finally {
            closeAll(ears);
        }
    }

    @Test
    void aKeyTellsWhatHappened() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open(); var socket = Members.member(group, Direction.BOTH)) {
            Set<NetworkEvent> interest = EnumSet.of(NetworkEvent.READ, NetworkEvent.WRITE);
            NetworkKey key = selector.register(socket, interest);
            assertNull(key.attachment());
            assertEquals(interest, key.interest());
            assertSame(socket, key.socket());
            assertSame(selector, key.selector());
            assertEquals(List.of(key), selected(selector, MINUTE));
            selector.selectNow(one -> { });
            assertEquals(Set.of(), key.happened());
            socket.send(Members.text("hello"));
            List<Object> told = new ArrayList<>();
            assertEquals(1, selector.select(one -> {
                told.add(one.happened());
                told.add(one.has(NetworkEvent.READ));
                told.add(one.has(NetworkEvent.WRITE));
                told.add(one.error(NetworkEvent.READ));
            }, MINUTE));
            assertEquals(List.of(READ, true, false, 0), told);
            assertSame(key, selector.register(socket, READ, "again"));
            assertEquals("again", key.attachment());
            assertEquals(READ, key.interest());
            assertTrue(key.toString().contains("READ"), key.toString());
            key.interest(EnumSet.of(NetworkEvent.WRITE));
            assertEquals(0, selectedNow(selector).size(), "WRITE was told, and no send has been refused since");
            key.interest(EnumSet.noneOf(NetworkEvent.class));
            assertEquals(0, selectedNow(selector).size());
            key.interest(READ);
            assertEquals(0, selectedNow(selector).size(), "the datagram is still there, but was told");
            assertEquals(5, socket.receive(ByteBuffer.allocate(8), null));
            key.interest(EnumSet.noneOf(NetworkEvent.class));
            socket.send(Members.text("again"));
            assertEquals(0, selectedNow(selector).size());
            key.interest(READ);
            assertEquals(List.of(key), selected(selector, MINUTE), "what came meanwhile is told");
        }
    }

    @Test
    void errorsComeWithTheEvent() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open(); var blocker = MultipointSocket.open(INET)
                .setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true).bind(group.getPort());
                var socket = MultipointSocket.open(INET)) {
            NetworkKey key = selector.register(socket, EnumSet.of(NetworkEvent.CONNECT));
            var join = socket.joinSessionAsync(group, JoinOptions.on(Members.lo()).direction(Direction.RECEIVE));
            List<Integer> codes = new ArrayList<>();
            if (!join.isDone()) {
                assertEquals(1, selector.select(one -> codes.add(one.error(NetworkEvent.CONNECT)), MINUTE));
                assertTrue(codes.get(0) == Winsock.WSAEADDRINUSE || codes.get(0) == Winsock.WSAEACCES,
                        "" + WinsockError.of(codes.get(0)));
            }
            assertTrue(join.isCompletedExceptionally());
            assertFalse(socket.isJoined());
            assertTrue(key.isValid());
            assertTrue(blocker.isOpen());
        }
    }

    @Test
    void selectedFromSeveralSendersInOrder() throws IOException {
        try (var selector = NetworkSelector.open(); var ear = ear(); var mouth = MultipointSocket.open(INET)) {
            selector.register(ear, READ);
            SocketAddress to = ear.getLocalAddress();
            for (int i = 0; i < 20; i++) {
                mouth.send(ByteBuffer.allocate(1).put(0, (byte) i), to);
            }
            ByteBuffer in = ByteBuffer.allocateDirect(8);
            for (int i = 0; i < 20; i++) {
                assertEquals(1, selected(selector, MINUTE).size(), "datagram " + i);
                assertEquals(1, ear.receive(in.clear(), null));
                assertEquals(i, in.get(0));
            }
            assertEquals(0, selectedNow(selector).size());
        }
    }

    @Test
    void selectEndsAtItsTimeout() throws IOException {
        try (var selector = NetworkSelector.open(); var ear = ear()) {
            selector.register(ear, READ);
            for (long timeout : new long[] {1, 30, 120}) {
                long before = System.nanoTime();
                assertEquals(0, selected(selector, timeout).size());
                long took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - before);
                assertTrue(took >= timeout * 1000 - 500 && took < 60_000_000, timeout + " ms took " + took + " us");
            }
            assertThrows(IllegalArgumentException.class, () -> selector.select(key -> { }, -1));
            assertThrows(NullPointerException.class, () -> selector.select(null));
        }
    }

    @Test
    void writableAgainWhenThereIsRoom() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open();
                var socket = MultipointSocket.open(INET)) {
            selector.register(socket, EnumSet.of(NetworkEvent.WRITE));
            assertEquals(0, selectedNow(selector).size(), "not bound yet");
            FlowSpec slow = FlowSpec.rate(ServiceType.GUARANTEED, 20_000, 1000);
            var join = socket.joinSessionAsync(group,
                    JoinOptions.on(Members.lo()).direction(Direction.SEND).flowSpecs(FlowSpecs.sending(slow)));
            while (!join.isDone()) {
                selector.select(key -> { }, MINUTE);
            }
            selector.selectNow(key -> { });
            ByteBuffer data = ByteBuffer.allocateDirect(500);
            int sent = 0;
            for (int refused = 0; refused < 3;) {
                int result = socket.send(data.clear());
                if (result > 0) {
                    sent++;
                    continue;
                }
                assertEquals(0, data.position());
                refused++;
                assertEquals(1, selected(selector, MINUTE).size());
            }
            assertTrue(sent >= 3, "sent " + sent);
        }
    }

    /** What an action throws ends the select; a time is a Duration, too. */
    @Test
    void actionsThrowAndDurations() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open(); var member = Members.member(group, Direction.BOTH)) {
            selector.register(member, READ);
            assertEquals(0, selector.select(key -> { }, Duration.ZERO));
            assertEquals(0, selector.select(key -> { }, Duration.ofNanos(1)));
            assertThrows(IllegalArgumentException.class, () -> selector.select(key -> { }, Duration.ofNanos(-1)));
            member.send(Members.text("x"));
            IOException thrown = assertThrows(IOException.class, () -> selector.select(key -> {
                throw new IOException("of the action");
            }, Duration.ofSeconds(Long.MAX_VALUE)));
            assertEquals("of the action", thrown.getMessage());
        }
    }

    /**
     * Draining by single receives costs one wake-up for nothing on Windows, and so does a batch, which there is a row of
     * them. One message for each event does not, nor does anything on Linux.
     */
    @Test
    void drainingWithoutAnEmptyWake() throws IOException {
        InetSocketAddress group = Members.group(INET);
        ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        ReceiveBatch batch = ReceiveBatch.allocate(64, 100);
        int drained = Platform.isWindows() ? 2 : 1;
        int[] expected = {drained, drained, 10};
        try (var selector = NetworkSelector.open(); var member = Members.member(group, Direction.BOTH)) {
            selector.register(member, READ);
            Duration patience = Duration.ofMillis(200);
            int[] received = new int[1];
            for (int way = 0; way < 3; way++) {
                KeyAction drain = key -> {
                    while (member.receive(buffer.clear()) != null) {
                        received[0]++;
                    }
                };
                KeyAction batched = key -> received[0] += member.receiveBatch(batch);
                KeyAction single = key -> received[0] += member.receive(buffer.clear()) == null ? 0 : 1;
                KeyAction action = List.of(drain, batched, single).get(way);
                for (int i = 0; i < 10; i++) {
                    member.send(Members.text("x"));
                }
                received[0] = 0;
                int wakes = 0;
                while (received[0] < 10 || wakes < expected[way]) {
                    assertEquals(1, selector.select(action, MINUTE), "way " + way + " after " + wakes);
                    wakes++;
                }
                assertEquals(0, selector.select(action, patience), "way " + way);
                assertEquals(10, received[0]);
                assertEquals(expected[way], wakes, "way " + way);
            }
        }
    }

    @Test
    void aRoundAllocatesNothing() throws IOException {
        InetSocketAddress group = Members.group(INET);
        List<MultipointSocket> ears = new ArrayList<>();
        try (var selector = NetworkSelector.open(); var member = Members.member(group, Direction.BOTH)) {
            for (int i = 0; i < 100; i++) {
                ears.add(ear());
                selector.register(ears.get(i), READ);
            }
            selector.register(member, READ);
            ByteBuffer data = ByteBuffer.allocateDirect(100);
            PeerAddress sender = new PeerAddress();
            int[] received = new int[1];
            KeyAction action = key -> {
                while (key.has(NetworkEvent.READ) && key.happened() != null
                        && ((MultipointSocket) key.socket()).receive(data.clear(), sender) >= 0) {
                    received[0]++;
                }
            };
            int rounds = Allocations.assertNone(5000, () -> {
                member.send(data.clear());
                selector.select(action, MINUTE);
            });
            assertEquals(rounds, received[0]);
        } finally {
            closeAll(ears);
        }
    }
}
