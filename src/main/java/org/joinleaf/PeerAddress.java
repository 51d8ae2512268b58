package org.joinleaf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.joinleaf.winsock.SocketAddresses;

/**
 * An address that can be filled again and again: the sender of a datagram, or a target. It holds the bytes of a
 * sockaddr, so that {@link MultipointSocket#receive(ByteBuffer, PeerAddress)} and {@link
 * MultipointSocket#send(ByteBuffer, PeerAddress)} allocate nothing. Not safe for use by several threads at once.
 */
public final class PeerAddress {
    /** Room for the longest sockaddr of the internet families, in whole longs. */
    private static final int ROOM = 32;
    /** Where a SOCKADDR_IN6 has what tells an IPv4 address, two bytes of ones and then its four. */
    private static final int MAPPED = 18;
    private static final InetAddress WILDCARD = Family.IPV6.any(0).getAddress();

    /** One for calls that are over at once; a concurrent call makes its own. */
    private static final AtomicReference<PeerAddress> KEPT = new AtomicReference<>();

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.nativeOrder());
    private int length;

    private InetSocketAddress decoded;
    private long decoded0;
    private long decoded1;
    private long decoded2;
    private long decoded3;

    /** Makes an empty one. */
    public PeerAddress() {
    }

    /**
     * Sets the address.
     *
     * @param address a resolved address
     * @throws IllegalArgumentException if it is not resolved
     */
    public void set(InetSocketAddress address) {
        length = SocketAddresses.put(bytes, Objects.requireNonNull(address, "address"));
        remember(address);
    }

    /** Sets the address for a socket of this family: an IPv4 address is for one of IPv6 as that has it, ::ffff:192.0.2.1. */
    void set(InetSocketAddress address, Family family) {
        if (family != Family.IPV6 || !(address.getAddress() instanceof Inet4Address four)) {
            set(address);
            return;
        }
        length = SocketAddresses.put(bytes, new InetSocketAddress(WILDCARD, address.getPort()));
        bytes.putShort(MAPPED, (short) -1).put(MAPPED + 2, four.getAddress());
        remember(address);
    }

    /**
     * Returns the address as an object: the same object until another address is set or received.
     *
     * @return the address, or null if none was set or received
     */
    public InetSocketAddress toSocketAddress() {
        if (length == 0) {
            return null;
        }
        if (decoded == null || decoded0 != bytes.getLong(0) || decoded1 != bytes.getLong(8)
                || length > 16 && (decoded2 != bytes.getLong(16) || decoded3 != bytes.getLong(24))) {
            remember(SocketAddresses.get(bytes, length));
        }
        return decoded;
    }

    /**
     * Returns the port.
     *
     * @return 1 to 65535, or 0 if no address was set or received
     */
    public int port() {
        return length == 0 ? 0 : SocketAddresses.port(bytes);
    }

    @Override
    public String toString() {
        return String.valueOf(toSocketAddress());
    }

    /**
     * Sets the address unless it is what was set before. Equal IPv6 addresses may differ in scope, hence identity
     * there.
     */
    void update(InetSocketAddress address, Family family) {
        boolean same = address == decoded || address.getAddress() instanceof Inet4Address && address.equals(decoded);
        if (!same || length == 0) {
            set(address, family);
        }
    }

    /** For one call: the holder that was kept from an earlier one, which {@link #keep} keeps for the next, or a new one. */
    static PeerAddress lend() {
        return take(KEPT);
    }

    void keep() {
        KEPT.lazySet(this);
    }

    /** The holder that was kept, or a new one. */
    static PeerAddress take(AtomicReference<PeerAddress> spare) {
        PeerAddress holder = spare.getAndSet(null);
        return holder == null ? new PeerAddress() : holder;
    }

    /** Returns an argument, which is to hold an address. */
    static PeerAddress requireFilled(String name, PeerAddress address) {
        if (Objects.requireNonNull(address, name).length == 0) {
            throw new IllegalArgumentException("the " + name + " is empty");
        }
        return address;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Takes the sockaddr at an index of another buffer, which has {@link #ROOM} bytes from there on. */
    void copy(ByteBuffer source, int at, int newLength) {
        bytes.putLong(0, source.getLong(at));
        bytes.putLong(8, source.getLong(at + 8));
        bytes.putLong(16, source.getLong(at + 16));
        bytes.putLong(24, source.getLong(at + 24));
        length = newLength;
    }

    void length(int newLength) {
        length = newLength;
    }

    private void remember(InetSocketAddress address) {
        decoded0 = bytes.getLong(0);
        decoded1 = bytes.getLong(8);
        decoded2 = bytes.getLong(16);
        decoded3 = bytes.getLong(24);
        decoded = address;
    }
}
