package org.joinleaf;

import org.joinleaf.winsock.Winsock;

/** What a socket does in the session that it joins: the flags of {@code WSAJoinLeaf}. */
public enum Direction {
    /** Sends only: no group membership, no IGMP or MLD report. Receiving fails with WSAEOPNOTSUPP. */
    SEND(Winsock.JL_SENDER_ONLY),
    /** Receives only. Sending to the group fails with WSAEOPNOTSUPP. */
    RECEIVE(Winsock.JL_RECEIVER_ONLY),
    /** Sends and receives. */
    BOTH(Winsock.JL_BOTH);

    private final int flags;

    Direction(int flags) {
        this.flags = flags;
    }

    /** What the other side does. */
    Direction opposite() {
        return switch (this) {
            case SEND -> RECEIVE;
            case RECEIVE -> SEND;
            case BOTH -> BOTH;
        };
    }

    /**
     * Returns the direction as {@code WSAJoinLeaf}'s dwFlags.
     *
     * @return one of {@link Winsock#JL_SENDER_ONLY}, {@link Winsock#JL_RECEIVER_ONLY}, {@link Winsock#JL_BOTH}
     */
    public int flags() {
        return flags;
    }
}
