package org.joinleaf;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what comes by itself, however busy the machine is: two minutes at most. Then the test's own assertion fails. */
public final class Until {
    private Until() {
    }

    /** Returns once it holds, or in vain. */
    public static void holds(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
    }

    /** The same for what happens when forgotten objects are collected. */
    public static void collected(BooleanSupplier condition) throws InterruptedException {
        holds(() -> {
            System.gc();
            return condition.getAsBoolean();
        });
    }
}
