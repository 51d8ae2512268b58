package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * WSANETWORKEVENTS: what {@link Winsock#WSAEnumNetworkEvents} tells of a socket.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-wsanetworkevents">WSANETWORKEVENTS</a>
 */
public final class WSANETWORKEVENTS extends Structure {
    private static final int SIZE = 44;

    /** Makes one with memory of its own, all zeros. */
    public WSANETWORKEVENTS() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 44 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public WSANETWORKEVENTS(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * lNetworkEvents: the events that were recorded: FD_ bits.
     *
     * @return the member
     */
    public int lNetworkEvents() {
        return i32(0);
    }

    /**
     * Writes {@link #lNetworkEvents()}.
     *
     * @param value the member's new value
     */
    public void lNetworkEvents(int value) {
        i32(0, value);
    }

    /**
     * iErrorCode: the codes of the events, each at the place of its _BIT, as FD_READ_BIT; 0 for no error.
     *
     * @param index the place, 0 to 9
     * @return the member
     */
    public int iErrorCode(int index) {
        return i32(4 + Objects.checkIndex(index, 10) * Integer.BYTES);
    }

    /**
     * Writes {@link #iErrorCode(int)}.
     *
     * @param index the place, 0 to 9
     * @param value the member's new value
     */
    public void iErrorCode(int index, int value) {
        i32(4 + Objects.checkIndex(index, 10) * Integer.BYTES, value);
    }
}
