package org.joinleaf.build;

import java.time.Duration;
import org.joinleaf.testing.Sanitizers;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events against a model, under many threads, and in overlapped operation; the C is built with the sanitizers for it. */
@Slow
class EventProgramsTest {
    @ParameterizedTest
    @MethodSource("org.joinleaf.testing.Sanitizers#chosen")
    void noAnswerDiffersFromTheModels(String sanitizers) {
        run("model", sanitizers, "100000", "1");
    }

    @ParameterizedTest
    @MethodSource("org.joinleaf.testing.Sanitizers#chosen")
    void threadsThatDoEverythingAtOnceComeBack(String sanitizers) {
        run("hammer", sanitizers, "3");
    }

    @ParameterizedTest
    @MethodSource("org.joinleaf.testing.Sanitizers#chosen")
    void aCallThatBlocksGoesOnWhenEventsAreSelected(String sanitizers) {
        run("blocked", sanitizers);
    }

    @ParameterizedTest
    @MethodSource("org.joinleaf.testing.Sanitizers#chosen")
    void overlappedOperationWithoutDescriptorsAndInAFork(String sanitizers) {
        run("overlapped", sanitizers);
    }

    private static void run(String program, String sanitizers, String... arguments) {
        Sanitizers.program(program, sanitizers).sources("native/test/events/" + program + ".c")
                .build().command(arguments).timeout(Duration.ofMinutes(10)).run().expectSuccess();
    }
}
