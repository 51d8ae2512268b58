package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.joinleaf.build.ConformanceRun.Outcome;
import org.junit.jupiter.api.Test;

/** The library for Linux with musl, in a C host of musl's: no JVM of musl's could be had. */
@Slow
class MuslTest {
    @Test
    void rules() {
        Needs.program("/lib/ld-musl-x86_64.so.1", "musl");
        CProgram program = CProgram.named("conformance", Compiler.MUSL)
                .sources("native/test/conformance/*.c", "native/test/conformance/linux/*.c")
                .useJoinleaf()
                .build();
        ConformanceRun run = new ConformanceRun(program.command("--network=routed")
                .timeout(Duration.ofMinutes(5))
                .inNewNetwork(ConformanceTest.NETWORKS.get("routed").toArray(new String[0]))
                .run());
        assertTrue(run.rules().size() > 100, "only " + run.rules().size() + " rules");
        run.rules().forEach(rule -> assertEquals(Outcome.PASS, rule.outcome(), rule.text()));
    }
}
