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
    /** A sub-interface counts as its parent with one of its addresses. */
    static Place of(NetworkInterface each, InetAddress address) {
        return each.isVirtual() ? new Place(each.getParent(), each.inetAddresses().findFirst().orElse(null))
                : new Place(each, address);
    }

    /** Returns the address that named it, if that is of the family. Datagrams are sent from it. */
    Optional<InetAddress> named(StandardProtocolFamily family) {
        return Optional.ofNullable(address).filter(each -> Addresses.family(each) == family);
    }

    /** Returns the address to bind to: the one that named it, else the first of the family that is not link-local. */
    Optional<InetAddress> address(StandardProtocolFamily family) {
        return named(family).or(() -> Interfaces.addresses(networkInterface).stream()
                .filter(each -> Addresses.family(each) == family)
                .min(Comparator.comparing(InetAddress::isLinkLocalAddress)));
    }

    /** Returns the family of the address that named it; else IPv4, if it has an address of that. */
    StandardProtocolFamily family() {
        return address != null ? Addresses.family(address)
                : Stream.of(INET, INET6).filter(each -> address(each).isPresent()).findFirst().orElse(INET);
    }

    /** Returns its name and the address to bind to: "e0 (192.0.2.2)". */
    String text(StandardProtocolFamily family) {
        return Interfaces.text(networkInterface, address(family));
    }
}
