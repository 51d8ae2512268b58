package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An interface as a user has named it. Who names it by one of its addresses wants that address to be the one that is sent
 * from: an interface may have several.
 *
 * @param networkInterface the interface, never a sub-interface of one
 * @param address          the address that named it, or that of the sub-interface that did (e0:1); null if neither did
 */
record Place(NetworkInterface networkInterface, InetAddress address) {
    /** A sub-interface is its parent, with an address. */
    static Place of(NetworkInterface each, InetAddress address) {
        return each.isVirtual() ? new Place(each.getParent(), each.inetAddresses().findFirst().orElse(null))
                : new Place(each, address);
    }

    /** The address that named it, if it is of the family: what is sent from. */
    Optional<InetAddress> named(StandardProtocolFamily family) {
        return Optional.ofNullable(address).filter(each -> Addresses.family(each) == family);
    }

    /** The address to bind to: the one that named it, else its first of the family that is not link-local. */
    Optional<InetAddress> address(StandardProtocolFamily family) {
        return named(family).or(() -> Interfaces.addresses(networkInterface).stream()
                .filter(each -> Addresses.family(each) == family)
                .min(Comparator.comparing(InetAddress::isLinkLocalAddress)));
    }

    /** The family of the address that named it, else IPv4 if it has an address of that. */
    StandardProtocolFamily family() {
        return address != null ? Addresses.family(address)
                : Stream.of(INET, INET6).filter(each -> address(each).isPresent()).findFirst().orElse(INET);
    }

    /** "e0 (192.0.2.2)": its name, and the address to bind to. */
    String text(StandardProtocolFamily family) {
        return Interfaces.text(networkInterface, address(family));
    }
}
