package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * LINGER: the option SO_LINGER.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-linger">linger</a>
 */
public final class LINGER extends Structure {
    private static final int SIZE = 4;

    /** Makes one with memory of its own, all zeros. */
    public LINGER() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 4 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public LINGER(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * l_onoff: 0 for off, anything else for on.
     *
     * @return the member
     */
    public int l_onoff() {
        return u16(0);
    }

    /**
     * Writes {@link #l_onoff()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void l_onoff(int value) {
        u16(0, value, "l_onoff");
    }

    /**
     * l_linger: the time in seconds.
     *
     * @return the member
     */
    public int l_linger() {
        return u16(2);
    }

    /**
     * Writes {@link #l_linger()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void l_linger(int value) {
        u16(2, value, "l_linger");
    }
}
