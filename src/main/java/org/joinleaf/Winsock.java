package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code winsock2.h} one to one: its functions, names and numbers. A call fails as in C: it returns {@link
 * #SOCKET_ERROR} or {@link #INVALID_SOCKET}, and {@link #WSAGetLastError()} tells why; the last error is kept for each
 * Java thread, virtual ones included. Nothing works before {@link #WSAStartup}.
 *
 * <p>SOCKET and WSAEVENT are longs. A pointer to memory is a ByteBuffer: its bytes from the position on, which is not
 * moved; null is NULL. Direct buffers are used in place, heap buffers are copied. Structures are laid out as on 64-bit
 * Windows, in native byte order ({@link SocketAddresses} reads and writes sockaddr, {@link Provider#read} reads
 * WSAPROTOCOL_INFOW). A pointer to an int is an int[] of at least one element. A length above what the buffer holds, a
 * read-only buffer that would be written, and an array without elements are WSAEFAULT. There is no overlapped
 * operation, so its parameters are left out.
 *
 * <p>Any thread may call anything at any time; the memory of a java.lang.foreign.Arena must stay open until the call is
 * over.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/">winsock2.h</a>
 */
public final class Winsock extends WinsockEvents {
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Start-ups made here. WSACleanup never takes away the idiomatic API's own. */
    private static int startups;

    private Winsock() {
    }

    /**
     * WSAStartup.
     *
     * @param wVersionRequested the version: 0x0202
     * @param lpWSAData         gets WSADATA (408 bytes)
     * @return 0 or the error code; the last error is not set
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsastartup">WSAStartup</a>
     */
    public static synchronized int WSAStartup(int wVersionRequested, ByteBuffer lpWSAData) {
        NativeLibrary.load();
        if (!Memory.writable(lpWSAData, SIZEOF_WSADATA)) {
            return WSAEFAULT;
        }
        Memory data = Memory.out(lpWSAData, SIZEOF_WSADATA);
        try {
            int result = SocketNatives.startup(wVersionRequested & 0xffff, data.direct(), data.offset());
            if (result < 0) {
                return ~result;
            }
            data.written(SIZEOF_WSADATA);
            startups++;
            return 0;
        } finally {
            data.done();
        }
    }

    /**
     * WSACleanup. The last one closes every socket of the process, unless the idiomatic API is in use.
     *
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsacleanup">WSACleanup</a>
     */
    public static synchronized int WSACleanup() {
        if (startups == 0) {
            return fail(WSANOTINITIALISED);
        }
        int result = SocketNatives.cleanup();
        if (result >= 0) {
            startups--;
        }
        return check(result);
    }

    /**
     * htons.
     *
     * @param hostshort a 16-bit number in host order
     * @return the number in network order, 0 to 65535
     */
    public static int htons(int hostshort) {
        return LITTLE_ENDIAN ? Short.toUnsignedInt(Short.reverseBytes((short) hostshort)) : hostshort & 0xffff;
    }

    /**
     * ntohs.
     *
     * @param netshort a 16-bit number in network order
     * @return the number in host order, 0 to 65535
     */
    public static int ntohs(int netshort) {
        return htons(netshort);
    }

    /**
     * htonl.
     *
     * @param hostlong a 32-bit number in host order
     * @return the number in network order
     */
    public static int htonl(int hostlong) {
        return LITTLE_ENDIAN ? Integer.reverseBytes(hostlong) : hostlong;
    }

    /**
     * ntohl.
     *
     * @param netlong a 32-bit number in network order
     * @return the number in host order
     */
    public static int ntohl(int netlong) {
        return htonl(netlong);
    }
}
