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
 * @param master    the bridge or bond that it is a part of, which has the addresses; null if it is none
 * @param kind      what it is made of
 * @param tentative whether none of its IPv6 addresses can be used, as duplicate address detection has not ended, or has found
 *                  another host
 * @param duplicate whether other hosts have all of them, as it has found
 * @param ipv6Off   where IPv6 is switched off, as sysctl names it: "all", or the interface alone; null if it is on
 * @param addresses its addresses, IPv4 first
 */
record Link(String name, int index, int mtu, boolean up, boolean carrier, boolean multicast, boolean loopback, String master,
        Kind kind, boolean tentative, boolean duplicate, String ipv6Off, List<InetAddress> addresses) {
    /** sysctl's name for all interfaces. */
    static final String ALL = "all";

    /** What an interface is made of, and so what it takes to give it a carrier. */
    enum Kind {
        /** It has a cable, or something like one; or the system does not tell. */
        WIRE(Advice.NO_CARRIER, "plug the cable in, or switch on what is at the other end of %s"),
        /** A program opens it: a VPN, or a virtual machine. */
        TUN(Advice.NO_PROGRAM, "start the program that %s belongs to"),
        /** It has a carrier if one of its ports has. */
        BRIDGE(Advice.NO_PORT, "ip link set PORT master %s up    (as root)");

        private final Advice advice;
        private final String fix;

        Kind(Advice advice, String fix) {
            this.advice = advice;
            this.fix = fix;
        }

        /** Returns what to say of one that has no carrier. */
        Finding withoutCarrier(String name) {
            return advice.finding(String.format(fix, name), name);
        }
    }

    /** Returns whether it is a port of a bridge or a part of a bond, which has no addresses of its own. */
    boolean part() {
        return master != null;
    }

    /** Returns whether it has an address of the family. */
    boolean has(StandardProtocolFamily family) {
        return addresses.stream().anyMatch(address -> address instanceof Inet4Address == (family == INET));
    }

    /** Returns whether groups of the family can go by it to other hosts. */
    boolean isFit(StandardProtocolFamily family) {
        return up && carrier && multicast && !loopback && !part() && has(family) && !(family == INET6 && tentative);
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
