package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The network interfaces of this host, by whatever name a user gives them. */
final class Interfaces {
    private Interfaces() {
    }

    /** All that Java knows of (on Linux: those with an address), by index. */
    static List<NetworkInterface> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .toList();
        } catch (SocketException e) {
            // "No network interfaces configured": so Java calls an empty list.
            return List.of();
        }
    }

    /**
     * Finds an interface.
     *
     * @param text its name, its name as the system displays it or as Windows' tools show it, its index or an address of it
     */
    static Optional<NetworkInterface> find(String text) {
        return all().stream().filter(candidate -> answersTo(candidate, text)).findFirst();
    }

    private static boolean answersTo(NetworkInterface candidate, String text) {
        return candidate.getName().equals(text)
                || text.equals(candidate.getDisplayName())
                || text.equalsIgnoreCase(Aliases.all().get(candidate.getIndex()))
                || text.equals(String.valueOf(candidate.getIndex()))
                || Addresses.parse(text)
                        .filter(address -> candidate.inetAddresses().anyMatch(address::equals))
                        .isPresent();
    }

    /** The loopback interface, if it is up and has an address of the family. */
    static Optional<NetworkInterface> loopback(StandardProtocolFamily family) throws SocketException {
        for (NetworkInterface candidate : all()) {
            if (candidate.isLoopback() && candidate.isUp() && address(candidate, family).isPresent()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Its addresses, IPv4 first. */
    static List<InetAddress> addresses(NetworkInterface networkInterface) {
        return networkInterface.inetAddresses().sorted(Comparator.comparing(Addresses::family)).toList();
    }

    static Optional<InetAddress> address(NetworkInterface networkInterface, StandardProtocolFamily family) {
        return networkInterface.inetAddresses().filter(address -> Addresses.family(address) == family).findFirst();
    }

    /** "IPv4". */
    static String text(StandardProtocolFamily family) {
        return family == INET ? "IPv4" : "IPv6";
    }

    /** "lo (127.0.0.1)": the name and the family's first address. */
    static String text(NetworkInterface networkInterface, StandardProtocolFamily family) {
        String name = networkInterface.getName();
        return address(networkInterface, family)
                .map(address -> name + " (" + Addresses.text(address) + ")").orElse(name);
    }

    /** "lo (index 1, 127.0.0.1), eth0 (index 2, 192.0.2.2)": what there is to choose from. */
    static String choices() {
        return all().stream()
                .map(each -> each.getName() + " (" + alias(each) + "index " + each.getIndex()
                        + addresses(each).stream().findFirst().map(first -> ", " + Addresses.text(first)).orElse("")
                        + ")")
                .collect(Collectors.joining(", "));
    }

    /** What Windows' own tools call it, and a comma; empty on other systems. */
    private static String alias(NetworkInterface each) {
        String alias = Aliases.all().get(each.getIndex());
        return alias == null ? "" : alias + ", ";
    }
}
