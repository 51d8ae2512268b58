package org.joinleaf.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.MultipointSocket;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told where a tool has packed joinleaf into a program's own jar and changed it. */
class RepackedTest {
    @TempDir
    private Path folder;

    private String run(String program) throws IOException {
        return Command.of(ChildJvm.words("-cp", folder.toString(), program)).run().expectSuccess().out();
    }

    /** Copies the classes and what is beside them, with other names: each as long as the old one, so that a class stays whole. */
    private void copy(Class<?> one, String to, String leftOut) throws IOException, URISyntaxException {
        Path source = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(source.resolve("org/joinleaf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = source.relativize(file).toString().replace('\\', '/');
                if (name.startsWith(leftOut)) {
                    continue;
                }
                Path target = folder.resolve(renamed(name, to));
                Files.createDirectories(target.getParent());
                byte[] content = Files.readAllBytes(file);
                Files.write(target, !name.endsWith(".class") ? content
                        : renamed(new String(content, StandardCharsets.ISO_8859_1), to).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static String renamed(String text, String to) {
        return text.replace("org/joinleaf", to).replace("org.joinleaf", to.replace('/', '.'));
    }

    @Test
    void classesThatWereRenamed() throws IOException, URISyntaxException {
        for (Class<?> each : List.of(MultipointSocket.class, NativeLibraryLoadTest.class)) {
            copy(each, "own/joinleaf", "org/joinleaf/cli/");
        }
        String out = run(NativeLibraryLoadTest.Load.class.getName().replaceFirst("org", "own"));
        assertTrue(out.contains("classes: the package org.joinleaf was renamed to own.joinleaf, where the library does not look for"
                + " its classes: leave org.joinleaf out of what is relocated"), out);
        assertEquals(3, out.split("ERROR ", -1).length - 1, "told at every use: " + out);
    }

    @Test
    void librariesThatWereLeftOut() throws IOException, URISyntaxException {
        for (Class<?> each : List.of(MultipointSocket.class, NativeLibraryLoadTest.class)) {
            copy(each, "org/joinleaf", "org/joinleaf/native/");
        }
        String out = run(NativeLibraryLoadTest.Load.class.getName());
        assertTrue(out.contains("the jar has no library for any platform: it was packed anew without them"), out);
    }
}
