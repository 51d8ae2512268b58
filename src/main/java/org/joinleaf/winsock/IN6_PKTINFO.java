package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * IN6_PKTINFO: the control data IPV6_PKTINFO: where a datagram came to, or is to leave from.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2ipdef/ns-ws2ipdef-in6_pktinfo">IN6_PKTINFO</a>
 */
public final class IN6_PKTINFO extends Structure {
    private static final int SIZE = 20;

    /** Makes one with memory of its own, all zeros. */
    public IN6_PKTINFO() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 20 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public IN6_PKTINFO(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * ipi6_addr: the address, 16 bytes where they lie, in native byte order: to be read, or written.
     *
     * @return the member
     */
    public ByteBuffer ipi6_addr() {
        return part(0, 16);
    }

    /**
     * ipi6_ifindex: the index of the interface.
     *
     * @return the member
     */
    public int ipi6_ifindex() {
        return i32(16);
    }

    /**
     * Writes {@link #ipi6_ifindex()}.
     *
     * @param value the member's new value
     */
    public void ipi6_ifindex(int value) {
        i32(16, value);
    }
}
