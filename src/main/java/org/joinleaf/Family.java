package org.joinleaf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import org.joinleaf.winsock.Winsock;

/** The address family of a {@link MultipointSocket}. */
public enum Family {
    /** IPv4, groups in 224.0.0.0/4. */
    IPV4(Winsock.AF_INET, 4),
    /** IPv6, groups in ff00::/8. */
    IPV6(Winsock.AF_INET6, 16);

    private final int number;
    private final InetAddress wildcard;

    Family(int number, int addressLength) {
        this.number = number;
        try {
            wildcard = InetAddress.getByAddress(new byte[addressLength]);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Returns the family as Winsock numbers it.
     *
     * @return {@link Winsock#AF_INET} or {@link Winsock#AF_INET6}
     */
    public int number() {
        return number;
    }

    /**
     * Returns the family of an address.
     *
     * @param address an address
     * @return its family
     */
    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /**
     * Returns this family as {@code java.nio.channels} names it.
     *
     * @return {@link StandardProtocolFamily#INET} or {@link StandardProtocolFamily#INET6}
     */
    public StandardProtocolFamily protocolFamily() {
        return this == IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** The family's wildcard address with a port. */
    InetSocketAddress any(int port) {
        return new InetSocketAddress(wildcard, port);
    }

    static Family ofNumber(int number) {
        for (Family family : values()) {
            if (family.number == number) {
                return family;
            }
        }
        throw new IllegalArgumentException("address family " + number + " is neither IPv4 nor IPv6");
    }
}
