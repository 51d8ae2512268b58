package org.joinleaf;

import java.util.concurrent.CompletableFuture;

/**
 * The future of a session's end. Users get copies, which they may complete without harm. The future itself is made when
 * somebody asks for it: most sockets are closed without that.
 */
final class EndFuture {
    /** Guarded by this: null until the end is known. */
    private SessionEnd known;
    /** Guarded by this: null until it is asked for. */
    private CompletableFuture<SessionEnd> end;

    synchronized CompletableFuture<SessionEnd> copy() {
        if (end == null) {
            end = known == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(known);
        }
        return end.copy();
    }

    /**
     * The first one counts. What depends on it runs elsewhere if the thread is one that must not be held up.
     *
     * @return whether this was the first
     */
    boolean complete(SessionEnd how, boolean elsewhere) {
        CompletableFuture<SessionEnd> waited;
        synchronized (this) {
            if (known != null) {
                return false;
            }
            known = how;
            waited = end;
        }
        if (waited != null && elsewhere) {
            waited.completeAsync(() -> how);
        } else if (waited != null) {
            waited.complete(how);
        }
        return true;
    }
}
