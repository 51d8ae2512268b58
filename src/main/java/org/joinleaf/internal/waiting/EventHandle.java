package org.joinleaf.internal.waiting;

import org.joinleaf.internal.natives.EventNatives;

/** Owner of one WSAEVENT. On Windows the number of a closed one may be somebody else's handle: it is not set then. */
public final class EventHandle implements Runnable {
    private final long event;
    private boolean closed;

    /** Owns a WSAEVENT from here on. */
    public EventHandle(long event) {
        this.event = event;
    }

    /** The WSAEVENT, for who knows that it is open. */
    public long number() {
        return event;
    }

    public synchronized void set() {
        if (!closed) {
            EventNatives.setEvent(event);
        }
    }

    /** Closes it; what the cleaner runs for one that was never closed. */
    @Override
    public synchronized void run() {
        if (!closed) {
            closed = true;
            EventNatives.closeEvent(event);
        }
    }
}
