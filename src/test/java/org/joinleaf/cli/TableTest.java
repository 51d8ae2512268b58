package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static List<String> printed(Table table) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text), " ");
        return text.toString().lines().toList();
    }

    @Test
    void columnsAreAsWideAsNeeded() {
        Table table = new Table("a", ">number", "c").row("long one", 7, "x").row("s", 1234567, "").row("t");
        assertEquals(List.of(
                " a          number  c",
                " long one        7  x",
                " s         1234567",
                " t"), printed(table));
    }

    @Test
    void notesDoNotWidenColumns() {
        Table table = new Table("a", "b").row("1", "2").note("a note that is long").row("", "3");
        assertEquals(List.of(" a  b", " 1  2", "     a note that is long", "    3"), printed(table));
    }

    @Test
    void withoutRowsNothingIsPrinted() {
        assertEquals(List.of(), printed(new Table("a")));
    }

    @Test
    void tooManyCells() {
        assertThrows(IllegalArgumentException.class, () -> new Table("a").row(1, 2));
    }

    @Test
    void wrapping() {
        assertEquals(List.of("one two", "three", "muchtoolongword", "a"),
                Words.wrap("one two three muchtoolongword a", 8));
        assertEquals(List.of("one", "two"), Words.wrap("one\ntwo", 80));
        assertEquals(List.of(""), Words.wrap("", 80));
    }
}
