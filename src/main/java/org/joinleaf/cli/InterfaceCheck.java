package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks which interfaces can carry multicast, and what keeps the others from it. */
final class InterfaceCheck {
    private static final String OTHER = ", or another address: one of its network";

    private final List<Link> links;
    private final boolean alone;

    /**
     * Makes a check.
     *
     * @param links what is looked at
     * @param alone whether that is one interface that was chosen: then nothing is said of the others
     */
    InterfaceCheck(List<Link> links, boolean alone) {
        this.links = links;
        this.alone = alone;
    }

    Table table() {
        Table table = new Table("name", ">index", "state", "multicast", ">mtu", "address");
        for (Link each : links) {
            List<InetAddress> addresses = each.addresses();
            table.row(each.name(), each.index(), each.state(), multicast(each), each.mtu() < 0 ? "?" : each.mtu(),
                    addresses.isEmpty() ? "none" : Addresses.text(addresses.get(0)));
            String alias = Aliases.all().get(each.index());
            if (alias != null) {
                table.row("  " + alias, "", "", "", "", "");
            }
            for (InetAddress more : addresses.subList(Math.min(1, addresses.size()), addresses.size())) {
                table.row("", "", "", "", "", Addresses.text(more));
            }
        }
        return table;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(whoIsFit());
        if (Interfaces.ONLY_IPV4) {
            findings.add(Advice.ONLY_IPV4.finding("start it without -Djava.net.preferIPv4Stack=true"));
        }
        if (links.stream().anyMatch(each -> Link.ALL.equals(each.ipv6Off()))) {
            findings.add(Advice.IPV6_OFF.finding(Fixes.ipv6(Link.ALL), "this host"));
        }
        for (Link each : links) {
            if (each.loopback()) {
                findings.addAll(loopback(each));
            } else if (!each.part()) {
                findings.addAll(wire(each));
            } else if (alone) {
                findings.add(Advice.PART.finding("doctor -i " + each.master(), each.name(), each.master()));
            }
        }
        return findings;
    }

    private Finding whoIsFit() {
        String fit = List.of(INET, INET6).stream().filter(family -> !fit(family).isEmpty())
                .map(family -> Interfaces.text(family) + ": " + fit(family).stream().map(Link::name)
                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        if (!fit.isEmpty()) {
            return Finding.ok("fit for multicast to other hosts: " + fit);
        }
        return alone ? Advice.NOT_FIT.finding(null, links.get(0).name()) : Advice.NO_FIT_INTERFACE.finding(null);
    }

    private static List<Finding> loopback(Link link) {
        if (!link.up()) {
            return List.of(Advice.LOOPBACK_DOWN.finding(Fixes.up(link.name(), link.index()), link.name()));
        }
        if (!link.has(INET)) {
            return List.of(Advice.LOOPBACK_WITHOUT_IPV4.finding(
                    Fixes.address(link.name(), link.index(), "127.0.0.1", 8), link.name()));
        }
        return List.of();
    }

    private static List<Finding> wire(Link link) {
        List<Finding> findings = new ArrayList<>();
        String name = link.name();
        if (!link.up()) {
            findings.add(Advice.DOWN.finding(Fixes.up(name, link.index()), name));
            return findings;
        }
        if (!link.multicast()) {
            findings.add(Advice.NOT_FOR_MULTICAST.finding(Fixes.multicast(name), name));
        }
        if (!link.carrier()) {
            findings.add(link.kind().withoutCarrier(name));
        }
        if (link.duplicate()) {
            findings.add(Advice.DUPLICATE.finding(Fixes.address(name, link.index(), "fd00::2", 64) + OTHER, name));
        } else if (link.tentative()) {
            findings.add(Advice.TENTATIVE.finding("wait for 3 seconds and try again", name));
        }
        if (!link.has(INET)) {
            findings.add((link.addresses().isEmpty() ? Advice.WITHOUT_ADDRESS : Advice.WITHOUT_IPV4).finding(
                    Fixes.address(name, link.index(), "192.0.2.2", 24) + OTHER, name));
        }
        if (link.ipv6Off() != null && !link.ipv6Off().equals(Link.ALL)) {
            findings.add(Advice.IPV6_OFF.finding(Fixes.ipv6(link.ipv6Off()), name));
        }
        if (link.addresses().stream().anyMatch(InterfaceCheck::isSelfAssigned)) {
            findings.add(Advice.SELF_ASSIGNED.finding(null, name));
        }
        return findings;
    }

    /** Returns those interfaces that reach other hosts with groups of the family. */
    List<Link> fit(StandardProtocolFamily family) {
        return links.stream().filter(each -> each.isFit(family)).toList();
    }

    /** Returns those interfaces that reach other hosts with groups of either family. */
    List<Link> fit() {
        return links.stream().filter(each -> each.isFit(INET) || each.isFit(INET6)).toList();
    }

    /** Returns the interface to propose in a fix; null if there is none. */
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
