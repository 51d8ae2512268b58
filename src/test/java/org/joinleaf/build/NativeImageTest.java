package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/**
 * The metadata for GraalVM's native-image names all that is looked up by name, in C and in Java. No GraalVM could be had to
 * build an image with. NativeTableTest has the classes with natives.
 */
class NativeImageTest {
    private static final String METADATA = "src/main/resources/META-INF/native-image/org.joinleaf/joinleaf/";
    private static final Pattern CLASS_IN_C = Pattern.compile("FindClass\\(env, \"([\\w/$]+)\"");
    private static final Pattern MEMBER_IN_C = Pattern.compile("Get(?:Static)?(?:Field|Method)ID\\(env, \\w+, \"(\\w+|<init>)\"");
    private static final Pattern IN_JAVA =
            Pattern.compile("find(?:Virtual|Static|VarHandle|StaticVarHandle|Special)\\(\\s*(\\w+)\\.class,\\s*\"(\\w+)\"");
    /** What would be a look-up that the pattern above does not know. */
    private static final Pattern OTHERWISE = Pattern.compile("Class\\.forName|getDeclared(?:Method|Field|Constructor)|getMethod\\("
            + "|getField\\(|ServiceLoader|Proxy\\.newProxyInstance|ObjectInputStream");

    @Test
    void namesWhatCLooksUp() throws IOException {
        String metadata = read(METADATA + "jni-config.json");
        List<String> unknown = new ArrayList<>();
        int found = 0;
        for (Path file : Project.files("native/jni/**.{c,h}")) {
            String source = Files.readString(file);
            for (MatchResult look : CLASS_IN_C.matcher(source).results().toList()) {
                found++;
                addIfNotIn(metadata, look.group(1).replace('/', '.'), unknown);
            }
            for (MatchResult look : MEMBER_IN_C.matcher(source).results().toList()) {
                found++;
                addIfNotIn(metadata, look.group(1), unknown);
            }
        }
        assertTrue(found >= 3, "only " + found);
        assertEquals(List.of(), unknown);
        // ThrowNew calls this constructor.
        assertTrue(metadata.contains("\"<init>\""));
    }

    @Test
    void namesWhatJavaLooksUp() throws IOException {
        String metadata = read(METADATA + "reflect-config.json");
        List<String> unknown = new ArrayList<>();
        int found = 0;
        for (Path file : Project.files("src/main/java/org/joinleaf/**.java")) {
            if (file.toString().contains("/cli/")) {
                continue; // a program of its own, which picocli's processor is not asked for
            }
            String source = Files.readString(file);
            assertFalse(OTHERWISE.matcher(source).find(), file.toString());
            for (MatchResult look : IN_JAVA.matcher(source).results().toList()) {
                found++;
                assertTrue(metadata.contains("." + look.group(1) + "\""), look.group());
                addIfNotIn(metadata, look.group(2), unknown);
            }
        }
        assertTrue(found >= 2, "only " + found);
        assertEquals(List.of(), unknown);
    }

    @Test
    void takesTheLibrariesAlong() throws IOException {
        assertTrue(read(METADATA + "resource-config.json").contains("\\\\Qorg/joinleaf/native/\\\\E.*"));
        for (String platform : Project.PLATFORMS) {
            Path packed = Project.target("classes/org/joinleaf/native").resolve(platform);
            assertEquals(Files.exists(Project.library(platform)),
                    Files.exists(packed.resolve(Project.library(platform).getFileName())), platform);
        }
    }

    private static void addIfNotIn(String metadata, String name, List<String> unknown) {
        if (!metadata.contains("\"name\": \"" + name + "\"")) {
            unknown.add(name);
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(Project.root(file));
    }
}
