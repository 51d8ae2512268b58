package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joinleaf.internal.load.Platform;

/** Finds the network interfaces of this host, by whatever name a user gives them. */
final class Interfaces {
    private static final Path IPV6_ADDRESSES = Path.of("/proc/thread-self/net/if_inet6");

    /** If Java was asked to use IPv4 alone, it lists no IPv6 address. joinleaf's sockets use IPv6 all the same. */
    static final boolean ONLY_IPV4 = Boolean.getBoolean("java.net.preferIPv4Stack");

    private Interfaces() {
    }

    /** Returns all interfaces that Java knows, by index. On Linux it knows only those that have an address. */
    static List<NetworkInterface> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .toList();
        } catch (SocketException e) {
            // Java has no empty list: it throws "No network interfaces configured".
            return List.of();
        }
    }

    /**
     * Finds the interfaces that a text means: one, unless several have the address.
     *
     * @param text its name, its name as the system displays it or as Windows' tools show it, its index, an address of it, or
     *             the name of a sub-interface
     */
    static List<Place> find(String text) {
        List<NetworkInterface> all = all();
        Optional<NetworkInterface> named = all.stream().filter(each -> answersTo(each, text)).findFirst()
                .or(() -> all.stream().flatMap(NetworkInterface::subInterfaces)
                        .filter(each -> each.getName().equals(text)).findFirst());
        return named.map(each -> List.of(Place.of(each, null))).orElseGet(() -> Addresses.parse(text).stream()
                .flatMap(address -> all.stream().flatMap(each -> addresses(each).stream()
                        .filter(own -> isMeant(own, address)).map(own -> new Place(each, own)))).toList());
    }

    private static boolean answersTo(NetworkInterface candidate, String text) {
        return candidate.getName().equals(text)
                || text.equals(candidate.getDisplayName())
                || text.equalsIgnoreCase(Aliases.all().get(candidate.getIndex()))
                || text.equals(String.valueOf(candidate.getIndex()));
    }

    /** Two interfaces may have the same link-local address. The scope tells which is meant, but equals ignores it. */
    static boolean isMeant(InetAddress own, InetAddress address) {
        return own.equals(address) && (Addresses.zone(address) == 0 || Addresses.zone(address) == Addresses.zone(own));
    }

    /** Returns the loopback interface, if it is up and has an address of the family. */
    static Optional<NetworkInterface> loopback(StandardProtocolFamily family) throws SocketException {
        for (NetworkInterface candidate : all()) {
            if (candidate.isLoopback() && candidate.isUp() && address(candidate, family).isPresent()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Returns the addresses of an interface, those of IPv4 first. */
    static List<InetAddress> addresses(NetworkInterface networkInterface) {
        return Stream.concat(networkInterface.inetAddresses(), hidden(networkInterface.getIndex()).stream())
                .sorted(Comparator.comparing(Addresses::family)).toList();
    }

    /** Returns the IPv6 addresses that Linux lists and Java does not. A line has address, index, prefix, scope, flags. */
    static List<InetAddress> hidden(int index) {
        List<InetAddress> found = new ArrayList<>();
        try {
            for (String line : ONLY_IPV4 && !Platform.isWindows() ? Files.readAllLines(IPV6_ADDRESSES) : List.<String>of()) {
                String[] words = line.strip().split("\\s+");
                if (Integer.parseInt(words[1], 16) == index) {
                    byte[] bytes = new BigInteger("1" + words[0], 16).toByteArray();
                    found.add(Inet6Address.getByAddress(null, Arrays.copyOfRange(bytes, 1, bytes.length), index));
                }
            }
        } catch (IOException e) {
            return List.of(); // the system does not tell
        }
        return found;
    }

    /** Returns the interface that has the address, by Java's list or Linux's. */
    static NetworkInterface having(InetAddress address) {
        return all().stream().filter(each -> addresses(each).stream().anyMatch(own -> isMeant(own, address)))
                .findFirst().orElse(null);
    }

    static Optional<InetAddress> address(NetworkInterface networkInterface, StandardProtocolFamily family) {
        return addresses(networkInterface).stream().filter(address -> Addresses.family(address) == family).findFirst();
    }

    /** Returns "IPv4" or "IPv6". */
    static String text(StandardProtocolFamily family) {
        return family == INET ? "IPv4" : "IPv6";
    }

    /** Returns the name and the family's first address: "lo (127.0.0.1)". */
    static String text(NetworkInterface networkInterface, StandardProtocolFamily family) {
        return text(networkInterface, address(networkInterface, family));
    }

    static String text(NetworkInterface networkInterface, Optional<InetAddress> address) {
        return networkInterface.getName() + address.map(each -> " (" + Addresses.text(each) + ")").orElse("");
    }

    /** Returns what there is to choose from: "lo (index 1, 127.0.0.1), eth0 (index 2, 192.0.2.2)". */
    static String choices() {
        List<NetworkInterface> all = all();
        return all.isEmpty() ? "none, as no interface has an address (joinleaf doctor says what to do)" : all.stream()
                .map(each -> each.getName() + " (" + alias(each) + "index " + each.getIndex()
                        + addresses(each).stream().findFirst().map(first -> ", " + Addresses.text(first)).orElse("")
                        + ")")
                .collect(Collectors.joining(", "));
    }

    /** Returns what Windows' own tools call it, and a comma; nothing on other systems. */
    private static String alias(NetworkInterface each) {
        String alias = Aliases.all().get(each.getIndex());
        return alias == null ? "" : alias + ", ";
    }
}
