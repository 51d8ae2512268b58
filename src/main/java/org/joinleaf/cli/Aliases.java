package org.joinleaf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.internal.load.Platform;

/**
 * The names that Windows' own tools show of interfaces ("Ethernet 2"), by index. Java has others for them (ethernet_32769,
 * and the adapter's description): netsh is asked, once.
 */
final class Aliases {
    /** A line has index, metric, MTU, state and name. The title and the state are in the system's language. */
    private static final Pattern ROW = Pattern.compile("\\s*(\\d+)\\s+\\d+\\s+\\d+\\s+\\S+\\s+(\\S.*?)\\s*");
    /** What reg prints has a line for the code page: the value's name, its type, and a number. */
    private static final Pattern CODE_PAGE = Pattern.compile("\\s*OEMCP\\s+REG_SZ\\s+(\\d+)\\s*");
    private static final long PATIENCE_SECONDS = 10;

    private static Map<Integer, String> known;

    private Aliases() {
    }

    /** Returns nothing on other systems, and where netsh cannot be run. */
    static synchronized Map<Integer, String> all() {
        if (known == null) {
            known = Platform.isWindows() ? ask() : Map.of();
        }
        return known;
    }

    private static Map<Integer, String> ask() {
        Map<Integer, String> aliases = new TreeMap<>();
        try {
            Charset codePage = codePage(new String(output("reg", "query",
                    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage", "/v", "OEMCP"), StandardCharsets.ISO_8859_1));
            for (String family : List.of("ipv4", "ipv6")) {
                aliases.putAll(parse(text(output("netsh", "interface", family, "show", "interfaces"), codePage)));
            }
        } catch (IOException e) {
            return aliases; // no such program
        }
        return aliases;
    }

    /** Returns what a command prints before it ends, or before it has taken too long. */
    private static byte[] output(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            return out.readAllBytes();
        }
    }

    /**
     * The code page that programs such as netsh write into pipes.
     *
     * @param reg what reg prints of OEMCP, such as 850
     */
    static Charset codePage(String reg) {
        try {
            return reg.lines().map(CODE_PAGE::matcher).filter(Matcher::matches).findFirst()
                    .map(line -> codePageOf(line.group(1))).orElse(Charset.defaultCharset());
        } catch (IllegalArgumentException e) {
            return Charset.defaultCharset(); // Java has not that one
        }
    }

    /** "cp" and a number may be one of IBM, in which some letters of East Asia are others, or missing. */
    private static Charset codePageOf(String number) {
        String ofWindows = "windows-" + number;
        return Charset.forName(Charset.isSupported(ofWindows) ? ofWindows : "cp" + number);
    }

    /** Reads the bytes as UTF-8 if they are valid, because a console may be set to that; a code page's letters are not. */
    static String text(byte[] bytes, Charset codePage) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, codePage);
        }
    }

    /** Reads the table that netsh prints. */
    static Map<Integer, String> parse(String table) {
        Map<Integer, String> aliases = new TreeMap<>();
        table.lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                aliases.put(Integer.valueOf(row.group(1)), row.group(2));
            }
        });
        return aliases;
    }
}
