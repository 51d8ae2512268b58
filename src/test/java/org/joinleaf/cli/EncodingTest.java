package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.joinleaf.DataPlane;
import org.joinleaf.JoinRequest;
import org.joinleaf.MultipointRoot;
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
    void aLeafPassesLettersOnThroughPipes() throws Exception {
        Process leaf = null;
        try {
            try (MultipointRoot root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
                root.bind(new InetSocketAddress("127.0.0.1", 0)).listen();
                leaf = leaf(root.getLocalAddress().getPort());
                JoinRequest request = root.accept(Duration.ofMinutes(1));
                assertNotNull(request, "the leaf asks");
                request.admit();
                try (OutputStream input = leaf.getOutputStream()) {
                    input.write((LETTERS + "\n").getBytes(UTF_8));
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
    private static Process leaf(int port) throws IOException {
        List<String> words = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Dfile.encoding=ISO-8859-1", "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "leaf", "127.0.0.1", String.valueOf(port), "-q");
        return new ProcessBuilder(words).redirectError(Redirect.INHERIT).start();
    }
}
