package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * IN_PKTINFO: the control data IP_PKTINFO: where a datagram came to, or is to leave from.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2ipdef/ns-ws2ipdef-in_pktinfo">IN_PKTINFO</a>
 */
public final class IN_PKTINFO extends Structure {
    private static final int SIZE = 8;

    /** Makes one with memory of its own, all zeros. */
    public IN_PKTINFO() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 8 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public IN_PKTINFO(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * ipi_addr: the address, in network order.
     *
     * @return the member
     */
    public int ipi_addr() {
        return i32(0);
    }

    /**
     * Writes {@link #ipi_addr()}.
     *
     * @param value the member's new value
     */
    public void ipi_addr(int value) {
        i32(0, value);
    }

    /**
     * ipi_ifindex: the index of the interface.
     *
     * @return the member
     */
    public int ipi_ifindex() {
        return i32(4);
    }

    /**
     * Writes {@link #ipi_ifindex()}.
     *
     * @param value the member's new value
     */
    public void ipi_ifindex(int value) {
        i32(4, value);
    }
}
