package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests messages between the root and one leaf alone. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AsideTest {
    /** It rests so many nanoseconds, because whoever only spins takes the processor from the threads that send. */
    private static final long POLL = 50_000;

    private static String receive(SessionSocket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        socket.receive(buffer);
        return Members.read(buffer);
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED"})
    void oneLeafAloneInOrder(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            Rooted.Pair ann = Rooted.admit(root);
            Rooted.Pair bob = Rooted.admit(root);
            ByteBuffer buffer = ByteBuffer.allocate(100);
            MessageSource source = new MessageSource();
            assertNull(source.sender());
            for (int i = 0; i < 100; i++) {
                root.send(Members.text("all " + i));
                ann.leaf().send(Members.text("ann " + i));
            }
            for (int i = 0; i < 100; i++) {
                assertTrue(ann.member().receiveMessage(buffer.clear(), source) > 0);
                assertEquals("all " + i, Members.read(buffer));
                assertFalse(source.isAside());
                assertTrue(ann.member().receiveMessage(buffer.clear(), source) > 0);
                assertEquals("ann " + i, Members.read(buffer));
                assertTrue(source.isAside());
                assertEquals(root.getLocalAddress(), source.sender());
                assertEquals("all " + i, receive(bob.member()));
            }
            bob.member().sendAside(Members.text("psst"));
            bob.member().send(Members.text("hello"));
            assertEquals("hello", receive(root));
            assertEquals(bob.leaf().address(), bob.leaf().receive(buffer.clear()));
            assertEquals("psst", Members.read(buffer));
            root.send(Members.text("end"));
            assertEquals(plane == DataPlane.ROOTED ? "end" : "hello", receive(ann.member()));
            ann.member().close();
            bob.member().close();
        }
    }

    @Test
    void batchesMarkMessagesAside() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair pair = Rooted.admit(root);
            ReceiveBatch batch = ReceiveBatch.allocate(16, 100);
            assertEquals(2, root.sendBatch(ByteBuffer.allocateDirect(20), 10));
            assertEquals(3, pair.leaf().sendBatch(ByteBuffer.allocateDirect(30), 10));
            int all = 0;
            while (all < 5) {
                pair.member().receiveBatch(batch);
                while (batch.next()) {
                    assertEquals(all++ >= 2, batch.isAside());
                    assertEquals(10, batch.size());
                }
            }
            assertEquals(EnumSet.of(BatchMode.SENDS_SEVERAL, BatchMode.RECEIVES_SEVERAL), pair.leaf().batchModes(10));
            pair.member().close();
        }
    }

    /** What does not fit, also into nothing. */
    @Test
    void messagesThatDoNotFitTheBuffer() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair pair = Rooted.admit(root);
            MessageSource source = new MessageSource();
            for (int room : new int[] {0, 1, 4}) {
                for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(room), ByteBuffer.allocateDirect(room)}) {
                    pair.leaf().send(Members.text("12345"));
                    Members.assertCode(Winsock.WSAEMSGSIZE, () -> pair.member().receiveMessage(buffer, source));
                    assertEquals(room, buffer.position());
                    assertTrue(source.isAside());
                }
            }
            pair.leaf().send(ByteBuffer.allocate(0));
            assertEquals(0, pair.member().receiveMessage(ByteBuffer.allocate(0), source));
            pair.member().close();
        }
    }

    /** A leaf that does not read holds its root up, for this leaf alone, and the other way round. */
    @Test
    void backPressure() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair slow = Rooted.admit(root);
            Rooted.Pair other = Rooted.admit(root);
            ByteBuffer kilobyte = ByteBuffer.allocate(1000);
            slow.leaf().configureBlocking(false);
            int sent = 0;
            while (slow.leaf().send(kilobyte.clear()) > 0) {
                assertTrue(++sent < 1000);
            }
            assertEquals(3 * 65_536 / 1064, sent);
            other.leaf().send(Members.text("to you"));
            assertEquals("to you", receive(other.member()));
            slow.leaf().configureBlocking(true);
            slow.leaf().setOption(MultipointOptions.SEND_TIMEOUT, Duration.ofMillis(100));
            Members.assertCode(Winsock.WSAETIMEDOUT, () -> slow.leaf().send(kilobyte.clear()));
            slow.leaf().setOption(MultipointOptions.SEND_TIMEOUT, Duration.ofMinutes(1));
            CompletableFuture<Integer> waiting = Rooted.start(() -> slow.leaf().send(ByteBuffer.allocate(900)));
            for (int i = 0; i < sent; i++) {
                slow.member().receive(kilobyte.clear());
                assertEquals(1000, kilobyte.position());
            }
            assertEquals(900, Rooted.get(waiting));
            slow.member().receive(kilobyte.clear());
            assertEquals(900, kilobyte.position());

            slow.member().configureBlocking(false);
            sent = 0;
            while (slow.member().sendAside(kilobyte.clear()) > 0) {
                assertTrue(++sent < 1000);
            }
            assertEquals(3 * 65_536 / 1064, sent);
            slow.member().close();
            other.member().close();
        }
    }

    @Test
    void eventsOfTheLeafAtTheRoot() throws Exception {
        try (var root = Rooted.root(); var selector = NetworkSelector.open()) {
            Rooted.Pair pair = Rooted.admit(root);
            NetworkKey key = selector.register(pair.leaf(), EnumSet.of(NetworkEvent.READ, NetworkEvent.CLOSE));
            pair.member().sendAside(Members.text("one"));
            pair.member().sendAside(Members.text("two"));
            pair.member().close();
            StringBuilder seen = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(100);
            for (int i = 0; i < 20 && !seen.toString().endsWith("close"); i++) {
                selector.select(one -> {
                    assertEquals(pair.leaf(), one.socket());
                    try {
                        if (one.has(NetworkEvent.READ) && pair.leaf().receive(buffer.clear()) != null) {
                            seen.append(Members.read(buffer)).append(' ');
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    if (one.has(NetworkEvent.CLOSE)) {
                        seen.append("close");
                    }
                }, 5000);
            }
            assertEquals("one two close", seen.toString());
            assertTrue(key.isValid());
        }
    }

    /** What a leaf has said aside can be read when it has left, and only then it is gone. */
    @Test
    void lastWords() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair pair = Rooted.admit(root);
            pair.member().sendAside(Members.text("farewell"));
            pair.member().close();
            Until.holds(() -> isGone(pair.leaf()));
            Members.assertCode(Winsock.WSAENOTCONN, pair.leaf()::behind);
            assertEquals(0, root.getOption(RootedOptions.STATISTICS).leaves());
            assertEquals(List.of(pair.leaf()), root.leaves());
            assertEquals("farewell", receive(pair.leaf()));
            Rooted.assertEnd(SessionEnd.Cause.LEFT, pair.leaf().closed());
        }
    }

    private static boolean isGone(RemoteLeaf leaf) {
        try {
            return leaf.behind() == null;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void refusedWithTheDocumentedCode() throws Exception {
        try (var root = Rooted.root(); var receiver = Rooted.leaf(INET)) {
            Members.assertCode(Winsock.WSAENOTCONN, () -> receiver.sendAside(Members.text("x")));
            CompletableFuture<ByteBuffer> joined = Rooted.start(() -> receiver.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().direction(Direction.RECEIVE)));
            RemoteLeaf leaf = root.accept().admit();
            Rooted.get(joined);
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> receiver.sendAside(Members.text("x")));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> leaf.receive(ByteBuffer.allocate(1)));
            Members.assertCode(Winsock.WSAEINVAL, () -> leaf.bind(0));
            leaf.send(Members.text("only you"));
            assertEquals("only you", receive(receiver));
        }
    }

    @Test
    void nothingIsAllocated() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair pair = Rooted.admit(root);
            ByteBuffer buffer = ByteBuffer.allocateDirect(100);
            MessageSource source = new MessageSource();
            pair.member().configureBlocking(false);
            pair.leaf().configureBlocking(false);
            Allocations.assertNone(1000, () -> {
                pair.leaf().send(buffer.clear());
                while (pair.member().receiveMessage(buffer.clear(), source) < 0) {
                    LockSupport.parkNanos(POLL); // to wait in the socket may make a node of a queue
                }
                source.sender();
                pair.member().sendAside(buffer.clear());
                while (pair.leaf().receive(buffer.clear()) == null) {
                    LockSupport.parkNanos(POLL);
                }
            });
            pair.member().close();
        }
    }
}
