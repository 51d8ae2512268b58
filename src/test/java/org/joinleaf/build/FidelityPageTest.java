package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** The guide tells what is known to differ. */
class FidelityPageTest {
    @Test
    void everyDifferenceOfWineIsTold() throws IOException {
        String page = Files.readString(Project.root("src/site/markdown/fidelity.md"));
        List<String> untold = Files.readAllLines(Project.root("native/test/conformance/wine-differences.txt")).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("version") && !line.isBlank())
                .map(line -> "| " + line.strip() + " |")
                .filter(row -> !page.contains(row))
                .toList();
        assertEquals(List.of(), untold);
    }

    /** The table itself is compared by ConformanceTest. */
    @Test
    void howManyRulesThereAreIsTheSameEverywhere() throws IOException {
        Matcher all = Pattern.compile("\\| all \\| (\\d+) pass \\|")
                .matcher(Files.readString(Project.root("src/site/markdown/fidelity.md")));
        assertTrue(all.find());
        for (String page : List.of("README.md", "src/site/markdown/trust.md")) {
            Matcher told = Pattern.compile("(\\d+) rules").matcher(Files.readString(Project.root(page)));
            assertTrue(told.find(), page);
            assertEquals(all.group(1), told.group(1), page);
        }
    }

    @Test
    void whatAJvmForWindowsLacksIsCounted() throws IOException {
        String table = WindowsLacks.table(Project.root(WindowsJvmTest.LIST));
        assertTrue(Files.readString(Project.root("src/site/markdown/fidelity.md")).contains(table), "it is to have:\n" + table);
    }
}
