package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * WSADATA: what {@link Winsock#WSAStartup} tells of the implementation.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-wsadata">WSADATA</a>
 */
public final class WSADATA extends Structure {
    private static final int SIZE = 408;

    /** Makes one with memory of its own, all zeros. */
    public WSADATA() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 408 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public WSADATA(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * wVersion: the version in force, the minor number in the upper byte: {@link Winsock#LOBYTE} gives the major one.
     *
     * @return the member
     */
    public int wVersion() {
        return u16(0);
    }

    /**
     * wHighVersion: the highest version that there is.
     *
     * @return the member
     */
    public int wHighVersion() {
        return u16(2);
    }

    /**
     * iMaxSockets: the number of sockets, which programs of version 2 ignore.
     *
     * @return the member
     */
    public int iMaxSockets() {
        return u16(4);
    }

    /**
     * iMaxUdpDg: the longest datagram, which programs of version 2 ignore.
     *
     * @return the member
     */
    public int iMaxUdpDg() {
        return u16(6);
    }

    /**
     * szDescription: the description of the implementation.
     *
     * @return the member
     */
    public String szDescription() {
        return narrow(16, 257);
    }

    /**
     * szSystemStatus: the status of the implementation.
     *
     * @return the member
     */
    public String szSystemStatus() {
        return narrow(273, 129);
    }
}
