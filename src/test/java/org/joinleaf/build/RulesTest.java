package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** Every number of a rule that the project cites stands in native/test/conformance/rules.md, and the program keeps up with it. */
class RulesTest {
    private static final String RULES = "native/test/conformance/rules.md";
    private static final String UNCHECKED = "## Rules that the conformance program does not check";
    /** What looks like a rule's number and is none. */
    private static final Set<String> OTHER = Set.of("UTF-16");

    @Test
    void eachRuleStandsOnce() throws IOException {
        List<String> rules = all(defined(), "(?m)^- \\*\\*([^*]+)\\*\\* ");
        assertTrue(rules.size() > 100, () -> "only " + rules.size() + " rules");
        assertEquals(List.copyOf(new TreeSet<>(rules)), rules.stream().sorted().toList());
    }

    @Test
    void eachCitedRuleStandsThere() throws IOException {
        Set<String> rules = rules();
        List<String> unknown = new ArrayList<>();
        int citations = 0;
        List<Path> files = Stream.of("native/**.{c,h,md,txt}", "include/**.h", "src/**.{java,md}", "benchmarks/**.{java,c,h,md}",
                "README.md").flatMap(pattern -> Project.files(pattern).stream()).toList();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                for (String cited : all(lines.get(i), "\\b([A-Z]{2,3}-\\d\\d[a-z]?)\\b")) {
                    citations++;
                    if (!rules.contains(cited) && !OTHER.contains(cited)) {
                        unknown.add(Project.root("").relativize(file) + ":" + (i + 1) + " cites " + cited);
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
        int found = citations;
        assertTrue(found > 300, () -> "only " + found + " citations were found");
    }

    @Test
    void theConformanceProgramHasTheRulesThatItIsSaidToHave() throws IOException {
        Set<String> expected = rules();
        expected.removeAll(all(text().substring(text().indexOf(UNCHECKED)), "\\b([A-Z]{2,3}-\\d\\d[a-z]?)\\b"));
        Set<String> has = new TreeSet<>();
        for (Path file : Project.files("native/test/conformance/*.c")) {
            all(Files.readString(file), "&rule_([A-Z]+_\\w+)").forEach(name -> has.add(name.replace('_', '-')));
        }
        assertEquals(String.join("\n", expected), String.join("\n", has));
    }

    private static Set<String> rules() throws IOException {
        return new TreeSet<>(all(defined(), "(?m)^- \\*\\*([^*]+)\\*\\* "));
    }

    private static String defined() throws IOException {
        String text = text();
        assertTrue(text.contains(UNCHECKED), () -> RULES + " lacks: " + UNCHECKED);
        return text.substring(0, text.indexOf(UNCHECKED));
    }

    private static String text() throws IOException {
        return Files.readString(Project.root(RULES));
    }

    private static List<String> all(String text, String pattern) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
