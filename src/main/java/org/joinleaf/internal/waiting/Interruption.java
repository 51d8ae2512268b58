package org.joinleaf.internal.waiting;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * How the JDK tells of interrupts: it closes a channel. This one has an action instead, which ends the wait of a thread
 * that is interrupted in it: a socket is closed, as {@link java.nio.channels.InterruptibleChannel} says; a selector
 * wakes up.
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

    /** The thread has waited, and an interrupt is an exception. */
    public void exit(boolean completed) throws AsynchronousCloseException {
        end(completed);
    }

    /**
     * The thread has waited, and an interrupt is none.
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
