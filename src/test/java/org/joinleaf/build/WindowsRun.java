package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.Command;

/** Reads what {@link WindowsSuite} printed. */
final class WindowsRun {
    private static final Pattern OUTCOME = Pattern.compile("OUTCOME (\\S+)\t(passed|failed|skipped)\t(.*)");
    private static final Pattern START = Pattern.compile("START (\\d+) (\\S+)");
    /** What -Xcheck:jni says, with the frame that it is about. Java's own natives have their faults, too. */
    private static final Pattern OF_XCHECK = Pattern.compile(
            "^(?:(?:WARNING|FATAL ERROR) in native method|WARNING: JNI).*\n\\s*at org\\.joinleaf\\..*", Pattern.MULTILINE);

    private final Map<String, String> outcomes = new TreeMap<>();
    private final Map<String, String> reasons = new TreeMap<>();
    private final List<String> slowest;
    private final String output;

    WindowsRun(Command.Result result) {
        output = result.out() + result.err();
        for (String line : result.lines()) {
            Matcher matcher = OUTCOME.matcher(line);
            if (matcher.matches()) {
                outcomes.put(matcher.group(1), matcher.group(2));
                reasons.put(matcher.group(1), matcher.group(3));
            }
        }
        slowest = slowest(result.lines());
        assertTrue(result.out().contains("\nEND " + outcomes.size()), () -> "the JVM did not come to its end: "
                + result.exit() + "\n" + tail());
        assertEquals(0, result.exit(), this::tail);
    }

    private String tail() {
        return output.substring(Math.max(0, output.length() - 4_000));
    }

    private static List<String> slowest(List<String> lines) {
        List<Map.Entry<Long, String>> took = new ArrayList<>();
        long before = 0;
        String name = null;
        for (String line : lines) {
            Matcher matcher = START.matcher(line);
            if (matcher.matches()) {
                long now = Long.parseLong(matcher.group(1));
                if (name != null) {
                    took.add(Map.entry(now - before, name));
                }
                before = now;
                name = matcher.group(2);
            }
        }
        took.sort(Map.Entry.<Long, String>comparingByKey(Comparator.reverseOrder()));
        return took.stream().limit(5).map(each -> each.getValue() + " " + each.getKey() + " ms").toList();
    }

    /** Whether a provider of the catalogue has rooted sessions. */
    boolean hasRooted() {
        return output.contains("\nROOTED true");
    }

    Map<String, String> outcomes() {
        return outcomes;
    }

    String reason(String test) {
        return reasons.get(test);
    }

    List<String> slowest() {
        return slowest;
    }

    /** What -Xcheck:jni had to say of ours. */
    List<String> warnings() {
        return OF_XCHECK.matcher(output).results().map(found -> found.group()).distinct().toList();
    }

    long count(String outcome) {
        return outcomes.values().stream().filter(outcome::equals).count();
    }
}
