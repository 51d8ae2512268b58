package org.joinleaf;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.internal.load.Platform;

/**
 * What a failed call was about, and what the system says of it after the failure. If the system cannot be asked, the answer
 * is that all is in order, so that nothing is blamed without proof.
 *
 * @param socket  the socket; null if nothing is known of it
 * @param address the group, the target, or the address to bind to; null if there is none
 * @param named   the interface that the call named; null means that of IP_MULTICAST_IF, if one is set
 */
record Circumstances(SessionSocket socket, InetSocketAddress address, NetworkInterface named) {
    /** Stands for a call of which nothing is known. */
    static final Circumstances NONE = new Circumstances(null, null, null);

    /** An interface with a smaller MTU, in bytes, cannot have IPv6. */
    static final int LEAST_IPV6_MTU = 1280;
    private static final Path IPV6_SETTINGS = Path.of("/proc/sys/net/ipv6/conf");
    private static final Path NETWORK = Path.of("/proc/thread-self/net");
    /** These are flags of an address in if_inet6. */
    private static final int TENTATIVE = 0x40;
    private static final int DUPLICATE = 0x08;

    /** Returns the address without its port; null if there is none. */
    InetAddress host() {
        return address == null ? null : address.getAddress();
    }

    /** Returns the address, without its port, as the ip command takes it. */
    String hostText() {
        NetworkInterface scope = host() instanceof Inet6Address six ? six.getScopedInterface() : null;
        return host().getHostAddress().replaceFirst("%.*", "") + (scope == null ? "" : " dev " + scope.getName());
    }

    /** Returns whether WSAConnect has connected the socket: then a call may be told of what was sent before. */
    boolean isConnected() {
        return socket instanceof MultipointSocket one && one.isConnected();
    }

    /** Returns whether the address can be that of one host, and has a port. */
    boolean isHost() {
        return address != null && !host().isMulticastAddress() && !host().isAnyLocalAddress() && address.getPort() != 0;
    }

    /** Returns the family that the call is about; null if nothing is known. */
    private Family family() {
        return host() != null ? Family.of(host()) : socket != null ? socket.family : null;
    }

    boolean isIpv4() {
        return family() == Family.IPV4;
    }

    boolean isGroup() {
        return address != null && host().isMulticastAddress() && address.getPort() != 0;
    }

