package org.joinleaf.internal.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** The library registers what its table of natives says: that must be the native methods there are. */
class NativeTableTest {
    private static final String PACKAGE = "org.joinleaf.internal.natives";
    private static final Pattern ENTRY = Pattern.compile("METHOD\\((\\w+), (\\w+), \"([^\"]+)\"\\)");

    /** Every class of the package, by the files that it was compiled to. */
    private static List<? extends Class<?>> classes() throws IOException {
        try (var files = Files.list(Project.target("classes").resolve(PACKAGE.replace('.', '/')))) {
            return files.map(Path::getFileName).map(Path::toString)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted().map(NativeTableTest::load).toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(PACKAGE + "." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tableAndClassesAgree() throws IOException {
        Set<String> methods = new TreeSet<>();
        for (Class<?> type : classes()) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isNative(method.getModifiers())) {
                    methods.add(type.getSimpleName() + "." + method.getName()
                            + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                    .toMethodDescriptorString());
                }
            }
        }
        Set<String> table = new TreeSet<>();
        String oneLineEach = Files.readString(Project.root("native/jni/table.h"))
                .replaceAll("\\\\\\s+\"", "\"").replaceAll("\"\\s*\"", "");
        Matcher entry = ENTRY.matcher(oneLineEach);
        while (entry.find()) {
            table.add(entry.group(1) + "." + entry.group(2) + entry.group(3));
        }
        assertTrue(methods.size() > 40, methods::toString);
        assertEquals(String.join("\n", methods), String.join("\n", table));
    }

    /** A native image knows of the classes that C finds by name from this file only. */
    @Test
    void nativeImageKnowsTheClasses() throws IOException {
        String metadata = Files.readString(Project.root(
                "src/main/resources/META-INF/native-image/org.joinleaf/joinleaf/jni-config.json"));
        Set<String> known = new TreeSet<>();
        Matcher name = Pattern.compile("\"name\": \"(" + Pattern.quote(PACKAGE) + "[.\\w]+)\"").matcher(metadata);
        while (name.find()) {
            known.add(name.group(1));
        }
        assertEquals(classes().stream().map(Class::getName).toList(), List.copyOf(known));
    }
}
