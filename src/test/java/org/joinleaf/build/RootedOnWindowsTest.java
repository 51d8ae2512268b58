package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Ports;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.joinleaf.testing.Wine;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Provider `rooted` in joinleaf.dll, under plain Wine: the C programs of native/test/rooted, and sessions of both
 * systems' members over the loopback interface. The programs are compiled against the front, so that they call the DLL
 * that the build made.
 */
@Slow
class RootedOnWindowsTest {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    @TestFactory
    Stream<DynamicTest> programsRun() {
        return SideBySide.tests(3, Stream.of("options", "sessions", "batches", "aside", "refusals", "leaves")
                .map(name -> dynamicTest(name, () -> programRuns(name))));
    }

    private static void programRuns(String name) {
        Command.Result result = program(name).command().timeout(LIMIT).run().expectSuccess();
        assertTrue(result.out().strip().endsWith("ok"), result.out());
    }

    /** Threads that do everything at once, until the last WSACleanup ends all. */
    @Test
    void stress() {
        Command.Result result = program("stress").command("4").timeout(LIMIT).run().expectSuccess();
        assertTrue(result.out().startsWith("calls "), result.out());
    }

    /** As many leaves as the poller is for, in one process with their root. */
    @Test
    void aThousandLeaves() {
        String line = program("scale").command("1000", "5").timeout(LIMIT).run().expectSuccess().out().strip();
        System.out.println("rooted on Windows: " + line);
        assertTrue(line.startsWith("1000 leaves: "), line);
    }

    /** A program in the place of ws2_32 starts the DLL as an installed provider and drives sessions through its table. */
    @Test
    void asAServiceProvider() {
        Path dll = Project.windowsLibrary();
        CProgram host = CProgram.named("spi-host", Compiler.MINGW).sources("native/test/windows/spi/*.c").build();
        Command.Result result = host.command(WindowsJvm.name(dll)).timeout(LIMIT).run().expectSuccess();
        assertTrue(result.out().strip().endsWith("ok"), result.out());
    }

    /** Every member checks that all messages come, in order and whole. */
    @TestFactory
    Stream<DynamicTest> membersOfBothSystemsAreInOneSession() {
        CProgram windows = program("node");
        CProgram linux = CProgram.named("rooted-node", Compiler.GCC).sources("native/test/rooted/node.c").useJoinleaf().build();
        return SideBySide.tests(2, Stream.of(true, false).flatMap(key -> Stream.of(
                dynamicTest("root on Windows, key " + key, () -> membersAreInOneSession(windows, linux, windows, key)),
                dynamicTest("root on Linux, key " + key, () -> membersAreInOneSession(windows, linux, linux, key)))));
    }

    private static void membersAreInOneSession(CProgram windows, CProgram linux, CProgram rootIs, boolean key) throws Exception {
        List<String> root = new ArrayList<>(List.of("root", "127.0.0.1", String.valueOf(Ports.free()), "3", "20000", "1000"));
        List<String> leaf = new ArrayList<>(List.of("leaf", "127.0.0.1", root.get(2), "expect=20000"));
        if (key) {
            root.add("key=a key of both systems");
            leaf.add("key=a key of both systems");
        }
        CompletableFuture<Command.Result> sending = start(rootIs, root); // the leaves ask until it listens
        List<CompletableFuture<Command.Result>> leaves =
                List.of(start(windows, leaf), start(linux, leaf), start(rootIs == windows ? linux : windows, leaf));
        sending.get().expectSuccess();
        for (CompletableFuture<Command.Result> one : leaves) {
            String line = one.get().expectSuccess().out();
            assertTrue(line.startsWith("received 20000 wrong 0 "), line);
        }
    }

    /** Root and leaf are on Windows, the strangers on Linux; see {@link RootedProgramsTest}. */
    @Test
    void strangersChangeNothing() throws Exception {
        String strangers = CProgram.named("rooted-strangers", Compiler.GCC).sources("native/test/rooted/strangers.c").build()
                .file().toString();
        Command.Result result = inHosts("ip link set lo up",
                "sh native/test/rooted/strangers.sh " + nodeOnWindows() + " " + strangers + " 4 1000");
        RootedProgramsTest.expectNothingChanged(result, 3600);
    }

