package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** One version, wherever it stands; pom.xml's is the one. */
class VersionTest {
    @Test
    void headersBenchmarksAndChangesTellPomsVersion() throws IOException {
        String version = version();
        assertTrue(read("include/joinleaf/version.h").contains("#define JOINLEAF_VERSION \"" + version + "\"\n"));
        assertTrue(read("benchmarks/pom.xml").contains("<version>" + version + "</version>"));
        assertTrue(read("CHANGELOG.md").contains("\n## " + version.replace("-SNAPSHOT", "") + "\n"));
    }

    @Test
    void theLibraryTellsIt() throws IOException {
        assertEquals(version(), CProgram.named("version", Compiler.GCC).sources("native/test/version/version.c").useJoinleaf()
                .build().command().run().expectSuccess().out().strip());
    }

    /** Returns the version of the project. */
    static String version() throws IOException {
        Matcher version = Pattern.compile("<artifactId>joinleaf</artifactId>\\s*<version>([^<]+)<").matcher(read("pom.xml"));
        assertTrue(version.find());
        return version.group(1);
    }

    private static String read(String file) throws IOException {
        return Files.readString(Project.root(file));
    }
}
