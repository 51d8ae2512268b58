package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * IPV6_MREQ: the options IPV6_ADD_MEMBERSHIP and IPV6_DROP_MEMBERSHIP.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2ipdef/ns-ws2ipdef-ipv6_mreq">IPV6_MREQ</a>
 */
public final class IPV6_MREQ extends Structure {
    private static final int SIZE = 20;

    /** Makes one with memory of its own, all zeros. */
    public IPV6_MREQ() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 20 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public IPV6_MREQ(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * ipv6mr_multiaddr: the group, 16 bytes where they lie, in native byte order: to be read, or written.
     *
     * @return the member
     */
    public ByteBuffer ipv6mr_multiaddr() {
        return part(0, 16);
    }

    /**
     * ipv6mr_interface: the index of the interface; 0 for the system's choice.
     *
     * @return the member
     */
    public int ipv6mr_interface() {
        return i32(16);
    }

    /**
     * Writes {@link #ipv6mr_interface()}.
     *
     * @param value the member's new value
     */
    public void ipv6mr_interface(int value) {
        i32(16, value);
    }
}
