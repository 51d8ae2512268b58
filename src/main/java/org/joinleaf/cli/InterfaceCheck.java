package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which interfaces can carry multicast, and what keeps the others from it. */
final class InterfaceCheck {
    private final List<Link> links;

    InterfaceCheck(List<Link> links) {
        this.links = links;
    }

    Table table() {
        Table table = new Table("name", ">index", "state", "multicast", ">mtu", "address");
        for (Link each : links) {
            List<InetAddress> addresses = each.addresses();
            table.row(each.name(), each.index(), each.state(), multicast(each), each.mtu() < 0 ? "?" : each.mtu(),
                    addresses.isEmpty() ? "none" : Addresses.text(addresses.get(0)));
            for (InetAddress more : addresses.subList(Math.min(1, addresses.size()), addresses.size())) {
                table.row("", "", "", "", "", Addresses.text(more));
            }
        }
        return table;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(whoIsFit());
        boolean onlyIpv4 = Boolean.getBoolean("java.net.preferIPv4Stack");
        if (onlyIpv4) {
            findings.add(Finding.note("Java was started with java.net.preferIPv4Stack=true: it knows no IPv6 address, and "
                    + "no IPv6 group can be used.", "start it without -Djava.net.preferIPv4Stack=true"));
        }
        for (Link each : links) {
            if (each.loopback()) {
                findings.addAll(loopback(each));
            } else if (!each.part()) {
                findings.addAll(wire(each));
            }
        }
        return findings;
    }

    private Finding whoIsFit() {
        String fit = List.of(INET, INET6).stream().filter(family -> !fit(family).isEmpty())
                .map(family -> Interfaces.text(family) + ": " + fit(family).stream().map(Link::name)
                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return fit.isEmpty()
                ? Finding.note("No interface to other hosts is fit for multicast: sessions stay on this host.", null)
                : Finding.ok("fit for multicast to other hosts: " + fit);
    }

    private static List<Finding> loopback(Link link) {
        if (!link.up()) {
            return List.of(Finding.warn("loopback (" + link.name() + ") is down",
                    Fixes.up(link.name(), link.index())));
        }
        if (!link.has(INET)) {
            return List.of(Finding.warn("loopback (" + link.name() + ") has no IPv4 address",
                    Fixes.address(link.name(), link.index(), "127.0.0.1", 8)));
        }
        return List.of();
    }

    private static List<Finding> wire(Link link) {
        List<Finding> findings = new ArrayList<>();
        String name = link.name();
        if (!link.up()) {
            findings.add(Finding.note(name + " is down: nothing comes or goes by it.",
                    Fixes.up(name, link.index())));
            return findings;
        }
        if (!link.multicast()) {
            findings.add(Finding.warn(name + " is up, but not for multicast",
                    Fixes.multicast(name)));
        }
        if (!link.carrier()) {
            findings.add(Finding.note(name + " has no carrier: its cable is out, or what is at its other end is off.",
                    "plug the cable in, or switch on what is at the other end of " + name));
        }
        if (link.tentative()) {
            findings.add(Finding.note(name + "'s IPv6 address is tentative: the system still looks whether another host has "
                    + "it, and lets nobody use it.", "wait for 3 seconds and try again"));
        }
        if (!link.has(INET)) {
            findings.add(Finding.note(name + " has no IPv4 address: it can be used for IPv6 groups only.",
                    Fixes.address(name, link.index(), "192.0.2.2", 24) + ", or another address: one of its network"));
        }
        if (link.addresses().stream().anyMatch(InterfaceCheck::isSelfAssigned)) {
            findings.add(Finding.note(name + " has given itself an address of 169.254.0.0/16, as no DHCP server answered: "
                    + "few hosts will hear it.", null));
        }
        return findings;
    }

    /** Those that reach other hosts with groups of the family. */
    List<Link> fit(StandardProtocolFamily family) {
        return links.stream().filter(each -> each.isFit(family)).toList();
    }

    /** Those that reach other hosts with groups of either family. */
    List<Link> fit() {
        return links.stream().filter(each -> each.isFit(INET) || each.isFit(INET6)).toList();
    }

    /** The interface to propose in a fix; null if there is none. */
    String best(StandardProtocolFamily family) {
        return fit(family).stream().map(Link::name).findFirst().orElse(null);
    }

    private static String multicast(Link link) {
        return link.loopback() ? "in this host" : link.multicast() ? "yes" : "no";
    }

    private static boolean isSelfAssigned(InetAddress address) {
        return Addresses.family(address) == INET && address.isLinkLocalAddress();
    }
}
