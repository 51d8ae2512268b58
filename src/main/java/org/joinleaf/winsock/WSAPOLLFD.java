package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * WSAPOLLFD: a socket, and what is asked of it, for {@link Winsock#WSAPoll}.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-wsapollfd">WSAPOLLFD</a>
 */
public final class WSAPOLLFD extends Structure {
    static final int SIZE = 16;

    /** Makes one with memory of its own, all zeros. */
    public WSAPOLLFD() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 16 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public WSAPOLLFD(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * Makes an array of them in one piece of memory: the pointer of the first one is that of the array.
     *
     * @param count how many, from 1
     * @return the array, all zeros
     * @throws IllegalArgumentException if count is less than 1, or too large for a buffer
     */
    public static WSAPOLLFD[] array(int count) {
        if (count < 1 || count > Integer.MAX_VALUE / SIZE) {
            throw new IllegalArgumentException("count " + count + ": it is 1 to " + Integer.MAX_VALUE / SIZE);
        }
        ByteBuffer memory = ByteBuffer.allocateDirect(count * SIZE);
        WSAPOLLFD[] array = new WSAPOLLFD[count];
        for (int i = 0; i < count; i++) {
            array[i] = new WSAPOLLFD(memory.position(i * SIZE));
        }
        return array;
    }

    /**
     * fd: the SOCKET; INVALID_SOCKET: the entry is passed over.
     *
     * @return the member
     */
    public long fd() {
        return i64(0);
    }

    /**
     * Writes {@link #fd()}.
     *
     * @param value the member's new value
     */
    public void fd(long value) {
        i64(0, value);
    }

    /**
     * events: what is asked: POLLRDNORM, POLLRDBAND and POLLWRNORM; POLLIN is the first two.
     *
     * @return the member
     */
    public int events() {
        return u16(8);
    }

    /**
     * Writes {@link #events()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void events(int value) {
        u16(8, value, "events");
    }

    /**
     * revents: the answer: of what is asked, and POLLERR, POLLHUP and POLLNVAL.
     *
     * @return the member
     */
    public int revents() {
        return u16(10);
    }

    /**
     * Writes {@link #revents()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void revents(int value) {
        u16(10, value, "revents");
    }
}
