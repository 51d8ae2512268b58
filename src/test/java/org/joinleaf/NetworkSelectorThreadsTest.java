package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Selectors.READ;
import static org.joinleaf.Selectors.MINUTE;
import static org.joinleaf.Selectors.closeAll;
import static org.joinleaf.Selectors.ear;
import static org.joinleaf.Selectors.receiveSome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests one selector that several threads use: they select, wake it, and register and close sockets. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NetworkSelectorThreadsTest {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    @Test
    void wakeUpEndsOneSelect() throws Exception {
        try (var selector = NetworkSelector.open()) {
            assertSame(selector, selector.wakeup().wakeup());
            assertEquals(0, selector.select(key -> { }), "woken before");
            long before = System.nanoTime();
            assertEquals(0, selector.select(key -> { }, 60));
            assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(59), "several count as one");
            for (int round = 0; round < 300; round++) {
                Future<Integer> count = THREADS.submit(() -> selector.select(key -> { }));
                LockSupport.parkNanos(round * 1000L);
                selector.wakeup();
                assertEquals(0, count.get(2, TimeUnit.MINUTES));
            }
            assertEquals(0, selector.selectNow(key -> { }));
        }
    }

    @Test
    void registeringWhileAnotherThreadSelects() throws Exception {
        try (var selector = NetworkSelector.open(); var mouth = MultipointSocket.open(INET)) {
            List<MultipointSocket> ears = new ArrayList<>();
            Set<Object> seen = new HashSet<>();
            int count = 100;
            Future<?> selecting = THREADS.submit(() -> {
                while (seen.size() < count) {
                    selector.select(key -> {
                        seen.add(key.attachment());
                        key.cancel();
                    });
                }
                return null;
            });
            try {
                for (int i = 0; i < count; i++) {
                    MultipointSocket ear = ear();
                    ears.add(ear);
                    if (i % 2 == 0) {
                        mouth.send(Members.text("before"), ear.getLocalAddress());
                    }
                    selector.register(ear, READ, i);
                    if (i % 2 == 1) {
                        mouth.send(Members.text("after"), ear.getLocalAddress());
                    }
                }
                selecting.get(2, TimeUnit.MINUTES);
                assertEquals(count, seen.size());
                assertEquals(Set.of(), selector.keys());
            } finally {
                closeAll(ears);
            }
        }
    }

    /** Senders, a receiving thread, and threads that register, cancel and close: every datagram is found. */
    @Test
    void nothingIsLostUnderHammering() throws Exception {
        int sockets = 40;
        int perSocket = 300;
        List<MultipointSocket> ears = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger received = new AtomicInteger();
        try (var selector = NetworkSelector.open(); var mouth = MultipointSocket.open(INET)) {
            SocketAddress[] targets = new SocketAddress[sockets];
            for (int i = 0; i < sockets; i++) {
                ears.add(ear());
                targets[i] = ears.get(i).getLocalAddress();
                selector.register(ears.get(i), READ, "counted");
            }
            Random random = new Random(7);
            ByteBuffer in = ByteBuffer.allocateDirect(16);
            Future<?> receiving = THREADS.submit(() -> {
                while (received.get() < sockets * perSocket && !over.get()) {
                    selector.select(key -> receiveSome(key, random.nextInt(3) + 1, in, received), 500);
                }
                return null;
            });
            List<Future<?>> others = disturb(selector, over);
            ByteBuffer out = ByteBuffer.allocateDirect(8);
            for (int i = 0; i < perSocket; i++) {
                for (SocketAddress target : targets) {
                    mouth.send(out.clear(), target);
                }
                while (received.get() < (i - 20) * sockets && !receiving.isDone()) {
                    Thread.sleep(1);
                }
            }
            Until.holds(receiving::isDone);
            over.set(true);
            receiving.get(2, TimeUnit.MINUTES);
            assertEquals(sockets * perSocket, received.get());
            for (Future<?> other : others) {
                other.get(2, TimeUnit.MINUTES);
            }
        } finally {
            over.set(true);
            closeAll(ears);
        }
    }

    /** Three threads: one wakes the selector, one registers sockets and closes them, one changes interests. */
    private static List<Future<?>> disturb(NetworkSelector selector, AtomicBoolean over) {
        return List.of(
                THREADS.submit(() -> {
                    while (!over.get()) {
                        selector.wakeup();
                        LockSupport.parkNanos(50_000);
                    }
                }),
                THREADS.submit(() -> {
                    while (!over.get()) {
                        try (MultipointSocket passing = ear()) {
                            NetworkKey key = selector.register(passing, READ);
                            passing.send(Members.text("to myself"), passing.getLocalAddress());
                            if (key.number() % 3 == 0) {
                                key.cancel();
                            }
                        }
                    }
                    return null;
                }),
                THREADS.submit(() -> {
                    while (!over.get()) {
                        NetworkKey key = selector.keys().iterator().next();
                        try {
                            key.interest(EnumSet.of(NetworkEvent.READ, NetworkEvent.CLOSE));
                            key.interest(READ);
                        } catch (CancelledKeyException e) {
                            /* The key was of a socket that the second thread closes. */
                        }
                        LockSupport.parkNanos(20_000);
                    }
                    return null;
                }));
    }

    /** A ball goes round: each select is needed, so a lost event stops the game. */
    @Test
    void pingPong() throws Exception {
        int rounds = 5000;
        try (var a = ear(); var b = ear()) {
            SocketAddress toA = a.getLocalAddress();
            SocketAddress toB = b.getLocalAddress();
            CountDownLatch ready = new CountDownLatch(1);
            Future<?> answering = THREADS.submit(() -> {
                play(b, toA, rounds, ready);
                return null;
            });
            ready.await();
            b.send(Members.text("ball"), toA);
            play(a, toB, rounds, ready);
            answering.get(2, TimeUnit.MINUTES);
        }
    }

    private static void play(MultipointSocket socket, SocketAddress to, int rounds, CountDownLatch ready)
            throws IOException {
        try (var selector = NetworkSelector.open()) {
            selector.register(socket, READ);
            ready.countDown();
            ByteBuffer ball = ByteBuffer.allocateDirect(8);
            for (int i = 0; i < rounds; i++) {
                assertEquals(1, selector.select(key -> { }, MINUTE), "round " + i);
                assertEquals(4, socket.receive(ball.clear(), null));
                socket.send(ball.flip(), to);
            }
        }
    }
}
