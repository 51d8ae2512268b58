package org.joinleaf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Knows what Linux tells of the talk about memberships (IGMP, MLD) on one interface. Only MLD is counted. */
final class GroupReports {
    private final Path proc;
    private final String name;
    private final long queriesBefore;

    /** From here on MLD is counted. */
    GroupReports(Path proc, String name) {
        this.proc = proc;
        this.name = name;
        queriesBefore = allMldQueries();
    }

    /** "IGMPv3": the version by which this host reports its groups, which older routers change; empty if it does not tell. */
    Optional<String> igmp() {
        return lines("net/igmp").stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 5 && words[1].equals(name)).map(words -> "IGMP" + words[4].toLowerCase())
                .findFirst();
    }

    /** Returns whether MLD is counted here. */
    boolean isMldCounted() {
        return queriesBefore >= 0;
    }

    /** Returns how many queries of routers and switches have come; -1 where they are not counted. */
    long allMldQueries() {
        return lines("net/dev_snmp6/" + name).stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length == 2 && words[0].equals("Icmp6InGroupMembQueries"))
                .mapToLong(words -> Long.parseLong(words[1])).findFirst().orElse(-1);
    }

    long mldQueries() {
        return allMldQueries() - queriesBefore;
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file));
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }
}
