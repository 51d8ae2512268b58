package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.JoinOptions;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests root and leaf over loopback, each in a process of its own. */
class RootAndLeafTest {
    private static final String JAVA = ChildJvm.SHELL + "--enable-native-access=ALL-UNNAMED -cp \"$classes\" " + Main.class.getName();

    private static final String MET = "root: admit 127.0.0.1:";

    @TempDir
    Path folder;

    @Test
    void everyLineComesToEachLeaf() throws IOException {
        Files.writeString(folder.resolve("key"), "sixteen bytes and more");
        int port = Ports.free();
        // The root stays until the leaf's line has come: a session that its root ended carries nothing more.
        Command.Result result = shell(started(port, "seq 1 500; await hello root.out", "--leaves 2 --key key")
                + "echo hello | leaf 127.0.0.1 " + port + " --name ann --key key >ann.out 2>ann.err & ann=$!\n"
                + "leaf 127.0.0.1 " + port + " --name bob --key key -q </dev/null >bob.out & bob=$!\n"
                + "wait $root; echo root $?; wait $ann; echo ann $?; wait $bob; echo bob $?");
        assertEquals(List.of("root 0", "ann 0", "bob 0"), result.lines(), () -> result.err() + read("root.err") + read("ann.err"));
        String lines = String.join("\n", java.util.stream.IntStream.rangeClosed(1, 500).mapToObj(String::valueOf).toList()) + "\n";
        assertEquals(lines, read("ann.out"));
        assertEquals(lines, read("bob.out"));
        assertTrue(read("root.out").matches("127\\.0\\.0\\.1:\\d+: hello\n"), read("root.out"));
        assertTrue(read("root.err").contains("\"ann\"") && read("root.err").contains("\"bob\""), read("root.err"));
        assertEquals("leaf: joined\n", read("ann.err"));
    }

    /** The root goes on until it has heard of the leaf's complaint. */
    @Test
    void aLineThatCannotBeSentIsAFailure() throws IOException {
        int port = Ports.free();
        Command.Result result = shell(started(port, "await WSAEMSGSIZE ann.err; echo bye", "")
                + "{ head -c 70000 /dev/zero | tr '\\0' a; echo; } | leaf 127.0.0.1 " + port + " -q >ann.out 2>ann.err; echo ann $?\n"
                + "wait $root; echo root $?");
        assertEquals(List.of("ann 1", "root 0"), result.lines(), () -> result.err() + read("root.err") + read("ann.err"));
        assertEquals("bye\n", read("ann.out"));
        assertTrue(read("ann.err").startsWith("leaf: message of 70000 bytes"), read("ann.err"));
    }

    /** Lines that have come when the root ends the session are not forgotten in silence. */
    @Test
    void aLineAtTheSessionsEndIsAFailure() throws IOException {
        int port = Ports.free();
        Command.Result result = shell(started(port, "await line root.out", "")
                + "yes line | leaf 127.0.0.1 " + port + " -q >ann.out 2>ann.err; echo ann $?\n"
                + "wait $root; echo root $?");
        assertEquals(List.of("ann 1", "root 0"), result.lines(), () -> result.err() + read("root.err") + read("ann.err"));
        assertTrue(read("ann.err").contains("WSAESHUTDOWN"), read("ann.err"));
    }

    /** A process that has no standard input: Java's own files get its number, and nobody is to be sent those. */
    @Test
    void noInputAtAll() throws IOException {
        int port = Ports.free();
        Command.Result result = shell(started(port, "await joined ann.err; sleep 1", "")
                + "leaf 127.0.0.1 " + port + " >ann.out 2>ann.err <&-; echo ann $?\n"
                + "wait $root; echo root $?");
        assertEquals(List.of("ann 0", "root 0"), result.lines(), () -> result.err() + read("root.err") + read("ann.err"));
        assertEquals("", read("root.out"));
    }

    @Test
    void whatALeafSaysIsOneLine() throws IOException {
        int port = Ports.free();
        Command.Result result = shell(started(port, "await red root.out", "")
                + "printf '\\033[31mred\\n' | leaf 127.0.0.1 " + port + " -q --name $'ann\\nroot: joined: bob \u202e' >ann.out\n"
                + "wait $root; echo root $?");
        assertEquals("root 0", result.out().strip(), result.err());
        assertTrue(read("root.out").endsWith(": \\u001b[31mred\n"), read("root.out"));
        assertTrue(read("root.err").contains(" \"ann\\u000aroot: joined: bob \\u202e\"\n"), read("root.err"));
    }

    @Test
    void whatARootSaysIsOneLine() throws IOException {
        int port = Ports.free();
        Command.Result result = shell(started(port, "printf '\\033[31mred \\302\\205leaf: joined\\n'", "")
                + "leaf 127.0.0.1 " + port + " -q </dev/null >ann.out; echo ann $?\n"
                + "wait $root; echo root $?");
        assertEquals(List.of("ann 0", "root 0"), result.lines(), () -> result.err() + read("root.err"));
        assertEquals("\\u001b[31mred \\u0085leaf: joined\n", read("ann.out"));
    }

