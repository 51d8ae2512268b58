package org.joinleaf.internal.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be started now is started later, once, or run by who may run it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CallbackThreadsTest {
    private static final int WAITING = 100;
    private static final int LOOKS = 6000;

    private volatile boolean full;
    private final CallbackThreads threads = new CallbackThreads(this::thread);
    private final BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();

    private Thread thread(Runnable work) {
        if (full) {
            throw new OutOfMemoryError("unable to create native thread"); // what starting it would throw
        }
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    private void work() {
        ran.add(Thread.currentThread());
    }

    private Thread next() throws InterruptedException {
        return Objects.requireNonNull(ran.poll(2, TimeUnit.MINUTES), "a thread that began");
    }

    @Test
    void runsInAnotherThread() throws InterruptedException {
        threads.run(this::work);
        assertNotSame(Thread.currentThread(), next());
        assertTrue(threads.retry());
    }

    @Test
    void isKeptAndStartedLater() throws InterruptedException {
        threads.keep(true);
        full = true;
        for (int i = 0; i < 100; i++) {
            threads.run(this::work);
            assertFalse(threads.retry());
        }
        assertEquals(0, ran.size());
        full = false;
        threads.retry();
        Set<Thread> started = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            started.add(next());
        }
        assertFalse(started.contains(Thread.currentThread()));
        threads.run(this::work);
        assertNotSame(Thread.currentThread(), next());
        assertEquals(0, ran.size());
    }

    /** A program may receive where it is told that it has joined. The next one must be told all the same. */
    @Test
    void whatWaitsDoesNotHoldUpTheRest() throws InterruptedException {
        threads.keep(true);
        CompletableFuture<Void> released = new CompletableFuture<>();
        for (int i = 0; i < WAITING; i++) {
            threads.run(() -> {
                work();
                released.join();
            });
        }
        for (int i = 0; i < LOOKS && !threads.retry(); i++) {
            Thread.sleep(10);
        }
        Set<Thread> held = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < WAITING; i++) {
            held.add(next());
        }
        assertEquals(WAITING, held.size());
        released.complete(null);
        threads.run(this::work);
        next();
    }

    @Test
    void isRunByAThreadThatMay() throws InterruptedException {
        full = true;
        threads.run(this::work);
        assertSame(Thread.currentThread(), next());
        assertTrue(threads.retry());
    }
}
