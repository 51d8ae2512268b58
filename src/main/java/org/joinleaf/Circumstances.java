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
 * What a failed call was about, and what the system says of it after the failure. What cannot be asked is taken to be in
 * order, so that it is never blamed.
 *
 * @param socket  the socket; null if nothing is known of it
 * @param address the group, the target, or the address to bind to; null if there is none
 * @param named   the interface that the call named; null: that of IP_MULTICAST_IF, if one is set
 */
record Circumstances(SessionSocket socket, InetSocketAddress address, NetworkInterface named) {
    /** Nothing is known. */
    static final Circumstances NONE = new Circumstances(null, null, null);

    static final int LEAST_IPV6_MTU = 1280;
    private static final Path IPV6_SETTINGS = Path.of("/proc/sys/net/ipv6/conf");
    private static final Path NETWORK = Path.of("/proc/thread-self/net");
    /** Flags of an address in if_inet6. */
    private static final int TENTATIVE = 0x40;
    private static final int DUPLICATE = 0x08;

    /** The address without its port; null if there is none. */
    InetAddress host() {
        return address == null ? null : address.getAddress();
    }

    /** The family that the call is about; null if nothing is known. */
    private Family family() {
        return host() != null ? Family.of(host()) : socket != null ? socket.family : null;
    }

    boolean isIpv4() {
        return family() == Family.IPV4;
    }

    boolean isGroup() {
        return address != null && host().isMulticastAddress() && address.getPort() != 0;
    }

    /** The interface that the call goes by, by the name that it has now; null if the system chooses. */
    NetworkInterface via() {
        if (named != null || !(socket instanceof MultipointSocket)) {
            return named == null || named.isVirtual() ? named : renamed(named);
        }
        try {
            NetworkInterface set = socket.getOption(StandardSocketOptions.IP_MULTICAST_IF);
            return set != null ? set : ((MultipointSocket) socket).networkInterface();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static NetworkInterface renamed(NetworkInterface named) {
        try {
            NetworkInterface now = NetworkInterface.getByIndex(named.getIndex());
            return now == null ? named : now;
        } catch (SocketException e) {
            return named; // "No network interfaces configured": so Java calls an empty list
        }
    }

    /* ---- the interface; none: all is well ---- */

    boolean isThere() {
        return via() == null || Memberships.exists(via());
    }

    LinkState state() {
        return via() == null ? LinkState.UP : LinkState.of(via());
    }

    /** Whether an interface of this host is in one of the states and has an address of the family; null: of any. */
    static boolean isAny(Family family, LinkState... states) {
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            return all.filter(each -> family == null || has(each, family))
                    .anyMatch(each -> List.of(states).contains(LinkState.of(each)));
        } catch (SocketException e) {
            return false; // "No network interfaces configured": so Java calls an empty list
        }
    }

    /** Whether an interface other than loopback is up. */
    static boolean isWireUp() {
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            return all.anyMatch(each -> !Loopback.isLoopback(each) && LinkState.of(each) == LinkState.UP);
        } catch (SocketException e) {
            return false; // "No network interfaces configured": so Java calls an empty list
        }
    }

    /** Whether the interface has an address of the family that the call is about. */
    boolean hasAddress() {
        NetworkInterface now = now();
        return via() == null || now != null && has(now, family());
    }

    /** With java.net.preferIPv4Stack Java lists no IPv6 address, though the socket may be one of IPv6: the system is asked. */
    static boolean has(NetworkInterface each, Family family) {
        return each.inetAddresses().anyMatch(address -> Family.of(address) == family)
                || family == Family.IPV6 && !flagsOn(each).isEmpty();
    }

