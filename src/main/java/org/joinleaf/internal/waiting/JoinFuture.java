package org.joinleaf.internal.waiting;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The end of a join under way, which cancel really cancels (JL-12).
 *
 * @param <T> what the join gives
 */
public final class JoinFuture<T> extends CompletableFuture<T> {
    private final Runnable canceller;

    /** A join that cancel ends by running the canceller, once. */
    public JoinFuture(Runnable canceller) {
        this.canceller = canceller;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean pending = !isDone();
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (pending && cancelled) {
            canceller.run();
        }
        return cancelled;
    }

    /** Waits for the end, as a join that blocks. */
    public T end() throws IOException {
        try {
            return get();
        } catch (InterruptedException e) {
            cancel(false);
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } catch (CancellationException e) {
            throw new AsynchronousCloseException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        }
    }
}
