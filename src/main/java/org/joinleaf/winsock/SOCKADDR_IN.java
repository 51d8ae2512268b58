package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * SOCKADDR_IN: an IPv4 address and port. {@link SocketAddresses} turns an InetSocketAddress into one, and back.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-sockaddr_in">SOCKADDR_IN</a>
 */
public final class SOCKADDR_IN extends Structure {
    private static final int SIZE = 16;

    /** Makes one with memory of its own, all zeros. */
    public SOCKADDR_IN() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 16 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public SOCKADDR_IN(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * sin_family: the family: AF_INET.
     *
     * @return the member
     */
    public int sin_family() {
        return u16(0);
    }

    /**
     * Writes {@link #sin_family()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void sin_family(int value) {
        u16(0, value, "sin_family");
    }

    /**
     * sin_port: the port, in network order: {@link Winsock#htons} makes one.
     *
     * @return the member
     */
    public int sin_port() {
        return u16(2);
    }

    /**
     * Writes {@link #sin_port()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void sin_port(int value) {
        u16(2, value, "sin_port");
    }

    /**
     * sin_addr: the address, in network order: {@link Winsock#inet_addr} and {@link Winsock#htonl} make one.
     *
     * @return the member
     */
    public int sin_addr() {
        return i32(4);
    }

    /**
     * Writes {@link #sin_addr()}.
     *
     * @param value the member's new value
     */
    public void sin_addr(int value) {
        i32(4, value);
    }
}
