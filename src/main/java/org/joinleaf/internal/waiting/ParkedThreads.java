package org.joinleaf.internal.waiting;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that wait, parked, for a change of one socket: an event, or another mode. No change is lost that comes after
 * {@link #changes} was read: a thread says that it is parked before it looks at the changes again.
 */
public final class ParkedThreads {
    private final AtomicInteger changes = new AtomicInteger();
    private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

    /** Returns what {@link #await} is to compare with; to be read before the call that may have to wait. */
    public int changes() {
        return changes.get();
    }

    /** Something has changed. */
    public void wakeAll() {
        changes.incrementAndGet();
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits for a change.
     *
     * @param seen what {@link #changes} was
     * @param most nanoseconds to wait at the most
     * @return the nanoseconds that it took, or -1 if there was no change in that time
     */
    public long await(int seen, long most) {
        long began = System.nanoTime();
        long took = 0;
        Thread thread = Thread.currentThread();
        threads.add(thread);
        try {
            while (changes.get() == seen) {
                if (took >= most) {
                    return -1;
                }
                LockSupport.parkNanos(this, most - took); /* at once if interrupted, until that has closed the socket */
                took = System.nanoTime() - began;
            }
        } finally {
            threads.remove(thread);
        }
        return took;
    }
}
