package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.joinleaf.build.ConformanceRun.Outcome;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Every sentence of the pages of WSAJoinLeaf and WSPJoinLeaf, and what holds it: the checks of native/test/sentences, run by the
 * conformance program against both providers on Linux and against joinleaf.dll under Wine, and those that the idiomatic API
 * can make. The guide's page of sentences is made of what ran; what it should be lies in target/sentences.md.
 */
@Slow
class SentencesPageTest {
    private static final String SENTENCES = "native/test/sentences/sentences.txt";
    private static final String PAGE = "src/site/markdown/sentences.md";
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final String HOLDS = "holds";
    private static final String NOTHING = "&#8211;";
    private static final String[] COLUMNS = {"`udp`", "`rooted`, rooted data", "`rooted`, nonrooted data", "Windows", "Java"};

    private static final String JAVA = COLUMNS[4];

    /** The checks that the idiomatic API cannot make, or not in this test, and why. */
    private static final Map<String, String> NOT_IN_JAVA = Map.of(
            "J-02", "its classes are multipoint sockets",
            "J-10", "it has no group's specification",
            "J-13", "it starts Winsock by itself",
            "J-14", "it is about providers",
            "J-17", "it has no select",
            "J-22", "needs a network without routes",
            "J-24", "its blocking join is a pending one: J-18",
            "J-26", "needs a limit of descriptors");

    /**
     * A sentence.
     *
     * @param number C-01
     * @param checks J-01 ...; empty if there is nothing to check
     * @param why why there is not
     * @param text what it says, in short
     */
    private record Sentence(String number, List<String> checks, String why, String text) {
        static Sentence of(String line) {
            String[] parts = line.split(" \\| ", 3);
            boolean checked = !parts[1].startsWith("- ");
            return new Sentence(parts[0], checked ? List.of(parts[1].split(" ")) : List.of(),
                    checked ? "" : parts[1].substring(2), parts[2]);
        }
    }

    @Test
    void thePageTellsWhatHolds() throws IOException {
        List<Sentence> sentences = Files.readAllLines(Project.root(SENTENCES)).stream()
                .filter(line -> line.matches("[CS]-\\d\\d \\| .*")).map(Sentence::of).toList();
        CProgram program = program(Compiler.GCC, "linux").useJoinleaf().build();
        Map<String, Map<String, Outcome>> columns = new LinkedHashMap<>();
        for (String subject : List.of("udp", "rooted", "nonrooted")) {
            Map<String, Outcome> outcomes = run(subject, inNetwork(program, "routed"));
            outcomes.putAll(run(subject, inNetwork(program, "bare", "J-22")));
            List<String> failed = outcomes.keySet().stream().filter(check -> outcomes.get(check) == Outcome.FAIL).toList();
            assertEquals(List.of(), failed, subject);
            columns.put(COLUMNS[columns.size()], outcomes);
        }
        everyCheckStandsBehindASentence(sentences, columns.get(COLUMNS[1]));
        columns.put(COLUMNS[3], onWindows());
        columns.put(JAVA, inJava());
        TreeSet<String> told = new TreeSet<>(NOT_IN_JAVA.keySet());
        told.addAll(columns.get(JAVA).keySet());
        assertEquals(columns.get(COLUMNS[1]).keySet(), told, "checks that SentencesTest makes, or that have a reason");
        Path made = Project.target("sentences.md");
        Files.writeString(made, page(sentences, columns));
        assertEquals(Files.readString(made), Files.readString(Project.root(PAGE)), "copy " + made);
    }

    private static void everyCheckStandsBehindASentence(List<Sentence> sentences, Map<String, Outcome> checks) {
        TreeSet<String> cited = new TreeSet<>();
        sentences.forEach(sentence -> cited.addAll(sentence.checks()));
        assertEquals(new TreeSet<>(checks.keySet()), cited);
        assertEquals(174, sentences.size());
    }

    private static CProgram program(Compiler compiler, String system) {
        return CProgram.named("sentences", compiler).sources(
                "native/test/conformance/{main,lookup,check,codes,reasons,net,talk,rooted,qs,qs_shape}.c",
                "native/test/conformance/" + system + "/*.c", "native/test/sentences/*.c");
    }

