package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The Java tests once more in JVMs for Windows, with joinleaf.dll under Wine: on Wine's own ws2_32, and on the double in
 * which WSAJoinLeaf works (native/test/windows). What cannot pass there stands in a list with its reason, and is
 * compared exactly. Leaves the numbers at target/windows-jvm.md.
 */
@Slow
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowsJvmTest {
    static final String LIST = "native/test/windows/lacks.txt";

    /** -Dwindows.tests: of the classes those alone; then it is not looked how many there are. */
    private static final String CHOSEN = System.getProperty("windows.tests");
    private static final String CLASSES = "org\\.joinleaf\\.([a-z]+\\.)*[A-Z]\\w*(Test|OnWindows)";

    /** The results have the names of runtime and library as keys. */
    private final Map<String, WindowsRun> runs = new ConcurrentSkipListMap<>();

    /** The newest runtime gets both libraries; the others show that the library loads and works there, too. */
    @TestFactory
    Stream<DynamicContainer> windows() {
        List<WindowsJvm> jvms = WindowsJvm.all();
        WindowsJvm newest = jvms.get(jvms.size() - 1);
        Map<String, Callable<Stream<? extends DynamicNode>>> parts = new LinkedHashMap<>();
        parts.put(name(newest, false), () -> judge(newest, false));
        for (WindowsJvm jvm : jvms) {
            parts.put(name(jvm, true), () -> judge(jvm, true));
        }
        return SideBySide.containers(parts.size(), parts);
    }

    private static String name(WindowsJvm jvm, boolean onDouble) {
        return "JDK " + jvm.version() + " on " + (onDouble ? "the double" : "Wine's ws2_32");
    }

    private Stream<DynamicNode> judge(WindowsJvm jvm, boolean onDouble) throws IOException {
        WindowsLacks lacks = WindowsLacks.read(Project.root(LIST), onDouble, jvm.version());
        List<String> words = new ArrayList<>(List.of(WindowsSuite.class.getName(), CHOSEN == null ? CLASSES : CHOSEN));
        words.addAll(lacks.leftOut().keySet());
        Command.Result result = jvm.command(onDouble, words).run();
        String name = name(jvm, onDouble);
        Files.writeString(Project.target("windows/" + (onDouble ? "double-" : "wine-") + jvm.version() + ".log"),
                result.out() + result.err());
        WindowsRun run = new WindowsRun(result);
        runs.put(name, run);
        System.out.println(name + ": " + run.count("passed") + " passed, " + run.count("failed") + " lacks, "
                + run.count("skipped") + " skipped, " + lacks.leftOut().size() + " not run; slowest " + run.slowest());
        long least = leastOfPage(jvm, onDouble);
        Stream<DynamicNode> own = Stream.of(
                dynamicTest(name + ": as many pass as the guide says", () -> assertTrue(run.count("passed") >= least,
                        () -> run.count("passed") + " passed, the guide says " + least)),
                dynamicTest(name + ": -Xcheck:jni has nothing to say", () -> assertEquals(List.of(), run.warnings())),
                dynamicTest(name + ": only tests that exist are listed",
                        () -> assertEquals(List.of(), lacks.unknown(run.outcomes().keySet()))));
        return Stream.concat(CHOSEN == null ? own : Stream.empty(), run.outcomes().keySet().stream()
                .map(test -> dynamicTest(name + ": " + test, () -> compare(test, run, lacks))));
    }

    /** The guide tells how many tests pass at least, of one runtime. */
    private static long leastOfPage(WindowsJvm jvm, boolean onDouble) throws IOException {
        Matcher row = Pattern.compile("\\| passed at least, in JDK (\\d+) \\| (\\d+) \\| (\\d+) \\|")
                .matcher(Files.readString(Project.root("src/site/markdown/fidelity.md")));
        assertTrue(row.find(), "the guide has the row");
        return row.group(1).equals(jvm.version()) ? Long.parseLong(row.group(onDouble ? 3 : 2)) : 1;
    }

    private static void compare(String test, WindowsRun run, WindowsLacks lacks) {
        String why = lacks.reason(test, run.hasRooted());
        boolean listed = why != null;
        boolean failed = run.outcomes().get(test).equals("failed");
        if (failed && !listed) {
            fail("not among those that cannot pass (" + LIST + "): " + run.reason(test));
        }
        if (!failed && listed) {
            fail("listed as one that cannot pass, but it " + run.outcomes().get(test) + ": " + why);
        }
    }

    @AfterAll
    void table() throws IOException {
        if (runs.isEmpty()) {
            return;
        }
        Files.writeString(Project.target("windows-jvm.md"), WindowsTable.of(runs));
    }
}
