package org.joinleaf.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the routes for multicast, which Linux tells in /proc/net/route and /proc/net/ipv6_route. */
final class Routes {
    private static final int UP = 1;
    private static final int REJECT = 0x200;
    private static final int IPV4_MULTICAST = 0xe0000000;
    private static final int IPV4_MULTICAST_BITS = 4;
    private static final int IPV6_MULTICAST_BITS = 8;
    private static final long LAST_METRIC = 0xffffffffL;

    private Routes() {
    }

    /**
     * A route that groups can take.
     *
     * @param text          what it is for: "224.0.0.0/4" or "default"
     * @param bits          how specific it is
     * @param metric        the lower, the better
     * @param interfaceName where it goes
     * @param rejects       whether it goes nowhere: of type blackhole, unreachable or prohibit
     */
    record Route(String text, int bits, long metric, String interfaceName, boolean rejects) {
    }

    /** Returns the routes that lead somewhere. */
    static List<Route> usable(List<Route> routes) {
        return routes.stream().filter(route -> !route.rejects()).toList();
    }

    /** Returns the route that rejects groups in general, if one does. */
    static Optional<Route> rejecting(List<Route> routes) {
        return routes.stream().findFirst().filter(Route::rejects);
    }

    /** Reads /proc/net/route. The best route for groups in general comes first. */
    static List<Route> ipv4(List<String> lines) {
        List<Route> routes = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 8 && words[1].matches("[0-9A-Fa-f]{8}") && words[7].matches("[0-9A-Fa-f]{8}")) {
                int destination = networkOrder(words[1]);
                int mask = networkOrder(words[7]);
                int bits = Integer.bitCount(mask);
                int flags = Integer.parseInt(words[3], 16);
                boolean coversAll = (IPV4_MULTICAST & mask) == destination && bits <= IPV4_MULTICAST_BITS;
                boolean within = destination >>> 28 == IPV4_MULTICAST >>> 28 && bits > IPV4_MULTICAST_BITS;
                if (((flags & UP) != 0 || (flags & REJECT) != 0) && (coversAll || within)) {
                    routes.add(new Route(bits == 0 ? "default" : dotted(destination) + "/" + bits, bits,
                            Long.parseLong(words[6]), words[0], (flags & REJECT) != 0 || words[0].equals("*")));
                }
            }
        }
        return sorted(routes, IPV4_MULTICAST_BITS);
    }

    /** Reads /proc/net/ipv6_route. The best route for groups in general comes first. */
    static List<Route> ipv6(List<String> lines) {
        List<Route> routes = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 10 && words[0].matches("[0-9a-f]{32}")) {
                int bits = Integer.parseInt(words[1], 16);
                long flags = Long.parseLong(words[8], 16);
                boolean isDefault = bits == 0 && words[0].matches("0+");
                boolean multicast = bits >= IPV6_MULTICAST_BITS && words[0].startsWith("ff");
                long metric = Long.parseLong(words[5], 16);
                // The route with the last metric is the kernel's own, which is always there.
                boolean made = metric != LAST_METRIC;
                if (((flags & UP) != 0 || (flags & REJECT) != 0) && made && (isDefault || multicast)) {
                    routes.add(new Route(isDefault ? "default" : prefix(words[0]) + "/" + bits, bits, metric, words[9],
                            (flags & REJECT) != 0));
                }
            }
        }
        return sorted(routes, IPV6_MULTICAST_BITS);
    }

    /** Sorts the routes: first those for all groups, the most specific one first, then those for some groups only. */
    private static List<Route> sorted(List<Route> routes, int bitsOfAll) {
        return routes.stream()
                .sorted(Comparator.comparing((Route route) -> route.bits() > bitsOfAll)
                        .thenComparing(route -> -route.bits())
                        .thenComparing(Route::rejects)
                        .thenComparing(Route::metric))
                .toList();
    }

    /** The kernel prints the four bytes as a number of this machine, so the lowest byte comes first. */
    private static int networkOrder(String hex) {
        return Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16));
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    private static String prefix(String hex) {
        String colons = hex.replaceAll("(.{4})(?!$)", "$1:");
        return Addresses.parse(colons).map(Addresses::text).orElse(colons);
    }
}
