package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * GROUP_REQ: the options MCAST_JOIN_GROUP and MCAST_LEAVE_GROUP.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2ipdef/ns-ws2ipdef-group_req">GROUP_REQ</a>
 */
public final class GROUP_REQ extends Structure {
    private static final int SIZE = 136;

    /** Makes one with memory of its own, all zeros. */
    public GROUP_REQ() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 136 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public GROUP_REQ(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * gr_interface: the index of the interface; 0 for the system's choice.
     *
     * @return the member
     */
    public int gr_interface() {
        return i32(0);
    }

    /**
     * Writes {@link #gr_interface()}.
     *
     * @param value the member's new value
     */
    public void gr_interface(int value) {
        i32(0, value);
    }

    /**
     * gr_group: the sockaddr of the group, 128 bytes where they lie, in native byte order: to be read, or written.
     *
     * @return the member
     */
    public ByteBuffer gr_group() {
        return part(8, 128);
    }
}
