package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * IP_MREQ_SOURCE: the options IP_ADD_SOURCE_MEMBERSHIP, IP_DROP_SOURCE_MEMBERSHIP, IP_BLOCK_SOURCE and
 * IP_UNBLOCK_SOURCE.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2ipdef/ns-ws2ipdef-ip_mreq_source">IP_MREQ_SOURCE</a>
 */
public final class IP_MREQ_SOURCE extends Structure {
    private static final int SIZE = 12;

    /** Makes one with memory of its own, all zeros. */
    public IP_MREQ_SOURCE() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 12 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public IP_MREQ_SOURCE(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * imr_multiaddr: the group, in network order.
     *
     * @return the member
     */
    public int imr_multiaddr() {
        return i32(0);
    }

    /**
     * Writes {@link #imr_multiaddr()}.
     *
     * @param value the member's new value
     */
    public void imr_multiaddr(int value) {
        i32(0, value);
    }

    /**
     * imr_sourceaddr: the source, in network order.
     *
     * @return the member
     */
    public int imr_sourceaddr() {
        return i32(4);
    }

    /**
     * Writes {@link #imr_sourceaddr()}.
     *
     * @param value the member's new value
     */
    public void imr_sourceaddr(int value) {
        i32(4, value);
    }

    /**
     * imr_interface: an address of the interface, in network order; 0 for the system's choice.
     *
     * @return the member
     */
    public int imr_interface() {
        return i32(8);
    }

    /**
     * Writes {@link #imr_interface()}.
     *
     * @param value the member's new value
     */
    public void imr_interface(int value) {
        i32(8, value);
    }
}
