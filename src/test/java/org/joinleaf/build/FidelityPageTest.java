package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
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

    @Test
    void whatAJvmForWindowsLacksIsCounted() throws IOException {
        String table = WindowsLacks.table(Project.root(WindowsJvmTest.LIST));
        assertTrue(Files.readString(Project.root("src/site/markdown/fidelity.md")).contains(table), "it is to have:\n" + table);
    }
}
