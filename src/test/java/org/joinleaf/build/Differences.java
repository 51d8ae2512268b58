package org.joinleaf.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rules that one version of Wine is known to fail.
 *
 * @param version the version, as wine --version prints it
 * @param rules by the rule's name
 */
record Differences(String version, Map<String, Difference> rules) {
    /**
     * One of them.
     *
     * @param wine what Wine does
     * @param documented who follows the documentation
     */
    record Difference(String wine, String documented) {
    }

    /** Reads wine-differences.txt: columns parted by |, remarks after #. */
    static Differences read(Path file) throws IOException {
        String version = "";
        Map<String, Difference> rules = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.split("\\|");
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (columns[0].strip().equals("version")) {
                version = columns[1].strip();
            } else {
                rules.put(columns[0].strip(), new Difference(columns[1].strip(), columns[2].strip()));
            }
        }
        return new Differences(version, rules);
    }
}
