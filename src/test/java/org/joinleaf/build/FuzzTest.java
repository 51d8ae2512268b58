package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The fuzz targets (native/fuzz), each for a while from the seeds that lie beside it; -Dfuzz.seconds=3600 for longer.
 * What is learnt stays in target/ctest/fuzz, and a finding in target/ctest/fuzz/found.
 */
@Slow
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 15);
    /** The same each time, so that a build does not fail by chance; 0 for one of libFuzzer's choice. */
    private static final int SEED = Integer.getInteger("fuzz.seed", 1);

    /** The status with which a target says that it may not make a network of its own; libFuzzer ends with 77 what it finds. */
    private static final int NOT_ALLOWED = 69;

    /** Two at a time, for each keeps a processor busy; and how long an input may be. */
    @TestFactory
    Stream<DynamicTest> finds() throws IOException {
        needsLibFuzzer();
        List<Path> library = program("library").addLibrary().objects();
        return SideBySide.tests(2, Map.of("parse", 400, "calls", 150, "rooted", 600, "schedule", 250).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(target -> dynamicTest(target.getKey(), () -> finds(target.getKey(), target.getValue(), library))));
    }

    private static CProgram program(String name) {
        return CProgram.named("fuzz-" + name, Compiler.CLANG)
                .options("-O1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=undefined");
    }

    private static void finds(String target, int longest, List<Path> library) throws IOException {
        CProgram program = program(target).sources("native/fuzz/" + target + "*.c", "native/fuzz/private_network.c").add(library)
                .build();
        Path found = Files.createDirectories(Project.target("ctest/fuzz/found/" + target));
        List<String> words = new ArrayList<>(List.of("-seed=" + SEED, "-max_total_time=" + SECONDS, "-max_len=" + longest,
                "-artifact_prefix=" + found + "/", "-verbosity=0", "-print_final_stats=1",
                Files.createDirectories(Project.target("ctest/fuzz/" + target)).toString()));
        Path seeds = Project.root("native/fuzz/seeds/" + target);
        if (Files.isDirectory(seeds)) {
            words.add(seeds.toString());
        }
        Command.Result result = program.command(words.toArray(new String[0]))
                .timeout(Duration.ofSeconds(SECONDS).plusMinutes(15)).run();
        assumeTrue(result.exit() != NOT_ALLOWED, "needs the right to make network namespaces");
        result.expectSuccess();
        String executed = result.err().lines().filter(line -> line.contains("number_of_executed_units")).findFirst()
                .orElse("");
        assertTrue(!executed.isEmpty(), result.err());
        System.out.println(target + ": " + executed);
    }

    private static void needsLibFuzzer() throws IOException {
        Needs.program(Compiler.CLANG.program(), Compiler.CLANG.debianPackage());
        Path folder = Path.of(Command.of(Compiler.CLANG.program(), "-print-resource-dir").run().expectSuccess().out().strip());
        try (Stream<Path> files = Files.find(folder, 5, (file, a) -> file.toString().contains("libclang_rt.fuzzer"))) {
            assumeTrue(files.findAny().isPresent(), "needs libFuzzer (Debian: libclang-rt-14-dev)");
        }
    }
}
