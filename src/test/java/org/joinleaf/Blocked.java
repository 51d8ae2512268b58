package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Waits for threads that are to block, so that no test guesses how long a busy machine takes until they do. */
public final class Blocked {
    private static final int SAMPLES = 3;

    private Blocked() {
    }

    /** Returns when the thread waits in a call of joinleaf: it was seen there several times, one after the other. */
    public static void await(Thread thread) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        for (int seen = 0; seen < SAMPLES; seen = waits(thread) ? seen + 1 : 0) {
            assertTrue(thread.isAlive(), () -> thread + " has ended");
            assertTrue(System.nanoTime() < end, () -> thread + " never waited: " + Arrays.toString(thread.getStackTrace()));
            Thread.sleep(30);
        }
    }

    /** It is in native code of joinleaf, or parked in a call of it. */
    private static boolean waits(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        if (stack.length == 0) {
            return false;
        }
        boolean isParked = thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        return stack[0].isNativeMethod() && stack[0].getClassName().startsWith("org.joinleaf.")
                || isParked && Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith("org.joinleaf."));
    }
}
