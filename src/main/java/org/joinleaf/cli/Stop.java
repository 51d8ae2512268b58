package org.joinleaf.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a command that Ctrl-C was typed. It prints its summary, and only then the process ends. */
final class Stop implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 3;

    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::waitForCommand, "joinleaf-stop");

    /** From now on Ctrl-C waits for {@link #close}, for three seconds at most. */
    Stop() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void waitForCommand() {
        wished.countDown();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether to stop. */
    boolean isWished() {
        return wished.getCount() == 0;
    }

    /** Sleeps for this time, or until Ctrl-C is typed. */
    void sleep(long nanos) {
        try {
            wished.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            wished.countDown();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }
}
