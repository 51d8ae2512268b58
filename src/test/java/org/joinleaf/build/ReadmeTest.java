package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's examples are programs that run. */
class ReadmeTest {
    /** The first block of a language, as a file under target/. */
    private static Path example(String language, String file) throws IOException {
        String readme = Files.readString(Project.root("README.md"));
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertTrue(block.find(), "the README has a block of " + language);
        Path folder = Files.createDirectories(Project.target("ctest/readme"));
        return Files.writeString(folder.resolve(file), block.group(1));
    }

    @Test
    void theJavaExampleRuns() throws IOException {
        Path source = example("java", "Hello.java");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> lines = Command.of(java, "--enable-native-access=ALL-UNNAMED", "-cp",
                Project.target("classes").toString(), source.toString()).run().expectSuccess().lines();
        assertEquals(List.of("hello from 127.0.0.1"), lines);
    }

    @Test
    void theReadmeTellsEveryDifferenceOfWine() throws IOException {
        String readme = Files.readString(Project.root("README.md"));
        List<String> untold = Files.readAllLines(Project.root("native/test/conformance/wine-differences.txt")).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("version") && !line.isBlank())
                .map(line -> "| " + line.strip() + " |")
                .filter(row -> !readme.contains(row))
                .toList();
        assertEquals(List.of(), untold);
    }

    @Test
    void theCExampleRuns() throws IOException {
        Path source = example("c", "hello.c");
        List<String> lines = CProgram.named("readme-hello", Compiler.GCC)
                .sources(Project.root("").relativize(source).toString()).useJoinleaf()
                .build().command().run().expectSuccess().lines();
        assertEquals(List.of("5 bytes: hello"), lines);
    }
}
