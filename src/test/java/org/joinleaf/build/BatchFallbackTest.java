package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches on kernels, and of providers, that lack what makes them cheap: the same datagrams, only with more system calls. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchFallbackTest {
    private CProgram program;

    /** Its own sendmmsg and kin stand before those of the C library. */
    @BeforeAll
    void build() {
        program = CProgram.named("batch", Compiler.GCC)
                .sources("native/test/batch/*.c", "native/winsock/batch_loop.c", "native/winsock/batch_message.c")
                .options("-rdynamic")
                .useJoinleaf()
                .build();
    }

    @ParameterizedTest
    @CsvSource({"none, 1", "several, 1", "segments, 1", "both, 60", "forbidden, 1", "stutter, 1"})
    void sameDatagrams(String lack, int leastCalls) {
        Command.Result result = program.command(lack).timeout(Duration.ofMinutes(10)).run().expectSuccess();
        String found = result.out().strip();
        assertTrue(found.startsWith(lack + ": 60 datagrams with ") && found.endsWith(", 0 failures"), found);
        int calls = Integer.parseInt(found.replaceFirst(".* with (\\d+) .*", "$1"));
        assertTrue(calls >= leastCalls && (leastCalls > 1 || lack.equals("stutter") || calls == 1), found);
    }

    /** The datagrams of sessions with a root, which system/datagram.h moves: 20 each way, in 2 calls or one by one. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "several", "forbidden"})
    void sameDatagramsOfRootedSessions(String lack) {
        CProgram datagrams = CProgram.named("datagrams", Compiler.GCC).options("-rdynamic").sources(
                "native/test/datagrams/main.c", "native/test/batch/kernel.c",
                "native/system/linux/{datagram,os_several,os_segment,os_address,os_descriptor,os_errno,os_wait}.c").build();
        String found = datagrams.command(lack).timeout(Duration.ofMinutes(10)).run().expectSuccess().out().strip();
        assertTrue(found.startsWith(lack + ": ") && found.endsWith(" calls, 0 failures"), found);
        int calls = Integer.parseInt(found.replaceAll("\\D*(\\d+) calls.*", "$1"));
        assertEquals(!lack.equals("none"), calls > 20, found);
    }
}
