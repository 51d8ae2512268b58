package org.joinleaf.cli;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.joinleaf.Family;

/** Which interfaces can carry multicast. */
final class InterfaceCheck {
    private final List<NetworkInterface> interfaces;

    InterfaceCheck(List<NetworkInterface> interfaces) {
        this.interfaces = interfaces;
    }

    Table table() throws SocketException {
        Table table = new Table("name", ">index", "state", "multicast", ">mtu", "address");
        for (NetworkInterface each : interfaces) {
            List<InetAddress> addresses = Interfaces.addresses(each);
            table.row(each.getName(), each.getIndex(), each.isUp() ? "up" : "down", multicast(each), each.getMTU(),
                    addresses.isEmpty() ? "none" : Addresses.text(addresses.get(0)));
            for (InetAddress more : addresses.subList(Math.min(1, addresses.size()), addresses.size())) {
                table.row("", "", "", "", "", Addresses.text(more));
            }
        }
        return table;
    }

    List<Finding> findings() throws SocketException {
        List<Finding> findings = new ArrayList<>();
        List<String> fit = interfaces.stream().filter(InterfaceCheck::isFit).map(NetworkInterface::getName).toList();
        if (fit.isEmpty()) {
            findings.add(Finding.note("No interface to other hosts is fit for multicast: sessions stay on this host.",
                    null));
        } else {
            findings.add(Finding.ok("fit for multicast to other hosts: " + String.join(", ", fit)));
        }
        if (Interfaces.loopback(Family.IPV4).isEmpty()) {
            findings.add(Finding.fail("loopback is not up, or has no IPv4 address", "ip link set lo up    (as root)"));
        }
        for (NetworkInterface each : interfaces) {
            if (each.isUp() && !each.isLoopback() && !each.supportsMulticast()) {
                findings.add(Finding.warn(each.getName() + " is up, but not for multicast",
                        "ip link set " + each.getName() + " multicast on    (as root)"));
            }
            if (each.isUp() && each.inetAddresses().anyMatch(InterfaceCheck::isSelfAssigned)) {
                findings.add(Finding.note(each.getName() + " has given itself an address of 169.254.0.0/16, as no DHCP "
                        + "server answered: few hosts will hear it.", null));
            }
        }
        return findings;
    }

    /** The names of those that reach other hosts. */
    List<String> names() {
        return interfaces.stream().filter(InterfaceCheck::isFit).map(NetworkInterface::getName).toList();
    }

    /** The interface to propose in a fix; null if there is none. */
    String best() {
        return names().stream().findFirst().orElse(null);
    }

    private static boolean isFit(NetworkInterface each) {
        try {
            return each.isUp() && each.supportsMulticast() && !each.isLoopback()
                    && each.inetAddresses().findAny().isPresent();
        } catch (SocketException e) {
            return false;
        }
    }

    private static String multicast(NetworkInterface each) throws SocketException {
        return each.isLoopback() ? "in this host" : each.supportsMulticast() ? "yes" : "no";
    }

    private static boolean isSelfAssigned(InetAddress address) {
        return Family.of(address) == Family.IPV4 && address.isLinkLocalAddress();
    }
}
