package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * WSAPROTOCOL_INFOW: an entry of the catalogue, as {@link Winsock#WSAEnumProtocols} and the option SO_PROTOCOL_INFOW
 * tell it.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-wsaprotocol_infow">WSAPROTOCOL_INFOW</a>
 */
public final class WSAPROTOCOL_INFOW extends Structure {
    private static final int SIZE = 628;

    /** Makes one with memory of its own, all zeros. */
    public WSAPROTOCOL_INFOW() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 628 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public WSAPROTOCOL_INFOW(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * dwServiceFlags1: what the protocol does: XP1_ bits.
     *
     * @return the member
     */
    public int dwServiceFlags1() {
        return i32(0);
    }

    /**
     * dwServiceFlags2: 0: reserved.
     *
     * @return the member
     */
    public int dwServiceFlags2() {
        return i32(4);
    }

    /**
     * dwServiceFlags3: 0: reserved.
     *
     * @return the member
     */
    public int dwServiceFlags3() {
        return i32(8);
    }

    /**
     * dwServiceFlags4: 0: reserved.
     *
     * @return the member
     */
    public int dwServiceFlags4() {
        return i32(12);
    }

    /**
     * dwProviderFlags: how the entry is listed: PFL_ bits.
     *
     * @return the member
     */
    public int dwProviderFlags() {
        return i32(16);
    }

    /**
     * ProviderId: the GUID of the provider, 16 bytes where they lie, in native byte order: to be read, or written.
     *
     * @return the member
     */
    public ByteBuffer ProviderId() {
        return part(20, 16);
    }

    /**
     * dwCatalogEntryId: the number of the entry.
     *
     * @return the member
     */
    public int dwCatalogEntryId() {
        return i32(36);
    }

    /**
     * ChainLen: ProtocolChain.ChainLen: BASE_PROTOCOL, LAYERED_PROTOCOL, or the length of a chain.
     *
     * @return the member
     */
    public int ChainLen() {
        return i32(40);
    }

    /**
     * ChainEntries: ProtocolChain.ChainEntries: the numbers of the entries of a chain.
     *
     * @param index the place, 0 to 6
     * @return the member
     */
    public int ChainEntries(int index) {
        return i32(44 + Objects.checkIndex(index, 7) * Integer.BYTES);
    }

    /**
     * iVersion: the version of the protocol.
     *
     * @return the member
     */
    public int iVersion() {
        return i32(72);
    }

    /**
     * iAddressFamily: the family: AF_INET, AF_INET6.
     *
     * @return the member
     */
    public int iAddressFamily() {
        return i32(76);
    }

    /**
     * iMaxSockAddr: the length in bytes of the longest sockaddr.
     *
     * @return the member
     */
    public int iMaxSockAddr() {
        return i32(80);
    }

    /**
     * iMinSockAddr: the length in bytes of the shortest sockaddr.
     *
     * @return the member
     */
    public int iMinSockAddr() {
        return i32(84);
    }

    /**
     * iSocketType: the type: SOCK_DGRAM, SOCK_SEQPACKET.
     *
     * @return the member
     */
    public int iSocketType() {
        return i32(88);
    }

    /**
     * iProtocol: the protocol, as IPPROTO_UDP.
     *
     * @return the member
     */
    public int iProtocol() {
        return i32(92);
    }

    /**
     * iProtocolMaxOffset: how many numbers of protocols follow iProtocol.
     *
     * @return the member
     */
    public int iProtocolMaxOffset() {
        return i32(96);
    }

    /**
     * iNetworkByteOrder: BIGENDIAN or LITTLEENDIAN.
     *
     * @return the member
     */
    public int iNetworkByteOrder() {
        return i32(100);
    }

    /**
     * iSecurityScheme: SECURITY_PROTOCOL_NONE, or a scheme.
     *
     * @return the member
     */
    public int iSecurityScheme() {
        return i32(104);
    }

    /**
     * dwMessageSize: the longest message in bytes, as an unsigned number; 0 for a stream, 1 for what depends on the
     * socket.
     *
     * @return the member
     */
    public int dwMessageSize() {
        return i32(108);
    }

    /**
     * dwProviderReserved: the provider's own.
     *
     * @return the member
     */
    public int dwProviderReserved() {
        return i32(112);
    }

    /**
     * szProtocol: the name of the protocol.
     *
     * @return the member
     */
    public String szProtocol() {
        return wide(116, 256);
    }
}
