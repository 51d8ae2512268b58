package org.joinleaf;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Closes a socket when a thread that blocks in it is interrupted, as {@link java.nio.channels.InterruptibleChannel}.
 */
final class Interruption extends AbstractInterruptibleChannel {
    private final NetworkSocket socket;

    Interruption(NetworkSocket socket) {
        this.socket = socket;
    }

    @Override
    protected void implCloseChannel() {
        socket.close();
    }

    void enter() {
        begin();
    }

    void exit(boolean completed) throws AsynchronousCloseException {
        end(completed);
    }
}
