package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/**
 * Every number and every structure's layout in include/ is what mingw-w64's headers for Windows say; the numbers of our own
 * extensions are in Java what they are in C.
 */
class LayoutTest {
    @Test
    void numbersAndLayoutsAreThoseOfWindows() {
        Needs.mingw();
        Command.Result result = Command.of(
                        "sh", Project.root("native/test/layout/compare.sh").toString(), Project.target("ctest/layout").toString())
                .run()
                .expectSuccess();
        System.out.print(result.out());
    }

    /** The headers that joinleaf.dll for aarch64 is compiled with. */
    @Test
    void numbersAndLayoutsAreThoseOfWindowsOnAarch64() {
        String zig = System.getProperty("joinleaf.zig", "zig");
        Needs.program(zig, ".ci/zig fetches it");
        Command.Result result = Command.of("sh", Project.root("native/test/layout/compare.sh").toString(),
                        Project.target("ctest/layout-aarch64").toString())
                .environment("MINGW_CC", zig + " cc -target aarch64-windows-gnu")
                .environment("ZIG_GLOBAL_CACHE_DIR", zig + "-cache").environment("ZIG_LOCAL_CACHE_DIR", zig + "-cache")
                .run()
                .expectSuccess();
        assertTrue(result.out().contains("no difference"), result::out);
    }

    /** What is not in the list is compared with nothing. */
    @Test
    void theListHasAllThatTheHeadersState() {
        Needs.program("python3", "python3");
        Command.Result result = Command.of("python3", Project.root("native/test/layout/check_list.py").toString()).run()
                .expectSuccess();
        assertTrue(result.out().startsWith("layout.def is complete: "), result::out);
    }

    /** native/jni/structures.c compares these with the header's offsetof; here they are compared with Java's own constants. */
    @Test
    void whatStructuresCSaysOfJavaIsSo() throws Exception {
        String source = Files.readString(Project.root("native/jni/structures.c"));
        for (String name : List.of("Behind", "Refusal", "RootedStatistics", "RootedUndelivered")) {
            Matcher part = Pattern.compile("(?s)/\\* " + name + "\\b.*?SIZE\\(").matcher(source);
            assertTrue(part.find(), name);
            Map<String, Integer> c = new TreeMap<>();
            Matcher at = Pattern.compile("AT\\(\\w+, (\\w+), (\\d+)\\);").matcher(part.group());
            while (at.find()) {
                c.put(at.group(1), Integer.valueOf(at.group(2)));
            }
            Map<String, Integer> java = new TreeMap<>(c);
            java.replaceAll((member, offset) -> constant(name, member));
            assertEquals(c, java, name);
        }
    }

    /** The offset that a class of org.joinleaf has for a member: 0 without a constant, as the first one is. */
    private static int constant(String type, String member) {
        try {
            Class<?> java = Class.forName("org.joinleaf." + type);
            for (Field field : java.getDeclaredFields()) {
                field.setAccessible(true);
                if (field.getName().equals(member.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))) {
                    return (Integer) field.get(null);
                }
                if (field.getName().equals("NAMES") && field.get(null) instanceof List<?> names && names.contains(member)) {
                    return names.indexOf(member) * Long.BYTES;
                }
            }
            return 0;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** org.joinleaf.JoinleafOptions, which is not public, against rooted.h and udp.h. */
    @Test
    void numbersOfOurExtensionsAreTheSameInJava() throws Exception {
        Map<String, Long> java = new TreeMap<>();
        for (Field field : Class.forName("org.joinleaf.JoinleafOptions").getDeclaredFields()) {
            field.setAccessible(true);
            java.put(field.getName(), ((Number) field.get(null)).longValue());
        }
        Map<String, Long> c = new TreeMap<>();
        for (String header : new String[] {"rooted.h", "udp.h"}) {
            Matcher define = Pattern.compile("#define (SOL_JL\\w+|JL[RU]_\\w+|JLPROTO_ROOTED)[ \\\\\n]+(0x)?([0-9a-f]+)\\b")
                    .matcher(Files.readString(Project.root("include/joinleaf/" + header)));
            while (define.find()) {
                c.put(define.group(1), Long.parseLong(define.group(3), define.group(2) == null ? 10 : 16));
            }
        }
        c.keySet().removeIf(name -> name.startsWith("JLR_REFUSED_")); // the names of an enum in Java
        assertEquals(c, java);
    }
}
