package org.joinleaf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The limits of Linux that multicast runs into. */
final class LimitCheck {
    private static final long FEW_FILES = 1024;
    private static final int STRICT = 1;

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
            new Limit("net.core.rmem_max", "bytes of SO_RCVBUF, for bursts", 1 << 20, 4 << 20),
            new Limit("net.core.wmem_max", "bytes of SO_SNDBUF", 200_000, 4 << 20),
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
        openFiles().ifPresent(value -> table.row("open files (ulimit -n)", value, "sockets and files of a process"));
        return table;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Limit limit : LIMITS) {
            value(limit.name()).ifPresent(value -> {
                if (value < limit.low()) {
                    findings.add(Finding.note(limit.name() + " is only " + value + " (" + limit.meaning() + ")",
                            "sysctl -w " + limit.name() + "=" + limit.wanted() + "    (as root)"));
                }
            });
        }
        openFiles().ifPresent(value -> {
            if (value < FEW_FILES) {
                findings.add(Finding.note("a process may open only " + value + " files and sockets",
                        "ulimit -n " + FEW_FILES));
            }
        });
        long all = value("net.ipv4.conf.all.rp_filter").orElse(0);
        for (String each : interfaces) {
            long own = value("net.ipv4.conf." + each.replace('.', '/') + ".rp_filter").orElse(0);
            if (Math.max(all, own) == STRICT) {
                findings.add(Finding.note(each + " drops what comes from addresses that it has no route back to "
                        + "(rp_filter 1), multicast too.", "sysctl -w net.ipv4.conf." + each.replace('.', '/')
                        + ".rp_filter=2    (as root)"));
            }
        }
        if (table().isEmpty()) {
            findings.add(Finding.ok("this system does not tell any"));
        } else if (findings.isEmpty()) {
            findings.add(Finding.ok("none is low"));
        }
        return findings;
    }

    /** Reads a file under /proc/sys; in its name, as in sysctl's, '.' and '/' are exchanged. */
    private OptionalLong value(String name) {
        StringBuilder path = new StringBuilder();
        name.chars().forEach(c -> path.append((char) (c == '.' ? '/' : c == '/' ? '.' : c)));
        try {
            // Not readString, which reads /proc/sys byte by byte and so gets the first digit only.
            List<String> lines = Files.readAllLines(proc.resolve("sys").resolve(path.toString()));
            return OptionalLong.of(Long.parseLong(lines.get(0).trim()));
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong openFiles() {
        try {
            return Files.readAllLines(proc.resolve("self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[0])
                    .filter(word -> word.matches("\\d+"))
                    .mapToLong(Long::parseLong).findFirst();
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
