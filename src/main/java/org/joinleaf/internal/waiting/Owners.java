package org.joinleaf.internal.waiting;

import java.lang.ref.Cleaner;

/** The cleaner of sockets and selectors that nobody closes. It has a thread, which the system may have no room for now. */
public final class Owners {
    private static volatile Cleaner cleaner;

    private Owners() {
    }

    /** Makes the cleaner, unless there is one. An OutOfMemoryError tells that no thread can be made; call again later. */
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
}
