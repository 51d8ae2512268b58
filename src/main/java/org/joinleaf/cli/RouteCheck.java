package org.joinleaf.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks where groups go if no interface is named. */
final class RouteCheck {
    private static final InetAddress IPV4_GROUP = Addresses.parse("239.255.0.1").orElseThrow();
    private static final InetAddress IPV6_GROUP = Addresses.parse("ff18::1").orElseThrow();
    private static final int SHOWN = 4;

    private final Path proc;
    private final boolean libraryLoaded;
    private final InterfaceCheck interfaces;

    /**
     * Makes the check.
     *
     * @param proc          /proc
     * @param libraryLoaded whether Winsock can be asked
     * @param interfaces    which know those to propose for a route
     */
    RouteCheck(Path proc, boolean libraryLoaded, InterfaceCheck interfaces) {
        this.proc = proc;
        this.libraryLoaded = libraryLoaded;
        this.interfaces = interfaces;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        add(findings, "224.0.0.0/4", IPV4_GROUP, routes("route", false), "ip route", "");
        add(findings, "ff00::/8", IPV6_GROUP, routes("ipv6_route", true), "ip -6 route", "multicast ");
        return findings;
    }

    private void add(List<Finding> findings, String groups, InetAddress example, List<Routes.Route> all,
            String command, String type) {
        List<Routes.Route> routes = all == null ? null : Routes.usable(all);
        String known = routes == null ? "" : " Routes: " + (routes.isEmpty() ? "none" : text(routes)) + ".";
        String best = interfaces.best(Addresses.family(example));
        String fix = best == null || routes == null ? null
                : command + " add " + type + groups + " dev " + best + "    (as root)";
        Optional<Routes.Route> rejecting = all == null ? Optional.empty() : Routes.rejecting(all);
        if (rejecting.isPresent()) {
            String text = rejecting.get().text();
            findings.add(Advice.ROUTE_REJECTS.finding(
                    text.equals("default") && fix != null ? fix : command + " del " + text + "    (as root)",
                    groups, text, known));
            return;
        }
        if (!libraryLoaded) {
            findings.add(routes != null && routes.isEmpty()
                    ? Advice.NO_ROUTE.finding(fix, groups, known) : Finding.ok(groups + "." + known));
            return;
        }
        try {
            Optional<Link> chosen = SystemChoice.link(example);
            if (chosen.isEmpty()) {
                findings.add(Advice.NO_CHOICE.finding(fix, groups, "the system's choice is no interface of this host.",
                        known));
            } else if (chosen.get().loopback()) {
                findings.add(Advice.STAYS_HERE.finding(fix, groups, chosen.get().name(), known));
            } else {
                findings.add(Finding.ok(groups + ": with no interface named, " + chosen.get().name() + " is used."
                        + known));
            }
        } catch (IOException e) {
            findings.add(Advice.NO_CHOICE.finding(fix, groups, e.getMessage(), known));
        }
    }

    private static String text(List<Routes.Route> routes) {
        return routes.stream().limit(SHOWN)
                .map(route -> route.text() + " by " + route.interfaceName())
                .collect(Collectors.joining(", ")) + (routes.size() > SHOWN ? " and more" : "");
    }

    /** Returns the routes; null where this system has no such file. */
    private List<Routes.Route> routes(String name, boolean six) {
        try {
            List<String> lines = Files.readAllLines(proc.resolve("net").resolve(name));
            return six ? Routes.ipv6(lines) : Routes.ipv4(lines);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
