package org.joinleaf.internal.waiting;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Ends the wait of a thread that is interrupted. The JDK tells of an interrupt only by closing a channel, so this is a
 * channel, and closing it runs an action: it closes a socket, as {@link java.nio.channels.InterruptibleChannel} says, or
 * wakes a selector up.
 */
public final class Interruption extends AbstractInterruptibleChannel {
    private final Runnable action;

    /** The action is run once, by the thread that interrupts. */
    public Interruption(Runnable action) {
        this.action = action;
    }

    @Override
    protected void implCloseChannel() {
        action.run();
    }

    /** The thread is about to wait. */
    public void enter() {
        begin();
    }

    /** The wait is over. If it ended by an interrupt, this throws ClosedByInterruptException. */
    public void exit(boolean completed) throws AsynchronousCloseException {
        end(completed);
    }

    /**
     * The wait is over. An interrupt is no exception.
     *
     * @return false after an interrupt: the next wait needs a new Interruption
     */
    public boolean leave() throws AsynchronousCloseException {
        try {
            end(true);
            return isOpen();
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }
}
