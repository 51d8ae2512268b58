package org.joinleaf.build;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The outcomes of the runs in JVMs for Windows in one table by test class, in Markdown. Classes of which all pass
 * everywhere share a row.
 */
final class WindowsTable {
    private WindowsTable() {
    }

    /** A row a class: how many passed, and how many cannot. Those that skip are not counted. */
    static String of(Map<String, WindowsRun> runs) {
        StringBuilder text = new StringBuilder("| tests |");
        StringBuilder line = new StringBuilder("|---|");
        for (String name : runs.keySet()) {
            text.append(' ').append(name).append(" |");
            line.append("---|");
        }
        text.append('\n').append(line).append('\n');
        Set<String> classes = new TreeSet<>();
        runs.values().forEach(run -> run.outcomes().keySet().forEach(test -> classes.add(classOf(test))));
        Set<String> lacking = new TreeSet<>();
        runs.values().forEach(run -> run.outcomes().forEach((test, outcome) -> {
            if (outcome.equals("failed")) {
                lacking.add(classOf(test));
            }
        }));
        lacking.forEach(type -> row(text, type, runs, type::equals));
        row(text, "the other " + (classes.size() - lacking.size()) + " classes", runs, type -> !lacking.contains(type));
        row(text, "all", runs, type -> true);
        return text.toString();
    }

    private static String classOf(String test) {
        return test.replaceFirst("#.*", "");
    }

    private static void row(StringBuilder text, String title, Map<String, WindowsRun> runs,
            Predicate<String> types) {
        text.append("| ").append(title).append(" |");
        for (WindowsRun run : runs.values()) {
            long passed = count(run, types, "passed");
            long failed = count(run, types, "failed");
            text.append(' ').append(passed).append(failed == 0 ? "" : ", lacks " + failed).append(" |");
        }
        text.append('\n');
    }

    private static long count(WindowsRun run, Predicate<String> types, String outcome) {
        return run.outcomes().entrySet().stream()
                .filter(entry -> types.test(classOf(entry.getKey())))
                .filter(entry -> entry.getValue().equals(outcome)).count();
    }
}
