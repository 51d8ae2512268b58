package org.joinleaf.internal.waiting;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that wait in one socket, so that none of them loses an interrupt. Before JDK 21 Thread.interrupt looks for the
 * channel that the thread waits in, and sets the thread's status after that. If the thread begins to wait between the two,
 * nobody tells the channel. Therefore a daemon thread looks now and then at all threads that wait, and interrupts those once
 * more that have the status. It ends when nobody has waited for some seconds.
 *
 * <p>A thread that waits takes a place, and gives it back when its wait is over. While the daemon interrupts it, it cannot give
 * the place back: so no interrupt comes later than the wait. One place belongs to the thread that waits here usually, as most
 * sockets have one reader; it costs that thread less.
 */
final class LateInterrupts {
    /** Whether this Java loses interrupts. */
    static final boolean NEEDED = Runtime.version().feature() < 21;

    static final String NAME = "joinleaf-interrupts";
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int IDLE_PERIODS = 25;

    /** Those with a thread that waits, or that has waited since the daemon looked last. */
    private static final AtomicReference<LateInterrupts> LISTED = new AtomicReference<>();
    private static final AtomicBoolean RUNS = new AtomicBoolean();
    /** Stands for the thread whose place it is, while that is interrupted. */
    private static final Object HELD = new Object();
    /* Made with the class, not by the thread: when that runs, the class loader may be closed already. */
    private static final Runnable WATCH = LateInterrupts::watch;

    /** Has the thread, or HELD, or null. */
    private static final class Place extends AtomicReference<Object> {
        private static final long serialVersionUID = 1L;

        private transient volatile Place next;
    }

    /** Null: nobody's yet. A dead one's place is the next one's. */
    private final AtomicReference<Thread> owner = new AtomicReference<>();
    /** The owner's. */
    private final Place first = new Place();
    private final AtomicBoolean listed = new AtomicBoolean();
    /** The next one in the list. Written by who has set `listed`, before it is seen in the list. */
    private LateInterrupts below;

    /**
     * The current thread is about to wait; {@link #list} follows. Allocates nothing unless more threads wait here than ever
     * before.
     */
    void enter() {
        Thread current = Thread.currentThread();
        if (owns(current) && first.get() == null) {
            first.setRelease(current);
            return;
        }
        Place place = behind(first);
        while (place.get() != null || !place.compareAndSet(null, current)) {
            place = behind(place);
        }
    }

    private boolean owns(Thread current) {
        Thread known = owner.get();
        return known == current || (known == null || !known.isAlive()) && owner.compareAndSet(known, current);
    }

    private Place behind(Place place) {
        if (place.next == null) {
            synchronized (this) {
                if (place.next == null) {
                    place.next = new Place();
                }
            }
        }
        return place.next;
    }

    /** The wait of the current thread is over. */
    void leave() {
        Thread current = Thread.currentThread();
        Place place = first;
        while (place.get() != current || !place.compareAndSet(current, null)) {
            place = place.next != null ? place.next : first; /* round again: it is held for a moment */
        }
    }

    /** To be called after {@link #enter} and a lock, or who looks might see neither the thread nor the list. */
    void list() {
        if (!listed.get() && listed.compareAndSet(false, true)) {
            do {
                below = LISTED.get();
            } while (!LISTED.compareAndSet(below, this));
            run();
        }
    }

    /** If the system has no room for a thread, the next wait tries again. */
    private static void run() {
        if (!RUNS.get() && RUNS.compareAndSet(false, true)) {
            Thread thread = new Thread(null, WATCH, NAME, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                RUNS.set(false);
            }
        }
    }

    private static void watch() {
        int idle = 0;
        while (idle < IDLE_PERIODS) {
            LockSupport.parkNanos(PERIOD_NANOS);
            idle = LISTED.get() == null ? idle + 1 : 0;
            look();
        }
        RUNS.set(false);
        if (LISTED.get() != null) {
            run();
        }
    }

    private static void look() {
        LateInterrupts below;
        for (LateInterrupts each = LISTED.getAndSet(null); each != null; each = below) {
            below = each.below;
            each.below = null;
            each.listed.set(false); /* before the look: who enters after it lists itself */
            if (each.interruptAgain()) {
                each.list();
            }
        }
    }

    /** Returns whether a thread waits. */
    private boolean interruptAgain() {
        boolean any = false;
        for (Place place = first; place != null; place = place.next) {
            Thread thread = (Thread) place.get();
            if (thread != null) {
                any = true;
                if (thread.isInterrupted() && place.compareAndSet(thread, HELD)) {
                    try {
                        thread.interrupt();
                    } finally {
                        place.set(thread);
                    }
                }
            }
        }
        return any;
    }
}
