package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Direct.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** Tests what batches refuse, what they allocate, and that a socket can be closed under them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BatchTest {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    private static ByteBuffer direct(int n) {
        return ByteBuffer.allocateDirect(n);
    }

    private static Map<String, Executable> badCalls(MultipointSocket s) {
        Map<String, Executable> calls = new LinkedHashMap<>();
        calls.put("heap", () -> s.sendBatch(ByteBuffer.allocate(9), 3));
        calls.put("heap, sized", () -> s.sendBatch(ByteBuffer.allocate(9), ints(3)));
        calls.put("size 0", () -> s.sendBatch(direct(9), 0));
        calls.put("size negative", () -> s.sendBatch(direct(9), -1));
        calls.put("size least", () -> s.sendBatch(direct(9), Integer.MIN_VALUE));
        calls.put("sizes on the heap", () -> s.sendBatch(direct(9), IntBuffer.allocate(2)));
        calls.put("sizes of the other order", () -> s.sendBatch(direct(9), direct(8).order(foreign()).asIntBuffer()));
        calls.put("sizes too large", () -> s.sendBatch(direct(9), ints(5, 5)));
        calls.put("sizes negative", () -> s.sendBatch(direct(9), ints(5, -5)));
        calls.put("sizes overflow", () -> s.sendBatch(direct(9), ints(Integer.MAX_VALUE, Integer.MAX_VALUE, 11)));
        calls.put("empty target", () -> s.sendBatch(direct(9), 3, new PeerAddress()));
        calls.put("empty target, sized", () -> s.sendBatch(direct(9), ints(3), new PeerAddress()));
        calls.put("batch of heap memory", () -> new ReceiveBatch(ByteBuffer.allocate(9), 3));
        calls.put("batch of slot 0", () -> new ReceiveBatch(direct(9), 0));
        calls.put("batch of a slot too large", () -> new ReceiveBatch(direct(9), 10));
        calls.put("batch of nothing", () -> new ReceiveBatch(direct(0), 1));
        calls.put("batch of no slots", () -> ReceiveBatch.allocate(0, 5));
        calls.put("batch of negative slots", () -> ReceiveBatch.allocate(-1, 5));
        calls.put("batch too large", () -> ReceiveBatch.allocate(1 << 20, 1 << 20));
        return calls;
    }

    private static ByteOrder foreign() {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    @TestFactory
    Stream<DynamicTest> badArguments() throws IOException {
        MultipointSocket socket = MultipointSocket.open(INET).bind(0);
        return badCalls(socket).entrySet().stream().map(call -> dynamicTest(call.getKey(),
                () -> assertThrows(IllegalArgumentException.class, call.getValue()))).onClose(socket::close);
    }

    @Test
    void nullsAndReadOnly() throws IOException {
        try (var socket = MultipointSocket.open(INET).bind(0)) {
            assertThrows(NullPointerException.class, () -> socket.sendBatch(null, 4));
            assertThrows(NullPointerException.class, () -> socket.sendBatch(direct(4), (IntBuffer) null));
            assertThrows(NullPointerException.class, () -> socket.receiveBatch(null));
            assertThrows(NullPointerException.class, () -> new ReceiveBatch(null, 4));
            assertThrows(ReadOnlyBufferException.class, () -> new ReceiveBatch(direct(9).asReadOnlyBuffer(), 4));
        }
    }

    @Test
    void hugeCounts() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var sender = Members.member(group, Direction.SEND); var receiver = Members.member(group,
                Direction.RECEIVE)) {
            assertEquals(3_000_000, sender.sendBatch(direct(3_000_000), 1));
            assertEquals(1, sender.sendBatch(direct(10), Integer.MAX_VALUE));
            ReceiveBatch batch = ReceiveBatch.allocate(64 << 20, 1);
            assertTrue(receiver.receiveBatch(batch) <= ReceiveBatch.MOST_RUNS);
        }
    }

    @Test
    void readOnlySourceIsSent() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var sender = Members.member(group, Direction.SEND); var receiver = Members.member(group,
                Direction.RECEIVE)) {
            assertEquals(2, sender.sendBatch(direct(10).asReadOnlyBuffer(), ints(5, 5).asReadOnlyBuffer()));
            assertEquals(2, receiver.receiveBatch(new ReceiveBatch(direct(30).position(3).limit(27), 10)));
        }
    }

    @Test
    void offsetsAreOfTheWholeBuffer() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var sender = Members.member(group, Direction.SEND); var receiver = Members.member(group,
                Direction.RECEIVE)) {
            ByteBuffer data = direct(20).put(7, (byte) 42).position(7).limit(12);
            IntBuffer sizes = ints(1000, 3, 2, 1000).position(1).limit(3);
            assertEquals(2, sender.sendBatch(data, sizes));
            assertEquals(12, data.position());
            assertEquals(3, sizes.position());
            ReceiveBatch batch = new ReceiveBatch(direct(100).position(11), 10);
            assertEquals(2, receiver.receiveBatch(batch));
            assertTrue(batch.next());
            assertEquals(11, batch.offset());
            assertEquals(42, batch.memory().get(11));
            assertTrue(batch.next());
            assertEquals(21, batch.offset());
        }
    }

    /** Sizes that another thread writes to: whatever is sent, it is of the memory given, and the call returns. */
    @Test
    void sizesThatChangeMeanwhile() throws Exception {
        InetSocketAddress group = Members.group(INET);
        IntBuffer sizes = ints(new int[500]);
        AtomicBoolean stop = new AtomicBoolean();
        Future<?> writer = THREADS.submit(() -> {
            Random random = new Random(3);
            while (!stop.get()) {
                int at = random.nextInt(500);
                sizes.put(at, random.nextInt()); // for a moment: most calls find good sizes when they check
                sizes.put(at, random.nextInt(10));
            }
        });
        int sent = 0;
        try (var sender = Members.member(group, Direction.SEND)) {
            ByteBuffer data = direct(5000);
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2); // a writer that waits with bad sizes refuses them all
            for (int i = 0; i < 200 || sent == 0 && System.nanoTime() < end; i++) {
                try {
                    sent += sender.sendBatch(data.clear(), sizes.clear());
                } catch (IllegalArgumentException | WinsockException e) {
                    continue;
                }
            }
            assertTrue(sent > 0, "every call was refused before it sent");
        } finally {
            stop.set(true);
            writer.get();
        }
    }

    @Test
    void closedSocket() throws IOException {
        MultipointSocket socket = MultipointSocket.open(INET).bind(0);
        socket.close();
        assertThrows(ClosedChannelException.class, () -> socket.sendBatch(direct(9), 3));
        assertThrows(ClosedChannelException.class, () -> socket.sendBatch(direct(9), ints(3)));
        assertThrows(ClosedChannelException.class, () -> socket.receiveBatch(ReceiveBatch.allocate(2, 2)));
        assertThrows(ClosedChannelException.class, () -> socket.batchModes(5));
    }

    private static Exception outcome(ThrowingSupplier<?> call) {
        try {
            return new IllegalStateException("returned " + call.get());
        } catch (Throwable e) {
            return (Exception) e;
        }
    }

    @Test
    void closeWakesABlockedReceive() throws Exception {
        MultipointSocket socket = MultipointSocket.open(INET).bind(0);
        CompletableFuture<Thread> started = new CompletableFuture<>();
        Future<Exception> outcome = THREADS.submit(() -> {
            started.complete(Thread.currentThread());
            return outcome(() -> socket.receiveBatch(ReceiveBatch.allocate(5, 10)));
        });
        Blocked.await(started.get());
        socket.close();
        assertInstanceOf(AsynchronousCloseException.class, outcome.get(2, TimeUnit.MINUTES));
    }

    @Test
    void closeAgainstBatchesManyTimes() throws Exception {
        InetSocketAddress group = Members.group(INET);
        Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            MultipointSocket socket = Members.member(group, Direction.BOTH);
            List<Future<Exception>> outcomes = new ArrayList<>();
            outcomes.add(THREADS.submit(() -> outcome(() -> endlessly(socket, true))));
            outcomes.add(THREADS.submit(() -> outcome(() -> endlessly(socket, false))));
            LockSupport.parkNanos(random.nextInt(2_000_000));
            socket.close();
            for (Future<Exception> outcome : outcomes) {
                assertInstanceOf(ClosedChannelException.class, outcome.get(2, TimeUnit.MINUTES));
            }
        }
    }

    private static int endlessly(MultipointSocket socket, boolean send) throws IOException {
        ReceiveBatch batch = ReceiveBatch.allocate(16, 100);
        ByteBuffer data = direct(1000);
        int moved = 0;
        while (moved < 1_000_000_000) {
            moved += send ? socket.sendBatch(data.clear(), 100) : socket.receiveBatch(batch);
        }
        return moved;
    }

    /** The calls of the hot path, often enough for the compiler to be done with them. */
    @Test
    void nothingIsAllocated() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var sender = Members.member(group, Direction.SEND);
                var one = Members.member(group, Direction.BOTH);
                var many = Members.member(group, Direction.RECEIVE)) {
            ByteBuffer data = direct(640);
            ByteBuffer in = direct(1000);
            IntBuffer sizes = ints(64, 100, 64, 64);
            PeerAddress from = new PeerAddress();
            ReceiveBatch batch = ReceiveBatch.allocate(32, 1000);
            Allocations.assertNone(500, () -> {
                sender.send(data.clear().limit(64));
                sender.sendBatch(data.clear(), 64);
                sender.sendBatch(data.clear(), sizes.clear());
                one.receive(in.clear());
                for (int i = 0; i < 14; i++) {
                    one.receive(in.clear(), from);
                }
                one.send(data.clear().limit(5), from);
                for (int left = 15; left > 0;) {
                    left -= many.receiveBatch(batch);
                    while (batch.next()) {
                        batch.sender(from);
                        batch.sender();
                    }
                }
            });
        }
    }
}
