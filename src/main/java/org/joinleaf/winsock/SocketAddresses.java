package org.joinleaf.winsock;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.joinleaf.internal.memory.Count;

/**
 * SOCKADDR_IN and SOCKADDR_IN6 in a ByteBuffer: from the buffer's position, which is not moved, whatever the buffer's
 * byte order. The layout is Winsock's, on every system.
 */
public final class SocketAddresses {
    private static final int PORT = 2;
    private static final int ADDRESS4 = 4;
    private static final int FLOW_INFO = 4;
    private static final int ADDRESS6 = 8;
    private static final int SCOPE_ID = 24;

    private SocketAddresses() {
    }

    /**
     * Writes an address.
     *
     * @param target  gets SOCKADDR_IN (16 bytes) or SOCKADDR_IN6 (28 bytes) with the address's scope id
     * @param address a resolved address
     * @return the number of bytes written
     * @throws IllegalArgumentException  if the address is not resolved
     * @throws IndexOutOfBoundsException if the buffer is too short
     */
    public static int put(ByteBuffer target, InetSocketAddress address) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(address, "address");
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException("not resolved: " + address);
        }
        int at = target.position();
        boolean four = host instanceof Inet4Address;
        int length = four ? Winsock.SIZEOF_SOCKADDR_IN : Winsock.SIZEOF_SOCKADDR_IN6;
        if (target.remaining() < length) {
            throw new IndexOutOfBoundsException("a sockaddr needs " + length + " bytes, not " + target.remaining());
        }
        putShort(target, at, four ? Winsock.AF_INET : Winsock.AF_INET6);
        target.put(at + PORT, (byte) (address.getPort() >> 8));
        target.put(at + PORT + 1, (byte) address.getPort());
        if (four) {
            target.put(at + ADDRESS4, host.getAddress());
            target.putLong(at + ADDRESS4 + 4, 0);
        } else {
            target.putInt(at + FLOW_INFO, 0);
            target.put(at + ADDRESS6, host.getAddress());
            putInt(target, at + SCOPE_ID, ((Inet6Address) host).getScopeId());
        }
        return length;
    }

    /**
     * Reads an address.
     *
     * @param source a SOCKADDR_IN or SOCKADDR_IN6
     * @param length its length in bytes
     * @return the address, with the scope id if it is not 0; of an IPv4 address as IPv6 has it, ::ffff:192.0.2.1, an
     *         {@link java.net.Inet4Address}, as InetAddress has it everywhere
     * @throws IllegalArgumentException  if it is of another family or too short
     * @throws IndexOutOfBoundsException if the buffer holds less than length bytes
     */
    public static InetSocketAddress get(ByteBuffer source, int length) {
        Objects.requireNonNull(source, "source");
        int at = source.position();
        if (length > source.remaining()) {
            throw new IndexOutOfBoundsException("a sockaddr of " + Count.of(length, "byte") + " in " + source.remaining());
        }
        int family = length < 2 ? Winsock.AF_UNSPEC : family(source);
        boolean four = family == Winsock.AF_INET && length >= Winsock.SIZEOF_SOCKADDR_IN;
        if (!four && !(family == Winsock.AF_INET6 && length >= Winsock.SIZEOF_SOCKADDR_IN6)) {
            throw new IllegalArgumentException("no internet address: family " + family + ", " + Count.of(length, "byte"));
        }
        byte[] host = new byte[four ? 4 : 16];
        source.get(at + (four ? ADDRESS4 : ADDRESS6), host);
        try {
            InetAddress address = InetAddress.getByAddress(host); // of ::ffff:192.0.2.1 an Inet4Address
            if (address instanceof Inet6Address) {
                address = Inet6Address.getByAddress(null, host, scopeOrNone(getInt(source, at + SCOPE_ID)));
            }
            return new InetSocketAddress(address, port(source));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Reads the family of an address.
     *
     * @param source a sockaddr of any family
     * @return sa_family
     */
    public static int family(ByteBuffer source) {
        Objects.requireNonNull(source, "source");
        short value = source.getShort(source.position());
        return Short.toUnsignedInt(source.order() == ByteOrder.nativeOrder() ? value : Short.reverseBytes(value));
    }

    /**
     * Reads the port of a SOCKADDR_IN or SOCKADDR_IN6.
     *
     * @param source the address
     * @return the port, 0 to 65535
     */
    public static int port(ByteBuffer source) {
        Objects.requireNonNull(source, "source");
        int at = source.position() + PORT;
        return (source.get(at) & 0xff) << 8 | source.get(at + 1) & 0xff;
    }

    private static int scopeOrNone(int scope) {
        return scope == 0 ? -1 : scope;
    }

    private static void putShort(ByteBuffer buffer, int at, int value) {
        short s = (short) value;
        buffer.putShort(at, buffer.order() == ByteOrder.nativeOrder() ? s : Short.reverseBytes(s));
    }

    private static void putInt(ByteBuffer buffer, int at, int value) {
        buffer.putInt(at, buffer.order() == ByteOrder.nativeOrder() ? value : Integer.reverseBytes(value));
    }

    private static int getInt(ByteBuffer buffer, int at) {
        int value = buffer.getInt(at);
        return buffer.order() == ByteOrder.nativeOrder() ? value : Integer.reverseBytes(value);
    }
}
