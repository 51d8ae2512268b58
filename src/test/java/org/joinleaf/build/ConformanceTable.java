package org.joinleaf.build;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.joinleaf.build.ConformanceRun.Outcome;

/** The outcomes of all runs in one table by area, in Markdown. */
final class ConformanceTable {
    private static final Map<String, String> AREAS = Map.ofEntries(
            Map.entry("SK", "start-up, sockets, handles"),
            Map.entry("JL", "WSAJoinLeaf, any provider"),
            Map.entry("IP", "WSAJoinLeaf on UDP"),
            Map.entry("AC", "listen, accept, WSAAccept"),
            Map.entry("RT", "rooted sessions"),
            Map.entry("EV", "network events"),
            Map.entry("SE", "select"),
            Map.entry("IO", "data"),
            Map.entry("OP", "options and ioctls"),
            Map.entry("QS", "quality of service"),
            Map.entry("ER", "errors"),
            Map.entry("PR", "catalogue"),
            Map.entry("SPI", "provider interface"),
            Map.entry("NA", "names and addresses"));

    private ConformanceTable() {
    }

    /** The table of the runs by name; differences may be null. */
    static String of(Map<String, ConformanceRun> runs, Differences differences) {
        StringBuilder text = new StringBuilder("| area |");
        StringBuilder line = new StringBuilder("|---|");
        Set<String> areas = new LinkedHashSet<>();
        runs.forEach((name, run) -> {
            text.append(' ').append(name).append(" |");
            line.append("---|");
            run.rules().forEach(rule -> areas.add(rule.area()));
        });
        text.append('\n').append(line).append('\n');
        for (String area : areas) {
            row(text, AREAS.containsKey(area) ? area + " " + AREAS.get(area) : area, area, runs);
        }
        row(text, "all", null, runs);
        if (differences != null) {
            text.append("\n| rule | what ").append(differences.version())
                    .append(" does differently | who follows the documentation |\n|---|---|---|\n");
            differences.rules().forEach((rule, difference) -> text.append("| ").append(rule).append(" | ")
                    .append(difference.wine()).append(" | ").append(difference.documented()).append(" |\n"));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String title, String area, Map<String, ConformanceRun> runs) {
        text.append("| ").append(title).append(" |");
        runs.values().forEach(run -> text.append(' ').append(cell(run, area)).append(" |"));
        text.append('\n');
    }

    private static String cell(ConformanceRun run, String area) {
        StringBuilder cell = new StringBuilder();
        add(cell, run.count(area, Outcome.PASS), "pass");
        add(cell, run.count(area, Outcome.FAIL), "differ");
        add(cell, run.count(area, Outcome.LACKS), "lacks");
        add(cell, run.count(area, Outcome.NEEDS), "IPv4 only");
        return cell.toString();
    }

    private static void add(StringBuilder cell, long count, String what) {
        if (count > 0) {
            cell.append(cell.length() == 0 ? "" : ", ").append(count).append(' ').append(what);
        }
    }
}
