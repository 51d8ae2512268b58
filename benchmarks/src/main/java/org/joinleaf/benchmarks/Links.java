package org.joinleaf.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sessions over emulated links, alone and beside one TCP flow: a script that makes a network of its own, in namespaces,
 * with a bottleneck in its middle (src/main/sh/links.sh, src/main/c/link.c). Needs root.
 */
final class Links {
    private static final String OWN_NETWORK = "mount -t tmpfs tmpfs /run && exec sh \"$0\" \"$1\" \"$2\"";

    private Links() {
    }

    /**
     * Measures the table and writes it to results/links.md, a part of it to target/results/links.md.
     *
     * @param project the folder of benchmarks/pom.xml
     * @param seconds each run takes, of which the first 5 do not count
     * @param only    what a link's name has to contain
     */
    static void measure(Path project, int seconds, String only) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child",
                "--mount-proc", "sh", "-c", OWN_NETWORK, project.resolve("src/main/sh/links.sh").toString(),
                Integer.toString(seconds), only).directory(project.resolve("..").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        StringBuilder table = new StringBuilder();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                table.append(line).append('\n');
            }
        }
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException("links.sh ended with " + exit + ": it needs root, iproute2 and gcc");
        }
        Path results = Files.createDirectories(project.resolve(only.isEmpty() ? "results" : "target/results"));
        Files.writeString(results.resolve("links.md"), "Each run took " + seconds + " s; the first 5 s do not count.\n\n"
                + table);
    }
}
