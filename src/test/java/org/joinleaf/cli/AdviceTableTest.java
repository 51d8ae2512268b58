package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** Every advice of the commands has a test that names it. */
class AdviceTableTest {
    @Test
    void everyAdviceHasItsTest() throws IOException {
        assumeFalse(Platform.isWindows(), "the sources are looked at on Linux");
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.list(Project.root("src/test/java/org/joinleaf/cli"))) {
            for (Path file : files.filter(each -> !each.getFileName().toString().equals("AdviceTableTest.java")).toList()) {
                tests.append(Files.readString(file));
            }
        }
        assertEquals(List.of(), Arrays.stream(Advice.values())
                .filter(advice -> !tests.toString().matches("(?s).*\\bAdvice\\." + advice + "\\b.*")).toList());
    }
}
