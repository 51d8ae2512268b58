package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.Command;

/** Reads what one run of the conformance program printed, rule by rule. */
final class ConformanceRun {
    private static final Pattern RULE =
            Pattern.compile("([A-Z]+)-(\\d+[a-z]?) (pass|FAIL|provider lacks it|needs)(?:\\b.*)?", Pattern.DOTALL);

    /** Says how a rule ended. */
    enum Outcome {
        PASS, FAIL, LACKS, NEEDS
    }

    /**
     * A rule's outcome.
     *
     * @param area SK
     * @param name SK-01
     * @param outcome how it ended
     * @param text all that was printed of it
     */
    record Rule(String area, String name, Outcome outcome, String text) {
    }

    private final List<Rule> rules = new ArrayList<>();
    private final String errors;

    /** Reads what a run printed, and was kept. */
    ConformanceRun(List<String> lines) {
        this(lines, "");
    }

    private ConformanceRun(List<String> lines, String errors) {
        this.errors = errors;
        StringBuilder rule = new StringBuilder();
        for (String line : lines) {
            boolean goesOn = line.startsWith("    ");
            if (!goesOn) {
                take(rule);
            }
            rule.append(goesOn ? "\n" : "").append(line);
        }
        take(rule);
    }

    /** Reads the output of a run that came to its end. */
    ConformanceRun(Command.Result result) {
        this(result.lines(), result.err());
        String all = String.join(" ", result.command()) + "\n" + result.out() + result.err();
        assertFalse(rules.isEmpty(), all);
        boolean failed = rules.stream().anyMatch(one -> one.outcome() == Outcome.FAIL);
        assertEquals(failed ? 1 : 0, result.exit(), all);
    }

    private void take(StringBuilder text) {
        Matcher matcher = RULE.matcher(text);
        if (matcher.matches()) {
            Outcome outcome = switch (matcher.group(3)) {
                case "pass" -> Outcome.PASS;
                case "FAIL" -> Outcome.FAIL;
                case "needs" -> Outcome.NEEDS;
                default -> Outcome.LACKS;
            };
            rules.add(new Rule(matcher.group(1), matcher.group(1) + "-" + matcher.group(2), outcome, text.toString()));
        }
        text.setLength(0);
    }

    List<Rule> rules() {
        return rules;
    }

    /** What was printed on standard error, by sanitizers for one; cut where it is long. */
    String errors() {
        return errors.substring(0, Math.min(errors.length(), 10_000));
    }

    /** Returns how many rules of an area ended so; null means all areas. */
    long count(String area, Outcome outcome) {
        return rules.stream()
                .filter(rule -> area == null || rule.area().equals(area))
                .filter(rule -> rule.outcome() == outcome)
                .count();
    }
}
