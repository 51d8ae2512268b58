package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * An entry of Winsock's catalogue of protocols (WSAPROTOCOL_INFO).
 *
 * @param catalogEntryId dwCatalogEntryId, which names the entry
 * @param name           szProtocol
 * @param providerId     the provider that serves the entry
 * @param addressFamily  iAddressFamily, such as {@link Winsock#AF_INET}
 * @param socketType     iSocketType, such as {@link Winsock#SOCK_DGRAM}
 * @param protocol       iProtocol, such as {@link Winsock#IPPROTO_UDP}
 * @param serviceFlags   dwServiceFlags1, of the XP1_ constants
 * @param messageSize    dwMessageSize as an unsigned number: 0 for a stream, 1 for a size that depends on the address
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-wsaprotocol_infow">
 *      WSAPROTOCOL_INFOW</a>
 */
public record Provider(int catalogEntryId, String name, UUID providerId, int addressFamily, int socketType,
        int protocol, int serviceFlags, long messageSize) {
    private static final int SERVICE_FLAGS = 0;
    private static final int PROVIDER_ID = 20;
    private static final int CATALOG_ENTRY_ID = 36;
    private static final int ADDRESS_FAMILY = 76;
    private static final int SOCKET_TYPE = 88;
    private static final int PROTOCOL = 92;
    private static final int MESSAGE_SIZE = 108;
    private static final int NAME = 116;

    /**
     * Lists the catalogue.
     *
     * @return its entries, in its order
     * @throws WinsockException if the catalogue cannot be read
     */
    public static List<Provider> list() throws WinsockException {
        List<Provider> providers = new ArrayList<>();
        ByteBuffer entries = entries();
        for (int at = 0; at < entries.capacity(); at += Winsock.SIZEOF_WSAPROTOCOL_INFOW) {
            providers.add(read(entries.position(at)));
        }
        return List.copyOf(providers);
    }

    /**
     * Reads a WSAPROTOCOL_INFOW.
     *
     * @param source the structure, from the buffer's position, which is not moved
     * @return the entry
     * @throws IndexOutOfBoundsException if fewer than 628 bytes remain
     */
    public static Provider read(ByteBuffer source) {
        ByteBuffer info = source.slice(source.position(), Winsock.SIZEOF_WSAPROTOCOL_INFOW);
        info.order(ByteOrder.nativeOrder());
        return new Provider(info.getInt(CATALOG_ENTRY_ID), name(info), guid(info), info.getInt(ADDRESS_FAMILY),
                info.getInt(SOCKET_TYPE), info.getInt(PROTOCOL), info.getInt(SERVICE_FLAGS),
                Integer.toUnsignedLong(info.getInt(MESSAGE_SIZE)));
    }

    /**
     * Tells whether the entry carries multipoint sessions.
     *
     * @return true if XP1_SUPPORT_MULTIPOINT is set
     */
    public boolean supportsMultipoint() {
        return has(Winsock.XP1_SUPPORT_MULTIPOINT);
    }

    /**
     * Tells whether sessions have a root that admits their leaves.
     *
     * @return true if XP1_MULTIPOINT_CONTROL_PLANE is set
     */
    public boolean hasRootedControlPlane() {
        return has(Winsock.XP1_MULTIPOINT_CONTROL_PLANE);
    }

    /**
     * Tells whether data flows between the root and the leaves only.
     *
     * @return true if XP1_MULTIPOINT_DATA_PLANE is set
     */
    public boolean hasRootedDataPlane() {
        return has(Winsock.XP1_MULTIPOINT_DATA_PLANE);
    }

    private boolean has(int flag) {
        return (serviceFlags & flag) != 0;
    }

    /** The entry's structure as the catalogue has it now. */
    ByteBuffer structure() throws WinsockException {
        ByteBuffer entries = entries();
        for (int at = 0; at < entries.capacity(); at += Winsock.SIZEOF_WSAPROTOCOL_INFOW) {
            if (entries.getInt(at + CATALOG_ENTRY_ID) == catalogEntryId) {
                return entries.position(at);
            }
        }
        throw new WinsockException("WSASocket with catalogue entry " + catalogEntryId, Winsock.WSAEINVALIDPROVIDER);
    }

    private static ByteBuffer entries() throws WinsockException {
        Startup.ensure();
        int size = 16 * Winsock.SIZEOF_WSAPROTOCOL_INFOW;
        while (true) {
            ByteBuffer entries = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
            long result = SocketNatives.enumProtocols(null, entries, 0, size);
            if (result >= 0) {
                int bytes = SocketNatives.value(result) * Winsock.SIZEOF_WSAPROTOCOL_INFOW;
                return entries.slice(0, bytes).order(ByteOrder.nativeOrder());
            }
            int code = SocketNatives.value(result);
            if (code != Winsock.WSAENOBUFS || SocketNatives.size(result) <= size) {
                throw new WinsockException("WSAEnumProtocols", code);
            }
            size = SocketNatives.size(result);
        }
    }

    /** GUID: its first three parts are numbers in native order, the rest are bytes. */
    private static UUID guid(ByteBuffer info) {
        long high = (long) info.getInt(PROVIDER_ID) << 32 | Short.toUnsignedLong(info.getShort(PROVIDER_ID + 4)) << 16
                | Short.toUnsignedLong(info.getShort(PROVIDER_ID + 6));
        long low = 0;
        for (int i = 8; i < 16; i++) {
            low = low << 8 | Byte.toUnsignedLong(info.get(PROVIDER_ID + i));
        }
        return new UUID(high, low);
    }

    private static String name(ByteBuffer info) {
        StringBuilder name = new StringBuilder();
        for (int at = NAME; at < Winsock.SIZEOF_WSAPROTOCOL_INFOW && info.getChar(at) != 0; at += 2) {
            name.append(info.getChar(at));
        }
        return name.toString();
    }
}
