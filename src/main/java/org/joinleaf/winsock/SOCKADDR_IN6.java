package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * SOCKADDR_IN6: an IPv6 address, scope and port. {@link SocketAddresses} turns an InetSocketAddress into one, and back.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2ipdef/ns-ws2ipdef-sockaddr_in6_lh">SOCKADDR_IN6_LH</a>
 */
public final class SOCKADDR_IN6 extends Structure {
    private static final int SIZE = 28;

    /** Makes one with memory of its own, all zeros. */
    public SOCKADDR_IN6() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 28 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public SOCKADDR_IN6(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * sin6_family: the family: AF_INET6.
     *
     * @return the member
     */
    public int sin6_family() {
        return u16(0);
    }

    /**
     * Writes {@link #sin6_family()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void sin6_family(int value) {
        u16(0, value, "sin6_family");
    }

    /**
     * sin6_port: the port, in network order: {@link Winsock#htons} makes one.
     *
     * @return the member
     */
    public int sin6_port() {
        return u16(2);
    }

    /**
     * Writes {@link #sin6_port()}.
     *
     * @param value the member's new value
     * @throws IllegalArgumentException if it does not fit into 16 bits
     */
    public void sin6_port(int value) {
        u16(2, value, "sin6_port");
    }

    /**
     * sin6_flowinfo: the flow information.
     *
     * @return the member
     */
    public int sin6_flowinfo() {
        return i32(4);
    }

    /**
     * Writes {@link #sin6_flowinfo()}.
     *
     * @param value the member's new value
     */
    public void sin6_flowinfo(int value) {
        i32(4, value);
    }

    /**
     * sin6_addr: the address: {@link Winsock#inet_pton} writes it, 16 bytes where they lie, in native byte order: to be
     * read, or written.
     *
     * @return the member
     */
    public ByteBuffer sin6_addr() {
        return part(8, 16);
    }

    /**
     * sin6_scope_id: the index of the interface, or 0.
     *
     * @return the member
     */
    public int sin6_scope_id() {
        return i32(24);
    }

    /**
     * Writes {@link #sin6_scope_id()}.
     *
     * @param value the member's new value
     */
    public void sin6_scope_id(int value) {
        i32(24, value);
    }
}
