package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * An entry of Winsock's catalogue of protocols (WSAPROTOCOL_INFO). Only the catalogue makes them; two are equal if they
 * are the same entry.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-wsaprotocol_infow">
 *      WSAPROTOCOL_INFOW</a>
 */
public final class Provider {
    private static final int SERVICE_FLAGS = 0;
    private static final int PROVIDER_ID = 20;
    private static final int CATALOG_ENTRY_ID = 36;
    private static final int ADDRESS_FAMILY = 76;
    private static final int SOCKET_TYPE = 88;
    private static final int PROTOCOL = 92;
    private static final int MESSAGE_SIZE = 108;
    private static final int NAME = 116;
    /** Characters of a path, the terminating 0 among them. */
    private static final int MOST_PATH = 32_768;

    private final int catalogEntryId;
    private final String name;
    private final UUID providerId;
    private final int addressFamily;
    private final int socketType;
    private final int protocol;
    private final int serviceFlags;
    private final long messageSize;

    /** Reads a WSAPROTOCOL_INFOW from the buffer's position, which is not moved. */
    Provider(ByteBuffer source) {
        ByteBuffer info = source.slice(source.position(), Winsock.SIZEOF_WSAPROTOCOL_INFOW);
        info.order(ByteOrder.nativeOrder());
        catalogEntryId = info.getInt(CATALOG_ENTRY_ID);
        name = name(info);
        providerId = guid(info);
        addressFamily = info.getInt(ADDRESS_FAMILY);
        socketType = info.getInt(SOCKET_TYPE);
        protocol = info.getInt(PROTOCOL);
        serviceFlags = info.getInt(SERVICE_FLAGS);
        messageSize = Integer.toUnsignedLong(info.getInt(MESSAGE_SIZE));
    }

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
            providers.add(new Provider(entries.position(at)));
        }
        return List.copyOf(providers);
    }

    /**
     * Finds an entry by its number, which stands at byte 36 of a WSAPROTOCOL_INFOW.
     *
     * @param catalogEntryId dwCatalogEntryId
     * @return the entry, if the catalogue has it now
     * @throws WinsockException if the catalogue cannot be read
     */
    public static Optional<Provider> find(int catalogEntryId) throws WinsockException {
        return list().stream().filter(entry -> entry.catalogEntryId == catalogEntryId).findFirst();
    }

    /**
     * Puts joinleaf's own provider, that of sessions with a root, into Windows' catalogue. Then every 64-bit program of the
     * machine can open such sessions through {@code ws2_32} itself. It needs an administrator. Programs that run already
     * do not see it. Any thread may call.
     *
     * @param library where the DLL lies: an absolute path that every account may read and only administrators write
     * @throws WinsockException         WSAEOPNOTSUPP on other systems; WSANO_RECOVERY without the rights of an administrator;
     *                                  WSAEINVAL if it is installed already; WSASYSCALLFAILURE if the system says that it
     *                                  did it and does not list it, of which nothing is left
     * @throws IllegalArgumentException if the path is not absolute
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2spi/nf-ws2spi-wscinstallprovider">
     *      WSCInstallProvider</a>
     * @since 0.1.0
     */
    public static void install(Path library) throws WinsockException {
        if (!Objects.requireNonNull(library, "library").isAbsolute()) {
            throw new IllegalArgumentException("library: not an absolute path: " + library);
        }
        Startup.ensure();
        byte[] path = (library + "\0").getBytes(StandardCharsets.UTF_16LE);
        check("WSCInstallProvider " + library, SocketNatives.installProvider(ByteBuffer.allocateDirect(path.length).put(path)));
    }

    /**
     * Takes joinleaf's own provider out of Windows' catalogue again. The DLL stays where it is: programs may be using it.
     * It needs an administrator. Any thread may call.
     *
     * @throws WinsockException WSAEOPNOTSUPP on other systems; WSAEINVAL if it is not installed; WSANO_RECOVERY without the
     *                          rights of an administrator
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2spi/nf-ws2spi-wscdeinstallprovider">
     *      WSCDeinstallProvider</a>
     * @since 0.1.0
     */
    public static void uninstall() throws WinsockException {
        Startup.ensure();
        check("WSCDeinstallProvider", SocketNatives.removeProvider());
    }

    /**
     * Tells where the DLL of joinleaf's own provider lies, if the provider is in Windows' catalogue. Any thread may call.
     *
     * @return the path as it was given to {@link #install}; empty if it is not installed, and on other systems
     * @throws WinsockException if the catalogue cannot be read
     * @since 0.1.0
     */
    public static Optional<Path> installedAt() throws WinsockException {
        Startup.ensure();
        ByteBuffer path = ByteBuffer.allocateDirect(2 * MOST_PATH).order(ByteOrder.LITTLE_ENDIAN);
        int code = ~SocketNatives.providerPath(path, MOST_PATH);
        if (code == Winsock.WSAEINVAL || code == Winsock.WSAEOPNOTSUPP) {
            return Optional.empty();
        }
        check("WSCGetProviderPath", ~code);
        String text = StandardCharsets.UTF_16LE.decode(path).toString();
        return Optional.of(Path.of(text.substring(0, text.indexOf('\0'))));
    }

    private static void check(String call, int result) throws WinsockException {
        if (result < 0) {
            throw new WinsockException(call, ~result);
        }
    }

    /**
     * Returns dwCatalogEntryId, which names the entry.
     *
     * @return the number
     */
    public int catalogEntryId() {
        return catalogEntryId;
    }

    /**
     * Returns szProtocol.
     *
     * @return the name, for people
     */
    public String name() {
        return name;
    }

    /**
     * Returns the provider that serves the entry.
     *
     * @return its GUID
     */
    public UUID providerId() {
        return providerId;
    }

    /**
     * Returns iAddressFamily.
     *
     * @return a number such as {@link Winsock#AF_INET}
     */
    public int addressFamily() {
        return addressFamily;
    }

    /**
     * Returns iSocketType.
     *
     * @return a number such as {@link Winsock#SOCK_DGRAM}
     */
    public int socketType() {
        return socketType;
    }

    /**
     * Returns iProtocol.
     *
     * @return a number such as {@link Winsock#IPPROTO_UDP}
     */
    public int protocol() {
        return protocol;
    }

    /**
     * Returns dwServiceFlags1.
     *
     * @return bits of the XP1_ constants of {@link Winsock}
     */
    public int serviceFlags() {
        return serviceFlags;
    }

    /**
     * Returns dwMessageSize as an unsigned number.
     *
     * @return bytes; 0 for a stream, 1 for a size that depends on the address, 0xffffffff for no limit
     */
    public long messageSize() {
        return messageSize;
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Provider entry && entry.catalogEntryId == catalogEntryId
                && entry.providerId.equals(providerId);
    }

    @Override
    public int hashCode() {
        return catalogEntryId;
    }

    @Override
    public String toString() {
        return "Provider[" + catalogEntryId + " " + name + "]";
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
