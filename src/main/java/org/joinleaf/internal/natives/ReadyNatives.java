package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * Waiting for the sockets of a selector, and finding those that have network events. It is an extension, because Winsock can
 * be asked only about one socket at a time, and waits for at most 64 events. Results are as {@link SocketNatives} says.
 */
public final class ReadyNatives {
    /** SOCKET at 0, lNetworkEvents at 8, iErrorCode at 12. */
    public static final int SIZEOF_READY = 56;
    public static final int EVENTS = 8;
    public static final int ERRORS = 12;

    private ReadyNatives() {
    }

    /** The address of a direct buffer's memory, which stays where it is as long as the buffer is reachable. */
    public static native long address(ByteBuffer buffer);

    /** A group of sockets that one selector waits for, or the complement of a code. Nobody else may know its number. */
    public static native long open();

    /** Ends a group. Nobody may be using it. */
    public static native void close(long group);

    /** Ends the wait in progress, or the next one. */
    public static native void wake(long group);

    /** WSAEventSelect for a socket of the group; with no events the socket leaves the group. */
    public static native int select(long group, long socket, int events);

    /** Waits. Returns 0 or WSA_WAIT_TIMEOUT, or the complement of a code. One thread at a time. */
    public static native int await(long group, int timeout);

    /**
     * Moves the records of the group's sockets to `ready`; after that only new events end a wait. `sockets` is the address of
     * `count` SOCKETs, all that are selected in the group; `ready` that of `room` structures. Returns the number of structures
     * filled. What does not fit is left for the next call.
     */
    public static native int readySockets(long group, long sockets, int count, long ready, int room);
}
