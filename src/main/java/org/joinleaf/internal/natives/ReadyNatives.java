package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * What a selector waits for, and which of its sockets have network events, as natives: an extension, because Winsock can
 * only be asked socket by socket, and wait for 64 events. Results as {@link SocketNatives} tells.
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

    /** WSAEventSelect of a socket in the group; no events: the end of that. */
    public static native int select(long group, long socket, int events);

    /** Waits. Returns 0 or WSA_WAIT_TIMEOUT, or the complement of a code. One thread at a time. */
    public static native int await(long group, int timeout);

    /**
     * Moves the records of the group's sockets to ready, after which only what is new ends a wait. Returns the number of
     * structures filled. The first address is that of count SOCKETs, all that are selected in the group, the second that
     * of room structures; what these are too few for is left for the next call.
     */
    public static native int readySockets(long group, long sockets, int count, long ready, int room);
}
