package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exported packages show no class of org.joinleaf.internal, and nothing that could not grow. */
class PublicApiTest {
    @TempDir
    private Path folder;

    private static List<Path> sources() {
        List<Path> sources = Stream.of("src/main/java/org/joinleaf/*.java", "src/main/java/org/joinleaf/winsock/*.java")
                .flatMap(files -> Project.files(files).stream()).toList();
        assertTrue(sources.size() > 50, sources::toString);
        return sources;
    }

    @Test
    void noInternalClassIsShown() throws IOException {
        assertEquals(List.of(), PublicSignatures.ofInternalClasses(sources()));
    }

    /** A record can get no further component without breaking programs that make one or take one apart. */
    @Test
    void noRecordIsPublic() throws IOException {
        for (Path source : sources()) {
            assertFalse(Files.readString(source).contains("public record "), source::toString);
        }
    }

    /** What does not say since when it exists is as old as its package. */
    @Test
    void onlyWhatIsNewerThanItsPackageSaysSinceWhen() throws IOException {
        for (Path source : sources()) {
            boolean first = Files.readString(source).contains("@since 0.1.0");
            assertEquals(source.endsWith("package-info.java"), first, source::toString);
        }
    }

    /** A public method that a hidden class declares can be compiled against, but not called by reflection. */
    @Test
    void everyPublicMethodCanBeCalledByReflection() throws ClassNotFoundException {
        Set<String> hidden = new TreeSet<>();
        int methods = 0;
        for (Path source : sources()) {
            String name = Project.root("src/main/java").relativize(source).toString().replaceFirst("\\.java$", "")
                    .replace('/', '.');
            Class<?> shown = name.endsWith("-info") ? Object.class : Class.forName(name);
            for (Method method : Modifier.isPublic(shown.getModifiers()) ? shown.getMethods() : new Method[0]) {
                methods++;
                if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
                    hidden.add(shown.getSimpleName() + " has " + method);
                }
            }
        }
        assertTrue(methods > 1000, "methods: " + methods);
        assertEquals(Set.of(), hidden);
    }

    /** Such a class would be found. */
    @Test
    void itIsFoundWithFileAndLine() throws IOException {
        Path source = Files.writeString(folder.resolve("Shows.java"), String.join("\n",
                "package org.joinleaf;",
                "import java.util.List;",
                "import org.joinleaf.internal.memory.Memory;",
                "public class Shows extends org.joinleaf.internal.memory.Scratch {",
                "    private Memory hidden;",
                "    public List<Memory> shown;",
                "    void inside(Memory memory) {",
                "        Memory local = memory;",
                "    }",
                "    protected <T extends Memory> void call(int number, Memory[] memories) {",
                "    }",
                "    public interface Inner {",
                "        Memory memory();",
                "    }",
                "    public record Held(Memory memory) {",
                "    }",
                "    static class Own {",
                "        public Memory memory;",
                "    }",
                "}"));
        List<String> lines = PublicSignatures.ofInternalClasses(List.of(source)).stream()
                .map(line -> line.replaceFirst(": .*", "")).toList();
        assertEquals(List.of("Shows.java:4", "Shows.java:6", "Shows.java:10", "Shows.java:10", "Shows.java:13",
                "Shows.java:15"), lines);
        assertEquals("Shows.java:4: org.joinleaf.internal.memory.Scratch of org.joinleaf.internal in a public signature",
                PublicSignatures.ofInternalClasses(List.of(source)).get(0));
    }
}
