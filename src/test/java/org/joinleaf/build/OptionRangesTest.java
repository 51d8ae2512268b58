package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.DataPlane;
import org.joinleaf.MultipointRoot;
import org.joinleaf.RootedOptions;
import org.joinleaf.WinsockException;
import org.joinleaf.testing.Project;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The ranges and defaults of our own options stand in four places: the header tells them to programs in C, a table of the
 * provider judges by them, and Java names them in its messages and its documentation. They are the same.
 */
class OptionRangesTest {
    private static final Pattern ROW =
            Pattern.compile("#define JLR_(\\w+)\\s+\\d+ /\\* .*?([\\d^]+) to ([-\\d^ ]+) \\[(\\d+)\\] \\*/");
    private static final int SOL_JLROOTED = 0x4a4c;
    private static final int JLR_KEY = 1;

    @TestFactory
    Stream<DynamicTest> eachIsTheSameInHeaderProviderAndJava() throws IOException {
        var rows = ROW.matcher(Files.readString(Project.root("include/joinleaf/rooted.h"))).results().toList();
        assertTrue(rows.size() == 10, "found " + rows.size());
        return rows.stream().map(row -> DynamicTest.dynamicTest(row.group(1), () -> check(row)));
    }

    /** The provider takes keys of the lengths that the header and Java name, and no others; the command line says the same. */
    @Test
    void theLengthOfAKeyIsTheSameInHeaderProviderAndJava() throws Exception {
        int least = keyLength("JLR_KEY_MIN");
        int most = keyLength("JLR_KEY_MAX");
        try (var root = MultipointRoot.open(StandardProtocolFamily.INET, DataPlane.ROOTED)) {
            for (int length : new int[] {0, least, most}) {
                root.setOption(RootedOptions.KEY, new byte[length]);
            }
            String message = assertThrows(WinsockException.class,
                    () -> root.setOption(RootedOptions.KEY, new byte[least - 1])).getMessage();
            assertTrue(message.contains("(it has " + least + " to " + most + ")"), message);
        }
        long raw = Winsock.WSASocket(Winsock.AF_INET, Winsock.SOCK_SEQPACKET, 0, null, 0,
                Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF);
        assertEquals(Winsock.SOCKET_ERROR,
                Winsock.setsockopt(raw, SOL_JLROOTED, JLR_KEY, ByteBuffer.allocate(most + 1), most + 1));
        assertEquals(Winsock.WSAEINVAL, Winsock.WSAGetLastError());
        assertEquals(0, Winsock.closesocket(raw));

        Class<?> cli = Class.forName("org.joinleaf.cli.SessionOptions");
        assertEquals(least, constant(cli, "SHORTEST_KEY"));
        assertEquals(most, constant(cli, "LONGEST_KEY"));
        assertTrue(Files.readString(Project.root("src/main/java/org/joinleaf/RootedOptions.java"))
                .contains("a pre-shared key of " + least + " to " + most + " bytes"));
    }

    private static int keyLength(String name) throws IOException {
        var define = Pattern.compile("#define " + name + " (\\d+)")
                .matcher(Files.readString(Project.root("include/joinleaf/rooted.h")));
        assertTrue(define.find(), name);
        return Integer.parseInt(define.group(1));
    }

    private static Object constant(Class<?> owner, String name) throws ReflectiveOperationException {
        var field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null);
    }

    private static void check(MatchResult row) throws Exception {
        var option = (SocketOption<?>) RootedOptions.class.getField(row.group(1)).get(null);
        long least = number(row.group(2));
        long most = number(row.group(3));
        assertEquals(number(row.group(4)), set(option, -1), "default");
        assertEquals(least, set(option, least));
        assertEquals(most, set(option, most));
        if (least > 0) {
            assertRefused(option, least - 1, least, most);
        }
        if (most < Integer.MAX_VALUE) {
            assertRefused(option, most + 1, least, most);
        }
        boolean time = option.type() == Duration.class;
        String documented = documentation(option.name());
        String first = inWords(number(row.group(4)), time);
        assertTrue(documented.contains(" " + inWords(least, time) + " to " + inWords(most, time)), documented);
        assertTrue(documented.contains("at first " + first) || documented.contains(first + ", the value at first"),
                documented);
    }

    /** Returns what RootedOptions says of an option, in one line. */
    private static String documentation(String option) throws IOException {
        String source = Files.readString(Project.root("src/main/java/org/joinleaf/RootedOptions.java"));
        String before = source.substring(0, source.indexOf(" " + option + " = "));
        return before.substring(before.lastIndexOf("/**")).replaceAll("\\s+(\\* )?", " ");
    }

    /** Returns "65,536", or "10 minutes" for a time in milliseconds. */
    private static String inWords(long value, boolean time) {
        if (!time) {
            return String.format(Locale.ROOT, "%,d", value);
        }
        Duration duration = Duration.ofMillis(value);
        if (duration.toHours() > 0) {
            return duration.toHours() + " hour";
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + " minutes"
                : duration.toSeconds() > 0 ? duration.toSeconds() + " seconds" : value + " ms";
    }

    /** Reads "65536", "2^20" or "2^31 - 1". */
    private static long number(String text) {
        String[] parts = text.replace(" ", "").split("-");
        String[] power = parts[0].split("\\^");
        long value = power.length == 1 ? Long.parseLong(power[0]) : 1L << Integer.parseInt(power[1]);
        return parts.length == 1 ? value : value - Long.parseLong(parts[1]);
    }

    /** Sets the option of a new root, unless the value is negative, and returns what it then is. */
    private static long set(SocketOption<?> option, long value) throws IOException {
        try (var root = MultipointRoot.open(StandardProtocolFamily.INET, DataPlane.ROOTED)) {
            if (value >= 0) {
                set(root, option, value);
            }
            Object now = root.getOption(option);
            return now instanceof Duration time ? time.toMillis() : (Integer) now;
        }
    }

    @SuppressWarnings("unchecked")
    private static void set(MultipointRoot root, SocketOption<?> option, long value) throws IOException {
        if (option.type() == Duration.class) {
            root.setOption((SocketOption<Duration>) option, Duration.ofMillis(value));
        } else {
            root.setOption((SocketOption<Integer>) option, (int) value);
        }
    }

    private static void assertRefused(SocketOption<?> option, long value, long least, long most) {
        WinsockException refused = assertThrows(WinsockException.class, () -> set(option, value));
        assertEquals(Winsock.WSAEINVAL, refused.code());
        String range = option.type() == Duration.class ? Duration.ofMillis(least) + " to " + Duration.ofMillis(most)
                : least + " to " + most;
        assertTrue(refused.getMessage().contains(range), refused.getMessage());
    }
}
