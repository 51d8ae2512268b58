package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * TIMEVAL: how long {@link Winsock#select} waits.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-timeval">timeval</a>
 */
public final class TIMEVAL extends Structure {
    private static final int SIZE = 8;

    /** Makes one with memory of its own, all zeros. */
    public TIMEVAL() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 8 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public TIMEVAL(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * tv_sec: the seconds.
     *
     * @return the member
     */
    public int tv_sec() {
        return i32(0);
    }

    /**
     * Writes {@link #tv_sec()}.
     *
     * @param value the member's new value
     */
    public void tv_sec(int value) {
        i32(0, value);
    }

    /**
     * tv_usec: the microseconds.
     *
     * @return the member
     */
    public int tv_usec() {
        return i32(4);
    }

    /**
     * Writes {@link #tv_usec()}.
     *
     * @param value the member's new value
     */
    public void tv_usec(int value) {
        i32(4, value);
    }
}
