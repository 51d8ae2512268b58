package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Selectors.ear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests nonblocking sockets, interrupts, and virtual threads. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WaitingTest {
    private static void needVirtualThreads() {
        assumeTrue(Runtime.version().feature() >= 21, "needs virtual threads (JDK 21)");
    }

    static Thread start(boolean virtual, Runnable task) throws ReflectiveOperationException {
        if (virtual) {
            return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        }
        Thread thread = new Thread(task);
        thread.start();
        return thread;
    }

    /** The exception that a receive ends with, or null. */
    private static Exception receive(MultipointSocket socket, AtomicBoolean interrupted) {
        try {
            socket.receive(ByteBuffer.allocateDirect(10));
            return null;
        } catch (IOException e) {
            interrupted.set(Thread.currentThread().isInterrupted());
            return e;
        }
    }

    @Test
    void nonblocking() throws IOException {
        try (var socket = ear()) {
            assertTrue(socket.isBlocking());
            assertSame(socket, socket.configureBlocking(false));
            assertFalse(socket.isBlocking());
            ByteBuffer in = ByteBuffer.allocate(10);
            assertNull(socket.receive(in));
            assertEquals(-1, socket.receive(in, null));
            assertEquals(-1, socket.receive(in, new PeerAddress()));
            assertEquals(0, in.position());
            SocketAddress self = socket.getLocalAddress();
            socket.send(ByteBuffer.allocate(0), self);
            socket.send(Members.text("x"), self);
            assertEquals(0, socket.receive(in, null), "an empty datagram is one");
            assertEquals(self, socket.receive(in));
            socket.configureBlocking(true);
            socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(50));
            Members.assertCode(Winsock.WSAETIMEDOUT, () -> socket.receive(in));
        }
        MultipointSocket closed = ear();
        closed.close();
        assertThrows(ClosedChannelException.class, () -> closed.configureBlocking(false));
    }

    @Test
    void interruptClosesAPlatformThreadsSocket() throws Exception {
        interrupts(false);
    }

    @Test
    void interruptClosesAVirtualThreadsSocket() throws Exception {
        needVirtualThreads();
        interrupts(true);
    }

    private static void interrupts(boolean virtual) throws Exception {
        for (int round = 0; round < 40; round++) {
            AtomicBoolean interrupted = new AtomicBoolean();
            CompletableFuture<Exception> outcome = new CompletableFuture<>();
            try (var socket = ear()) {
                Thread thread = start(virtual, () -> outcome.complete(receive(socket, interrupted)));
                LockSupport.parkNanos(round * 20_000L);
                thread.interrupt();
                assertInstanceOf(ClosedByInterruptException.class, outcome.get(2, TimeUnit.MINUTES));
                assertTrue(interrupted.get());
                assertFalse(socket.isOpen());
            }
        }
    }

    @Test
    void anInterruptThatNobodyTellsEndsEveryWait() throws Exception {
        assumeTrue(Runtime.version().feature() < 21, "JDK 21 and later tell every interrupt");
        try (var root = Rooted.root(); var slow = Rooted.root(); var leaf = Rooted.leaf(INET); var ear = ear();
                var parked = ear(); var other = Rooted.root()) {
            parked.waiting.parkInstead();
            for (Wait wait : List.<Wait>of(() -> ear.receive(ByteBuffer.allocate(10)),
                    () -> parked.receive(ByteBuffer.allocate(10)), root::accept, () -> other.accept(Duration.ofMinutes(5)),
                    () -> leaf.joinSession(slow.getLocalAddress()))) {
                CompletableFuture<Boolean> kept = new CompletableFuture<>();
                new QuietlyInterrupted(() -> {
                    try {
                        wait.run();
                        kept.completeExceptionally(new AssertionError("not interrupted"));
                    } catch (ClosedByInterruptException e) {
                        kept.complete(Thread.interrupted());
                    } catch (IOException e) {
                        kept.completeExceptionally(e);
                    }
                }).start();
                assertTrue(kept.get(2, TimeUnit.MINUTES), "the status is kept");
            }
            assertFalse(root.isOpen() || leaf.isOpen() || ear.isOpen() || parked.isOpen() || other.isOpen());
        }
    }

    /** A call that waits. */
    private interface Wait {
        void run() throws IOException;
    }

    @Test
    void theOthersSeeAClose() throws Exception {
        try (var socket = ear()) {
            CompletableFuture<Exception> other = new CompletableFuture<>();
            CompletableFuture<Exception> outcome = new CompletableFuture<>();
            Thread first = start(false, () -> other.complete(receive(socket, new AtomicBoolean())));
            Thread thread = start(false, () -> outcome.complete(receive(socket, new AtomicBoolean())));
            Blocked.await(first);
            Blocked.await(thread);
            thread.interrupt();
            assertInstanceOf(ClosedByInterruptException.class, outcome.get(2, TimeUnit.MINUTES));
            assertSame(AsynchronousCloseException.class, other.get(2, TimeUnit.MINUTES).getClass());
        }
    }

    @Test
    void nonblockingCallsIgnoreInterrupts() throws IOException {
        try (var socket = ear().configureBlocking(false)) {
            Thread.currentThread().interrupt();
            assertNull(socket.receive(ByteBuffer.allocate(10)));
            assertTrue(Thread.interrupted());
            assertTrue(socket.isOpen());
        }
    }

    /** Far more receives than carriers: all wait at once, so none can have kept its carrier. */
    @Test
    void virtualThreadsWaitWithoutACarrier() throws Exception {
        needVirtualThreads();
        int count = 200;
        List<MultipointSocket> ears = new ArrayList<>();
        AtomicInteger received = new AtomicInteger();
        try (var mouth = MultipointSocket.open(INET)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                MultipointSocket ear = ear();
                ears.add(ear);
                threads.add(start(true, () -> {
                    for (int k = 0; k < 3; k++) {
                        assertNull(receive(ear, new AtomicBoolean()));
                        received.incrementAndGet();
                    }
                }));
            }
            for (int k = 1; k <= 3; k++) {
                for (MultipointSocket ear : ears) {
                    mouth.send(Members.text("x"), ear.getLocalAddress());
                }
                int all = k * count;
                Until.holds(() -> received.get() >= all);
                assertEquals(all, received.get());
            }
            for (Thread thread : threads) {
                thread.join(120_000);
            }
            assertTrue(ears.get(0).isBlocking());
        } finally {
            ears.forEach(MultipointSocket::close);
        }
    }

    @Test
    void severalVirtualThreadsOnOneSocket() throws Exception {
        needVirtualThreads();
        int threads = 8;
        int count = 2000;
        AtomicInteger received = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicBoolean allSent = new AtomicBoolean();
        try (var ear = ear(); var mouth = MultipointSocket.open(INET)) {
            ear.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofSeconds(3));
            for (int i = 0; i < threads; i++) {
                start(i % 4 != 0, () -> {
                    int end = 0;
                    while (end == 0) {
                        try {
                            ear.receive(ByteBuffer.allocate(10));
                            received.incrementAndGet();
                        } catch (SocketTimeoutException e) {
                            end = allSent.get() ? 1 : 0; // else whoever sends had no processor
                        } catch (IOException e) {
                            end = 1000;
                        }
                    }
                    ended.addAndGet(end);
                });
            }
            for (int i = 0; i < count; i++) {
                mouth.send(Members.text("x"), ear.getLocalAddress());
                while (received.get() < i - 50 && ended.get() < threads) {
                    Thread.sleep(1); // no faster than the readers, or the system drops datagrams
                }
            }
            allSent.set(true);
            Until.holds(() -> ended.get() >= threads);
            assertEquals(count, received.get());
            assertEquals(threads, ended.get());
        }
    }

    @Test
    void virtualThreadsAndCloseAndMode() throws Exception {
        needVirtualThreads();
        for (int round = 0; round < 50; round++) {
            CompletableFuture<Exception> outcome = new CompletableFuture<>();
            MultipointSocket ear = ear();
            start(true, () -> outcome.complete(receive(ear, new AtomicBoolean())));
            LockSupport.parkNanos(round * 30_000L);
            ear.close();
            assertInstanceOf(ClosedChannelException.class, outcome.get(2, TimeUnit.MINUTES));
        }
        try (var ear = ear(); var selector = NetworkSelector.open()) {
            CompletableFuture<Exception> outcome = new CompletableFuture<>();
            Blocked.await(start(true, () -> outcome.complete(receive(ear, new AtomicBoolean()))));
            selector.register(ear, EnumSet.of(NetworkEvent.READ));
            assertNull(outcome.get(2, TimeUnit.MINUTES), "it returns null, now that nobody blocks");
            ear.send(Members.text("x"), ear.getLocalAddress());
            assertEquals(1, selector.select(key -> { }, 120_000));
        }
    }

    /** More of them ask than there are carriers; the one that admits needs a carrier, too. */
    @Test
    void virtualThreadsJoinWithoutACarrier() throws Exception {
        needVirtualThreads();
        int count = Runtime.getRuntime().availableProcessors() + 2;
        List<CompletableFuture<ByteBuffer>> joined = new ArrayList<>();
        List<MultipointLeaf> leaves = new ArrayList<>();
        CompletableFuture<Integer> admitted = new CompletableFuture<>();
        try (var root = Rooted.root()) {
            InetSocketAddress address = root.getLocalAddress();
            for (int i = 0; i < count; i++) {
                MultipointLeaf leaf = Rooted.leaf(INET);
                leaves.add(leaf);
                CompletableFuture<ByteBuffer> outcome = new CompletableFuture<>();
                joined.add(outcome);
                start(true, () -> Rooted.complete(outcome, () -> leaf.joinSession(address)));
            }
            start(true, () -> Rooted.complete(admitted, () -> {
                for (int i = 0; i < count; i++) {
                    root.accept().admit();
                }
                return count;
            }));
            assertEquals(count, Rooted.get(admitted));
            for (CompletableFuture<ByteBuffer> outcome : joined) {
                Rooted.get(outcome);
            }
        } finally {
            leaves.forEach(MultipointLeaf::close);
        }
    }

    /** Of a root whose threads are parked: an accept with a time limit has made it one. */
    @Test
    void interruptOfAnInvitationClosesTheRoot() throws Exception {
        try (var root = Rooted.root(); var door = Rooted.door(INET)) {
            assertNull(root.accept(Duration.ofMillis(1)));
            InetSocketAddress address = door.getLocalAddress();
            CompletableFuture<RemoteLeaf> outcome = new CompletableFuture<>();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread thread = start(false, () -> {
                Rooted.complete(outcome, () -> root.invite(address));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            Blocked.await(thread);
            thread.interrupt();
            thread.join();
            var failure = assertThrows(ExecutionException.class, outcome::get);
            assertInstanceOf(ClosedByInterruptException.class, failure.getCause());
            assertTrue(interrupted.get());
            assertFalse(root.isOpen());
        }
    }

    /** Nothing else tells a thread that is parked: no data comes, and FD_CLOSE comes once. */
    @Test
    void theSessionsEndWakesParkedThreads() throws Exception {
        List<Call> calls = List.of(leaf -> leaf.receive(ByteBuffer.allocate(10)),
                leaf -> leaf.receiveMessage(ByteBuffer.allocate(10), new MessageSource()),
                leaf -> leaf.receiveBatch(ReceiveBatch.allocate(2, 10)), leaf -> {
                    for (ByteBuffer data = ByteBuffer.allocate(10_000);;) {
                        leaf.sendAside(data.clear()); // until nothing more of it fits
                    }
                });
        boolean hasVirtual = Runtime.version().feature() >= 21;
        for (boolean virtual : hasVirtual ? new boolean[] {false, true} : new boolean[] {false}) {
            for (Call call : calls) {
                MultipointRoot root = Rooted.root();
                try (MultipointLeaf leaf = Rooted.admit(root).member()) {
                    CompletableFuture<SessionEnd> end = virtual ? null : leaf.closed(); // has platform threads park, too
                    CompletableFuture<Integer> outcome = new CompletableFuture<>();
                    Thread thread = start(virtual, () -> Rooted.complete(outcome, () -> {
                        call.on(leaf);
                        return 0;
                    }));
                    while (thread.getState() == Thread.State.RUNNABLE || thread.getState() == Thread.State.NEW) {
                        Thread.sleep(1);
                    }
                    root.close();
                    Rooted.assertCode(Winsock.WSAESHUTDOWN, outcome);
                    if (end != null) {
                        Rooted.assertEnd(SessionEnd.Cause.LEFT, end);
                    }
                }
            }
        }
    }

    private interface Call {
        void on(MultipointLeaf leaf) throws IOException;
    }
}
