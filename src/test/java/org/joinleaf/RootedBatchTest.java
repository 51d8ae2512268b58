package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Direct.ints;
import static org.joinleaf.Direct.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.Rooted.Pair;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches of roots and leaves mean what single calls mean. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RootedBatchTest {
    private static final int LARGE = 65_536;

    /** Makes long rows of one size, single odd ones and empty ones, and now and then one of many datagrams. */
    private static int[] randomSizes(Random random) {
        List<Integer> sizes = new ArrayList<>();
        for (int budget = 60_000; sizes.size() < 60 && budget > 0;) {
            int size = switch (random.nextInt(8)) {
                case 0 -> 0;
                case 1 -> random.nextInt(60_000);
                default -> 1 + random.nextInt(1500);
            };
            for (int i = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(20); i > 0 && budget > 0; i--) {
                sizes.add(size);
                budget -= size + 500;
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Writes all of a message so short that it can be read in a report. */
    private static String text(ByteBuffer buffer, int offset, int length, InetSocketAddress from) {
        byte[] bytes = new byte[length];
        buffer.duplicate().clear().get(offset, bytes);
        return length + " bytes, hash " + Arrays.hashCode(bytes) + " from " + from;
    }

    private static List<String> expected(ByteBuffer data, int[] sizes, InetSocketAddress from) {
        List<String> all = new ArrayList<>();
        int offset = 0;
        for (int size : sizes) {
            all.add(text(data, offset, size, from));
            offset += size;
        }
        return all;
    }

    private static List<String> singly(MultipointLeaf leaf, int count) throws IOException {
        List<String> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocateDirect(LARGE);
        for (int i = 0; i < count; i++) {
            InetSocketAddress from = leaf.receive(in.clear());
            all.add(text(in, 0, in.position(), from));
        }
        return all;
    }

    /** Calls receiveBatch of either kind of socket. */
    private interface Receiving {
        int into(ReceiveBatch batch) throws IOException;
    }

    private static List<String> batched(Receiving receiving, int count) throws IOException {
        List<String> all = new ArrayList<>();
        ReceiveBatch batch = ReceiveBatch.allocate(7, LARGE);
        while (all.size() < count) {
            int received = receiving.into(batch);
            assertTrue(received > 0);
            for (; received > 0; received--) {
                assertTrue(batch.next());
                assertFalse(batch.isTruncated());
                all.add(text(batch.memory(), batch.offset(), batch.size(), batch.sender()));
            }
            assertFalse(batch.next());
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"INET, ROOTED", "INET, NONROOTED", "INET6, ROOTED"})
    void randomSizesAreWhatSingleCallsMakeOfThem(StandardProtocolFamily family, DataPlane plane) throws Exception {
        Random random = new Random(20_250_102);
        try (MultipointRoot root = Rooted.root(family, plane)) {
            root.setOption(RootedOptions.WINDOW, 1024);
            MultipointLeaf one = Rooted.admit(root).member();
            MultipointLeaf many = Rooted.admit(root).member();
            for (int round = 0; round < 40; round++) {
                int[] sizes = randomSizes(random);
                ByteBuffer data = random(random, Arrays.stream(sizes).sum() + 5);
                IntBuffer sizeBuffer = ints(sizes);
                List<String> expected = expected(data, sizes, root.getLocalAddress());
                assertEquals(sizes.length, root.sendBatch(data, sizeBuffer));
                assertEquals(5, data.remaining());
                assertFalse(sizeBuffer.hasRemaining());
                assertEquals(expected, singly(one, sizes.length), "round " + round);
                assertEquals(expected, batched(many::receiveBatch, sizes.length), "round " + round);
                List<String> back = expected(data, sizes, one.getLocalAddress());
                CompletableFuture<Integer> sent = Rooted.start(() -> one.sendBatch(data.position(0), ints(sizes)));
                assertEquals(back, batched(root::receiveBatch, sizes.length), "round " + round);
                assertEquals(sizes.length, Rooted.get(sent));
                if (plane == DataPlane.NONROOTED) {
                    assertEquals(back, batched(many::receiveBatch, sizes.length), "round " + round);
                }
            }
            one.close();
            many.close();
        }
    }

    @Test
    void oneSizeWithAShorterEnd() throws Exception {
        Random random = new Random(7);
        try (MultipointRoot root = Rooted.root()) {
            MultipointLeaf leaf = Rooted.admit(root).member();
            for (int size : new int[] {1, 64, 1200, 7624, 7625, 7636, 7637, 7652, 7653, 33_000, LARGE}) {
                for (int length : new int[] {1, size, size + 1, 2 * size - 1, 5 * size, 150 * Math.min(size, 500)}) {
                    ByteBuffer data = random(random, length);
                    int[] sizes = new int[(length + size - 1) / size];
                    Arrays.fill(sizes, size);
                    sizes[sizes.length - 1] = length - size * (sizes.length - 1);
                    assertEquals(sizes.length, root.sendBatch(data, size));
                    assertFalse(data.hasRemaining());
                    assertEquals(expected(data, sizes, root.getLocalAddress()),
                            batched(leaf::receiveBatch, sizes.length), length + " bytes by " + size);
                }
            }
            leaf.close();
        }
    }

    @Test
    void badBatchesAreRefused() throws Exception {
        ByteBuffer data = ByteBuffer.allocateDirect(2 * LARGE);
        ReceiveBatch batch = ReceiveBatch.allocate(8, 4);
        MultipointRoot root = Rooted.root();
        try (MultipointLeaf alone = Rooted.leaf(INET)) {
            Members.assertCode(Winsock.WSAENOTCONN, () -> alone.sendBatch(data, 5));
            Members.assertCode(Winsock.WSAENOTCONN, () -> alone.receiveBatch(batch));
            assertThrows(IllegalArgumentException.class, () -> root.sendBatch(data, 0));
            assertThrows(IllegalArgumentException.class, () -> root.sendBatch(ByteBuffer.allocate(9), 3));
            assertThrows(IllegalArgumentException.class, () -> alone.sendBatch(data, ints(-1)));
            MultipointLeaf leaf = Rooted.admit(root).member();
            IntBuffer sizes = ints(5, 0, LARGE + 1, 6);
            assertEquals(2, root.sendBatch(data, sizes)); // what comes before one that is too long
            assertEquals(5, data.position());
            assertEquals(2, sizes.position());
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> root.sendBatch(data, sizes));
            assertEquals(2, leaf.receiveBatch(batch));
            assertTrue(batch.next() && batch.size() == 4 && batch.isTruncated()); // alone, as a single call says
            assertTrue(batch.next() && batch.size() == 0 && !batch.isTruncated());
            assertEquals(0, root.sendBatch(data.position(data.limit()), 5));
            root.close();
            Members.assertCode(Winsock.WSAESHUTDOWN, () -> leaf.receiveBatch(batch));
            Members.assertCode(Winsock.WSAESHUTDOWN, () -> leaf.sendBatch(data.clear(), 5));
            assertThrows(ClosedChannelException.class, () -> root.sendBatch(data.clear(), 5));
            assertThrows(ClosedChannelException.class, () -> root.batchModes(5));
            leaf.close();
            assertThrows(ClosedChannelException.class, () -> leaf.receiveBatch(batch));
        }
    }

    @Test
    void aNonblockingRootSendsWhatThereIsRoomFor() throws Exception {
        try (MultipointRoot root = Rooted.root()) {
            root.setOption(RootedOptions.WINDOW, 128);
            MultipointLeaf leaf = Rooted.admit(root).member();
            root.configureBlocking(false);
            leaf.configureBlocking(false);
            ByteBuffer data = random(new Random(3), 2000 * 1000);
            int sent = 0;
            for (int idle = 0; idle < 20; idle++) { // what waits goes out as the leaf acknowledges
                int more = root.sendBatch(data, 1000);
                sent += more;
                idle = more > 0 ? 0 : idle;
                Thread.sleep(5);
            }
            assertTrue(sent >= 128 && sent < 2000, sent + " messages"); // the window of 128 datagrams is full
            assertEquals(sent * 1000, data.position());
            ReceiveBatch batch = ReceiveBatch.allocate(300, 1000);
            for (int left = sent; left > 0;) {
                left -= leaf.receiveBatch(batch);
            }
            assertEquals(0, leaf.receiveBatch(batch));
            while (data.hasRemaining()) {
                root.sendBatch(data, 1000);
                leaf.receiveBatch(batch);
            }
            leaf.close();
        }
    }

    /** Whether it is Winsock that blocks, or the thread is parked because the session's end is watched. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aBlockingRootSendsAll(boolean watched) throws Exception {
        try (MultipointRoot root = Rooted.root()) {
            Pair pair = Rooted.admit(root);
            if (watched) {
                root.waiting.watchEnd(); // as others of the package do: from here on EventThread selects it
                pair.member().closed();
            }
            ByteBuffer data = random(new Random(4), 3000 * 100);
            int[] sizes = new int[3000];
            Arrays.fill(sizes, 100);
            List<String> expected = expected(data, sizes, root.getLocalAddress());
            CompletableFuture<Integer> sent = Rooted.start(() -> root.sendBatch(data, 100));
            assertEquals(expected, batched(pair.member()::receiveBatch, 3000));
            assertEquals(3000, Rooted.get(sent));
            List<String> back = expected(data, sizes, pair.member().getLocalAddress());
            sent = Rooted.start(() -> pair.member().sendBatch(data.rewind(), 100));
            assertEquals(back, batched(root::receiveBatch, 3000));
            assertEquals(3000, Rooted.get(sent));
            pair.member().close();
        }
    }

    @Test
    void closeWakesABlockedReceive() throws Throwable {
        try (MultipointRoot root = Rooted.root()) {
            MultipointLeaf leaf = Rooted.admit(root).member();
            Rooted.assertWoken(() -> leaf.receiveBatch(ReceiveBatch.allocate(5, 10)), leaf::close);
        }
    }

    @Test
    void modesInForce() throws Exception {
        try (MultipointRoot root = Rooted.root()) {
            Set<BatchMode> several = Set.of(BatchMode.SENDS_SEVERAL, BatchMode.RECEIVES_SEVERAL);
            MultipointLeaf leaf = Rooted.admit(root).member();
            assertEquals(several, leaf.batchModes(64));
            assertTrue(root.batchModes(64).containsAll(several));
            leaf.close();
        }
    }

    /** The calls of the hot path, often enough for the compiler to be done with them. */
    @Test
    void nothingIsAllocated() throws Exception {
        try (MultipointRoot root = Rooted.root()) {
            MultipointLeaf leaf = Rooted.admit(root).member();
            ByteBuffer data = ByteBuffer.allocateDirect(640);
            IntBuffer sizes = ints(64, 100, 64, 64);
            ReceiveBatch fromRoot = ReceiveBatch.allocate(32, 1000); // one each, as each has one sender
            ReceiveBatch fromLeaf = ReceiveBatch.allocate(32, 1000);
            PeerAddress from = new PeerAddress();
            Receiving byLeaf = leaf::receiveBatch;
            Receiving byRoot = root::receiveBatch;
            Allocations.assertNone(500, () -> {
                root.sendBatch(data.clear(), 64);
                root.sendBatch(data.clear(), sizes.clear());
                leaf.sendBatch(data.clear(), 64);
                receive(byLeaf, 14, fromRoot, from);
                receive(byRoot, 10, fromLeaf, from);
            });
            leaf.close();
        }
    }

    private static void receive(Receiving receiving, int count, ReceiveBatch batch, PeerAddress from)
            throws IOException {
        for (int left = count; left > 0;) {
            left -= receiving.into(batch);
            while (batch.next()) {
                batch.sender(from);
                batch.sender();
            }
        }
    }
}
