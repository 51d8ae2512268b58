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
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how selects, registrations and selectors end. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SelectorEndsTest {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    @Test
    void cancelling() throws IOException {
        try (var selector = NetworkSelector.open(); var other = NetworkSelector.open(); var ear = ear();
                var mouth = MultipointSocket.open(INET)) {
            NetworkKey key = selector.register(ear, READ);
            assertThrows(IllegalStateException.class, () -> other.register(ear, READ));
            assertThrows(IllegalBlockingModeException.class, () -> ear.configureBlocking(true));
            assertFalse(ear.isBlocking());
            mouth.send(Members.text("x"), ear.getLocalAddress());
            assertTrue(key.isValid());
            key.cancel();
            key.cancel();
            assertFalse(key.isValid());
            assertEquals(0, selectedNow(selector).size());
            assertThrows(CancelledKeyException.class, () -> key.interest(EnumSet.of(NetworkEvent.WRITE)));
            NetworkKey second = other.register(ear, READ);
            assertEquals(List.of(second), selected(other, MINUTE));
            assertEquals(1, ear.receive(ByteBuffer.allocate(4), null));
            assertEquals(-1, ear.receive(ByteBuffer.allocate(4), null));
            assertNull(ear.receive(ByteBuffer.allocate(4)));
            second.cancel();
            ear.configureBlocking(true);
            mouth.send(Members.text("y"), ear.getLocalAddress());
            assertEquals(1, ear.receive(ByteBuffer.allocate(4), null));
        }
    }

    @Test
    void closingASocketEndsItsRegistration() throws IOException {
        try (var selector = NetworkSelector.open()) {
            for (int i = 0; i < 50; i++) {
                MultipointSocket ear = ear();
                NetworkKey key = selector.register(ear, READ);
                ear.send(Members.text("to myself"), ear.getLocalAddress());
                if (i % 2 == 0) {
                    selected(selector, MINUTE);
                }
                ear.close();
                assertFalse(key.isValid());
                assertEquals(0, selectedNow(selector).size());
                assertThrows(ClosedChannelException.class, () -> selector.register(ear, READ));
            }
            assertEquals(Set.of(), selector.keys());
        }
    }

    @Test
    void closingDuringASelect() throws Exception {
        for (int round = 0; round < 100; round++) {
            var selector = NetworkSelector.open();
            try (var ear = ear()) {
                NetworkKey key = selector.register(ear, READ);
                Future<Integer> count = THREADS.submit(() -> selector.select(one -> { }));
                LockSupport.parkNanos(round * 3000L);
                selector.close();
                selector.close();
                try {
                    assertEquals(0, count.get(2, TimeUnit.MINUTES));
                } catch (java.util.concurrent.ExecutionException e) {
                    assertSame(ClosedSelectorException.class, e.getCause().getClass(), "came too late");
                }
                assertFalse(selector.isOpen());
                assertFalse(key.isValid());
                assertTrue(ear.isOpen());
                assertThrows(ClosedSelectorException.class, () -> selector.select(one -> { }));
                assertThrows(ClosedSelectorException.class, () -> selector.register(ear, READ));
                selector.wakeup();
            }
        }
    }

    @Test
    void closingWithinAnAction() throws IOException {
        var selector = NetworkSelector.open();
        try (var one = ear(); var two = ear()) {
            for (MultipointSocket ear : List.of(one, two)) {
                selector.register(ear, READ);
                ear.send(Members.text("to myself"), ear.getLocalAddress());
            }
            assertEquals(1, selector.select(key -> selector.close()));
            assertThrows(ClosedSelectorException.class, () -> selector.selectNow(key -> { }));
        }
    }

    @Test
    void whatAnActionThrowsLosesNothing() throws IOException {
        List<MultipointSocket> ears = new ArrayList<>();
        try (var selector = NetworkSelector.open()) {
            for (int i = 0; i < 10; i++) {
                MultipointSocket ear = ear();
                ears.add(ear);
                selector.register(ear, READ, i);
                ear.send(Members.text("to myself"), ear.getLocalAddress());
            }
            Set<Object> seen = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                assertThrows(ArithmeticException.class, () -> selector.select(key -> {
                    assertTrue(key.has(NetworkEvent.READ));
                    seen.add(key.attachment());
                    throw new ArithmeticException();
                }, MINUTE));
            }
            assertEquals(10, seen.size());
            assertEquals(0, selectedNow(selector).size());
            selector.wakeup();
            ears.get(0).receive(ByteBuffer.allocate(20), null);
            ears.get(0).send(Members.text("to myself"), ears.get(0).getLocalAddress());
            assertThrows(IllegalStateException.class, () -> selector.select(key -> {
                try {
                    selector.selectNow(one -> { });
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }, MINUTE));
        } finally {
            closeAll(ears);
        }
    }

    @Test
    void interruptEndsASelect() throws Exception {
        try (var selector = NetworkSelector.open()) {
            for (int round = 0; round < 50; round++) {
                AtomicBoolean kept = new AtomicBoolean();
                Thread thread = new Thread(() -> {
                    try {
                        assertEquals(0, selector.select(key -> { }));
                        kept.set(Thread.currentThread().isInterrupted());
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                thread.start();
                LockSupport.parkNanos(round * 20_000L);
                thread.interrupt();
                thread.join(120_000);
                int last = round;
                assertFalse(thread.isAlive(), () -> "round " + last + ": " + Arrays.toString(thread.getStackTrace()));
                assertTrue(kept.get());
            }
            assertTrue(selector.isOpen());
        }
    }

    @Test
    void anInterruptThatNobodyTellsEndsASelect() throws Exception {
        try (var selector = NetworkSelector.open()) {
            var select = new FutureTask<>(() -> selector.select(key -> { }));
            new QuietlyInterrupted(select).start();
            assertEquals(0, select.get(2, TimeUnit.MINUTES));
        }
    }

    /** A thread that another one interrupts just when a select, which nobody has told yet, looks at the thread's status. */
    private static final class InterruptedLate extends Thread {
        private int looks;

        InterruptedLate(Runnable run) {
            super(run);
        }

        @Override
        public boolean isInterrupted() {
            looks++;
            if (looks == 2) { // the first look was before the wait
                Thread other = new Thread(this::interrupt);
                other.start();
                while (other.isAlive()) {
                    Thread.onSpinWait();
                }
            }
            return looks > 1 && super.isInterrupted();
        }
    }

    @Test
    void anInterruptIsForOneSelect() throws Exception {
        try (var selector = NetworkSelector.open()) {
            var second = new FutureTask<>(() -> {
                selector.select(key -> { });
                assertTrue(Thread.interrupted());
                long begin = System.nanoTime();
                selector.select(key -> { }, 200);
                return System.nanoTime() - begin;
            });
            new InterruptedLate(second).start();
            long waited = second.get(2, TimeUnit.MINUTES);
            assertTrue(waited > TimeUnit.MILLISECONDS.toNanos(150), "the next one waited " + waited + " ns");
        }
    }

    @Test
    void aWakeUpThatComesWithAnExceptionIsNotTheLast() throws Exception {
        try (var selector = NetworkSelector.open(); var ear = ear()) {
            selector.register(ear, READ);
            ear.send(Members.text("to myself"), ear.getLocalAddress());
            assertEquals(1, selected(selector, MINUTE).size()); // it has arrived
            ear.receive(ByteBuffer.allocate(20), null);
            ear.send(Members.text("to myself"), ear.getLocalAddress());
            selector.wakeup();
            assertThrows(ArithmeticException.class, () -> {
                while (true) {
                    selector.select(key -> {
                        throw new ArithmeticException();
                    }, MINUTE);
                }
            });
            ear.receive(ByteBuffer.allocate(20), null);
            Future<Integer> next = THREADS.submit(() -> selector.select(key -> { }));
            selector.wakeup();
            assertEquals(0, next.get(2, TimeUnit.MINUTES));
        }
    }

    @Test
    void forgottenSelectorsAreClosed() throws Exception {
        NetworkSelector.open().close(); /* what the first one opens stays */
        int before = Members.settledDescriptors();
        for (int i = 0; i < 50; i++) {
            NetworkSelector.open().selectNow(key -> { });
            NetworkSelector.open().select(key -> { }, 1);
        }
        Until.collected(() -> Members.descriptors() <= before);
        assertTrue(Members.descriptors() <= before, "still " + Members.descriptors() + " for " + before);
    }
}
