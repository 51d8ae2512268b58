package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /**
     * By names of runtime and library. The newest runtime gets both; the others show, meanwhile, that the library loads and
     * works there, too.
     */
    private final Map<String, WindowsRun> runs = new TreeMap<>();

    @TestFactory
    Stream<DynamicContainer> windows() throws IOException {
        List<WindowsJvm> jvms = WindowsJvm.all();
        WindowsJvm newest = jvms.get(jvms.size() - 1);
        CompletableFuture<List<Command.Result>> older = CompletableFuture.supplyAsync(
                () -> jvms.stream().filter(jvm -> jvm != newest).map(jvm -> execute(jvm, true, true)).toList());
        List<DynamicContainer> all = new ArrayList<>();
        for (boolean onDouble : new boolean[] {false, true}) {
            all.add(judge(newest, onDouble, execute(newest, false, onDouble)));
        }
        List<Command.Result> results = older.join();
        for (int i = 0; i < results.size(); i++) {
            all.add(judge(jvms.get(i), true, results.get(i)));
        }
        return all.stream();
    }

    private static Command.Result execute(WindowsJvm jvm, boolean inOtherHome, boolean onDouble) {
        List<String> words = new ArrayList<>(List.of(WindowsSuite.class.getName(), CHOSEN == null ? CLASSES : CHOSEN));
        words.addAll(lacks(jvm, onDouble).leftOut().keySet());
        return jvm.command(inOtherHome, onDouble, words).run();
    }

    private static WindowsLacks lacks(WindowsJvm jvm, boolean onDouble) {
        try {
            return WindowsLacks.read(Project.root(LIST), onDouble, jvm.version());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DynamicContainer judge(WindowsJvm jvm, boolean onDouble, Command.Result result) throws IOException {
        WindowsLacks lacks = lacks(jvm, onDouble);
        String name = "JDK " + jvm.version() + " on " + (onDouble ? "the double" : "Wine's ws2_32");
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
        return dynamicContainer(name, Stream.concat(CHOSEN == null ? own : Stream.empty(), run.outcomes().keySet().stream()
                .map(test -> dynamicTest(name + ": " + test, () -> compare(test, run, lacks)))));
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
