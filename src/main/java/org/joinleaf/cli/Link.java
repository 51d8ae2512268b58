package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.List;

/**
 * A network interface as the system has it; Java knows only those that have an address.
 *
 * @param name      as the system names it
 * @param index     the system's number of it
 * @param mtu       the largest packet, in bytes; -1 if unknown
 * @param up        whether it is switched on
 * @param carrier   whether something is at the other end of it; true where the system does not tell
 * @param multicast whether it is for multicast
 * @param loopback  whether it stays within this host
 * @param part      whether it is a port of a bridge or a part of a bond, which has no addresses of its own
 * @param tentative whether its IPv6 addresses wait for the end of duplicate address detection
 * @param addresses its addresses, IPv4 first
 */
record Link(String name, int index, int mtu, boolean up, boolean carrier, boolean multicast, boolean loopback, boolean part,
        boolean tentative, List<InetAddress> addresses) {
    /** Returns whether it has an address of the family. */
    boolean has(StandardProtocolFamily family) {
        return addresses.stream().anyMatch(address -> address instanceof Inet4Address == (family == INET));
    }

    /** Returns whether groups of the family can go by it to other hosts. */
    boolean isFit(StandardProtocolFamily family) {
        return up && carrier && multicast && !loopback && !part && has(family) && !(family == INET6 && tentative);
    }

    /** Returns the interface as Java knows it; null if Java does not. */
    NetworkInterface networkInterface() {
        return Interfaces.all().stream().filter(each -> each.getName().equals(name)).findFirst().orElse(null);
    }

    /** Returns "up", "down" or "no carrier". */
    String state() {
        return !up ? "down" : carrier ? "up" : "no carrier";
    }
}
