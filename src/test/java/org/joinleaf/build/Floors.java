package org.joinleaf.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joinleaf.testing.Project;

/**
 * The floors of the C sources, as the page Contributing has them: which folder may include what. A file may include its own
 * folder's headers, those of the folders that its floor names, C's own headers and {@code <joinleaf/...>}; of a system's
 * headers only those that its floor names. Where {@link #WITHOUT_CIRCLES} says so, there is no circle of files. And of all
 * sources, tests too: no file is too long to read.
 */
final class Floors {
    /** What every system's C has. */
    private static final Set<String> OF_C = Set.of("assert.h", "ctype.h", "limits.h", "stdarg.h", "stdatomic.h", "stdbool.h",
            "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "uchar.h");

    /**
     * A floor.
     *
     * @param header the one that says what the folder is for
     * @param below the folders, or single headers, that it may include beside its own; and in angle brackets, headers of a
     *        system
     * @param system whether it may include all headers of the system
     */
    private record Floor(String header, Set<String> below, boolean system) {
    }

    private static final int MOST_LINES = 500;
    private static final int MOST_COLUMNS = 140; // as .editorconfig has it
    /** Mirrors one header of Windows', so it is as long as that. */
    private static final String MIRROR = "winsock/Winsock.java";

    /** A row of the page's table: a folder, its main header, what it is, and what it may include. */
    private static final Pattern ROW = Pattern.compile("\\| `([\\w/]+)` \\| `(\\w+\\.h)` \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** By folder below native/. A folder that is not here is no place for sources of the library. */
    private static final Map<String, Floor> FLOORS = readTable();

    private static final List<String> WITHOUT_CIRCLES = List.of("winsock/", "providers/");

    private static final Pattern INCLUDE = Pattern.compile("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"].*");

    /** @param line from 1 */
    private record Include(Path file, int line, String named, boolean quoted) {
    }

    private final Path root;
    private final List<String> wrong = new ArrayList<>();
    /** What a module includes, and where; a module is a file's path without its ending. */
    private final Map<String, Map<String, String>> modules = new TreeMap<>();
    private int includes;

    private Floors(Path root) {
        this.root = root;
    }

    private static Map<String, Floor> readTable() {
        Map<String, Floor> floors = new TreeMap<>();
        try (Stream<String> lines = Files.lines(Project.root("src/site/markdown/contributing.md"))) {
            lines.map(ROW::matcher).filter(Matcher::matches).forEach(row -> floors.put(row.group(1), new Floor(row.group(2),
                    NAME.matcher(row.group(3)).results().map(name -> name.group(1)).collect(Collectors.toSet()),
                    row.group(3).endsWith("all headers of the system"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return floors;
    }

    /**
     * What is wrong, one line each, with the file and the line of the include.
     *
     * @param root the folder native/, or one that is like it
     */
    static List<String> check(Path root) throws IOException {
        Floors floors = new Floors(root);
        for (String top : List.of("jni", "winsock", "providers", "system")) {
            if (Files.isDirectory(root.resolve(top))) {
                try (Stream<Path> all = Files.walk(root.resolve(top))) {
                    for (Path file : all.filter(file -> file.toString().matches(".*\\.[ch]")).sorted().toList()) {
                        floors.checkFile(file);
                    }
                }
            }
        }
        floors.checkCircles();
        if (floors.includes == 0) {
            floors.wrong.add(root + " has no includes at all");
        }
        return floors.wrong;
    }

    /**
     * The folders that do not say what they are for: one header of each has to begin with {@code native/FOLDER:} and the
     * purpose.
     *
     * @param root the folder native/, or one that is like it
     */
    static List<String> checkPurposes(Path root) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String folder : FLOORS.keySet()) {
            List<String> headers = new ArrayList<>();
            try (Stream<Path> all = Files.list(root.resolve(folder))) {
                for (Path file : all.filter(file -> file.toString().endsWith(".h")).sorted().toList()) {
                    if (Files.readString(file).startsWith("/*\n * native/" + folder + ": ")) {
                        headers.add(file.getFileName().toString());
                    }
                }
            }
            if (!headers.equals(List.of(FLOORS.get(folder).header()))) {
                wrong.add("native/" + folder + ": its purpose stands at the top of " + headers + ", and not of "
                        + FLOORS.get(folder).header());
            }
        }
        return wrong;
    }

    /**
     * The sources in C and Java that are too long, or have a line that is, one line each.
     *
     * @param root the project, or a folder that is like it
     */
    static List<String> checkLengths(Path root) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String top : List.of("benchmarks", "include", "native", "src")) {
            if (Files.isDirectory(root.resolve(top))) {
                try (Stream<Path> all = Files.walk(root.resolve(top))) {
                    for (Path file : all.filter(file -> file.toString().matches(".*\\.([ch]|java)")).sorted().toList()) {
                        String name = root.relativize(file).toString();
                        if (!name.contains("/target/")) {
                            checkLength(name, Files.readAllLines(file), wrong);
                        }
                    }
                }
            }
        }
        return wrong;
    }

    private static void checkLength(String name, List<String> lines, List<String> wrong) {
        if (lines.size() > MOST_LINES && !name.endsWith(MIRROR)) {
            wrong.add(name + ":" + MOST_LINES + ": is " + lines.size() + " lines long");
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > MOST_COLUMNS) {
                wrong.add(name + ":" + (i + 1) + ": has " + lines.get(i).length() + " columns");
            }
        }
    }

    private void checkFile(Path file) throws IOException {
        String folder = root.relativize(file.getParent()).toString();
        Floor floor = FLOORS.get(folder);
        if (floor == null) {
            if (!folder.startsWith("system/")) { // what a C library lacks, by its name
                wrong.add(root.relativize(file) + ": no floor is called " + folder);
            }
            return;
        }
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = INCLUDE.matcher(lines.get(i));
            if (matcher.matches()) {
                includes++;
                checkInclude(folder, floor, new Include(file, i + 1, matcher.group(2), matcher.group(1).equals("\"")));
            }
        }
    }

    private void checkInclude(String folder, Floor floor, Include include) {
        if (!include.quoted()) {
            boolean allowed = OF_C.contains(include.named()) || include.named().startsWith("joinleaf/")
                    || floor.system() || floor.below().contains("<" + include.named() + ">");
            complainUnless(allowed, include, "is a system's header, and " + folder + " may not include it");
            return;
        }
        Path beside = include.file().resolveSibling(include.named()).normalize();
        Path target = Files.exists(beside) ? beside : root.resolve(include.named());
        if (!Files.exists(target)) {
            // javac makes those of the natives.
            complainUnless(folder.equals("jni") && include.named().startsWith("org_joinleaf_"), include, "does not exist");
            return;
        }
        String to = root.relativize(target.getParent()).toString();
        boolean allowed = to.equals(folder) || floor.below().contains(to)
                || floor.below().contains(root.relativize(target).toString());
        complainUnless(allowed, include, "does not stand below " + folder);
        if (!module(target).equals(module(include.file()))) {
            modules.computeIfAbsent(module(include.file()), module -> new TreeMap<>())
                    .putIfAbsent(module(target), root.relativize(include.file()) + ":" + include.line());
        }
    }

    private void complainUnless(boolean allowed, Include include, String why) {
        if (!allowed) {
            wrong.add(root.relativize(include.file()) + ":" + include.line() + ": " + include.named() + " " + why);
        }
    }

    private String module(Path file) {
        return root.relativize(file).toString().replaceFirst("\\.[ch]$", "");
    }

    /** A source and the header of its name are one. */
    private void checkCircles() {
        Set<String> done = new TreeSet<>();
        for (String module : modules.keySet()) {
            if (WITHOUT_CIRCLES.stream().anyMatch(module::startsWith)) {
                follow(module, new LinkedHashSet<>(), done);
            }
        }
    }

    private void follow(String module, LinkedHashSet<String> path, Set<String> done) {
        if (path.contains(module)) {
            List<String> circle = new ArrayList<>(path);
            circle = circle.subList(circle.indexOf(module), circle.size());
            StringBuilder text = new StringBuilder("a circle:");
            for (int i = 0; i < circle.size(); i++) {
                String next = circle.get((i + 1) % circle.size());
                text.append(' ').append(modules.get(circle.get(i)).get(next)).append(" includes ").append(next).append(".h;");
            }
            wrong.add(text.toString());
            return;
        }
        if (!done.add(module)) {
            return;
        }
        path.add(module);
        for (String next : modules.getOrDefault(module, Map.of()).keySet()) {
            follow(next, path, done);
        }
        path.remove(module);
    }
}
