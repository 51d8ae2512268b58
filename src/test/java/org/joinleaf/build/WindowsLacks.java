package org.joinleaf.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The tests that a JVM for Windows cannot pass under Wine, and why: {@code native/test/windows/lacks.txt}.
 *
 * @param failing the tests that fail, with reasons
 * @param rooted  those that fail as long as no provider of the catalogue has rooted sessions
 * @param leftOut the tests that are not run, with reasons
 */
record WindowsLacks(Map<String, String> failing, Map<String, String> rooted, Map<String, String> leftOut) {
    /**
     * Reads the list for one of its two columns.
     *
     * @param file     reasons, {@code = reason}, below each the tests, {@code where | test}, and comments with #
     * @param onDouble whether the double stands in for ws2_32
     * @param version  Java's, such as 25
     */
    static WindowsLacks read(Path file, boolean onDouble, String version) throws IOException {
        Map<String, String> failing = new LinkedHashMap<>();
        Map<String, String> rooted = new LinkedHashMap<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        String reason = null;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            String[] words = line.strip().split("\\s*\\|\\s*", -1);
            if (words.length == 1 && line.startsWith("= ")) {
                reason = line.substring(2).strip();
                continue;
            }
            if (words.length != 2 || reason == null) {
                throw new IllegalArgumentException(file + ": " + line);
            }
            switch (words[0]) {
                case "both" -> failing.put(words[1], reason);
                case "rooted" -> rooted.put(words[1], reason);
                case "wine" -> putIf(!onDouble, failing, words[1], reason);
                case "double" -> putIf(onDouble, failing, words[1], reason);
                case "17", "25" -> putIf(version.equals(words[0]), failing, words[1], reason);
                case "not run" -> leftOut.put(words[1], reason);
                default -> throw new IllegalArgumentException(file + ": " + line);
            }
        }
        return new WindowsLacks(failing, rooted, leftOut);
    }

    private static void putIf(boolean wanted, Map<String, String> map, String test, String reason) {
        if (wanted) {
            map.put(test, reason);
        }
    }

    /** Why a test is to fail in a run; null if it is not. */
    String reason(String test, boolean hasRooted) {
        return failing.getOrDefault(test, hasRooted ? null : rooted.get(test));
    }

    /** How many tests of JDK 25 each reason keeps from passing, in Markdown: a row a reason. */
    static String table(Path file) throws IOException {
        WindowsLacks onWine = read(file, false, "25");
        WindowsLacks onDouble = read(file, true, "25");
        Set<String> reasons = new TreeSet<>(onWine.failing.values());
        reasons.addAll(onWine.rooted.values());
        reasons.addAll(onDouble.failing.values());
        StringBuilder text = new StringBuilder();
        for (String reason : reasons) {
            text.append("| ").append(reason).append(" | ").append(onWine.count(reason)).append(" | ")
                    .append(onDouble.count(reason)).append(" |\n");
        }
        return text.toString();
    }

    private long count(String reason) {
        return Stream.concat(failing.values().stream(), rooted.values().stream()).filter(reason::equals).count();
    }

    /** The listed tests that did not run at all. */
    List<String> unknown(Set<String> run) {
        Set<String> unknown = new TreeSet<>(failing.keySet());
        unknown.addAll(rooted.keySet());
        unknown.removeAll(run);
        return List.copyOf(unknown);
    }
}
