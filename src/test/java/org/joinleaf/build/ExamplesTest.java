package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The programs of the guide's page of examples, each part of them on a host of its own, which is a network namespace. They
 * print what the page says. GuideIT runs them as they stand on the page, each on one machine.
 */
@Slow
class ExamplesTest {
    private static final Pattern PROGRAM = Pattern.compile("^```java\n(.*?public class (\\w+).*?)^```\\s+^```text\n(.*?)^```",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Path FOLDER = Project.target("ctest/examples");

    @BeforeAll
    static void compile() throws IOException {
        Files.createDirectories(FOLDER);
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-cp", System.getProperty("java.class.path"), "-d", FOLDER.toString()));
        Matcher program = page();
        while (program.find()) {
            words.add(Files.writeString(FOLDER.resolve(program.group(2) + ".java"), program.group(1)).toString());
        }
        Command.of(words).run().expectSuccess();
    }

    /** Both subscribers are there before the publisher begins. */
    @Test
    void marketData() throws IOException {
        between(2, "MarketData",
                "inside 1 MarketData subscribe eth0 > $dir/1 & first=$!",
                "inside 2 MarketData subscribe eth0 > $dir/2 & second=$!",
                "await joined 1 239.1.2.52; await joined 2 239.1.2.52",
                "inside 0 MarketData publish eth0",
                "wait $first; wait $second",
                "cmp $dir/1 $dir/2; cat $dir/1");
    }

    /** Who is asked has another address here. */
    @Test
    void discovery() throws IOException {
        String said = run(1,
                "inside 0 Discovery serve eth0 &",
                "await sockets 0 -lu 5053 3",
                "inside 1 Discovery ask eth0"); // the services end with their host
        assertEquals(output("Discovery").replace("127.0.0.1", "10.99.0.1"), said);
    }

    @Test
    void distribution() throws IOException {
        between(6, "Distribution",
                "inside 0 Distribution root 10.99.0.1 & root=$!",
                "await sockets 0 -lt 5057 1",
                "for n in 1 2 3 4 5 6; do inside $n Distribution leaf 10.99.0.1 5057 & leaves=\"$leaves $!\"; done",
                "for process in $root $leaves; do wait $process; done");
    }

    @Test
    void telemetry() throws IOException {
        between(1, "Telemetry",
                "inside 0 Telemetry root 10.99.0.1 & root=$!",
                "await sockets 0 -lt 5054 1",
                "inside 1 Telemetry sensors 10.99.0.1",
                "wait $root");
    }

    /** Runs the two programs that talk to themselves, each alone in a network. */
    @Test
    void ports() throws IOException {
        for (String name : List.of("WithNio", "WithJoinleaf")) {
            assertEquals(output(name), Command.of(java(name)).inNewNetwork().run().expectSuccess().out());
        }
    }

    private static void between(int leaves, String name, String... script) throws IOException {
        assertEquals(output(name), run(leaves, script));
    }

    /** Runs lines of a shell on a host 0 and so many more. */
    private static String run(int leaves, String... script) throws IOException {
        Needs.networkNamespaces();
        assumeTrue(RootedHostsTest.hosts("true").run().exit() == 0, "needs the right to make mount and process namespaces (root)");
        List<String> lines = new ArrayList<>(List.of(
                "net=native/test/rooted/netns.sh dir=/run leaves=",
                "inside() { number=$1; shift; exec_in $number " + String.join(" ", java("\"$@\"")) + "; }",
                "exec_in() { number=$1; shift; sh $net inside $number \"$@\"; }",
                "joined() { exec_in $1 ip maddr show dev eth0 | grep -q \"$2\"; }",
                "sockets() { [ $(exec_in $1 ss -Hn $2 \"sport = :$3\" | wc -l) -ge $4 ]; }",
                "await() { tries=0; until \"$@\"; do tries=$((tries + 1)); [ $tries -lt 600 ]; sleep 0.1; done; }",
                "sh $net up " + leaves));
        lines.addAll(List.of(script));
        lines.add("sh $net down " + leaves);
        return RootedHostsTest.hosts(lines.toArray(new String[0])).run().expectSuccess().out();
    }

    private static List<String> java(String name) {
        return ChildJvm.words("--enable-native-access=ALL-UNNAMED", "-cp", FOLDER + ":" + System.getProperty("java.class.path"), name);
    }

    private static Matcher page() throws IOException {
        return PROGRAM.matcher(Files.readString(Project.root("src/site/markdown/examples.md")));
    }

    /** What the page says that the program prints. */
    private static String output(String name) throws IOException {
        Matcher program = page();
        while (program.find()) {
            if (program.group(2).equals(name)) {
                return program.group(3);
            }
        }
        throw new AssertionError("no program " + name);
    }
}
