package org.joinleaf.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints text in columns, each as wide as its widest cell. A title that starts with '&gt;' aligns its column right. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> titles = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    private record Line(List<String> cells, String note) {
    }

    Table(String... titles) {
        for (String title : titles) {
            boolean alignRight = title.startsWith(">");
            right.add(alignRight);
            this.titles.add(alignRight ? title.substring(1) : title);
        }
    }

    /** Adds a row. Missing cells at its end are empty. */
    Table row(Object... cells) {
        if (cells.length > titles.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + titles.size() + " columns");
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        lines.add(new Line(row, null));
        return this;
    }

    /** Adds a line that belongs to the row above and takes no part in the columns' widths. */
    Table note(String text) {
        lines.add(new Line(List.of(), text));
        return this;
    }

    /** Writes the rows as objects, in which each cell stands under its column's title. */
    List<Map<String, String>> rows() {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Line line : lines) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < line.cells().size(); i++) {
                row.put(titles.get(i), line.cells().get(i));
            }
            if (!row.isEmpty()) {
                rows.add(row);
            }
        }
        return rows;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Prints the table, or nothing if it has no rows. */
    void print(PrintWriter out, String indent) {
        if (isEmpty()) {
            return;
        }
        int[] widths = widths();
        out.println(text(titles, widths, indent));
        for (Line line : lines) {
            out.println(line.note() == null ? text(line.cells(), widths, indent) : indent + GAP + GAP + line.note());
        }
    }

    private int[] widths() {
        int[] widths = titles.stream().mapToInt(String::length).toArray();
        for (Line line : lines) {
            for (int i = 0; i < line.cells().size(); i++) {
                widths[i] = Math.max(widths[i], line.cells().get(i).length());
            }
        }
        return widths;
    }

    private String text(List<String> cells, int[] widths, String indent) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(right.get(i) ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }
}
