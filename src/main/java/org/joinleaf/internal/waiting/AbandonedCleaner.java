package org.joinleaf.internal.waiting;

import java.lang.ref.Cleaner;

/** The cleaner that closes sockets and selectors which nobody has closed. It needs a thread of its own. */
public final class AbandonedCleaner {
    private static volatile Cleaner cleaner;

    private AbandonedCleaner() {
    }

    /** Makes the cleaner, unless there is one. OutOfMemoryError: there is no room for its thread; call again later. */
    public static void ensure() {
        if (cleaner == null) {
            make();
        }
    }

    private static synchronized void make() {
        if (cleaner == null) {
            cleaner = Cleaner.create();
        }
    }

    /** As {@link Cleaner#register}. */
    public static Cleaner.Cleanable register(Object owner, Runnable end) {
        ensure();
        return cleaner.register(owner, end);
    }

    /** Has something done after the next garbage collection. */
    public static void afterCollection(Runnable action) {
        register(new Object(), action);
    }
}
