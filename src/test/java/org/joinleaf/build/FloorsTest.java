package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C sources keep to their floors ({@link Floors}), and what does not is found. */
class FloorsTest {
    @TempDir
    private Path sample;

    @Test
    void sourcesKeepToTheirFloors() throws IOException {
        assertEquals(List.of(), Floors.check(Project.root("native")));
    }

    /** A newcomer finds each folder of tests on the page. */
    @Test
    void everyFolderOfTestsHasALine() throws IOException {
        String page = Files.readString(Project.root("src/site/markdown/contributing.md"));
        try (Stream<Path> folders = Files.list(Project.root("native/test"))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                assertTrue(page.lines().anyMatch(line -> line.startsWith("| `") && line.contains("Test`")
                        && line.contains("`" + folder.getFileName() + "`")), folder::toString);
            }
        }
    }

    @Test
    void anIncludeUpwardsIsFound() throws IOException {
        write("providers/rooted/session/session.h", "");
        write("providers/rooted/link/link.c", "#include <string.h>", "#include \"providers/rooted/session/session.h\"");
        assertEquals(List.of("providers/rooted/link/link.c:2: providers/rooted/session/session.h does not stand below "
                + "providers/rooted/link"), Floors.check(sample));
    }

    @Test
    void aSystemsHeaderIsFound() throws IOException {
        write("system/linux/poll.c", "#include <sys/epoll.h>");
        write("providers/rooted/link/reactor.c", "", "#  include <sys/epoll.h> /* why not */");
        assertEquals(List.of("providers/rooted/link/reactor.c:2: sys/epoll.h is a system's header, and providers/rooted/link "
                + "may not include it"), Floors.check(sample));
    }

    @Test
    void aSystemsOwnFloorIsFound() throws IOException {
        write("system/linux/os_errno.h", "");
        write("providers/udp/data.c", "#include \"system/linux/os_errno.h\"");
        write("providers/rooted/socket/data.c", "#include \"system/linux/os_errno.h\"");
        assertEquals(List.of("providers/rooted/socket/data.c:1: system/linux/os_errno.h does not stand below "
                + "providers/rooted/socket"), Floors.check(sample));
    }

    @Test
    void aCircleIsFound() throws IOException {
        write("providers/rooted/session/a.h", "#include <stdint.h>");
        write("providers/rooted/session/a.c", "#include \"a.h\"", "#include \"b.h\"");
        write("providers/rooted/session/b.h", "#include \"c.h\"");
        write("providers/rooted/session/c.h", "");
        write("providers/rooted/session/c.c", "", "", "#include \"a.h\"");
        assertEquals(List.of("a circle: providers/rooted/session/a.c:2 includes providers/rooted/session/b.h; "
                + "providers/rooted/session/b.h:1 includes providers/rooted/session/c.h; "
                + "providers/rooted/session/c.c:3 includes providers/rooted/session/a.h;"), Floors.check(sample));
    }

    @Test
    void aFolderThatIsNoFloorIsFound() throws IOException {
        write("providers/tcp/socket.c", "#include <stdint.h>");
        write("system/clock.h", "#include <stdint.h>");
        assertEquals(List.of("providers/tcp/socket.c: no floor is called providers/tcp"), Floors.check(sample));
    }

    @Test
    void eachFolderSaysWhatItIsFor() throws IOException {
        assertEquals(List.of(), Floors.checkPurposes(Project.root("native")));
        for (String top : List.of("src/main/java", "benchmarks/src/main/java")) {
            try (Stream<Path> files = Files.walk(Project.root(top))) {
                Set<Path> folders = files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent)
                        .filter(folder -> !folder.equals(Project.root(top))).collect(Collectors.toSet());
                assertEquals(List.of(),
                        folders.stream().filter(folder -> !Files.exists(folder.resolve("package-info.java"))).toList());
            }
        }
    }

    /** The README's map: a row for each folder that is in the project, and none for another. */
    @Test
    void theMapOfFoldersIsRight() throws IOException {
        Set<String> named = new TreeSet<>();
        Pattern name = Pattern.compile("`([\\w/]+)/`");
        for (String row : Files.readAllLines(Project.root("README.md"))) {
            if (row.startsWith("| `")) {
                name.matcher(row.split(" \\| ")[0]).results().forEach(result -> named.add(result.group(1)));
            }
        }
        Set<String> expected = new TreeSet<>();
        for (String top : List.of("", "native", "src/main/java/org/joinleaf")) {
            try (Stream<Path> folders = Files.list(Project.root(top))) {
                folders.filter(FloorsTest::hasFiles).map(Project.root("")::relativize).map(Path::toString)
                        .filter(folder -> !folder.startsWith(".") && !Set.of("src", "target", "native").contains(folder))
                        .forEach(expected::add);
            }
        }
        expected.addAll(Set.of("src/main/java/org/joinleaf", "src/site", "src/test"));
        assertEquals(expected, named);
    }

    private static boolean hasFiles(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return Files.isDirectory(folder) && all.anyMatch(Files::isRegularFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noSourceIsTooLong() throws IOException {
        assertEquals(List.of(), Floors.checkLengths(Project.root("")));
    }

    @Test
    void aFileThatIsTooLongIsFound() throws IOException {
        write("native/test/soak/main.c", ("#include <stdio.h>" + "\n/* more */".repeat(500)).split("\n"));
        write("src/main/java/org/joinleaf/winsock/Winsock.java", "\n".repeat(500).split("x"));
        assertEquals(List.of("native/test/soak/main.c:500: is 501 lines long"), Floors.checkLengths(sample));
    }

    @Test
    void aLineThatIsTooLongIsFound() throws IOException {
        write("native/test/soak/main.c", "", "/" + "*".repeat(139), "/" + "*".repeat(140));
        assertEquals(List.of("native/test/soak/main.c:3: has 141 columns"), Floors.checkLengths(sample));
    }

    private void write(String file, String... lines) throws IOException {
        Files.createDirectories(sample.resolve(file).getParent());
        Files.write(sample.resolve(file), List.of(lines));
    }
}
