package org.joinleaf.internal.waiting;

import org.joinleaf.internal.natives.ReadyNatives;

/** Owner of one group of {@link ReadyNatives}. A wake-up after it was closed does nothing. */
public final class ReadyGroup implements Runnable {
    private final long group;
    private boolean closed;

    /** Owns a group from here on. */
    public ReadyGroup(long group) {
        this.group = group;
    }

    /** The group's number. The caller knows that the group is open. */
    public long number() {
        return group;
    }

    /** Ends the wait in progress, or the next one. */
    public synchronized void wake() {
        if (!closed) {
            ReadyNatives.wake(group);
        }
    }

    /** Closes the group. The cleaner runs this for a group that was never closed. */
    @Override
    public synchronized void run() {
        if (!closed) {
            closed = true;
            ReadyNatives.close(group);
        }
    }
}
