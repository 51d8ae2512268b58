package org.joinleaf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks the limits of Linux that multicast runs into. */
final class LimitCheck {
    /** So many bytes of a socket's buffer hold a burst. Linux gives no more than rmem_max and wmem_max. */
    static final long BURST = 4 << 20;

    private static final int STRICT = 1;
    private static final int LOOSE = 2;

    /**
     * A limit.
     *
     * @param name    as sysctl names it
     * @param meaning what it bounds
     * @param low     below this it is worth a word
     * @param wanted  what to set it to
     */
    private record Limit(String name, String meaning, long low, long wanted) {
    }

    private static final List<Limit> LIMITS = List.of(
            new Limit("net.ipv4.igmp_max_memberships", "IPv4 groups of one socket", 20, 200),
            new Limit("net.ipv4.igmp_max_msf", "source filters of one group", 10, 64),
            new Limit("net.ipv6.mld_max_msf", "source filters of one IPv6 group", 10, 64),
            new Limit("net.core.rmem_max", "bytes of SO_RCVBUF, for bursts", 1 << 20, BURST),
            new Limit("net.core.wmem_max", "bytes of SO_SNDBUF", 200_000, BURST),
            new Limit("net.core.optmem_max", "bytes of options and filters of a socket", 20_480, 131_072));

    private final Path proc;
    private final List<String> interfaces;

    /**
     * Makes the check.
     *
     * @param proc       /proc
     * @param interfaces the names of those that reach other hosts
     */
    LimitCheck(Path proc, List<String> interfaces) {
        this.proc = proc;
        this.interfaces = interfaces;
    }

    Table table() {
        Table table = new Table("limit", ">value", "of");
        for (Limit limit : LIMITS) {
            value(limit.name()).ifPresent(value -> table.row(limit.name(), value, limit.meaning()));
        }
        OpenFiles.limit(proc).ifPresent(value -> table.row("open files (ulimit -n)", value, "sockets and files of a process"));
        return table;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Limit limit : LIMITS) {
            value(limit.name()).ifPresent(value -> {
                if (value < limit.low()) {
                    findings.add(Advice.LOW_LIMIT.finding(
                            "sysctl -w " + limit.name() + "=" + limit.wanted() + "    (as root)",
                            limit.name(), value, limit.meaning()));
                }
            });
        }
        OpenFiles.limit(proc).ifPresent(value -> {
            if (value < OpenFiles.FEW) {
                findings.add(Advice.FEW_FILES.finding(OpenFiles.FIX, value));
            }
        });
        interfaces.forEach(each -> sourceCheck(each).ifPresent(findings::add));
        if (table().isEmpty()) {
            findings.add(Finding.ok("this system does not tell any"));
        } else if (findings.isEmpty()) {
            findings.add(Finding.ok("none is low"));
        }
        return findings;
    }

    /** The kernel takes the larger one of an interface's own number and that of "all". 2 accepts any route back. */
    private Optional<Finding> sourceCheck(String each) {
        String own = "net.ipv4.conf." + each.replace('.', '/') + ".rp_filter";
        String all = "net.ipv4.conf.all.rp_filter";
        long inForce = Math.max(value(all).orElse(0), value(own).orElse(0));
        if (inForce != STRICT && (inForce != LOOSE || hasDefaultRoute())) {
            return Optional.empty();
        }
        return Optional.of(Advice.SOURCE_CHECK.finding(
                "sysctl -w " + all + "=0 " + own + "=0    (as root)", each, inForce, dropped()));
    }

    private boolean hasDefaultRoute() {
        try {
            return Routes.ipv4(Files.readAllLines(proc.resolve("net/route"))).stream()
                    .anyMatch(route -> route.bits() == 0 && !route.rejects());
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Returns how many datagrams the filter has dropped on this host, where the kernel counts them. */
    private String dropped() {
        try {
            List<String[]> lines = Files.readAllLines(proc.resolve("net/netstat")).stream()
                    .filter(line -> line.startsWith("TcpExt:")).map(line -> line.split(" ")).toList();
            int at = List.of(lines.get(0)).indexOf("IPReversePathFilter");
            long count = Long.parseLong(lines.get(1)[at]);
            return count == 0 ? "" : "; it has dropped " + count + " so far";
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private OptionalLong value(String name) {
        return value(proc, name);
    }

    /** Reads a file under /proc/sys; in its name, as in sysctl's, '.' and '/' are exchanged. */
    static OptionalLong value(Path proc, String name) {
        StringBuilder path = new StringBuilder();
        name.chars().forEach(c -> path.append((char) (c == '.' ? '/' : c == '/' ? '.' : c)));
        try {
            // readString would read /proc/sys byte by byte, and so would get the first digit only.
            List<String> lines = Files.readAllLines(proc.resolve("sys").resolve(path.toString()));
            return OptionalLong.of(Long.parseLong(lines.get(0).trim()));
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
