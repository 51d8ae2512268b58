package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;

/**
 * The library for Linux on aarch64, under qemu's user mode. It knows neither IP_MULTICAST_IF nor netlink's multicast
 * groups (setsockopt answers ENOPROTOOPT), so the rules are those which need no interface for multicast.
 */
@Slow
class Aarch64Test {
    private static final String[] RULES = {"SK-01", "SK-02", "SK-05", "SK-06", "SK-07", "SK-08", "EV-11", "EV-12", "ER-01",
        "PR-01", "PR-02", "PR-03", "SPI-01", "NA-02", "NA-03", "NA-04", "NA-05", "NA-06", "NA-07", "NA-08", "NA-09", "NA-10",
        "NA-15", "AC-03", "AC-05", "AC-06", "AC-09", "RT-02", "RT-06", "RT-07"};

    @Test
    void rules() {
        CProgram program = CProgram.named("conformance", Compiler.AARCH64)
                .sources("native/test/conformance/*.c", "native/test/conformance/linux/*.c")
                .useJoinleaf()
                .build();
        String[] words = new String[RULES.length + 2];
        words[0] = "--network=bare";
        words[1] = "--timeout=60";
        System.arraycopy(RULES, 0, words, 2, RULES.length);
        Command command = program.command(words).timeout(Duration.ofMinutes(15)).inNewNetwork();
        ConformanceRun run = new ConformanceRun(command.run());
        assertEquals(RULES.length, run.rules().size());
        run.rules().forEach(rule -> assertEquals(ConformanceRun.Outcome.PASS, rule.outcome(), rule.text()));
    }

    /** Each constant and each member's place is the same on both processors. */
    @Test
    void layout() {
        String here = layout(Compiler.GCC);
        assertTrue(here.lines().count() > 1000, here);
        assertEquals(here, layout(Compiler.AARCH64));
    }

    private static String layout(Compiler compiler) {
        return CProgram.named("layout", compiler).sources("native/test/layout/layout.c").build()
                .command().run().expectSuccess().out();
    }
}
