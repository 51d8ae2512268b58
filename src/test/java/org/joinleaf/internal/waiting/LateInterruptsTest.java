package org.joinleaf.internal.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests the look at threads that wait, which Java before 21 needs, in every Java. */
class LateInterruptsTest {
    /** Counts how often it is interrupted; its status is set, and nobody has told what it waits in. */
    private static final class Waiter extends Thread {
        private final AtomicInteger interrupts = new AtomicInteger();
        private final CountDownLatch told = new CountDownLatch(1);

        Waiter(Runnable run) {
            super(run);
            setDaemon(true);
        }

        @Override
        public boolean isInterrupted() {
            return told.getCount() > 0;
        }

        @Override
        public void interrupt() {
            interrupts.incrementAndGet();
            told.countDown();
        }

        static void awaitTold() {
            try {
                assertTrue(((Waiter) currentThread()).told.await(2, TimeUnit.MINUTES), "nobody has interrupted it again");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The second one, which waits in the same socket, has a place of its own; so has one that begins after another has ended. */
    @Test
    void eachThreadThatWaitsIsInterruptedOnce() throws Exception {
        LateInterrupts late = new LateInterrupts();
        for (int round = 0; round < 3; round++) {
            List<Waiter> waiters = new ArrayList<>();
            CountDownLatch over = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                Waiter waiter = new Waiter(() -> {
                    for (int again = 0; again < 2; again++) {
                        late.enter();
                        late.list();
                        Waiter.awaitTold();
                        late.leave();
                    }
                    over.countDown();
                });
                waiters.add(waiter);
                waiter.start();
            }
            assertTrue(over.await(2, TimeUnit.MINUTES), "a place was not given back");
            for (Waiter waiter : waiters) {
                assertEquals(1, waiter.interrupts.get());
            }
        }
    }

    /** An interrupt of a thread that does not wait here is none of this class's business. */
    @Test
    void whoHasLeftIsNotInterrupted() throws Exception {
        LateInterrupts late = new LateInterrupts();
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Waiter gone = new Waiter(() -> {
            late.enter();
            late.leave();
            left.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        gone.start();
        left.await();
        Waiter waits = new Waiter(() -> {
            late.enter();
            late.list();
            Waiter.awaitTold();
            late.leave();
        });
        waits.start();
        waits.join(120_000);
        assertFalse(waits.isAlive());
        assertEquals(0, gone.interrupts.get());
        end.countDown();
    }

    /** The same thread, twice at once: it is looked after until the outer wait is over. */
    @Test
    void aWaitWithinAWait() throws InterruptedException {
        LateInterrupts late = new LateInterrupts();
        Waiter waiter = new Waiter(() -> {
            for (int i = 0; i < 3; i++) {
                late.enter();
                late.enter();
                late.leave();
                late.leave();
            }
            late.enter();
            late.enter();
            late.leave();
            late.list();
            Waiter.awaitTold();
            late.leave();
        });
        waiter.start();
        waiter.join(120_000);
        assertFalse(waiter.isAlive(), "a place was not given back");
        assertEquals(1, waiter.interrupts.get());
    }
}
