package org.joinleaf;

import java.util.concurrent.CompletableFuture;

/** The end of a join under way, which cancel really cancels (JL-12): by closing the socket, which is the handle. */
final class JoinFuture extends CompletableFuture<MultipointSocket> {
    private final MultipointSocket socket;

    JoinFuture(MultipointSocket socket) {
        this.socket = socket;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean pending = !isDone();
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (pending && cancelled) {
            socket.close();
        }
        return cancelled;
    }
}
