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
import org.joinleaf.winsock.WSAPROTOCOL_INFOW;
import org.joinleaf.winsock.Winsock;

/**
 * An entry of Winsock's catalogue of protocols (WSAPROTOCOL_INFO). Only the catalogue makes them; two are equal if they
 * are the same entry.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-wsaprotocol_infow">
 *      WSAPROTOCOL_INFOW</a>
 */
public final class Provider {
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
        WSAPROTOCOL_INFOW info = new WSAPROTOCOL_INFOW(source);
        catalogEntryId = info.dwCatalogEntryId();
        name = info.szProtocol();
        providerId = guid(info.ProviderId());
        addressFamily = info.iAddressFamily();
        socketType = info.iSocketType();
        protocol = info.iProtocol();
        serviceFlags = info.dwServiceFlags1();
        messageSize = Integer.toUnsignedLong(info.dwMessageSize());
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
     * Finds an entry by its number, {@link WSAPROTOCOL_INFOW#dwCatalogEntryId()}.
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
     *                                  WSAEINVAL if it is installed already; WSASYSCALLFAILURE if the system reports success
     *                                  but does not list all entries: then they are removed again
     * @throws IllegalArgumentException if the path is not absolute
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2spi/nf-ws2spi-wscinstallprovider">
     *      WSCInstallProvider</a>
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
     * Returns the entry's number, dwCatalogEntryId.
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
            if (new WSAPROTOCOL_INFOW(entries.position(at)).dwCatalogEntryId() == catalogEntryId) {
                return entries;
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
    private static UUID guid(ByteBuffer bytes) {
        long high = (long) bytes.getInt(0) << 32 | Short.toUnsignedLong(bytes.getShort(4)) << 16
                | Short.toUnsignedLong(bytes.getShort(6));
        long low = 0;
        for (int i = 8; i < 16; i++) {
            low = low << 8 | Byte.toUnsignedLong(bytes.get(i));
        }
        return new UUID(high, low);
    }
}
