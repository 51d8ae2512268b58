package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/** Winsock's events and {@code select} as natives; results as {@link SocketNatives} tells. */
public final class EventNatives {
    private EventNatives() {
    }

    /** Returns the WSAEVENT. */
    public static native long createEvent();

    public static native int closeEvent(long event);

    public static native int setEvent(long event);

    public static native int resetEvent(long event);

    public static native int eventSelect(long socket, long event, int events);

    public static native int enumNetworkEvents(long socket, long event, ByteBuffer networkEvents, int offset);

    /** Returns what WSAWaitForMultipleEvents returns: an index or WSA_WAIT_TIMEOUT. count is 0 to 64. */
    public static native int waitForMultipleEvents(long[] events, int count, boolean all, int timeout, boolean alertable);

    /**
     * Returns the number of ready sockets. The sets are fd_set structures of 64 places or null; microseconds below 0:
     * for ever.
     */
    public static native int select(ByteBuffer readable, ByteBuffer writable, ByteBuffer exceptional, long microseconds);
}
