package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** The finished jars: what the library holds, and that the command line runs. */
class JarIT {
    private static final Path LIBRARY = Project.target("joinleaf.jar");
    private static final Path CLI = Project.target("joinleaf-cli.jar");
    private static final String JAVA = ChildJvm.java();

    @Test
    void holdsEachLibraryThatWasBuilt() throws IOException {
        for (Path file : List.of(LIBRARY, CLI)) {
            try (JarFile jar = new JarFile(file.toFile())) {
                for (String platform : Project.PLATFORMS) {
                    Path library = Project.library(platform);
                    assertEquals(Files.exists(library),
                            jar.getEntry("org/joinleaf/native/" + platform + "/" + library.getFileName()) != null, platform);
                }
            }
        }
    }

    @Test
    void libraryHasNoCommandLine() throws IOException {
        try (JarFile jar = new JarFile(LIBRARY.toFile())) {
            assertEquals(List.of(), jar.stream().map(JarEntry::getName)
                    .filter(name -> name.startsWith("org/joinleaf/cli/") || name.contains("picocli")
                            || name.endsWith("jpms.args"))
                    .toList());
        }
        String module = Command.of(JAVA, "-p", LIBRARY.toString(), "--describe-module", "org.joinleaf").run().expectSuccess().out();
        List<String> lines = module.lines().skip(1).filter(line -> !line.startsWith("contains ")).sorted().toList();
        assertEquals(List.of("exports org.joinleaf", "exports org.joinleaf.winsock", "requires java.base mandated",
                "requires java.management static", "requires jdk.jfr static"), lines);
    }

    @Test
    void libraryTellsWhatItIs() throws IOException {
        try (JarFile jar = new JarFile(LIBRARY.toFile())) {
            assertNotNull(jar.getEntry("META-INF/maven/org.joinleaf/joinleaf/pom.xml"));
            assertNotNull(jar.getEntry("META-INF/LICENSE"));
            var attributes = jar.getManifest().getMainAttributes();
            assertEquals("org.joinleaf", attributes.getValue("Bundle-SymbolicName"));
            assertEquals(VersionTest.version(), attributes.getValue("Bundle-Version"));
            assertEquals(VersionTest.version(), attributes.getValue("Implementation-Version"));
            assertTrue(attributes.getValue("Export-Package").startsWith("org.joinleaf;version="));
            assertEquals("javax.management;resolution:=optional,jdk.jfr;resolution:=optional",
                    attributes.getValue("Import-Package"));
        }
    }

    /** NOTICE says whose work is in which jar, and where. */
    @Test
    void noticeIsTrue() throws IOException {
        try (JarFile library = new JarFile(LIBRARY.toFile()); JarFile cli = new JarFile(CLI.toFile())) {
            for (JarFile jar : List.of(library, cli)) {
                String notice = new String(jar.getInputStream(jar.getEntry("META-INF/NOTICE")).readAllBytes(),
                        StandardCharsets.UTF_8);
                assertTrue(notice.contains("joinleaf-cli.jar contains picocli"), notice);
                assertTrue(notice.contains("joinleaf.jar contains nothing of it"), notice);
            }
            assertNotNull(cli.getEntry("picocli/CommandLine.class"));
        }
    }

    @Test
    void runsWithoutAWarning() {
        expectQuiet(Command.of(JAVA, "-jar", CLI.toString(), "providers"));
    }

    @Test
    void demoRuns() {
        expectQuiet(Command.of(JAVA, "-jar", CLI.toString(), "demo"));
    }

    @Test
    void cliTellsItsVersion() throws IOException {
        String first = Command.of(JAVA, "-jar", CLI.toString(), "--version").run().expectSuccess().lines().get(0);
        assertEquals("joinleaf " + VersionTest.version(), first);
    }

    private static void expectQuiet(Command command) {
        Command.Result result = command.run().expectSuccess();
        assertEquals("", result.err());
        assertTrue(result.lines().size() > 1, result::out);
    }
}
