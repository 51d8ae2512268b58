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
    /** Null: none is late, or who waits looks himself. */
    private final LateInterrupts late;

    /** The action is run once, by the thread that interrupts. A wait ends now and then to look at the thread's status. */
    public Interruption(Runnable action) {
        this(action, null);
    }

    private Interruption(Runnable action, LateInterrupts late) {
        this.action = action;
        this.late = late;
    }

    /** The same for waits that do not look at the thread's status. */
    public static Interruption ofLongWaits(Runnable action) {
        return new Interruption(action, LateInterrupts.NEEDED ? new LateInterrupts() : null);
    }

    @Override
    protected void implCloseChannel() {
        action.run();
    }

    /** The thread is about to wait. */
    public void enter() {
        if (late != null) {
            late.enter();
        }
        begin();
        if (late != null) {
            late.list();
        }
    }

    /** The wait is over. If it ended by an interrupt, this throws ClosedByInterruptException. */
    public void exit(boolean completed) throws AsynchronousCloseException {
        if (late != null) {
            late.leave();
        }
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
