package org.joinleaf.internal.waiting;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the user's code that hangs on futures, so that it does not hold up the thread which completes them. It has a few
 * daemon threads, which end when they are idle. If all of them are held up, because such code waits itself, there are more
 * threads until it has ended. If the system has no room for a thread, nothing is lost: joinleaf's own
 * event thread keeps the work and tries again; any other thread runs the work itself. (The JDK's common pool does not serve
 * here: when it cannot make a thread, what it has queued stays there, and so does what comes later.)
 */
public final class CallbackThreads {
    /** How many threads there are at the most while work goes on. */
    private static final int USUAL_THREADS = 16;
    /** When no work has been begun for so long, though some waits, the threads are held up. */
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final CallbackThreads ONLY = new CallbackThreads(CallbackThreads::thread);

    private final ThreadPoolExecutor threads;
    private final ConcurrentLinkedQueue<Runnable> kept = new ConcurrentLinkedQueue<>();
    /** The thread that keeps work and tries again, because it must not run it; null: there is none. */
    private volatile Thread keeper;
    /** The keeper's: the work that was the next one at the last look, and when it was seen first. */
    private Runnable next;
    private long nextSince;

    CallbackThreads(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(USUAL_THREADS, USUAL_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** The only one of the process. */
    public static CallbackThreads only() {
        return ONLY;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "joinleaf-told", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /** keeps: the calling thread promises to call {@link #retry} for work that it cannot start now. Else: no longer. */
    public void keep(boolean keeps) {
        Thread current = Thread.currentThread();
        if (keeps || keeper == current) {
            keeper = keeps ? current : null;
        }
    }

    /** Has the work run once, in another thread if possible. */
    public void run(Runnable work) {
        if (starts(work)) {
            return;
        }
        if (Thread.currentThread() == keeper) {
            kept.add(work);
        } else {
            work.run();
        }
    }

    private boolean starts(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (OutOfMemoryError | RejectedExecutionException e) { // the first is thrown, too, if no thread can be made
            return false;
        }
    }

    /** The keeper calls this now and then. Starts what was kept. Returns whether nothing is left that no thread has begun. */
    public boolean retry() {
        for (Runnable work = kept.peek(); work != null; work = kept.peek()) {
            if (!starts(work)) {
                return false;
            }
            kept.remove(work);
        }
        return isAllBegun();
    }

    private boolean isAllBegun() {
        Runnable first = threads.getQueue().peek();
        long now = System.nanoTime();
        if (first != next) {
            next = first;
            nextSince = now;
        } else if (first != null && now - nextSince >= HELD_UP_NANOS) {
            size(threads.getPoolSize() + Math.max(1, threads.getPoolSize() / 2));
        }
        if (first == null && threads.getCorePoolSize() > USUAL_THREADS && threads.getPoolSize() <= USUAL_THREADS) {
            size(USUAL_THREADS);
        }
        return first == null;
    }

    /** Starts threads at once if work waits and there may be more of them than before. */
    private void size(int most) {
        try {
            if (most < threads.getCorePoolSize()) {
                threads.setCorePoolSize(most);
                threads.setMaximumPoolSize(most);
            } else {
                threads.setMaximumPoolSize(most);
                threads.setCorePoolSize(most);
            }
        } catch (OutOfMemoryError e) {
            // There is no room for a thread now. The next look tries again.
        }
    }
}
