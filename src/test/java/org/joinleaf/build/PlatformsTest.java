package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** The libraries for other platforms (native/platforms.xml) are made of what pom.xml makes this machine's own of. */
class PlatformsTest {
    @Test
    void sourcesAreThoseOfThePom() throws IOException {
        List<String> here = all("pom.xml", "<include>([^<]+\\.c)</include>");
        assertFalse(here.isEmpty());
        assertEquals(here, all("native/platforms.xml", "<include name=\"native/([^\"]+\\.c)\"/>"), "change both");
    }

    @Test
    void librariesOfWindows() throws IOException {
        assertEquals(all("pom.xml", "<sysLib>\\s*<name>(\\w+)<"), all("native/platforms.xml", "[ \"]-l(\\w+)"), "change both");
    }

    private static List<String> all(String file, String pattern) throws IOException {
        return Pattern.compile(pattern).matcher(Files.readString(Project.root(file))).results().map(found -> found.group(1)).toList();
    }
}
