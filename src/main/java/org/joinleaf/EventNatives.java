package org.joinleaf;

import java.nio.ByteBuffer;

/** Winsock's events and {@code select} as natives; results as {@link SocketNatives} tells. */
final class EventNatives {
    static {
        NativeLibrary.report();
    }

    private EventNatives() {
    }

    /** Returns the WSAEVENT. */
    static native long createEvent();

    static native int closeEvent(long event);

    static native int setEvent(long event);

    static native int resetEvent(long event);

    static native int eventSelect(long socket, long event, int events);

    static native int enumNetworkEvents(long socket, long event, ByteBuffer networkEvents, int offset);

    /** Returns what WSAWaitForMultipleEvents returns: an index or WSA_WAIT_TIMEOUT. count is 0 to 64. */
    static native int waitForMultipleEvents(long[] events, int count, boolean all, int timeout, boolean alertable);

    /**
     * Returns the number of ready sockets. The sets are fd_set structures of 64 places or null; microseconds below 0:
     * for ever.
     */
    static native int select(ByteBuffer readable, ByteBuffer writable, ByteBuffer exceptional, long microseconds);
}
