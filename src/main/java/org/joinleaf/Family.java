package org.joinleaf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.Objects;
import org.joinleaf.winsock.Winsock;

/** An address family, as java.net and as Winsock name it. */
enum Family {
    IPV4(StandardProtocolFamily.INET, Winsock.AF_INET, 4),
    IPV6(StandardProtocolFamily.INET6, Winsock.AF_INET6, 16);

    private final StandardProtocolFamily standard;
    private final int number;
    private final InetAddress wildcard;

    Family(StandardProtocolFamily standard, int number, int addressLength) {
        this.standard = standard;
        this.number = number;
        try {
            wildcard = InetAddress.getByAddress(new byte[addressLength]);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** What the user calls it. */
    StandardProtocolFamily standard() {
        return standard;
    }

    /** "IPv4" or "IPv6". */
    String text() {
        return this == IPV4 ? "IPv4" : "IPv6";
    }

    /** AF_INET or AF_INET6. */
    int number() {
        return number;
    }

    /** The family's wildcard address with a port. */
    InetSocketAddress any(int port) {
        return new InetSocketAddress(wildcard, port);
    }

    static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /** The family that the user named, in the parameter `family`. */
    static Family of(ProtocolFamily family) {
        Objects.requireNonNull(family, "family");
        for (Family each : values()) {
            if (each.standard == family) {
                return each;
            }
        }
        throw new UnsupportedOperationException("the family is INET or INET6, not " + family.name());
    }

    /** The family of an entry of the catalogue. */
    static Family of(Provider provider) {
        int number = Objects.requireNonNull(provider, "provider").addressFamily();
        for (Family family : values()) {
            if (family.number == number) {
                return family;
            }
        }
        throw new IllegalArgumentException("address family " + number + " is neither IPv4 nor IPv6");
    }
}