    private static Command inNetwork(CProgram program, String network, String... checks) {
        List<String> all = new ArrayList<>(List.of("--network=" + network));
        all.addAll(List.of(checks));
        return program.command(all.toArray(new String[0]))
                .inNewNetwork(ConformanceTest.NETWORKS.get(network).toArray(new String[0]));
    }

    private static Map<String, Outcome> run(String subject, Command command) {
        ConformanceRun run = new ConformanceRun(command.environment("SENTENCES_SUBJECT", subject).timeout(LIMIT).run());
        Map<String, Outcome> outcomes = new TreeMap<>();
        run.rules().forEach(rule -> outcomes.put(rule.name(), rule.outcome()));
        return outcomes;
    }

    /** Both data planes as one: what either does not hold does not hold. */
    private static Map<String, Outcome> onWindows() {
        CProgram program = program(Compiler.MINGW, "windows").useJoinleaf().libraries("iphlpapi").build();
        Map<String, Outcome> outcomes = run("rooted", program.command("--network=host"));
        run("nonrooted", program.command("--network=host")).forEach((check, outcome) ->
                outcomes.merge(check, outcome, (one, other) -> one == Outcome.FAIL ? one : other));
        return outcomes;
    }

    private static Map<String, Outcome> inJava() {
        Map<String, Outcome> outcomes = new TreeMap<>();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass("org.joinleaf.SentencesTest")).build(),
                new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        if (test.isTest() && test.getSource().orElse(null) instanceof MethodSource method) {
                            String check = method.getMethodName().substring(0, 3).toUpperCase(Locale.ROOT).replace("J", "J-");
                            boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
                            outcomes.merge(check, passed ? Outcome.PASS : Outcome.FAIL,
                                    (one, other) -> one == Outcome.FAIL ? one : other);
                        }
                    }
                });
        assertTrue(outcomes.size() > 10, () -> "only " + outcomes);
        assertTrue(!outcomes.containsValue(Outcome.FAIL), outcomes::toString);
        return outcomes;
    }

    private static String page(List<Sentence> sentences, Map<String, Map<String, Outcome>> columns) throws IOException {
        StringBuilder page = new StringBuilder(Files.readString(Project.root("native/test/sentences/sentences-head.md")));
        page.append("\n| | the page, in short | checks | ").append(String.join(" | ", COLUMNS)).append(" |\n|---|---|---|")
                .append("---|".repeat(COLUMNS.length)).append('\n');
        for (Sentence sentence : sentences) {
            page.append("| ").append(sentence.number()).append(" | ").append(sentence.text()).append(" | ");
            if (sentence.checks().isEmpty()) {
                page.append(sentence.why()).append(" |").append(" |".repeat(COLUMNS.length)).append('\n');
                continue;
            }
            page.append(String.join(" ", sentence.checks())).append(" |");
            columns.forEach((column, outcomes) -> page.append(' ')
                    .append(cell(sentence, outcomes, column.equals(JAVA) ? NOT_IN_JAVA : Map.of())).append(" |"));
            page.append('\n');
        }
        return page.toString();
    }

    private static String cell(Sentence sentence, Map<String, Outcome> outcomes, Map<String, String> why) {
        List<String> failed = sentence.checks().stream().filter(check -> outcomes.get(check) == Outcome.FAIL).toList();
        if (!failed.isEmpty()) {
            return "not " + String.join(" ", failed);
        }
        // What the provider has not got is no matter of this sentence; what was not tried is.
        List<String> asked = sentence.checks().stream().filter(check -> outcomes.get(check) != Outcome.LACKS).toList();
        List<String> passed = asked.stream().filter(check -> outcomes.get(check) == Outcome.PASS).toList();
        String those = passed.equals(asked) ? "" : ": " + String.join(" ", passed);
        if (passed.isEmpty()) {
            String reasons = asked.stream().map(why::get).filter(Objects::nonNull).distinct().collect(Collectors.joining("; "));
            return reasons.isEmpty() ? NOTHING : reasons;
        }
        return HOLDS + those;
    }
}
