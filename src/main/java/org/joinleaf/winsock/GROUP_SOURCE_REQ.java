package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * GROUP_SOURCE_REQ: the options MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP, MCAST_BLOCK_SOURCE and
 * MCAST_UNBLOCK_SOURCE.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2ipdef/ns-ws2ipdef-group_source_req">GROUP_SOURCE_REQ</a>
 */
public final class GROUP_SOURCE_REQ extends Structure {
    private static final int SIZE = 264;

    /** Makes one with memory of its own, all zeros. */
    public GROUP_SOURCE_REQ() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 264 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public GROUP_SOURCE_REQ(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * gsr_interface: the index of the interface; 0 for the system's choice.
     *
     * @return the member
     */
    public int gsr_interface() {
        return i32(0);
    }

    /**
     * Writes {@link #gsr_interface()}.
     *
     * @param value the member's new value
     */
    public void gsr_interface(int value) {
        i32(0, value);
    }

    /**
     * gsr_group: the sockaddr of the group, 128 bytes where they lie, in native byte order: to be read, or written.
     *
     * @return the member
     */
    public ByteBuffer gsr_group() {
        return part(8, 128);
    }

    /**
     * gsr_source: the sockaddr of the source, 128 bytes where they lie, in native byte order: to be read, or written.
     *
     * @return the member
     */
    public ByteBuffer gsr_source() {
        return part(136, 128);
    }
}