    /** What a leaf says cannot be printed. The root waits for another leaf, and does not go on without hearing this one. */
    @Test
    void aRootThatCannotHearFails() throws Exception {
        int port = Ports.free();
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new StringWriter() {
            @Override
            public void write(String text, int from, int length) {
                throw new IllegalStateException("not printed: " + text);
            }
        });
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> Main.commandLine().setOut(out)
                .setErr(new PrintWriter(err)).execute("root", "" + port, "-a", "127.0.0.1", "-q", "--leaves", "2"));
        try (MultipointLeaf leaf = MultipointLeaf.open(StandardProtocolFamily.INET)) {
            for (boolean joined = false; !joined && !exit.isDone();) {
                try {
                    leaf.joinSession(new InetSocketAddress("127.0.0.1", port));
                    joined = true;
                } catch (ConnectException e) {
                    Thread.sleep(10); // it does not listen yet
                }
            }
            leaf.send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            assertEquals(1, exit.get(1, TimeUnit.MINUTES), err::toString);
        }
        assertTrue(err.toString().startsWith("root: java.lang.IllegalStateException: not printed: 127.0.0.1:"), err.toString());
    }

    /** Leaves that go away at every moment of their asking: the root goes on to admit those that stay. */
    @Test
    void whoGoesBeforeBeingAdmittedHarmsNobody() throws IOException {
        int port = Ports.free();
        Command.Result result = shell(started(port, "await hello root.out 1200", "--leaves 1")
                + ChildJvm.SHELL + "-cp \"$classes\" '" + Hasty.class.getName() + "' " + port + " root.err 2>/dev/null\n"
                + "echo hello | leaf 127.0.0.1 " + port + " -q; echo ann $?\n"
                + "wait $root; echo root $?");
        assertEquals(List.of("ann 0", "root 0"), result.lines(), () -> result.err() + read("root.err"));
        assertTrue(read("root.err").contains(MET), "none went at that moment");
    }

    /** Asks a root again and again, and goes; until the root has told, in this file, of one that went while it was admitted. */
    static final class Hasty {
        private Hasty() {
        }

        public static void main(String[] arguments) throws IOException {
            InetSocketAddress root = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
            Path told = Path.of(arguments[1]);
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            for (int i = 0; i < 300 || !Files.readString(told).contains(MET) && System.nanoTime() < end; i++) {
                try (MultipointLeaf leaf = MultipointLeaf.open(StandardProtocolFamily.INET)) {
                    leaf.joinSessionAsync(root, JoinOptions.defaults());
                    LockSupport.parkNanos(i % 10 * 200_000L);
                }
            }
        }
    }

    @Test
    void aRefusalIsTold() throws IOException {
        Command.Result result = shell("leaf 127.0.0.1 " + Ports.free() + " </dev/null; echo $?");
        assertEquals("1", result.out().strip());
        assertTrue(result.err().contains("WSAECONNREFUSED (10061)"), result.err());
    }

    @Test
    void aKeyFileThatIsNone() throws IOException {
        Path missing = folder.resolve("missing");
        Path small = Files.writeString(folder.resolve("small"), "short");
        Path large = Files.write(folder.resolve("large"), new byte[300]);
        String port = String.valueOf(Ports.free());
        String limits = "a key has 16 to 256 bytes; the file '";
        for (String[] wanted : new String[][] {{missing.toString(), "there is no key file '" + missing + "'"},
                {folder.toString(), "the key file '" + folder + "' "}, {"", "the key file '' "},
                {small.toString(), limits + small + "' has 5"}, {large.toString(), limits + large + "' has more"}}) {
            String told = ": Invalid value for option '--key': " + wanted[1];
            String root = Cli.run("root", port, "-a", "127.0.0.1", "--key", wanted[0]).expect(2).err();
            String leaf = Cli.run("leaf", "127.0.0.1", port, "--key", wanted[0]).expect(2).err();
            assertTrue(root.startsWith("root" + told), root);
            assertTrue(leaf.startsWith("leaf" + told), leaf);
        }
    }

    /** The longest name and the longest and shortest time are those that the provider takes. */
    @Test
    void theLimitsOfALeafAreTheProviders() throws IOException {
        String port = String.valueOf(Ports.free());
        for (String time : new String[] {"10ms", "1h"}) {
            String taken = Cli.run("leaf", "127.0.0.1", port, "--name", "n".repeat(4096), "-w", time).expect(1).err();
            assertTrue(taken.contains("WSAECONNREFUSED (10061)"), taken);
        }
        String refused = Cli.run("leaf", "127.0.0.1", port, "--name", "n".repeat(4097)).expect(2).err();
        assertTrue(refused.startsWith("leaf: --name has at most 4096 bytes, not 4097"), refused);
    }

    /** Shell lines that start a root, whose standard input are the lines that `input` prints, and wait until it listens. */
    private static String started(int port, String input, String options) {
        return "{ " + input + "; } | root " + port + " -a 127.0.0.1 " + options + " >root.out 2>root.err & root=$!\n"
                + "until grep -q listening root.err; do sleep 0.1; done\n";
    }

    /** Runs lines that may use root, leaf and `await WORD FILE [TENTHS]`, which waits for a minute or so many tenths of a second. */
    private Command.Result shell(String script) {
        String functions = "cd " + folder + "\nroot() { " + JAVA + " root \"$@\"; }\nleaf() { " + JAVA + " leaf \"$@\"; }\n"
                + "await() { for i in $(seq ${3:-600}); do grep -q \"$1\" \"$2\" && break; sleep 0.1; done; }\n";
        return Command.of("bash", "-c", functions + script)
                .environment("java", ChildJvm.java())
                .environment("classes", System.getProperty("java.class.path")).run();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return name + " is not there";
        }
    }
}
