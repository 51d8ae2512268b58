package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joinleaf.testing.Project;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** The table on the page of org.joinleaf.winsock has every function that the C headers declare, and every one of Winsock. */
class WinsockTableTest {
    /** A function that is declared or defined, at the beginning of a line: its type, its name, its parenthesis. */
    private static final Pattern FUNCTION =
            Pattern.compile("(?m)^(?!typedef|extern \"C\")([A-Za-z_][\\w \\*]*?)\\b(\\w+)\\s*\\(");
    private static final Pattern ROW = Pattern.compile("<tr><td>(.*?)</td><td>(.*?)</td></tr>");
    private static final Pattern METHOD = Pattern.compile("\\{@link Winsock#(\\w+)\\}");

    /** Helpers of the headers' own: what is under another name in the object file, and what macros need. */
    private static boolean isHelper(String type, String name) {
        return name.startsWith("ws_") || name.startsWith("__attribute")
                || Set.of("joinleaf_nanosleep", "joinleaf_clock_gettime", "joinleaf_getpid", "joinleaf_errno_location").contains(name)
                || type.contains("static") && name.startsWith("joinleaf_");
    }

    private static String headers() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path header : Project.files("include/{*.h,joinleaf/*.h}")) {
            all.append(Files.readString(header)).append('\n');
        }
        return all.toString();
    }

    /** As programs spell them: WS_ is what the headers put before names that the system has, too. */
    private static Set<String> declared(String headers) {
        String code = headers.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*#(.*\\\\\n)*.*$", "");
        return FUNCTION.matcher(code).results().filter(found -> !isHelper(found.group(1), found.group(2)))
                .map(found -> found.group(2).replaceFirst("^WS_", "")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<MatchResult> rows() throws IOException {
        String page = Files.readString(Project.root("src/main/java/org/joinleaf/winsock/package-info.java"))
                .replaceAll("\n \\* ?", " ");
        return ROW.matcher(page).results().toList();
    }

    private static Stream<String> names(MatchResult row) {
        return Stream.of(row.group(1).split(",\\s*"));
    }

    @Test
    void everyFunctionOfTheHeadersIsThere() throws IOException {
        String headers = headers();
        Set<String> declared = declared(headers);
        assertTrue(declared.size() > 140, declared::toString);
        List<String> named = rows().stream().flatMap(WinsockTableTest::names).toList();
        Set<String> once = new TreeSet<>(named);
        assertEquals(once.size(), named.size(), "a name stands twice");
        Set<String> missing = new TreeSet<>(declared);
        missing.removeAll(once);
        assertEquals(Set.of(), missing);
        once.removeAll(declared);
        // What is left are macros and types of functions.
        List<String> unknown = once.stream().filter(name -> !Pattern
                .compile("#define (WS_)?" + name + "\\(|\\*" + name + "\\)\\(").matcher(headers).find()).toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void everyFunctionOfWinsockIsThere() throws IOException {
        Set<String> methods = Stream.of(Winsock.class.getDeclaredMethods()).filter(one -> Modifier.isPublic(one.getModifiers()))
                .map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> linked = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (MatchResult row : rows()) {
            List<String> here = METHOD.matcher(row.group(2)).results().map(link -> link.group(1)).toList();
            linked.addAll(here);
            if (here.isEmpty() && !row.group(2).startsWith("not here: ") && !row.group(2).startsWith("{@link ")) {
                wrong.add(row.group() + ": neither where it is nor why it is not here");
            }
            if (names(row).anyMatch(name -> methods.contains(name) && !here.contains(name))) {
                wrong.add(row.group() + ": Winsock has it");
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(methods, linked);
    }
}
