package org.joinleaf.internal.waiting;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that are parked until something changes for one socket: an event has come, or the blocking mode is another. A
 * change that comes after {@link #changes} was read is never missed, because a thread enters the list before it looks at
 * the number of changes again.
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
