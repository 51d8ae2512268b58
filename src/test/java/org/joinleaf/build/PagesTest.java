package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** What every page of the guide has to be, whatever it tells. */
class PagesTest {
    private static final String LINE_BELOW_HEADER = "\\|[-:| ]+\\|";

    /** A blank line ends a table: rows after it are shown as they are written. */
    @Test
    void tablesAreWhole() throws IOException {
        List<String> rowsWithoutTable = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Project.root("src/site/markdown"))) {
            Stream.concat(pages.sorted(), Stream.of(Project.root("README.md"))).forEach(page -> look(page, rowsWithoutTable));
        }
        assertEquals(List.of(), rowsWithoutTable);
    }

    private static void look(Path page, List<String> rowsWithoutTable) {
        List<String> lines;
        try {
            lines = Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean code = false;
        for (int i = 0; i < lines.size(); i++) {
            code ^= lines.get(i).startsWith("```");
            boolean first = !code && lines.get(i).startsWith("|") && (i == 0 || !lines.get(i - 1).startsWith("|"));
            if (first && (i + 1 == lines.size() || !lines.get(i + 1).matches(LINE_BELOW_HEADER))) {
                rowsWithoutTable.add(page.getFileName() + ":" + (i + 1) + ": " + lines.get(i));
            }
        }
    }
}
