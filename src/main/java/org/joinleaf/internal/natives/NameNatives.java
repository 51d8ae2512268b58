package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * Winsock's calls on names and addresses as natives; results as {@link SocketNatives} tells. Text is UTF-16 with a zero at its
 * end, at the start of a direct buffer, and null for NULL; where it says narrow, it is bytes with a zero at their end.
 *
 * <p>An answer is packed into a buffer, and its size returned; if that is more than the room, the rest is not there. In it, an
 * int has 4 bytes, and text and bytes are their length in bytes, -1 for NULL, and themselves.
 */
public final class NameNatives {
    private NameNatives() {
    }

    /** WSAAddressToStringW. Returns the number of characters, the zero included. */
    public static native int addressToString(ByteBuffer address, int offset, int length, ByteBuffer info, int infoOffset,
            ByteBuffer text, int room);

    /** WSAStringToAddressW. Returns the address's length. */
    public static native int stringToAddress(ByteBuffer text, int family, ByteBuffer info, int infoOffset, ByteBuffer address,
            int offset, int length);

    /** GetHostNameW. */
    public static native int hostName(ByteBuffer text, int room);

    /**
     * GetAddrInfoW, whose result is the code, and FreeAddrInfoW. hints: flags, family, type and protocol, or null. The answer
     * has for each entry these four ints, the address, and the canonical name as text.
     */
    public static native int addressInfo(ByteBuffer node, ByteBuffer service, int[] hints, ByteBuffer answer, int room);

    /** GetNameInfoW, whose result is the code. host and service: null if not wanted. */
    public static native int nameInfo(ByteBuffer address, int offset, int length, ByteBuffer host, int hostRoom,
            ByteBuffer service, int serviceRoom, int flags);

    /** InetPtonW: 1, 0 for no address, or a failure. */
    public static native int textToHost(int family, ByteBuffer text, ByteBuffer host, int offset);

    /** InetNtopW. */
    public static native int hostToText(int family, ByteBuffer host, int offset, ByteBuffer text, int room);

    /** inet_addr of narrow text: the address in network order. */
    public static native int textToIpv4(ByteBuffer narrow);

    /** gethostbyname of a narrow name: name, type, length, the number of aliases and each, the number of addresses and each. */
    public static native int hostByName(ByteBuffer narrow, ByteBuffer answer, int room);

    /** gethostbyaddr: as {@link #hostByName}. */
    public static native int hostByAddress(ByteBuffer address, int offset, int length, int type, ByteBuffer answer, int room);

    /** getservbyname of narrow names: name, the number of aliases and each, protocol, port in network order. */
    public static native int serviceByName(ByteBuffer name, ByteBuffer protocol, ByteBuffer answer, int room);

    /** getservbyport: as {@link #serviceByName}. */
    public static native int serviceByPort(int port, ByteBuffer protocol, ByteBuffer answer, int room);

    /** getprotobyname of a narrow name: name, the number of aliases and each, number. */
    public static native int protocolByName(ByteBuffer name, ByteBuffer answer, int room);

    /** getprotobynumber: as {@link #protocolByName}. */
    public static native int protocolByNumber(int number, ByteBuffer answer, int room);
}
