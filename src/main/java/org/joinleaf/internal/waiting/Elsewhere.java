package org.joinleaf.internal.waiting;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs what must not hold up the thread that has it to do, in threads of its own: a few daemons, which end when they are
 * idle. The system may have no room for a thread just then. Nothing is lost: joinleaf's own thread, which must not run
 * it, keeps it and tries again; any other thread runs it itself. (The common pool would not do: a task that it has queued
 * when it could make no thread stays there, and so do those that come later.)
 */
public final class Elsewhere {
    private static final int MOST_THREADS = 16;
    private static final Elsewhere ONLY = new Elsewhere(Elsewhere::thread);

    private final ThreadPoolExecutor threads;
    private final ConcurrentLinkedQueue<Runnable> kept = new ConcurrentLinkedQueue<>();
    /** The thread that may not run it and tries again; null: there is none. */
    private volatile Thread keeper;

    Elsewhere(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(MOST_THREADS, MOST_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** The one of the process. */
    public static Elsewhere only() {
        return ONLY;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "joinleaf-told", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /** The calling thread tries again, by {@link #retry}, what it cannot start; until it or another calls this. */
    public void keep(boolean keeps) {
        Thread current = Thread.currentThread();
        if (keeps || keeper == current) {
            keeper = keeps ? current : null;
        }
    }

    /** Has it run, once. */
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
        } catch (OutOfMemoryError | RejectedExecutionException e) { // what a thread that cannot be made is, too
            return false;
        }
    }

    /** Starts what was kept. Returns whether nothing is left. */
    public boolean retry() {
        for (Runnable work = kept.peek(); work != null; work = kept.peek()) {
            if (!starts(work)) {
                return false;
            }
            kept.remove(work);
        }
        return true;
    }
}
