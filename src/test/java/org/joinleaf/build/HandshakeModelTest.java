package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The model of joining and leaving a rooted session (native/test/model/handshake.pml), which tells what must hold: spin
 * goes through every order of steps. The model asks the library's own control.c which frame may come when.
 */
@Slow
class HandshakeModelTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** What is checked in each world. */
    private static final Map<String, List<String>> WORLDS = Map.of(
            "LEAVES_ASK", List.of("in_step", "join_ends", "root_hears", "leaf_hears"),
            "ROOT_ASKS", List.of("in_step", "join_ends", "root_hears", "leaf_hears"),
            "HOSTILE", List.of("in_step", "join_ends"));
    /** The keys are the worlds. */
    private static final Map<String, Path> PROGRAMS = new ConcurrentHashMap<>();
    private static final Pattern ERRORS = Pattern.compile("errors: (\\d+)");
    private static final Pattern STATES = Pattern.compile("(\\d[\\d.e+]*) states, stored");

    /** Two at a time: each keeps a processor busy. */
    @TestFactory
    Stream<DynamicTest> holds() {
        return SideBySide.tests(2, WORLDS.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .flatMap(world -> world.getValue().stream().map(property -> dynamicTest(world.getKey() + ", " + property,
                        () -> assertEquals(0, errors(property, world.getKey()),
                                property + " does not hold; spin's trail is in target/ctest/model")))));
    }

    /** Proof that the model can fail: a leaf that takes BYE before START for a success. */
    @Test
    void findsAMistake() throws IOException {
        assertEquals(1, errors("in_step", "HOSTILE", "BYE_IS_SUCCESS"));
    }

    private static int errors(String property, String... defined) throws IOException {
        Needs.program("spin", "spin");
        String world = String.join("-", defined);
        Path program = PROGRAMS.computeIfAbsent(world, name -> program(name, defined));
        Path folder = Files.createDirectories(Project.target("ctest/model/" + world + "-" + property));
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

    /** What checks any property of a world. */
    private static Path program(String world, String... defined) {
        Path folder = Project.target("ctest/model/" + world);
        List<String> make = new ArrayList<>(List.of("spin"));
        List.of(defined).forEach(name -> make.add("-D" + name));
        make.addAll(List.of("-a", Project.root("native/test/model/handshake.pml").toString()));
        Command.of("mkdir", "-p", folder.toString()).run().expectSuccess();
        inFolder(folder, make).expectSuccess();
        return CProgram.named("model-" + world, Compiler.GCC)
                .sources("native/providers/rooted/wire/control.c")
                // What spin writes is not held to our warnings, and control.c's neighbours are not needed.
                .options("-w", "-DCOLLAPSE", "-ffunction-sections", "-Wl,--gc-sections", folder.resolve("pan.c").toString())
                .build().file();
    }

    private static Command.Result inFolder(Path folder, List<String> words) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", folder.toString()));
        command.addAll(words);
        return Command.of(command).timeout(LIMIT).run();
    }
}
