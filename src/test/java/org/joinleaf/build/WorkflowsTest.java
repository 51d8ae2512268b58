package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The workflows of the hosted machines, which cannot run here: that they are YAML with the words that GitHub's page on
 * workflow syntax has, that what is fetched is pinned, and that what they name exists.
 */
class WorkflowsTest {
    private static final Set<String> OF_A_WORKFLOW = Set.of("name", "on", "jobs");
    private static final Set<String> OF_A_JOB = Set.of("runs-on", "needs", "container", "steps", "if", "strategy", "env");
    private static final Set<String> OF_A_STEP = Set.of("uses", "with", "run", "shell", "if", "name", "env");

    /** An action's tag can be moved by whoever owns it; a commit cannot. */
    private static final Pattern PINNED = Pattern.compile("[\\w-]+/[\\w-]+@[0-9a-f]{40}");

    /** Matches a class of the tests, a file, or files of a folder. */
    private static final Pattern NAMED =
            Pattern.compile("(?<class>org\\.joinleaf(?:\\.\\w+)+)|(?<path>(?:native|src|\\.ci)/[\\w./*-]+)");

    static Stream<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Project.root(".github/workflows"))) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void thereAreSome() throws IOException {
        assertEquals(List.of("ci.yml", "release.yml"), workflows().map(file -> file.getFileName().toString()).toList());
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void isAWorkflow(Path file) throws IOException {
        Map<?, ?> workflow = read(file);
        assertKnown(OF_A_WORKFLOW, workflow, file);
        assertNotNull(workflow.get("on"), "it says when it runs");
        Map<?, ?> jobs = (Map<?, ?>) workflow.get("jobs");
        assertFalse(jobs.isEmpty());
        for (Map.Entry<?, ?> entry : jobs.entrySet()) {
            Map<?, ?> job = (Map<?, ?>) entry.getValue();
            assertKnown(OF_A_JOB, job, entry.getKey());
            assertNotNull(job.get("runs-on"), () -> entry.getKey() + " says on which machine it runs");
            assertTrue(job.get("needs") == null || jobs.containsKey(job.get("needs")), () -> "no such job: " + job.get("needs"));
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void stepsAreActionsThatArePinnedOrCommands(Path file) throws IOException {
        for (Map<?, ?> step : steps(file)) {
            assertKnown(OF_A_STEP, step, step);
            Object action = step.get("uses");
            assertTrue((action == null) != (step.get("run") == null), () -> "either uses or run: " + step);
            if (action != null) {
                assertTrue(PINNED.matcher((String) action).matches(), () -> action + " is not pinned to a commit");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void commandsAreShellAndNameWhatIsThere(Path file) throws IOException {
        for (String command : commands(file)) {
            Command.of("bash", "-n", "-c", command).run().expectSuccess();
            for (Matcher named = NAMED.matcher(command); named.find();) {
                assertTrue(isThere(named), () -> "there is no " + named.group() + ", of: " + command);
            }
        }
    }

    /** What a contributor is told to run is what the machines run. */
    @Test
    void theWholeCheckIsOneOfThem() throws IOException {
        assertTrue(commands(Project.root(".github/workflows/ci.yml")).contains(".ci/run"));
    }

    private static boolean isThere(Matcher named) throws IOException {
        if (named.group("class") != null) {
            return Files.exists(Project.root("src/test/java/" + named.group().replace('.', '/') + ".java"));
        }
        Path path = Project.root(named.group("path"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
            return files.iterator().hasNext();
        }
    }

    private static List<String> commands(Path file) throws IOException {
        return steps(file).stream().filter(step -> step.get("run") != null).map(step -> ((String) step.get("run")).strip()).toList();
    }

    private static List<Map<?, ?>> steps(Path file) throws IOException {
        List<Map<?, ?>> all = new ArrayList<>();
        for (Object job : ((Map<?, ?>) read(file).get("jobs")).values()) {
            for (Object step : (List<?>) ((Map<?, ?>) job).get("steps")) {
                all.add((Map<?, ?>) step);
            }
        }
        return all;
    }

    /** YAML 1.1, which the reader speaks, takes the key "on" for true. */
    private static Map<?, ?> read(Path file) throws IOException {
        String text = Files.readString(file).replaceFirst("(?m)^on:", "\"on\":");
        return (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static void assertKnown(Set<String> words, Map<?, ?> map, Object where) {
        for (Object key : map.keySet()) {
            assertTrue(words.contains(key), () -> key + " is no word of " + where + "; known: " + words);
        }
    }
}
