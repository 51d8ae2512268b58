package org.joinleaf.build;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.joinleaf.DataPlane;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointRoot;
import org.joinleaf.SessionSocket;
import org.joinleaf.Until;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two versions of joinleaf in one process, and a jar that is overwritten while it is in use. */
class VersionsInOneProcessTest {
    @TempDir
    private Path folder;

    /** Is one side of a session. The words are {@code root}, {@code leaf PORT}, {@code say TEXT}, {@code hear}, {@code close}. */
    public static final class Side implements UnaryOperator<String> {
        private MultipointRoot root;
        private MultipointLeaf leaf;

        @Override
        public String apply(String words) {
            String[] word = words.split(" ", 2);
            try {
                return switch (word[0]) {
                    case "root" -> listen();
                    case "leaf" -> join(Integer.parseInt(word[1]));
                    case "say" -> Integer.toString(socket().send(ByteBuffer.wrap(word[1].getBytes(StandardCharsets.UTF_8))));
                    case "hear" -> hear();
                    default -> close();
                };
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private SessionSocket socket() {
            return root == null ? leaf : root;
        }

        private String listen() throws IOException {
            root = MultipointRoot.open(INET, DataPlane.ROOTED).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .listen();
            root.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            CompletableFuture.supplyAsync(() -> {
                try {
                    return root.accept().admit();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            return Integer.toString(root.getLocalAddress().getPort());
        }

        private String join(int port) throws IOException {
            leaf = MultipointLeaf.open(INET);
            leaf.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            leaf.joinSession(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return "joined";
        }

        private String hear() throws IOException {
            ByteBuffer room = ByteBuffer.allocate(100);
            socket().receive(room);
            return StandardCharsets.UTF_8.decode(room.flip()).toString();
        }

        private String close() {
            socket().close();
            return "closed";
        }
    }

    /** Each has a native library of its own; they talk to each other as two processes would. */
    @Test
    void twoVersionsInOneProcess() throws Exception {
        Path other = folder.resolve("other");
        copy(Project.target("classes"), other);
        try (Stream<Path> files = Files.walk(other.resolve("org/joinleaf/native"))) {
            for (Path library : files.filter(file -> file.toString().endsWith("joinleaf.so")).toList()) {
                Files.write(library, new byte[100], StandardOpenOption.APPEND); // another file, as of another version
            }
        }
        try (URLClassLoader first = loader(Project.target("classes")); URLClassLoader second = loader(other)) {
            UnaryOperator<String> root = side(first);
            UnaryOperator<String> leaf = side(second);
            assertEquals("joined", leaf.apply("leaf " + root.apply("root")));
            assertEquals("5", root.apply("say hello"));
            assertEquals("hello", leaf.apply("hear"));
            assertEquals("2", leaf.apply("say hi"));
            assertEquals("hi", root.apply("hear"));
            assertEquals("closed", leaf.apply("close"));
            assertEquals("closed", root.apply("close"));
        }
    }

    /** An application that ends at once after its session, as one that a server unloads: its threads end, too. */
    @Test
    void noThreadOutlivesItsLoader() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (URLClassLoader loader = loader(Project.target("classes"))) {
                UnaryOperator<String> root = side(loader);
                UnaryOperator<String> leaf = side(loader);
                leaf.apply("leaf " + root.apply("root"));
                leaf.apply("close");
                root.apply("close");
            }
        }
        Until.holds(() -> eventThreads() == 0);
        assertEquals(0, eventThreads());
    }

    /** A server that takes an application away and starts it again, for ever, needs its classes and its library to go. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoaderWhoseSocketsAreClosedIsCollected(boolean recorded) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("joinleaf.Socket");
            recording.enable("joinleaf.Join");
            if (recorded) {
                recording.start();
            }
            WeakReference<ClassLoader> gone = loaderOfASession();
            Until.collected(() -> gone.get() == null);
            assertNull(gone.get());
        }
    }

    private static WeakReference<ClassLoader> loaderOfASession() throws Exception {
        try (URLClassLoader loader = loader(Project.target("classes"))) {
            UnaryOperator<String> root = side(loader);
            UnaryOperator<String> leaf = side(loader);
            assertEquals("joined", leaf.apply("leaf " + root.apply("root")));
            assertEquals("closed", leaf.apply("close"));
            assertEquals("closed", root.apply("close"));
            return new WeakReference<>(loader);
        }
    }

    private static long eventThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("joinleaf-events")).count();
    }

    private static URLClassLoader loader(Path classes) throws IOException {
        return new URLClassLoader(new URL[] {classes.toUri().toURL(), Project.target("test-classes").toUri().toURL()},
                ClassLoader.getPlatformClassLoader());
    }

    @SuppressWarnings("unchecked")
    private static UnaryOperator<String> side(ClassLoader loader) throws ReflectiveOperationException {
        return (UnaryOperator<String>) loader.loadClass(Side.class.getName()).getConstructor().newInstance();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** A program whose own jar is overwritten once a session has begun. */
    public static final class Program {
        private Program() {
        }

        /**
         * Begins a session, overwrites the jar, and goes on.
         *
         * @param arguments the jar
         * @throws IOException if it cannot be written
         */
        public static void main(String[] arguments) throws IOException {
            Side root = new Side();
            Side leaf = new Side();
            leaf.apply("leaf " + root.apply("root"));
            talk(root, leaf);
            Files.write(Path.of(arguments[0]), new byte[1000]);
            talk(root, leaf);
            System.out.println("ok");
            System.exit(0); // what a closing needs may have been in the jar
        }

        private static void talk(Side root, Side leaf) {
            for (int i = 0; i < 100; i++) {
                root.apply("say " + i);
                leaf.apply("say " + i);
                if (!leaf.apply("hear").equals("" + i) || !root.apply("hear").equals("" + i)) {
                    throw new IllegalStateException("not heard: " + i);
                }
            }
        }
    }

    /** No class can be loaded from it any more, whoever's it is; the session goes on. */
    @Test
    void aJarThatIsOverwritten() throws IOException {
        Path jar = folder.resolve("joinleaf.jar");
        assertEquals(0, ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "--create", "--file",
                jar.toString(), "-C", Project.target("classes").toString(), "."));
        Command.Result result = Command.of(ChildJvm.words("--enable-native-access=ALL-UNNAMED", "-cp",
                jar + File.pathSeparator + Project.target("test-classes"), Program.class.getName(), jar.toString())).run().expectSuccess();
        assertEquals(List.of("ok"), result.lines());
    }
}
