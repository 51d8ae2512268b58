package org.joinleaf;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The future of a session's end. Users get copies, which they may complete without harm. */
final class EndFuture {
    private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    private final AtomicBoolean known = new AtomicBoolean();

    CompletableFuture<SessionEnd> copy() {
        return end.copy();
    }

    /** The first one counts, and is told so. What depends on it runs elsewhere if the thread is one that must not be held up. */
    boolean complete(SessionEnd how, boolean elsewhere) {
        if (!known.compareAndSet(false, true)) {
            return false;
        }
        if (elsewhere) {
            end.completeAsync(() -> how);
        } else {
            end.complete(how);
        }
        return true;
    }
}
