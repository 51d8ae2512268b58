package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.joinleaf.DataPlane;
import org.joinleaf.JoinOptions;
import org.joinleaf.JoinRequest;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.MultipointRoot;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Ports;
import org.junit.jupiter.api.Test;

/** Letters of all languages: on a console in its code page, through pipes in UTF-8 whatever the system's is. */
class EncodingTest {
    private static final String LETTERS = "Gr\u00fc\u00dfe, \u042e\u0440\u0438\u0439, 10 \u20ac, \u65e5\u672c";

    @Test
    void aConsoleHasItsOwn() {
        Charset codePage = Charset.forName("IBM850");
        assertEquals(codePage, Encoding.of(codePage, null, "Cp1252"));
        assertEquals(codePage, Encoding.of(codePage, "Cp1252", "Cp1252"));
        assertEquals(codePage, Encoding.of(null, "cp850", "Cp1252"), "a console, while the other stream is a pipe");
    }

    @Test
    void aPipeHasUtf8() {
        assertEquals(UTF_8, Encoding.of(null, null, "Cp1252"));
        assertEquals(UTF_8, Encoding.of(null, "Cp1252", "Cp1252"));
        assertEquals(UTF_8, Encoding.of(null, null, null));
        assertEquals(UTF_8, Encoding.of(null, "cp12345", "Cp1252"), "an encoding that Java has not");
    }

    @Test
    void standardErrorHasItsOwn() {
        Charset codePage = Charset.forName("IBM850");
        assertEquals(codePage, Encoding.ofErrors(null, "cp850", "Cp1252"), "a console, while the other streams are pipes");
        assertEquals(codePage, Encoding.ofErrors(codePage, "cp850", "Cp1252"));
        assertEquals(codePage, Encoding.ofErrors(codePage, "cp850", "cp850"));
        assertEquals(UTF_8, Encoding.ofErrors(codePage, "Cp1252", "Cp1252"), "a file, though there is a console");
        assertEquals(UTF_8, Encoding.ofErrors(codePage, null, "Cp1252"), "the same in Java 17");
    }

    /** Who asks a root is told on its standard error: in a console's code page, and else in UTF-8. */
    @Test
    void lettersOnStandardError() throws Exception {
        assertTold("Gr\u00fc\u00dfe", Charset.forName("IBM850"), "-Dstderr.encoding=IBM850");
        assertTold(LETTERS, UTF_8);
    }

    private static void assertTold(String name, Charset encoding, String... options) throws Exception {
        int port = Ports.free();
        Process root = start(List.of(options), "root", String.valueOf(port), "-a", "127.0.0.1");
        try {
            InputStream errors = root.getErrorStream();
            line(errors, encoding, "root: listening");
            try (MultipointLeaf leaf = MultipointLeaf.open(INET)) {
                leaf.joinSession(new InetSocketAddress("127.0.0.1", port),
                        JoinOptions.defaults().callerData(ByteBuffer.wrap(name.getBytes(UTF_8))));
                String told = line(errors, encoding, "root: joined");
                assertTrue(told.endsWith(" \"" + name + "\""), told);
            }
        } finally {
            root.destroyForcibly();
        }
    }

    /** Reads until a line begins so, and returns it. */
    private static String line(InputStream in, Charset encoding, String beginning) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n' && line.toString(encoding).startsWith(beginning)) {
                return line.toString(encoding).strip();
            } else if (next == '\n') {
                line.reset();
            }
        }
        throw new AssertionError("no line begins with " + beginning);
    }

    @Test
    void aLeafPassesLettersOnThroughPipes() throws Exception {
        assertPassedOn(LETTERS);
    }

    /** Windows' editors and PowerShell put a byte order mark before text in UTF-8. */
    @Test
    void aByteOrderMarkIsNoText() throws Exception {
        assertPassedOn("\ufeff" + LETTERS);
    }

    private static void assertPassedOn(String line) throws Exception {
        Process leaf = null;
        try {
            try (MultipointRoot root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
                root.bind(new InetSocketAddress("127.0.0.1", 0)).listen();
                leaf = start(List.of(), "leaf", "127.0.0.1", String.valueOf(root.getLocalAddress().getPort()), "-q");
                JoinRequest request = root.accept(Duration.ofMinutes(1));
                assertNotNull(request, "the leaf asks");
                request.admit();
                try (OutputStream input = leaf.getOutputStream()) {
                    input.write((line + "\n").getBytes(UTF_8));
                }
                ByteBuffer message = ByteBuffer.allocate(1000);
                root.receive(message);
                assertEquals(LETTERS, UTF_8.decode(message.flip()).toString());
                root.send(ByteBuffer.wrap(LETTERS.getBytes(UTF_8)));
            }
            assertEquals(LETTERS, new String(leaf.getInputStream().readAllBytes(), UTF_8).strip());
            assertEquals(0, leaf.waitFor());
        } finally {
            if (leaf != null) {
                leaf.destroyForcibly();
            }
        }
    }

    /** In a JVM that takes Latin-1 for the default. */
    private static Process start(List<String> options, String... arguments) throws IOException {
        List<String> words = ChildJvm.words("--enable-native-access=ALL-UNNAMED", "-Dfile.encoding=ISO-8859-1", "-cp",
                System.getProperty("java.class.path"));
        words.addAll(options);
        words.add(Main.class.getName());
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).start();
    }
}
