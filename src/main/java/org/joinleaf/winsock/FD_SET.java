package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * fd_set: a set of sockets for {@link Winsock#select}; {@link Winsock#FD_SET}, {@link Winsock#FD_ISSET} and their kin take its
 * pointer.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-fd_set">fd_set</a>
 */
public final class FD_SET extends Structure {
    private static final int ARRAY = 8;

    /** Makes one with memory of its own, empty. */
    public FD_SET() {
        super(Winsock.SIZEOF_FD_SET);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 520 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public FD_SET(ByteBuffer memory) {
        super(memory, Winsock.SIZEOF_FD_SET);
    }

    /**
     * fd_count: the number of sockets.
     *
     * @return the member
     */
    public int fd_count() {
        return i32(0);
    }

    /**
     * fd_array: the sockets.
     *
     * @param index the place, 0 to 63; those below {@link #fd_count()} count
     * @return the SOCKET
     */
    public long fd_array(int index) {
        return i64(ARRAY + Objects.checkIndex(index, Winsock.FD_SETSIZE) * Long.BYTES);
    }
}
