package org.joinleaf;

/** Owner of one WSAEVENT. On Windows the number of a closed one may be somebody else's handle: it is not set then. */
final class EventHandle implements Runnable {
    private final long event;
    private boolean closed;

    private EventHandle(long event) {
        this.event = event;
    }

    static EventHandle create() throws WinsockException {
        long event = EventNatives.createEvent();
        if (event < 0) {
            throw new WinsockException("WSACreateEvent", (int) ~event);
        }
        return new EventHandle(event);
    }

    /** The WSAEVENT, for who knows that it is open. */
    long number() {
        return event;
    }

    synchronized void set() {
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
