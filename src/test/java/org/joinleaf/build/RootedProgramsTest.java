package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Namespace;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Ports;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Sanitizers;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Provider `rooted` from C (native/test/rooted), all on loopback: its parts without sockets, its options and limits,
 * many threads, many leaves, strangers, and the samples. {@link RootedHostsTest} has the sessions between hosts.
 */
@Slow
class RootedProgramsTest {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    /** What without_io.c simulates; none of it does input or output. */
    private static final String[] PARTS = {"native/test/rooted/without_io.c", "native/providers/rooted/wire/{auth,control,wire}.c",
        "native/providers/rooted/window/*.c", "native/system/linux/hmac.c"};

    /** Matches a line of scale.c. */
    private static final Pattern SCALE = Pattern.compile(
            "(\\d+) leaves: (\\d+) joins/s, .*, last leaf p50 (\\d+) us .*, all ended in ([0-9.]+) ms");

    @Test
    void partsWithoutSockets() {
        expectOk(CProgram.named("rooted-without-io", Compiler.GCC).sources(PARTS).build().command());
    }

    @ParameterizedTest
    @MethodSource("org.joinleaf.testing.Sanitizers#chosen")
    void partsWithoutSocketsUnderSanitizers(String sanitizers) {
        expectOk(CProgram.named("rooted-without-io-sanitized", Compiler.GCC).options(Sanitizers.options(sanitizers))
                .sources(PARTS).build().command());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender", "share", "parts", "receiver"})
    void slidingWindows(String name) {
        expectOk(CProgram.named("rooted-" + name, Compiler.GCC).options("-fsanitize=address,undefined").sources(
                "native/test/rooted/" + name + ".c", "native/providers/rooted/wire/wire.c",
                "native/providers/rooted/window/*.c").build().command());
    }

    /** A root's turn between its window and the senders of its groups, with doubles of both ends. */
    @Test
    void turnsOfARoot() {
        expectOk(CProgram.named("rooted-transmit", Compiler.GCC).options("-fsanitize=address,undefined").sources(
                "native/test/rooted/transmit.c", "native/providers/rooted/session/transmit.c",
                "native/providers/rooted/wire/{auth,seal,wire}.c", "native/providers/rooted/window/*.c").build().command());
    }

    /** Tests rate, repairs and fairness on simulated links. */
    @Test
    void simulatedLinks() {
        expectOk(CProgram.named("rooted-simulation", Compiler.GCC).sources(
                "native/test/rooted/simulation{,_cases,_net,_pairs,_session,_sharing,_tcp}.c", "native/providers/rooted/wire/wire.c",
                "native/providers/rooted/window/*.c").libraries("m").build().command());
    }

    /**
     * Options; limits and time-outs; batches; refusals; what a root knows of its leaves; messages aside; what is not
     * delivered, and to whom; leaves that send all the time.
     */
    @TestFactory
    Stream<DynamicTest> sessionsOfOneProcess() {
        return SideBySide.tests(3, Stream.of("options", "sessions", "batches", "refusals", "leaves", "aside", "lost", "held_up",
                "slept", "together", "opened_late", "flooded")
                .map(name -> dynamicTest(name, () -> expectOk(named(name).build().command()))));
    }

    @TestFactory
    Stream<DynamicTest> sessionsOfOneProcessUnderSanitizers() {
        return SideBySide.tests(3, Sanitizers.chosen().flatMap(sanitizers -> Stream.of(
                        "options", "sessions", "batches", "refusals", "leaves", "aside", "together")
                .map(name -> dynamicTest(name + ", " + sanitizers, () -> expectOk(Sanitizers.program("rooted-" + name, sanitizers)
                        .sources("native/test/rooted/" + name + ".c").build().command())))));
    }

    @ParameterizedTest
    @MethodSource("org.joinleaf.testing.Sanitizers#chosen")
    void threadsThatDoEverythingAtOnce(String sanitizers) {
        Command.Result result = Sanitizers.program("rooted-stress", sanitizers).sources("native/test/rooted/stress.c")
                .build().command("4").timeout(LIMIT).run().expectSuccess();
        Matcher done = Pattern.compile("calls \\d+ joins (\\d+) accepts (\\d+) moved (\\d+)").matcher(result.out());
        assertTrue(done.find(), result.out());
        for (int what = 1; what <= 3; what++) {
            assertTrue(Long.parseLong(done.group(what)) > 0, result.out());
        }
    }

    /** With a thousand leaves all that grows with their number takes at most this many times what is its share. */
    @Test
    void timeGrowsNoWorseThanLinearly() {
        double loose = 6;
        CProgram program = named("scale").build();
        double times = 10 * loose;
        Scale few = scale(program, 100);
        Scale many = scale(program, 1000);
        // What else the machine has to do makes it longer, never shorter.
        for (int i = 0; i < 3 && !many.isWithin(times, few); i++) {
            few = few.least(scale(program, 100));
            many = many.least(scale(program, 1000));
        }
        assertTrue(many.isWithin(times, few), few + " " + many);
    }

    @Test
    void strangersChangeNothing() {
        String node = named("node").build().file().toString();
        String strangers = CProgram.named("rooted-strangers", Compiler.GCC).sources("native/test/rooted/strangers.c")
                .build().file().toString();
        Command.Result result = script("strangers", node, strangers, "4", "10000").inNewNetwork().timeout(LIMIT).run()
                .expectSuccess();
        expectNothingChanged(result, 3600);
    }

    /** What strangers.sh has printed: twice a session with as many messages, and strangers who were noticed. */
    static void expectNothingChanged(Command.Result result, int messages) {
        assertEquals(2, count(result, "received " + messages + " wrong 0 end 10058 "), result.out());
        // They were there, and they were noticed.
        assertEquals(2, count(result, "strangers: "), result.out());
        for (String line : result.lines()) {
            if (line.startsWith("received ")) {
                assertTrue(number(line, "strangers") > 0, line);
            } else if (line.startsWith("sent ")) {
                assertTrue(number(line, "bad") > 0 && number(line, "halfopen") > 0, line);
            } else if (line.startsWith("strangers: ")) {
                assertTrue(number(line, "refused") > 0 && number(line, "mistaken") == 0, line);
            }
        }
    }

    /** Ten thousand connections a second of each bad kind: the root keeps descriptors, and an honest leaf gets in. */
    @Test
    void aCrowdAtTheDoor() {
        expectOk(CProgram.named("rooted-crowd", Compiler.GCC)
                .sources("native/test/rooted/crowd.c", "native/test/rooted/crowd_strangers.c").useJoinleaf().build()
                .command("10000", "0.5").inNewNetwork());
    }

    /** Whatever one leaf does, the others get all, and the root sends no more again than it should. */
    @Test
    void aBadLeafAmongHonestOnes() {
        expectOk(named("bad_leaves").sources("native/test/rooted/bad_leaf.c", "native/providers/rooted/wire/wire.c")
                .build().command("2").inNewNetwork());
    }

    @Test
    void theLastCleanupWaitsWhileALeafGetsOn() {
        expectOk(named("cleanup").sources("native/test/rooted/bad_leaf.c", "native/providers/rooted/wire/wire.c")
                .build().command());
    }

    @Test
    void processesThatExitInASession() {
        expectOk(named("exits").build().command());
    }

    @Test
    void processesThatFork() {
        expectOk(named("forks").build().command());
    }

    @Test
    void noMemoryIsNobodysBadFrame() {
        expectOk(named("no_memory").build().command());
    }

    /** A root that has one descriptor left, and then none. */
    @Test
    void theLastDescriptorIsALeafs() {
        expectOk(named("descriptors").build().command().inNewNetwork());
    }

    /** A service manager's filter, say, which lets the process not accept connections, or not wait. */
    @Test
    void callsThatTheSystemRefusesForGood() {
        expectOk(named("refused").sources("native/test/rooted/refused_calls.c").build().command().inNewNetwork());
    }

    @Test
    void processesThatForkUnderSanitizers() {
        expectOk(Sanitizers.program("rooted-forks", "address,undefined").sources("native/test/rooted/forks.c").build()
                .command("quiet"));
    }

    /** A join that names no interface, of a process that may not use netlink. */
    @Test
    void processesWithoutNetlink() {
        expectOk(named("no_netlink").build().command().inNewNetwork("ip route add 224.0.0.0/4 dev lo", Namespace.IPV6_ROUTE));
    }

    /** A root that was closed has its messages to deliver when the library is unloaded. */
    @Test
    void aLibraryThatIsUnloadedWhileItHasWork() {
        Needs.library(Project.linuxLibrary().getParent().getFileName().toString());
        expectOk(CProgram.named("rooted-unloaded", Compiler.GCC).sources("native/test/rooted/unloaded.c").libraries("dl")
                .build().command(Project.linuxLibrary().toString()));
    }

    /** Of what the library keeps open a forked child knows by os_descriptor.c alone. */
    @Test
    void allDescriptorsAreMadeAndClosedInOnePlace() throws IOException {
        Pattern straight = Pattern.compile("[^\\w.>](socket|accept4?|epoll_create1?|eventfd|timerfd_create|pipe2?|close)\\(");
        for (String folder : List.of("native/system/linux/*.c", "native/providers/udp/*.c", "native/winsock/linux/*.c")) {
            for (Path file : Project.files(folder)) {
                if (!List.of("os_descriptor.c", "random.c").contains(file.getFileName().toString())) { // that only reads
                    Matcher matcher = straight.matcher(Files.readString(file));
                    assertFalse(matcher.find(), () -> file + ": " + matcher.group());
                }
            }
        }
    }

    @Test
    void replaysDoNotKeepALostRootAlive() {
        expectOk(named("replays").sources("native/providers/rooted/wire/wire.c").build().command().inNewNetwork());
    }

    /** Small buffers of the system's, so that what they cannot hold is soon much. */
    @Test
    void aRootThatNeverReads() {
        expectOk(named("deaf_root").sources("native/providers/rooted/wire/wire.c").build().command("100000").inNewNetwork(
                "sysctl -qw 'net.ipv4.tcp_wmem=4096 4096 4096' 'net.ipv4.tcp_rmem=4096 4096 4096'"));
    }

    /** A hundred thousand datagrams a second that are no session's: who joins gets in, and who is there gets all. */
    @Test
    void aFloodOfGarbage() {
        expectOk(named("garbage").sources("native/test/rooted/garbage_flood.c").build().command("100000", "1").inNewNetwork());
    }

    @Test
    void aRootThatEndsTheSessionBeforeItStarts() {
        expectOk(named("false_root").sources("native/providers/rooted/wire/wire.c").build().command());
    }

    @Test
    void aRootThatIsStoppedForAWhile() throws IOException {
        String node = named("node").build().file().toString();
        expectOk(CProgram.named("rooted-stopped", Compiler.GCC).sources("native/test/rooted/stopped.c").build()
                .command(node, String.valueOf(Ports.free())));
    }

    @Test
    void samplesTalk() throws IOException {
        String root = sample("session_root");
        String leaf = sample("session_leaf");
        List<String> said = script("samples", root, leaf, String.valueOf(Ports.free())).timeout(LIMIT).run()
                .expectSuccess().lines();
        for (String line : List.of("anna asks to join", "joined: welcome", "heard: anna", "goodbye",
                "the session has ended (10058)")) {
            assertTrue(said.contains(line), line + " not in " + said);
        }
    }

    /** Builds a program of native/test/rooted with the library that the build made. */
    static CProgram named(String name) {
        return CProgram.named("rooted-" + name, Compiler.GCC).sources("native/test/rooted/" + name + ".c")
                .useJoinleaf();
    }

    /** Returns a script of native/test/rooted. */
    static Command script(String name, String... arguments) {
        List<String> words = new ArrayList<>(
                List.of("sh", Project.root("native/test/rooted/" + name + ".sh").toString()));
        words.addAll(List.of(arguments));
        return Command.of(words);
    }

    /** Returns how many lines begin so. */
    static long count(Command.Result result, String beginning) {
        return result.lines().stream().filter(line -> line.startsWith(beginning)).count();
    }

    /** Returns one of the statistics in a line of node.c. */
    static long number(String line, String name) {
        Matcher matcher = Pattern.compile(" " + name + " (\\d+)").matcher(line);
        assertTrue(matcher.find(), name + " not in " + line);
        return Long.parseLong(matcher.group(1));
    }

    private static String sample(String name) {
        return CProgram.named(name, Compiler.GCC).sources("native/test/samples/" + name + ".c").useJoinleaf().build()
                .file().toString();
    }

    private static void expectOk(Command command) {
        String out = command.timeout(LIMIT).run().expectSuccess().out();
        assertTrue(out.endsWith("ok\n"), out);
    }

    /**
     * What scale.c measured, in microseconds.
     *
     * @param join until all had joined
     * @param lastLeaf from send to the last leaf, the median
     * @param end from the root's close until all knew
     */
    private record Scale(double join, double lastLeaf, double end) {
        /** A few leaves end within a millisecond, which is as good as nothing. */
        boolean isWithin(double times, Scale few) {
            return join <= times * few.join && lastLeaf <= times * few.lastLeaf && end <= times * Math.max(few.end, 2000);
        }

        Scale least(Scale other) {
            return new Scale(Math.min(join, other.join), Math.min(lastLeaf, other.lastLeaf), Math.min(end, other.end));
        }
    }

    private static Scale scale(CProgram program, int leaves) {
        String line = program.command(Integer.toString(leaves), "40").timeout(LIMIT).run().expectSuccess().out()
                .strip();
        System.out.println("rooted: " + line);
        Matcher matcher = SCALE.matcher(line);
        assertTrue(matcher.matches() && Integer.parseInt(matcher.group(1)) == leaves, line);
        return new Scale(leaves * 1e6 / Double.parseDouble(matcher.group(2)), Double.parseDouble(matcher.group(3)),
                Double.parseDouble(matcher.group(4)) * 1000);
    }
}
