package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * Which sockets of an event have network events, as a native: an extension, because Winsock can only be asked socket by
 * socket. Results as {@link SocketNatives} tells.
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

    /** Waits for one event. Returns what WSAWaitForMultipleEvents returns: 0 or WSA_WAIT_TIMEOUT. */
    public static native int await(long event, int timeout);

    /**
     * Resets the event and moves the records of the sockets on it to ready. Returns the number of structures filled.
     * The first address is that of count SOCKETs, all that are selected on the event, the second that of room
     * structures; what these are too few for is left for the next call.
     */
    public static native int readySockets(long event, long sockets, int count, long ready, int room);
}
