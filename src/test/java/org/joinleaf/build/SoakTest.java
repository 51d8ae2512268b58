package org.joinleaf.build;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Much, long and rough use (native/test/soak), after which memory, descriptors and threads must stand as before: a moment of
 * each here; -Dsoak=100 for a hundred times as much.
 */
@OnlyC
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoakTest {
    private static final int TIMES = Integer.getInteger("soak", 1);
    private static final Map<String, Integer> AMOUNTS =
            new TreeMap<>(Map.of("joins", 50_000, "sockets", 1000, "threads", 3, "killed", 10, "link", 5));

    private CProgram program;

    @BeforeAll
    void build() {
        program = CProgram.named("soak", Compiler.GCC)
                .sources("native/test/soak/*.c", "native/test/conformance/linux/thread.c")
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

    private void soak(String phase, int times) {
        Command command = program.command(phase, Integer.toString(AMOUNTS.get(phase) * times));
        String[] network = ConformanceTest.NETWORKS.get("routed").toArray(new String[0]);
        System.out.print(command.timeout(Duration.ofMinutes(2).multipliedBy(times)).inNewNetwork(network)
                .run().expectSuccess().out());
    }
}
