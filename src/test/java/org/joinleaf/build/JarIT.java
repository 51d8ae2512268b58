package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The finished jar: what it holds, and that it runs as a program and as a module. */
class JarIT {
    private static final Path JAR = Project.target("joinleaf.jar");
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Test
    void holdsEachLibraryThatWasBuilt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (String platform : Project.PLATFORMS) {
                Path library = Project.library(platform);
                assertEquals(Files.exists(library),
                        jar.getEntry("org/joinleaf/native/" + platform + "/" + library.getFileName()) != null, platform);
            }
            assertTrue(jar.stream().noneMatch(entry -> entry.getName().startsWith("picocli/")), "picocli not moved");
        }
    }

    @Test
    void runsWithoutAWarning() {
        expectQuiet(Command.of(JAVA, "-jar", JAR.toString(), "providers"));
    }

    @Test
    void runsAsAModule() {
        expectQuiet(Command.of(
                JAVA, "--enable-native-access=org.joinleaf", "-p", JAR.toString(), "-m", "org.joinleaf", "providers"));
    }

    @Test
    void demoRuns() {
        expectQuiet(Command.of(JAVA, "-jar", JAR.toString(), "demo"));
    }

    private static void expectQuiet(Command command) {
        Command.Result result = command.run().expectSuccess();
        assertEquals("", result.err());
        assertTrue(result.lines().size() > 1, result::out);
    }
}
