package org.joinleaf.build;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events against a model, and under many threads; the C is built with the sanitizers for it. */
@OnlyC
class EventProgramsTest {
    @ParameterizedTest
    @ValueSource(strings = {"address,undefined", "thread"})
    void noAnswerDiffersFromTheModels(String sanitizers) {
        run("model", sanitizers, "100000", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"address,undefined", "thread"})
    void threadsThatDoEverythingAtOnceComeBack(String sanitizers) {
        run("hammer", sanitizers, "3");
    }

    private static void run(String program, String sanitizers, String... arguments) {
        CProgram.named(program + "-" + sanitizers.replace(',', '-'), Compiler.GCC)
                .sources("native/test/events/" + program + ".c", "native/shim/**.c", "native/ext/*.c",
                        "native/ext/linux/*.c")
                // With a sanitizer, gcc 12 takes an array that it has instrumented for a NULL pointer.
                .options("-fsanitize=" + sanitizers, "-fno-sanitize-recover=all", "-Wno-nonnull")
                .build().command(arguments).timeout(Duration.ofMinutes(2)).run().expectSuccess();
    }
}