    /** Returns the interface that the call goes by, with the name that it has now; null if the system chooses. */
    NetworkInterface via() {
        if (named != null) {
            return named.isVirtual() ? named : renamed(named);
        }
        if (!(socket instanceof MultipointSocket one)) {
            return null;
        }
        try {
            NetworkInterface set = one.getOption(StandardSocketOptions.IP_MULTICAST_IF);
            return set != null ? set : one.networkInterface();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static NetworkInterface renamed(NetworkInterface named) {
        try {
            NetworkInterface now = NetworkInterface.getByIndex(named.getIndex());
            return now == null ? named : now;
        } catch (SocketException e) {
            return named; // Java has no empty list: it throws "No network interfaces configured"
        }
    }

    /* ---- the interface; where the system chooses it, these answer that all is well ---- */

    boolean isThere() {
        return via() == null || Memberships.exists(via());
    }

    LinkState state() {
        return via() == null ? LinkState.UP : LinkState.of(via());
    }

    /** Returns whether some interface is in one of the states and has an address of the family; null means any family. */
    static boolean isAny(Family family, LinkState... states) {
        return interfaces().filter(each -> family == null || has(each, family))
                .anyMatch(each -> List.of(states).contains(LinkState.of(each)));
    }

    /** Returns whether an interface other than loopback is up. */
    static boolean isWireUp() {
        return interfaces().anyMatch(each -> !Loopback.isLoopback(each) && LinkState.of(each) == LinkState.UP);
    }

    private static Stream<NetworkInterface> interfaces() {
        try {
            return NetworkInterface.networkInterfaces();
        } catch (SocketException e) {
            return Stream.empty(); // Java has no empty list: it throws "No network interfaces configured"
        }
    }

    /** Returns whether the interface has an address of the family that the call is about. */
    boolean hasAddress() {
        NetworkInterface now = now();
        return via() == null || now != null && has(now, family());
    }

    /**
     * Returns whether the interface has an address of the family. With java.net.preferIPv4Stack Java lists no IPv6 address,
     * though the socket may be one of IPv6; so the system is asked, too.
     */
    static boolean has(NetworkInterface each, Family family) {
        return each.inetAddresses().anyMatch(address -> Family.of(address) == family)
                || family == Family.IPV6 && !flagsOn(each).isEmpty();
    }

    /** Returns whether the interface's MTU is too small for IPv6, so that Linux has switched IPv6 off there. */
    boolean isTooSmallForIpv6() {
        try {
            return !isIpv4() && !Platform.isWindows() && via() != null && via().getMTU() < LEAST_IPV6_MTU;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Returns whether IPv6 is switched off on Linux: on the interface of this name, or everywhere if the name is "all". */
    static boolean isIpv6Off(String name) {
        try {
            return !Platform.isWindows() && Files.readString(IPV6_SETTINGS.resolve(name).resolve("disable_ipv6")).startsWith("1");
        } catch (IOException e) {
            return false; // the system does not tell
        }
    }

    /** Returns the interface as it is now; null if it has no address, because Java lists only those that have one. */
    private NetworkInterface now() {
        try {
            return via() == null ? null : NetworkInterface.getByIndex(via().getIndex());
        } catch (SocketException e) {
            return null;
        }
    }

    /** Returns whether Linux lacks the route that it needs to send to groups over loopback; false if it tells no routes. */
    boolean lacksLoopbackRoute(NetworkInterface by) {
        List<String> routes = lines("ipv6_route");
        return !isIpv4() && Loopback.isLoopback(by) && !routes.isEmpty() && routes.stream()
                .noneMatch(line -> line.startsWith("ff") && line.endsWith(" " + by.getName())
                        && !line.contains(" ffffffff "));
    }

    /** Returns whether the system's routes and rules lead to the address, by that interface. */
    boolean hasWay() {
        return RouteProbe.leads(address, via());
    }

    /* ---- the address ---- */

    boolean isOfThisHost() {
        return host() == null || isOfThisHost(host());
    }

    private static boolean isOfThisHost(InetAddress one) {
        try {
            return NetworkInterface.getByInetAddress(one) != null || flags(one) >= 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Returns whether a socket of UDP is bound to the port; false where the system does not tell. */
    boolean isPortHeld() {
        String port = address == null ? null : String.format(":%04X", address.getPort());
        return port != null && Stream.of("udp", "udp6").flatMap(name -> lines(name).stream().skip(1)) // below a headline
                .anyMatch(line -> line.strip().split("\\s+")[1].endsWith(port));
    }

    /** Returns the address that the socket is bound to if no interface has it any more; else null. */
    InetAddress lostAddress() {
        try {
            InetSocketAddress local = socket == null ? null : socket.getLocalAddress();
            return local == null || local.getAddress().isAnyLocalAddress() || isOfThisHost(local.getAddress()) ? null
                    : local.getAddress();
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns whether the address is link-local and lacks its interface, without which it names no host. */
    boolean lacksInterface() {
        return host() instanceof Inet6Address six && six.isLinkLocalAddress() && six.getScopeId() == 0;
    }

    /**
     * Returns whether the address waits for the end of duplicate address detection. Without an address to ask about, no
     * IPv6 address of the interface can be used, and one of them at least waits for it.
     */
    boolean isTentative() {
        List<Integer> all = flags();
        return !all.isEmpty() && all.stream().allMatch(each -> (each & TENTATIVE) != 0) && !isDuplicate();
    }

    /** Returns whether the system has found that another host has the address, or all IPv6 addresses of the interface. */
    boolean isDuplicate() {
        List<Integer> all = flags();
        return !all.isEmpty() && all.stream().allMatch(each -> (each & DUPLICATE) != 0);
    }

    /** Returns the flags of the IPv6 address that the call is about, or else of each that its interface has. */
    private List<Integer> flags() {
        if (host() != null && !host().isMulticastAddress()) {
            int flags = flags(host());
            return flags < 0 ? List.of() : List.of(flags);
        }
        return isIpv4() || via() == null ? List.of() : flagsOn(via());
    }

    /** Returns the flags of each IPv6 address that an interface has; an empty list where the system does not tell. */
    private static List<Integer> flagsOn(NetworkInterface each) {
        return lines("if_inet6").stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 5 && Integer.parseInt(words[1], 16) == each.getIndex())
                .map(words -> Integer.parseInt(words[4], 16)).toList();
    }

    /**
     * Returns the flags of an IPv6 address of this host; -1 if it is none. A line of the file has the address, index,
     * prefix, scope and flags.
     */
    private static int flags(InetAddress of) {
        StringBuilder hex = new StringBuilder();
        for (byte each : of.getAddress()) {
            hex.append(String.format("%02x", each));
        }
        return lines("if_inet6").stream().filter(line -> line.startsWith(hex + " ")).findFirst()
                .map(line -> Integer.parseInt(line.strip().split("\\s+")[4], 16)).orElse(-1);
    }

    /**
     * Returns the lines of a file of the network's state; an empty list where the system has no such file. Windows has
     * none: a file of that path on its drive would be something else.
     */
    static List<String> lines(String name) {
        try {
            return Platform.isWindows() ? List.of() : Files.readAllLines(NETWORK.resolve(name));
        } catch (IOException e) {
            return List.of();
        }
    }

    /* ---- the socket's memberships ---- */

    boolean isSessionsGroup() {
        return socket instanceof MultipointSocket one && host() != null && one.group() != null
                && host().equals(one.group().getAddress());
    }

    /** Returns whether a membership of the group that join made is in force. */
    boolean isMember() {
        return socket instanceof MultipointSocket one && one.memberships.isMember(host(), via());
    }

    /** Returns how many groups of the call's family the socket is a member of; a group counts once for each interface. */
    int memberships() {
        return !(socket instanceof MultipointSocket one) ? 0 : one.memberships.groups(family())
                + (one.group() == null || socket.family != family() ? 0 : 1);
    }

    /** Returns how many sources of the group the socket has asked to hear, or to leave out. */
    int sources() {
        return socket instanceof MultipointSocket one ? one.memberships.sources(host(), via()) : 0;
    }
}
