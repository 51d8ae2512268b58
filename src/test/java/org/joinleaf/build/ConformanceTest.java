package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.joinleaf.build.ConformanceRun.Outcome;
import org.joinleaf.build.ConformanceRun.Rule;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Sanitizers;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.opentest4j.TestAbortedException;

/**
 * The conformance program (native/test/conformance) on both systems, each rule a test: against the shim on Linux, in
 * networks made for it, and against Wine's ws2_32; and rooted sessions of joinleaf.dll on the latter. Leaves the table of
 * all at target/conformance.md.
 */
@Slow
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConformanceTest {
    /** What each network of the program is made with, beyond lo: see conformance.h. */
    static final Map<String, List<String>> NETWORKS = Map.of(
            "routed", List.of(
                    "ip -6 route add local ff00::/8 dev lo metric 1",
                    "ip route add 224.0.0.0/4 dev lo",
                    // Else the addresses that come by themselves change the routes a second later.
                    "sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0",
                    "ip link add jl0 index 20 type veth peer name jl1",
                    "ip addr add 10.77.0.1/24 dev jl0",
                    "ip -6 addr add fd77::1/64 dev jl0 nodad",
                    "ip link set jl0 up",
                    "ip link set jl1 up",
                    "ip route add 239.255.78.0/24 dev jl0"),
            "bare", List.of(),
            "full", List.of("echo 0 > /proc/sys/net/ipv4/igmp_max_memberships"),
            "down", List.of("ip link set lo down"));

    /**
     * Areas and rules that are about rooted sockets alone. Of these Windows keeps not all of JL-15 (an address that is kept
     * there without SO_EXCLUSIVEADDRUSE is taken by whoever asks for SO_REUSEADDR), and JL-16 needs a limit of descriptors.
     */
    private static final List<String> ROOTED = List.of("AC", "RT", "JLR", "SPIR", "JL-07b", "JL-13b", "EV-04b", "EV-09", "EV-10",
            "IO-12r", "OP-12", "SE-04r", "SE-08r", "QS-05", "QS-06", "QS-07");

    private static final Duration LIMIT = Duration.ofMinutes(15);

    /** How many runs are in the table where Wine is installed and networks can be made. */
    private static final int RUNS = 6;

    /** Sorted, so that the table does not change with the order of the tests. */
    private final Map<String, ConformanceRun> runs = new ConcurrentSkipListMap<>();
    private Differences differences;

    /** Null if its test alone is chosen. */
    private Stream<DynamicContainer> begunSanitized;

    /** Each run mostly waits, in a network of its own: all at once, and {@link #sanitized} with them. */
    @TestFactory
    @Order(1)
    Stream<DynamicContainer> runs() throws IOException {
        begunSanitized = beginSanitized();
        Map<String, Callable<Stream<? extends DynamicNode>>> parts = new LinkedHashMap<>(linux());
        differences = Differences.read(Project.root("native/test/conformance/wine-differences.txt"));
        parts.put("Wine", this::wine);
        parts.put("Wine, rooted sessions", this::rootedOnWine);
        parts.put("musl", ConformanceTest::musl);
        return SideBySide.containers(parts.size(), parts);
    }

    /** The program with our library, of a compiler for Linux. */
    static CProgram onLinux(Compiler compiler) {
        return CProgram.named("conformance", compiler)
                .sources("native/test/conformance/*.c", "native/test/conformance/linux/*.c")
                .useJoinleaf()
                .build();
    }

    private Map<String, Callable<Stream<? extends DynamicNode>>> linux() {
        CProgram program = onLinux(Compiler.GCC);
        Map<String, Command> commands = new LinkedHashMap<>();
        if (!canMakeNetworks()) {
            commands.put("Linux", program.command("--network=host"));
        } else {
            commands.put("Linux", inNetwork(program, "routed"));
            commands.put("Linux without routes", inNetwork(program, "bare"));
            commands.put("Linux without memberships", inNetwork(program, "full", "IP-11"));
            commands.put("Linux without interfaces", inNetwork(program, "down", "IP-11", "JL-11"));
        }
        Map<String, Callable<Stream<? extends DynamicNode>>> parts = new LinkedHashMap<>();
        commands.forEach((name, command) -> parts.put(name, () -> all(name, run(name, command))));
        return parts;
    }

    /** The library for Linux with musl, in a C host of musl's: no JVM of musl's could be had. */
    private static Stream<DynamicTest> musl() {
        Needs.program("/lib/ld-musl-x86_64.so.1", "musl");
        CProgram program = onLinux(Compiler.MUSL);
        ConformanceRun run = new ConformanceRun(inNetwork(program, "routed").timeout(LIMIT).run());
        assertTrue(run.rules().size() > 100, "only " + run.rules().size() + " rules");
        return all("musl", run);
    }

    private Stream<DynamicNode> wine() {
        CProgram program = CProgram.named("conformance", Compiler.MINGW)
                .sources("native/test/conformance/*.c", "native/test/conformance/windows/*.c")
                .build();
        Needs.wine();
        String version = Command.of("wine", "--version").run().expectSuccess().out().strip();
        assumeTrue(version.equals(differences.version()) || version.startsWith(differences.version() + " "),
                "needs " + differences.version() + ", of which the differences are known; this is " + version);
        ConformanceRun run = runOnWine("Wine", program.command("--network=host"));
        return Stream.concat(
                Stream.of(dynamicTest("only rules that exist are listed as differences", () -> {
                    List<String> unknown = new ArrayList<>(differences.rules().keySet());
                    run.rules().forEach(rule -> unknown.remove(rule.name()));
                    assertEquals(List.of(), unknown);
                })),
                run.rules().stream().map(rule -> dynamicTest("Wine: " + rule.name(), () -> compare(rule))));
    }

    /** Rooted sessions are our own on Windows, too: what follows from them alone is to pass there as on Linux. */
    private Stream<DynamicTest> rootedOnWine() {
        CProgram program = CProgram.named("conformance-rooted", Compiler.MINGW)
                .sources("native/test/conformance/*.c", "native/test/conformance/windows/*.c")
                .useJoinleaf()
                .build();
        List<String> rules = new ArrayList<>(List.of("--network=host"));
        rules.addAll(ROOTED);
        return all("Wine, rooted sessions",
                runOnWine("Wine, rooted sessions", program.command(rules.toArray(new String[0]))));
    }

    /** A sanitizer ends the rule's process with a status that is no outcome: the rule fails. */
    @TestFactory
    @Order(2)
    Stream<DynamicContainer> sanitized() {
        return begunSanitized == null ? beginSanitized() : begunSanitized;
    }

    private static Stream<DynamicContainer> beginSanitized() {
        Map<String, Callable<Stream<? extends DynamicNode>>> parts = new LinkedHashMap<>();
        Sanitizers.chosen().forEach(sanitizers -> parts.put("-fsanitize=" + sanitizers, () -> {
            CProgram program = Sanitizers.program("conformance", sanitizers)
                    .sources("native/test/conformance/*.c", "native/test/conformance/linux/*.c").build();
            Command command = canMakeNetworks()
                    ? inNetwork(program, "routed", "--timeout=120") : program.command("--network=host", "--timeout=120");
            return all("-fsanitize=" + sanitizers, new ConformanceRun(command.timeout(Duration.ofMinutes(20)).run()));
        }));
        return SideBySide.containers(parts.size(), parts);
    }

    @AfterAll
    void table() throws IOException {
        if (runs.isEmpty()) {
            return;
        }
        String table = ConformanceTable.of(runs, differences);
        Path file = Project.target("conformance.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, table);
        System.out.println(table);
        if (runs.size() == RUNS && differences != null) {
            assertTrue(Files.readString(Project.root("src/site/markdown/fidelity.md")).contains(areas(table)),
                    "src/site/markdown/fidelity.md is to have the table above, as it lies in " + file);
        }
    }

    /** Writes the first of the two tables. FidelityPageTest looks for the rules of Wine, which the second one has. */
    private static String areas(String table) {
        return table.substring(0, table.indexOf("\n\n") + 1);
    }

    private static boolean canMakeNetworks() {
        try {
            Needs.networkNamespaces();
            return true;
        } catch (TestAbortedException e) {
            return false;
        }
    }

    private static Command inNetwork(CProgram program, String network, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--network=" + network));
        all.addAll(List.of(arguments));
        return program.command(all.toArray(new String[0]))
                .inNewNetwork(NETWORKS.get(network).toArray(new String[0]));
    }

    /** Wine's programs are in the host's network, and have its ports and groups one after the other. */
    private synchronized ConformanceRun runOnWine(String name, Command command) {
        return run(name, command);
    }

    private ConformanceRun run(String name, Command command) {
        ConformanceRun run = new ConformanceRun(command.timeout(LIMIT).run());
        runs.put(name, run);
        return run;
    }

    /** Every rule is to pass; what the machine lacks is a skip, unless the network is one made without it. */
    private static Stream<DynamicTest> all(String name, ConformanceRun run) {
        return run.rules().stream().map(rule -> dynamicTest(name + ": " + rule.name(), () -> {
            boolean madeWithout = name.startsWith("Linux without");
            if (rule.outcome() == Outcome.NEEDS && !madeWithout) {
                assumeTrue(false, rule.text());
            }
            assertTrue(rule.outcome() == Outcome.PASS || rule.outcome() == Outcome.NEEDS,
                    () -> rule.text() + "\n" + run.errors());
        }));
    }

    private void compare(Rule rule) {
        boolean listed = differences.rules().containsKey(rule.name());
        if (rule.outcome() == Outcome.FAIL && !listed) {
            fail("not among the known differences: " + rule.text());
        }
        if (rule.outcome() != Outcome.FAIL && listed) {
            fail("a known difference is none any more: " + rule.text());
        }
    }
}