    /** Whether the interface's MTU is less than IPv6 may have: Linux has switched IPv6 off there. */
    boolean isTooSmallForIpv6() {
        try {
            return !isIpv4() && !Platform.isWindows() && via() != null && via().getMTU() < LEAST_IPV6_MTU;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Whether IPv6 is switched off on Linux, on an interface or by "all" on each. */
    static boolean isIpv6Off(String name) {
        try {
            return !Platform.isWindows() && Files.readString(IPV6_SETTINGS.resolve(name).resolve("disable_ipv6")).startsWith("1");
        } catch (IOException e) {
            return false; // the system does not tell
        }
    }

    /** The interface as it is now; null without an address, as Java lists only those that have one. */
    private NetworkInterface now() {
        try {
            return via() == null ? null : NetworkInterface.getByIndex(via().getIndex());
        } catch (SocketException e) {
            return null;
        }
    }

    /** Whether Linux needs a route to send to groups over loopback, and has none; false where routes are not told. */
    boolean lacksLoopbackRoute(NetworkInterface by) {
        List<String> routes = lines("ipv6_route");
        return !isIpv4() && Loopback.isLoopback(by) && !routes.isEmpty() && routes.stream()
                .noneMatch(line -> line.startsWith("ff") && line.endsWith(" " + by.getName())
                        && !line.contains(" ffffffff "));
    }

    /** Whether the system's routes and rules lead to the address, by that interface. */
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

    /** The address that the socket is bound to, if no interface has it any more; else null. */
    InetAddress lostAddress() {
        try {
            InetSocketAddress local = socket == null ? null : socket.getLocalAddress();
            return local == null || local.getAddress().isAnyLocalAddress() || isOfThisHost(local.getAddress()) ? null
                    : local.getAddress();
        } catch (IOException e) {
            return null;
        }
    }

    /** A link-local address names no host without its interface. */
    boolean lacksInterface() {
        return host() instanceof Inet6Address six && six.isLinkLocalAddress() && six.getScopeId() == 0;
    }

    /** Whether the address, or else all that the interface has of IPv6, wait for the end of duplicate address detection. */
    boolean isTentative() {
        if (host() != null && !host().isMulticastAddress()) {
            return flags(host()) >= 0 && (flags(host()) & TENTATIVE) != 0;
        }
        if (isIpv4() || via() == null) {
            return false;
        }
        List<Integer> all = flagsOn(via());
        return !all.isEmpty() && all.stream().allMatch(each -> (each & TENTATIVE) != 0);
    }

    /** Whether another host was found to have the address. */
    boolean isDuplicate() {
        return host() != null && flags(host()) >= 0 && (flags(host()) & DUPLICATE) != 0;
    }

    /** The flags of each IPv6 address that an interface has; none where the system does not tell. */
    private static List<Integer> flagsOn(NetworkInterface each) {
        return lines("if_inet6").stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 5 && Integer.parseInt(words[1], 16) == each.getIndex())
                .map(words -> Integer.parseInt(words[4], 16)).toList();
    }

    /** The flags of an IPv6 address of this host; -1 if it is none. A line has address, index, prefix, scope, flags. */
    private static int flags(InetAddress of) {
        StringBuilder hex = new StringBuilder();
        for (byte each : of.getAddress()) {
            hex.append(String.format("%02x", each));
        }
        return lines("if_inet6").stream().filter(line -> line.startsWith(hex + " ")).findFirst()
                .map(line -> Integer.parseInt(line.strip().split("\\s+")[4], 16)).orElse(-1);
    }

    /** Empty where the system has no such file. Windows has none: what is called so on its drive is something else. */
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

    /** Whether a membership of the group is in force that join made. */
    boolean isMember() {
        return socket instanceof MultipointSocket one && one.memberships.isMember(host(), via());
    }

    /** How many groups the socket is a member of, by interface. */
    int memberships() {
        return socket instanceof MultipointSocket one
                ? one.memberships.groups() + (one.group() == null ? 0 : 1) : 0;
    }

    /** How many sources the group has that are heard, or are left out. */
    int sources() {
        return socket instanceof MultipointSocket one ? one.memberships.sources(host(), via()) : 0;
    }
}
