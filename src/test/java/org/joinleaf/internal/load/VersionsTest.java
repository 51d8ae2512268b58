package org.joinleaf.internal.load;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.joinleaf.MultipointSocket;
import org.joinleaf.NetworkSelector;
import org.joinleaf.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of joinleaf side by side, and a jar that is replaced under a program that runs from it. */
class VersionsTest {
    private static final String LIBRARY = Platform.resource(Platform.current()).substring(1);

    @TempDir
    private Path folder;

    /** Uses the library, waits for a line, and then uses what it has not used before. */
    static final class Program {
        private Program() {
        }

        /**
         * Runs.
         *
         * @param arguments none
         */
        public static void main(String[] arguments) throws IOException {
            try (MultipointSocket socket = MultipointSocket.open(INET)) {
                System.out.println(NativeLibrary.report());
                System.out.println("ready");
                System.in.read();
                try (NetworkSelector selector = NetworkSelector.open(); MultipointSocket more = MultipointSocket.open(INET)) {
                    socket.bind(0);
                    more.bind(0);
                    System.out.println("done " + selector.keys().size());
                }
            }
        }
    }

    /** A jar of this build's classes with that library; the test's own class is in it, so that it is all there is. */
    private static Path jar(Path file, byte[] library) throws IOException, URISyntaxException {
        String own = Program.class.getName().replace('.', '/') + ".class";
        Path classes = Path.of(MultipointSocket.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file)); Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(each).toString().replace('\\', '/');
                if (!name.equals("module-info.class")) {
                    jar.putNextEntry(new JarEntry(name));
                    Files.copy(each, jar);
                }
            }
            jar.putNextEntry(new JarEntry(own));
            try (InputStream in = VersionsTest.class.getResourceAsStream("/" + own)) {
                in.transferTo(jar);
            }
            jar.putNextEntry(new JarEntry(LIBRARY));
            jar.write(library);
        }
        return file;
    }

    /** Another version's: the system's loader does not look at what stands behind its end. */
    private static byte[] other(byte[] library) {
        return Arrays.copyOf(library, library.length + 1);
    }

    private static byte[] library() throws IOException {
        try (InputStream in = VersionsTest.class.getResourceAsStream("/" + LIBRARY)) {
            return in.readAllBytes();
        }
    }

    private Running start(Path jar) throws IOException {
        List<String> words = ChildJvm.words("--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + folder, "-cp",
                jar.toString(), Program.class.getName());
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().remove("XDG_CACHE_HOME");
        builder.environment().remove("LOCALAPPDATA");
        return new Running(builder.start());
    }

    /** A program that has said all up to a line. */
    private static final class Running {
        private final Process process;
        private final BufferedReader out;
        private final StringBuilder said = new StringBuilder();

        Running(Process process) throws IOException {
            this.process = process;
            out = process.inputReader();
            until("ready");
        }

        private void until(String last) throws IOException {
            String line = out.readLine();
            while (line != null && !line.startsWith(last)) {
                said.append(line).append('\n');
                line = out.readLine();
            }
            assertTrue(line != null, said::toString);
        }

        /** Returns the folder in which it found or unpacked the library. */
        String goOn() throws IOException, InterruptedException {
            try (OutputStream in = process.getOutputStream()) {
                in.write('\n');
            }
            until("done 0");
            assertTrue(process.waitFor(3, TimeUnit.MINUTES), said::toString);
            assertEquals(0, process.exitValue(), said::toString);
            return said.toString();
        }
    }

    private List<String> folders() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).filter(name -> name.startsWith(SharedCopy.PREFIX)).sorted()
                    .toList();
        }
    }

    private void assertUnpacked(String said) {
        assertTrue(said.contains("library=jar, unpacked in " + folder), said);
    }

    /** On Windows, where a loaded file stays, each has its own. */
    @Test
    void twoVersionsRunAtOnce() throws Exception {
        byte[] library = library();
        Path one = jar(folder.resolve("one.jar"), library);
        Path two = jar(folder.resolve("two.jar"), other(library));
        Running first = start(one);
        Running second = start(two);
        Running again = start(one);
        for (Running each : List.of(second, first, again)) {
            assertUnpacked(each.goOn());
        }
        List<String> expected = Stream.of(library, other(library)).map(SharedCopy::name).sorted().toList();
        assertEquals(Platform.isWindows() ? expected : List.of(), folders());
    }

    @Test
    void aJarIsReplacedWhileAProgramRunsFromIt() throws Exception {
        byte[] library = library();
        Path jar = jar(folder.resolve("app.jar"), library);
        Path next = jar(folder.resolve("next.jar"), other(library));
        Running old = start(jar);
        try {
            Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            assertTrue(Platform.isWindows(), e::toString); // which does not let go of an open jar: it has to stand beside
            jar = next;
        }
        Running now = start(jar);
        assertUnpacked(old.goOn());
        assertUnpacked(now.goOn());
        assertUnpacked(start(jar).goOn());
    }
}
