package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks the system whether its routes and rules lead to an address, after a send has failed: a socket of Java's own is
 * connected, which sends nothing. So no table of routes is read, of which Linux has many.
 */
final class RouteProbe {
    private RouteProbe() {
    }

    /** Whether datagrams to the address have a way, by the interface, or by the one of the routes' choice if it is null. */
    static boolean leads(InetSocketAddress to, NetworkInterface via) {
        try {
            return leads(to, via, true);
        } catch (UnsupportedOperationException e) {
            return via != null; // java.net.preferIPv4Stack: it cannot be asked; what chose no interface has failed
        }
    }

    private static boolean leads(InetSocketAddress to, NetworkInterface via, boolean broadcast) {
        try (DatagramChannel probe = DatagramChannel.open(Family.of(to.getAddress()).standard())) {
            probe.setOption(StandardSocketOptions.SO_BROADCAST, broadcast);
            if (via != null) {
                probe.setOption(StandardSocketOptions.IP_MULTICAST_IF, via);
            }
            probe.connect(to);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the code with which a socket of datagrams cannot be connected to a host; 0 if it can. */
    static int failure(InetSocketAddress to) {
        try (var probe = MultipointSocket.open(Family.of(to.getAddress()).standard())) {
            probe.connect(to);
            return 0;
        } catch (IOException e) {
            return e instanceof WinsockFailure failure ? failure.code() : 0;
        }
    }

    /** Whether an address that the routes lead to is one for all hosts of a network, which only SO_BROADCAST allows. */
    static boolean isForAll(InetSocketAddress to) {
        return Family.of(to.getAddress()) == Family.IPV4 && !leads(to, null, false);
    }

    /** The interfaces that are up and by which the group can be sent to, those to other hosts first. */
    static List<NetworkInterface> ways(InetSocketAddress group) {
        return interfaces(Family.of(group.getAddress())).stream()
                .filter(each -> LinkState.of(each) == LinkState.UP && (Loopback.isLoopback(each) || isForMulticast(each)))
                .filter(each -> leads(group, each)).sorted(Comparator.comparing(Loopback::isLoopback)).toList();
    }

    /** "va, lo": what a program can name; and where that is loopback alone, what keeps the others: "lo; va is down". */
    static String text(List<NetworkInterface> ways, Family family) {
        String names = ways.stream().map(NetworkInterface::getName).collect(Collectors.joining(", "));
        return ways.stream().allMatch(Loopback::isLoopback)
                ? names + interfaces(family).stream().filter(each -> !Loopback.isLoopback(each)).map(RouteProbe::trouble)
                        .collect(Collectors.joining()) : names;
    }

    private static String trouble(NetworkInterface each) {
        return switch (LinkState.of(each)) {
            case DOWN -> "; " + each.getName() + " is down";
            case NO_CARRIER -> "; " + each.getName() + " has no carrier";
            case NOT_UP -> "; " + each.getName() + " is not up";
            case UP -> "";
        };
    }

    private static List<NetworkInterface> interfaces(Family family) {
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            return all.filter(each -> Circumstances.has(each, family)).toList();
        } catch (SocketException e) {
            return List.of(); // "No network interfaces configured": so Java calls an empty list
        }
    }

    private static boolean isForMulticast(NetworkInterface each) {
        try {
            return each.supportsMulticast();
        } catch (SocketException e) {
            return false; // it went away meanwhile
        }
    }
}
