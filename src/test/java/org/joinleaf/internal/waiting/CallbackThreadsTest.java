package org.joinleaf.internal.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be started now is started later, once, or run by who may run it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CallbackThreadsTest {
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
        return ran.poll(2, TimeUnit.MINUTES);
    }

    @Test
    void runsInAnotherThread() throws InterruptedException {
        threads.run(this::work);
        Thread other = next();
        assertTrue(other != null && other != Thread.currentThread());
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
        assertTrue(threads.retry());
        Set<Thread> started = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            started.add(next());
        }
        assertFalse(started.contains(Thread.currentThread()));
        threads.run(this::work);
        assertNotSame(Thread.currentThread(), next());
        assertEquals(0, ran.size());
    }

    @Test
    void isRunByAThreadThatMay() throws InterruptedException {
        full = true;
        threads.run(this::work);
        assertSame(Thread.currentThread(), next());
        assertTrue(threads.retry());
    }
}
