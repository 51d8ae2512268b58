package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a root knows of each leaf: which one a message is from, what is attached to it, and how far it is behind. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RemoteLeafTest {
    /** It rests so many nanoseconds, because whoever only spins takes the processor from the threads that send. */
    private static final long POLL = 50_000;

    @ParameterizedTest
    @EnumSource(DataPlane.class)
    void theLeafThatAMessageIsFrom(DataPlane plane) throws Exception {
        try (var root = Rooted.root(INET, plane)) {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            ReceiveBatch batch = ReceiveBatch.allocate(4, 100);
            MessageSource source = new MessageSource();
            assertNull(source.leaf());
            List<Rooted.Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                pairs.add(Rooted.admit(root));
                assertNull(pairs.get(i).leaf().attach(i));
            }
            assertEquals(40, root.leafCount());
            for (int i = 0; i < 40; i++) {
                pairs.get(i).member().send(Members.text("single " + i));
                root.receiveMessage(buffer.clear(), source);
                assertSame(pairs.get(i).leaf(), source.leaf());
                assertEquals("single " + source.leaf().attachment(), Members.read(buffer));
                pairs.get(i).member().send(Members.text("batch " + i));
                assertEquals(1, root.receiveBatch(batch));
                assertTrue(batch.next());
                assertSame(pairs.get(i).leaf(), batch.leaf());
            }
            /* Those that have left are still known. */
            for (int i = 0; i < 40; i += 2) {
                pairs.get(i).member().send(Members.text("last"));
                pairs.get(i).member().close();
                Rooted.assertEnd(SessionEnd.Cause.LEFT, pairs.get(i).leaf().closed());
                root.receiveMessage(buffer.clear(), source);
                assertSame(pairs.get(i).leaf(), source.leaf());
            }
            assertEquals(20, root.leafCount());
            assertEquals(0, pairs.get(0).leaf().attach(null));
            pairs.get(1).leaf().send(Members.text("x"));
            ByteBuffer in = ByteBuffer.allocate(100);
            do {
                pairs.get(1).member().receiveMessage(in.clear(), source);
            } while (!source.isAside());
            assertNull(source.leaf());
            pairs.forEach(pair -> pair.member().close());
        }
    }

    /** More leave than are remembered. */
    @Test
    void manyHaveLeft() throws Exception {
        int many = LeafSet.DEPARTED + 20;
        try (var root = Rooted.root()) {
            Rooted.Pair first = Rooted.admit(root);
            first.member().send(Members.text("first"));
            first.member().close();
            Rooted.assertEnd(SessionEnd.Cause.LEFT, first.leaf().closed());
            Rooted.Pair stays = Rooted.admit(root);
            for (int i = 0; i < many; i++) {
                Rooted.Pair pair = Rooted.admit(root);
                pair.leaf().close();
                pair.member().close();
            }
            stays.member().send(Members.text("stays"));
            MessageSource source = new MessageSource();
            ByteBuffer buffer = ByteBuffer.allocate(100);
            root.receiveMessage(buffer, source);
            assertNull(source.leaf());
            assertEquals(first.leaf().address(), source.sender());
            root.receiveMessage(buffer.clear(), source);
            assertSame(stays.leaf(), source.leaf());
            stays.member().close();
        }
    }

    /** Who receives from a leaf or sends to it is told that it has left, whether he has waited or comes later. */
    @Test
    void theEndIsToldInOneWay() throws Exception {
        try (var root = Rooted.root()) {
            ByteBuffer out = ByteBuffer.allocateDirect(8);
            for (int i = 0; i < 20; i++) {
                Rooted.Pair pair = Rooted.admit(root);
                RemoteLeaf leaf = pair.leaf();
                var waits = Rooted.start(() -> leaf.receive(ByteBuffer.allocate(100)));
                var waitsForMany = Rooted.start(() -> leaf.receiveBatch(ReceiveBatch.allocate(2, 100)));
                pair.member().close();
                Rooted.assertCode(Winsock.WSAESHUTDOWN, waits);
                Rooted.assertCode(Winsock.WSAESHUTDOWN, waitsForMany);
                Rooted.assertEnd(SessionEnd.Cause.LEFT, leaf.closed());
                assertFalse(leaf.isOpen());
                Members.assertCode(Winsock.WSAESHUTDOWN, () -> leaf.receive(ByteBuffer.allocate(100)));
                Members.assertCode(Winsock.WSAESHUTDOWN, () -> leaf.receiveBatch(ReceiveBatch.allocate(2, 100)));
                Members.assertCode(Winsock.WSAESHUTDOWN, () -> leaf.send(out.clear()));
                Members.assertCode(Winsock.WSAESHUTDOWN, () -> leaf.sendBatch(out.clear(), 4));
                assertThrows(ClosedChannelException.class, leaf::flowSpecs);
                leaf.close();
                assertThrows(ClosedChannelException.class, () -> leaf.receive(ByteBuffer.allocate(100)));
                assertThrows(ClosedChannelException.class, () -> leaf.send(out.clear()));
            }
        }
    }

    @Test
    void oneMessageIsToldAsOne() {
        ByteBuffer source = ByteBuffer.allocate(Behind.SIZE).putLong(0, 5).putLong(8, 1);
        assertEquals("Behind[1 message, 5 bytes, stalled for 0 ms, 0 unread]", Behind.read(source).toString());
    }

    /** A leaf that does not read is seen to be behind, then told of, then closed. */
    @Test
    void troubleIsSeenToCome() throws Exception {
        try (var root = Rooted.root(); var selector = NetworkSelector.open()) {
            root.setOption(RootedOptions.WINDOW, 128);
            root.setOption(RootedOptions.SLOW_TIMEOUT, Duration.ofSeconds(6));
            Rooted.Pair pair = Rooted.admit(root);
            RemoteLeaf leaf = pair.leaf();
            Behind before = leaf.behind();
            assertEquals(0, before.bytes() + before.messages() + before.unread(), before::toString);
            assertEquals(Duration.ZERO, before.stalled());
            selector.register(leaf, EnumSet.of(NetworkEvent.QOS, NetworkEvent.CLOSE));
            root.configureBlocking(false);
            ByteBuffer kilobyte = ByteBuffer.allocate(1000);
            long end = System.nanoTime() + 120_000_000_000L;
            List<String> told = new ArrayList<>();
            long most = 0;
            while (told.size() < 2 && System.nanoTime() < end) {
                // Bounded: once the leaf is gone, a root without leaves sends to nobody, as much as it is given.
                for (int i = 0; i < 1000 && root.send(kilobyte.clear()) > 0; i++) {
                    most++;
                }
                if (told.isEmpty() && most > 100) {
                    Behind behind = leaf.behind();
                    // The first of the messages that end in the bytes may have begun before them.
                    assertTrue((behind.messages() - 1) * 1004 <= behind.bytes() && behind.messages() <= most, behind::toString);
                    assertTrue(behind.unread() <= 128, behind::toString);
                }
                selector.select(key -> {
                    if (key.has(NetworkEvent.QOS)) {
                        told.add("slow " + key.error(NetworkEvent.QOS));
                        Behind behind = leaf.behind();
                        assertTrue(behind.unread() > 100 && behind.stalled().toMillis() >= 3000, behind::toString);
                    }
                    if (key.has(NetworkEvent.CLOSE)) {
                        told.add("closed " + key.error(NetworkEvent.CLOSE));
                    }
                }, Duration.ofMillis(20));
            }
            assertEquals(List.of("slow " + Winsock.WSAETIMEDOUT, "closed " + Winsock.WSAECONNABORTED), told);
            Members.assertCode(Winsock.WSAENOTCONN, leaf::behind);
            pair.member().close();
        }
    }

    @Test
    void nothingIsAllocated() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair pair = Rooted.admit(root);
            ByteBuffer buffer = ByteBuffer.allocateDirect(100);
            ReceiveBatch batch = ReceiveBatch.allocate(4, 100);
            MessageSource source = new MessageSource();
            root.configureBlocking(false);
            Allocations.assertNone(1000, () -> {
                pair.member().send(buffer.clear());
                while (root.receiveMessage(buffer.clear(), source) < 0) {
                    LockSupport.parkNanos(POLL);
                }
                pair.member().send(buffer.clear());
                while (root.receiveBatch(batch) == 0) {
                    LockSupport.parkNanos(POLL);
                }
                batch.next();
                assertSame(source.leaf(), batch.leaf());
                root.leafCount();
            });
            pair.member().close();
        }
    }

    /** A root that listens has a session, if nobody is in it yet. */
    @Test
    void aRootWithoutLeaves() throws Exception {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            Members.assertCode(Winsock.WSAENOTCONN, () -> root.send(Members.text("x")));
            Members.assertCode(Winsock.WSAENOTCONN, () -> root.receive(ByteBuffer.allocate(1)));
            root.bind(0).listen();
            assertEquals(1, root.send(Members.text("x")));
            root.configureBlocking(false);
            assertNull(root.receive(ByteBuffer.allocate(1)));
        }
    }
}
