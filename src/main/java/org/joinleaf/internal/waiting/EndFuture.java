package org.joinleaf.internal.waiting;

import java.util.concurrent.CompletableFuture;

/**
 * The future of a session's end. Users get copies, which they may complete without harm. The future itself is made when
 * somebody asks for it: most sockets are closed without that.
 *
 * @param <T> what tells how the session has ended
 */
public final class EndFuture<T> {
    /** Guarded by this: the end has come. */
    private boolean ending;
    /** Guarded by this: null until the end is told. */
    private T known;
    /** Guarded by this: null until it is asked for. */
    private CompletableFuture<T> end;

    /** Returns a copy, which its user may complete without harm. */
    public synchronized CompletableFuture<T> copy() {
        if (end == null) {
            end = known == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(known);
        }
        return end.copy();
    }

    /**
     * Only the first call counts. otherThread: what hangs on the future must not hold up the calling thread.
     *
     * @param before what is done for the first one, before anybody is told, also who asks meanwhile
     */
    public void complete(T how, boolean otherThread, Runnable before) {
        synchronized (this) {
            if (ending) {
                return;
            }
            ending = true;
        }
        try {
            before.run();
        } finally {
            tell(how, otherThread);
        }
    }

    private void tell(T how, boolean otherThread) {
        CompletableFuture<T> waited;
        synchronized (this) {
            known = how;
            waited = end;
        }
        if (waited != null && otherThread) {
            CallbackThreads.only().run(() -> waited.complete(how));
        } else if (waited != null) {
            waited.complete(how);
        }
    }
}
