package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * WSACMSGHDR: the header of a piece of control data, in a {@link WSAMSG}: {@link Winsock#WSA_CMSG_FIRSTHDR} and {@link
 * Winsock#WSA_CMSG_NXTHDR} find it, {@link Winsock#WSA_CMSG_DATA} what it heads.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-wsacmsghdr">WSACMSGHDR</a>
 */
public final class WSACMSGHDR extends Structure {
    static final int SIZE = 16;

    /** Where it lies in the control data. */
    private final int place;

    private WSACMSGHDR(ByteBuffer control, int place) {
        super(control, SIZE);
        this.place = place;
    }

    static WSACMSGHDR at(WSAMSG message, int place) {
        ByteBuffer control = message.Control_buf;
        int length = control == null ? 0 : Math.min(message.Control_len, control.remaining());
        return place < 0 || place > length - SIZE ? null
                : new WSACMSGHDR(control.slice(control.position() + place, length - place), place);
    }

    /** Where the next one would lie, or -1 if this one is none. */
    int next() {
        long length = cmsg_len();
        return length < SIZE || length > pointer().capacity() ? -1 : place + aligned((int) length);
    }

    ByteBuffer data() {
        long length = cmsg_len();
        if (length < SIZE || length > pointer().capacity()) { // not written yet
            length = pointer().capacity();
        }
        return part(SIZE, (int) length - SIZE);
    }

    static int aligned(int length) {
        return length + Long.BYTES - 1 & -Long.BYTES;
    }

    /**
     * cmsg_len: the length in bytes of the header and its data: {@link Winsock#WSA_CMSG_LEN} tells it.
     *
     * @return the member
     */
    public long cmsg_len() {
        return i64(0);
    }

    /**
     * Writes {@link #cmsg_len()}.
     *
     * @param value the member's new value
     */
    public void cmsg_len(long value) {
        i64(0, value);
    }

    /**
     * cmsg_level: the level: IPPROTO_IP, IPPROTO_IPV6, IPPROTO_UDP.
     *
     * @return the member
     */
    public int cmsg_level() {
        return i32(8);
    }

    /**
     * Writes {@link #cmsg_level()}.
     *
     * @param value the member's new value
     */
    public void cmsg_level(int value) {
        i32(8, value);
    }

    /**
     * cmsg_type: the kind of data, as IP_PKTINFO.
     *
     * @return the member
     */
    public int cmsg_type() {
        return i32(12);
    }

    /**
     * Writes {@link #cmsg_type()}.
     *
     * @param value the member's new value
     */
    public void cmsg_type(int value) {
        i32(12, value);
    }
}
