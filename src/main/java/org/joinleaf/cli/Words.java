package org.joinleaf.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines of a limited width. */
final class Words {
    private Words() {
    }

    /** Breaks text at its spaces. A word that is longer than a line gets a line of its own. Line breaks in it stay. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\\R")) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.strip().split(" ")) {
                if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
