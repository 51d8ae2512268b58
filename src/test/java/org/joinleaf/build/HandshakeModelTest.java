package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The model of joining and leaving a rooted session (native/test/model/handshake.pml), which tells what must hold: spin
 * goes through every order of steps. The model asks the library's own control.c which frame may come when.
 */
@Slow
class HandshakeModelTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Pattern ERRORS = Pattern.compile("errors: (\\d+)");
    private static final Pattern STATES = Pattern.compile("(\\d[\\d.e+]*) states, stored");

    @ParameterizedTest
    @CsvSource({"LEAVES_ASK,in_step", "LEAVES_ASK,join_ends", "LEAVES_ASK,root_hears", "LEAVES_ASK,leaf_hears",
        "ROOT_ASKS,in_step", "ROOT_ASKS,join_ends", "ROOT_ASKS,root_hears", "ROOT_ASKS,leaf_hears",
        "HOSTILE,in_step", "HOSTILE,join_ends"})
    void holds(String world, String property) throws IOException {
        assertEquals(0, errors(property, world), property + " does not hold; spin's trail is in target/ctest/model");
    }

    /** Proof that the model can fail: a leaf that takes BYE before START for a success. */
    @Test
    void findsAMistake() throws IOException {
        assertEquals(1, errors("in_step", "HOSTILE", "BYE_IS_SUCCESS"));
    }

    private static int errors(String property, String... defined) throws IOException {
        Needs.program("spin", "spin");
        Path folder = Files.createDirectories(Project.target("ctest/model/" + String.join("-", defined) + "-" + property));
        List<String> make = new ArrayList<>(List.of("spin"));
        List.of(defined).forEach(name -> make.add("-D" + name));
        make.addAll(List.of("-a", Project.root("native/test/model/handshake.pml").toString()));
        inFolder(folder, make).expectSuccess();
        Path program = CProgram.named("model-" + String.join("-", defined) + "-" + property, Compiler.GCC)
                .sources("native/providers/rooted/wire/control.c")
                // What spin writes is not held to our warnings, and control.c's neighbours are not needed.
                .options("-w", "-DCOLLAPSE", "-ffunction-sections", "-Wl,--gc-sections", folder.resolve("pan.c").toString())
                .build().file();
        // -f, weak fairness: every process goes on; only what must happen at some time needs it.
        List<String> check = new ArrayList<>(List.of(program.toString(), "-a", "-m100000", "-N", property));
        if (!property.equals("in_step")) {
            check.add("-f");
        }
        String out = inFolder(folder, check).out();
        Matcher errors = ERRORS.matcher(out);
        assertTrue(errors.find() && STATES.matcher(out).find(), out);
        assertTrue(!out.contains("max search depth too small") && !out.contains("out of memory"), out);
        return Integer.parseInt(errors.group(1));
    }

    private static Command.Result inFolder(Path folder, List<String> words) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", folder.toString()));
        command.addAll(words);
        return Command.of(command).timeout(LIMIT).run();
    }
}
