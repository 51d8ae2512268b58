package org.joinleaf;

import org.joinleaf.winsock.Winsock;

/** How a session ended for one member, seen from the other side. Equal ends have the same cause and code. */
public final class SessionEnd {
    /** What ended a session. */
    public enum Cause {
        /** The other side left, or ended the session, in good order: FD_CLOSE with 0. */
        LEFT,
        /** The other side died: its process ended without a word (WSAECONNRESET). */
        DIED,
        /** The other side was lost: it was silent for too long, or too slow (WSAECONNABORTED). */
        LOST,
        /** This side closed the socket. */
        CLOSED_HERE,
        /** Something else, of another provider; the code tells. */
        OTHER
    }

    static final SessionEnd HERE = new SessionEnd(Cause.CLOSED_HERE, 0);

    private final Cause cause;
    private final int code;

    private SessionEnd(Cause cause, int code) {
        this.cause = cause;
        this.code = code;
    }

    static SessionEnd of(int code) {
        return new SessionEnd(switch (code) {
            case 0 -> Cause.LEFT;
            case Winsock.WSAECONNRESET -> Cause.DIED;
            case Winsock.WSAECONNABORTED -> Cause.LOST;
            default -> Cause.OTHER;
        }, code);
    }

    /**
     * Returns what happened.
     *
     * @return the cause
     */
    public Cause cause() {
        return cause;
    }

    /**
     * Returns the error of FD_CLOSE.
     *
     * @return a code such as {@link Winsock#WSAECONNRESET}; 0 for an orderly end
     */
    public int code() {
        return code;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionEnd end && end.cause == cause && end.code == code;
    }

    @Override
    public int hashCode() {
        return 31 * cause.hashCode() + code;
    }

    @Override
    public String toString() {
        return "SessionEnd[" + cause + (code == 0 ? "]" : ", " + code + "]");
    }
}
