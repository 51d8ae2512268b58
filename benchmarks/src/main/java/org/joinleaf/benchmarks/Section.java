package org.joinleaf.benchmarks;

import java.util.List;

/** Lines to be compared with each other: each of joinleaf's with the best of the peers, and with a line of C. */
record Section(String title, String unit, List<Match> matches, List<Line> lines) {
    /** A kind of work: joinleaf's line, the peers that do it in the same way, and C's. */
    record Match(String work, String joinleaf, List<String> peers, String c) {
    }

    /** What a line of joinleaf's is compared with; null for the lines of others. */
    Match match(String id) {
        return matches.stream().filter(one -> one.joinleaf().equals(id)).findFirst().orElse(null);
    }

    /** Sections of one name share a chart: that of the lines' identifiers up to the size. */
    String chart() {
        return lines.get(0).id().replaceFirst("[0-9]*\\..*", "");
    }
}
