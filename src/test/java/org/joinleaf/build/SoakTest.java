package org.joinleaf.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Sanitizers;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Much, long and rough use (native/test/soak), after which memory, descriptors and threads must stand as before: a
 * moment of each here; -Dsoak=100 for a hundred times as much.
 */
@Slow
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoakTest {
    private static final int TIMES = Integer.getInteger("soak", 1);
    private static final Map<String, Integer> AMOUNTS =
            Map.of("joins", 50_000, "sockets", 1000, "threads", 3, "killed", 10, "link", 5, "cleanups", 50, "restarts", 10,
                    "sessions", 1000, "clock", 1);

    private static final String[] SOURCES =
            {"native/test/soak/*.c", "native/test/soak/linux/*.c", "native/test/conformance/linux/thread.c"};

    private CProgram program;

    @BeforeAll
    void build() {
        program = CProgram.named("soak", Compiler.GCC)
                .sources(SOURCES)
                .useJoinleaf()
                .build();
    }

    @Test
    void joinsAndLeaves() {
        soak("joins", TIMES);
    }

    @Test
    void thousandSockets() {
        soak("sockets", 1);
    }

    @Test
    void threadsOnTheSameHandles() {
        soak("threads", TIMES);
    }

    @Test
    void membersKilled() {
        soak("killed", TIMES);
    }

    @Test
    void linkDownAndUp() {
        soak("link", TIMES);
    }

    @Test
    void lastCleanupWhileThreadsOpen() {
        soak("cleanups", TIMES);
    }

    @Test
    void rootRestarts() {
        soak("restarts", TIMES);
    }

    @Test
    void leavesThatComeAndGo() {
        soak("sessions", TIMES);
    }

    /** Nothing that waits goes by the day's time. */
    @Test
    void clockJumps() {
        run(program.command("clock", Integer.toString(AMOUNTS.get("clock") * TIMES))
                .environment("LD_PRELOAD", clock("jumping").toString()), TIMES);
    }

    /** What the kernel tells by the day's time is turned into a time of the other clock, whenever the thread is stopped. */
    @Test
    void timesOfDatagramsOnABusyMachine() {
        ConformanceTest.onLinux(Compiler.GCC).command("OP-08").environment("LD_PRELOAD", clock("halting").toString())
                .inNewNetwork(ConformanceTest.NETWORKS.get("routed").toArray(new String[0])).run().expectSuccess();
    }

    @ParameterizedTest
    @MethodSource("org.joinleaf.testing.Sanitizers#chosen")
    void roughUseUnderSanitizers(String sanitizers) {
        CProgram sanitized = Sanitizers.program("soak", sanitizers).sources(SOURCES).build();
        for (String phase : List.of("threads", "cleanups", "restarts")) {
            run(sanitized.command(phase, Integer.toString(AMOUNTS.get(phase) * TIMES)), TIMES);
        }
    }

    /** Builds the library to preload: native/test/soak/clock. */
    static Path clock(String name) {
        return CProgram.named(name + ".so", Compiler.GCC).sources("native/test/soak/clock/" + name + ".c")
                .options("-shared", "-fPIC").libraries("dl").build().file();
    }

    private void soak(String phase, int times) {
        run(program.command(phase, Integer.toString(AMOUNTS.get(phase) * times)), times);
    }

    private static void run(Command command, int times) {
        String[] network = ConformanceTest.NETWORKS.get("routed").toArray(new String[0]);
        System.out.print(command.timeout(Duration.ofMinutes(10).multipliedBy(times)).inNewNetwork(network)
                .run().expectSuccess().out());
    }
}