    /** All members are on Windows; see {@link RootedHostsTest}. */
    @Test
    void membersAndLinksDie() throws Exception {
        inHosts("sh native/test/rooted/ends.sh " + nodeOnWindows());
    }

    /** After it memory, handles and threads stand as before; see {@link SoakTest}. */
    @ParameterizedTest
    @CsvSource({"sessions,300", "restarts,10", "cleanups,10"})
    void soak(String phase, String amount) {
        CProgram soak = CProgram.named("soak", Compiler.MINGW).sources("native/test/soak/*.c", "native/test/soak/windows/*.c",
                "native/test/conformance/windows/host.c").useJoinleaf().libraries("psapi", "ntdll").build();
        System.out.print("on Windows: " + soak.command(phase, amount).timeout(LIMIT).run().expectSuccess().out());
    }

    /** As many as -Drooted.messages says, over links that lose 2 of 100 frames each way. */
    @ParameterizedTest
    @CsvSource({"windows,", "windows,key=a_key_of_both_systems", "linux,", "linux,key=a_key_of_both_systems"})
    void overBadLinks(String root, String key) {
        int messages = Integer.getInteger("rooted.messages", 5_000);
        String bad = CProgram.named("rooted-lossy-switch", Compiler.GCC).sources("native/test/rooted/lossy_switch.c").build()
                .file().toString();
        String linux = RootedProgramsTest.named("node").build().file().toString();
        String script = String.join(" ", "sh native/test/rooted/both_systems.sh", linux, program("node").file().toString(), bad,
                root, Integer.toString(messages), key == null ? "" : key);
        Command.Result result = inHosts(script);
        assertEquals(2, RootedProgramsTest.count(result, "received " + messages + " wrong 0 end 10058 "), result.out());
    }

    /**
     * A closed socket of ours is nobody's for ws2_32, and sockets of ours outlast an installation of the provider. What it
     * costs a socket of the system to look whose it is, is printed: on a busy machine no limit can be set for it.
     */
    @Test
    void frontTellsOurSocketsFromTheSystems() {
        for (String name : List.of("stale", "installed")) {
            assertEquals("ok", front(name).command().timeout(LIMIT).run().expectSuccess().out().strip(), name);
        }
        System.out.print("front: " + front("cost").command("100").timeout(LIMIT).run().expectSuccess().out());
    }

    private static Command.Result inHosts(String... script) {
        Needs.networkNamespaces();
        assumeTrue(RootedHostsTest.hosts("true").timeout(Duration.ofSeconds(30)).run().exit() == 0,
                "needs the right to make mount and process namespaces (root)");
        return Wine.environment(RootedHostsTest.hosts(script)).timeout(Duration.ofMinutes(10)).run().expectSuccess();
    }

    /** A program of Linux that runs node.c's of Windows, wherever it is called. */
    private static Path nodeOnWindows() throws Exception {
        Path script = Project.target("ctest/mingw/rooted-node");
        Files.writeString(script, "#!/bin/sh\nexec sh " + Project.root("native/test/rooted/windows_node.sh") + " "
                + program("node").file() + " \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }

    private static CProgram front(String name) {
        return CProgram.named("front-" + name, Compiler.MINGW).sources("native/test/windows/front/" + name + ".c").useJoinleaf()
                .build();
    }

    private static CProgram program(String name) {
        return CProgram.named("rooted-" + name, Compiler.MINGW).sources("native/test/rooted/" + name + ".c").useJoinleaf()
                .build();
    }

    private static CompletableFuture<Command.Result> start(CProgram program, List<String> arguments) {
        Command command = program.command(arguments.toArray(new String[0])).timeout(LIMIT);
        return CompletableFuture.supplyAsync(command::run, task -> new Thread(task).start());
    }
}
