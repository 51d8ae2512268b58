package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.joinleaf.winsock.WinsockError;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a program for Windows may do with the headers of include/ either works or is a clear error of the compiler: no silent
 * damage. Programs in the shape of the best-known multicast samples compile unchanged and talk with one another.
 */
@Slow
class HeadersTest {
    private static final Path PROGRAMS = Project.root("native/test/headers");
    private static final Pattern SAYS = Pattern.compile("says: (.*?) \\*/");

    /** Compilers in the dialects that programs are written in. */
    enum Dialect {
        /** C89 with its amendment of 1995, which has wprintf. */
        C95("gcc", "gcc", "-std=iso9899:199409 -pedantic"),
        C99("gcc", "gcc", "-std=c99 -pedantic"),
        GNU11("gcc", "gcc", "-std=gnu11 -pedantic"),
        C17_OPTIMISED("gcc", "gcc", "-std=c17 -O2 -D_FORTIFY_SOURCE=2"),
        CLANG_C11("clang", "clang", "-std=c11 -pedantic"),
        CLANG_GNU17("clang", "clang", "-std=gnu17 -O2"),
        CXX98("g++", "g++", "-x c++ -std=c++98 -pedantic"),
        CXX11("g++", "g++", "-x c++ -std=c++11"),
        GNUXX20("g++", "g++", "-x c++ -std=gnu++20 -pedantic -O2 -D_FORTIFY_SOURCE=2"),
        CLANG_CXX17("clang++", "clang", "-x c++ -std=c++17 -pedantic");

        private final String compiler;
        private final String debianPackage;
        private final List<String> options;

        Dialect(String compiler, String debianPackage, String options) {
            this.compiler = compiler;
            this.debianPackage = debianPackage;
            this.options = List.of(options.split(" "));
        }

        /** A compiler's command for one source, after what every program for the shim is told. */
        List<String> words(String... more) {
            List<String> words = new ArrayList<>(List.of(compiler));
            words.addAll(options);
            words.addAll(List.of("-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas", "-Wno-ignored-pragmas", "-D_WIN32",
                    "-I" + Project.root("include"),
                    "-I" + Project.root("include/capitals")));
            words.addAll(List.of(more));
            return words;
        }

        Path build(String source, String... more) throws IOException {
            Needs.program(compiler, debianPackage);
            Path folder = Files.createDirectories(Project.target("ctest/headers/" + name()));
            Path program = folder.resolve(source.replaceAll(".*/|\\.c$", "") + String.join("", more).replace("=", ""));
            Path library = Project.linuxLibrary().getParent();
            List<String> words = words(more);
            words.addAll(List.of(PROGRAMS.resolve(source).toString(), "-o", program.toString(), "-x", "none",
                    "-L" + library, "-Wl,-rpath," + library, "-ljoinleaf"));
            Command.of(words).run().expectSuccess();
            return program;
        }

        boolean isCxx() {
            return options.contains("c++");
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesOfTheProgramAndOfTheLibraryLiveTogether(Dialect dialect) throws IOException {
        Command.of(dialect.build("names.c").toString()).inNewNetwork().run().expectSuccess();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSystemHasBesideWinsockDoesWhatItsPagesSay(Dialect dialect) throws IOException {
        Command.of(dialect.build("kernel.c").toString()).run().expectSuccess();
    }

    /** Windows has them since version 8; a program for an earlier one may have its own. */
    @ParameterizedTest
    @EnumSource
    void aProgramMayHaveItsOwnOrderOfLargerNumbers(Dialect dialect) throws IOException {
        for (String define : List.of("NO_EXTRA_HTON_FUNCTIONS", "_WIN32_WINNT=0x0601", "NTDDI_VERSION=0x06010000", "OWN_MACRO")) {
            Command.of(dialect.build("order.c", "-D" + define).toString()).run().expectSuccess();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProgramMayHaveTheWordsOfWindowsCompilersBefore(Dialect dialect) throws IOException {
        Command.of(dialect.build("before.c").toString()).run().expectSuccess();
    }

    @ParameterizedTest
    @EnumSource
    void noHeaderIsWarnedOf(Dialect dialect) throws IOException {
        List<String> more = new ArrayList<>(List.of("-Wshadow", "-Wconversion", "-Wsign-conversion", "-Wcast-qual", "-Wundef"));
        if (dialect.isCxx()) {
            more.add("-Wold-style-cast");
        }
        dialect.build("quiet.c", more.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void anFdSetHoldsWhatTheProgramSays(Dialect dialect) throws IOException {
        for (String[] defines : new String[][] {
            {}, {"-DFIRST", "-DSIZE=16"}, {"-DFIRST", "-DSIZE=1024"}, {"-DFIRST", "-DSIZE=4096"},
            {"-DLATE", "-DSIZE=128"}, {"-DLATE", "-DSIZE=1024"}}) {
            Command.of(dialect.build("fdset.c", defines).toString()).run().expectSuccess();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotWorkIsRefusedInClearWords(Dialect dialect) throws IOException {
        Needs.program(dialect.compiler, dialect.debianPackage);
        List<Path> sources = Project.files("native/test/headers/refused/*.inc");
        assertTrue(sources.size() >= 4, "the refused programs");
        for (Path source : sources) {
            Matcher says = SAYS.matcher(Files.readString(source));
            assertTrue(says.find(), source + " tells what the compiler must say");
            List<String> words = dialect.words("-fsyntax-only");
            words.removeIf(word -> word.equals("-Werror"));
            words.addAll(List.of("-x", dialect.isCxx() ? "c++" : "c", source.toString()));
            Command.Result result = Command.of(words).run();
            assertNotEquals(0, result.exit(), source + " compiles");
            assertTrue(result.err().contains("error:") && result.err().contains(says.group(1)), source + ": " + result.err());
        }
    }

    /** C and Java say the same. */
    @Test
    void everyCodeOfWinsockHasItsText() throws IOException {
        List<String> words = new ArrayList<>(List.of(Dialect.GNU11.build("texts.c").toString()));
        List<WinsockError> codes = List.of(WinsockError.values());
        codes.forEach(each -> words.add(String.valueOf(each.code())));
        assertEquals(codes.stream().map(WinsockError::text).toList(), Command.of(words).run().expectSuccess().lines());
    }

    /** The peer of the first wire has no address, and the second wire is down. */
    @ParameterizedTest
    @EnumSource
    void adaptersAreListedAndJoinedOn(Dialect dialect) throws IOException {
        List<String> said = Command.of(dialect.build("samples/adapters.c").toString(), "239.1.2.9").inNewNetwork(
                        "for wire in v1 v2; do ip link add $wire type veth peer name $wire-peer; "
                                + "ip link set $wire addrgenmode none; ip link set $wire-peer addrgenmode none; done",
                        "ip addr add 10.9.1.3/25 dev v1 label v1:alias", "ip -6 addr add 2001:db8:0:1:8000::5/65 dev v1 nodad",
                        "ip link set v1 up", "ip link set v1-peer up", "ip addr add 10.9.2.5/30 dev v2")
                .run().expectSuccess().lines();
        assertEquals(List.of("lo: type 24, up", "  127.0.0.1/8 of 127.0.0.0", "  ::1/128 of ::1", "  joined"), said.subList(0, 4));
        assertEquals(List.of("v1-peer: type 6, up", "  joined", "v1: type 6, up", "  10.9.1.3/25 of 10.9.1.0",
                "  2001:db8:0:1:8000::5/65 of 2001:db8:0:1:8000::", "  joined"), said.subList(4, 10));
        assertEquals(List.of("v2: type 6, down", "  10.9.2.5/30 of 10.9.2.4",
                "  IP_ADD_MEMBERSHIP: " + WinsockError.WSAEADDRNOTAVAIL.text()), said.subList(said.size() - 3, said.size()));
    }

    /** Their senders pause between datagrams. */
    @TestFactory
    Stream<DynamicTest> publicSamplesTalk() {
        return SideBySide.tests(Dialect.values().length,
                Stream.of(Dialect.values()).map(dialect -> dynamicTest(dialect.name(), () -> publicSamplesTalk(dialect))));
    }

    private static void publicSamplesTalk(Dialect dialect) throws IOException {
        talk(dialect.build("samples/leaf.c"), "-r -n 3 -m 234.5.6.7 -i 127.0.0.1", "-s -n 40 -m 234.5.6.7 -i 127.0.0.1",
                "RECV: 'server 1: This is a test: \\d+' from <127\\.0\\.0\\.1>");
        talk(dialect.build("samples/membership.c"), "receive 239.1.2.3 5007 127.0.0.1 3", "send 239.1.2.3 5007 127.0.0.1 40",
                "Hello, World!");
        talk(dialect.build("samples/overlapped.c"), "receive 239.1.2.5 5010 127.0.0.1 3", "send 239.1.2.5 5010 127.0.0.1 40",
                "datagram \\d+ from 127\\.0\\.0\\.1");
        Path either = dialect.build("samples/either.c");
        talk(either, "receive 239.1.2.4 5008 1 3", "send 239.1.2.4 5008 1 40", "datagram \\d+ from 127\\.0\\.0\\.1");
        talk(either, "receive ff15::9 5009 1 3", "send ff15::9 5009 1 40", "datagram \\d+ from ::1");
        String providers = Command.of(dialect.build("samples/providers.c").toString()).run().expectSuccess().out();
        for (String planes : List.of("nonrooted, data plane nonrooted", "rooted, data plane nonrooted", "rooted, data plane rooted")) {
            assertEquals(2, providers.split("multipoint, control plane " + planes, -1).length - 1, providers);
        }
    }

    /** Starts the receiver, which ends by itself, and the sender once that is a member, in a network of their own. */
    private static void talk(Path program, String receiver, String sender, String line) {
        Matcher group = Pattern.compile("\\b2\\d\\d\\.\\S+|\\bff\\S+").matcher(receiver);
        assertTrue(group.find(), receiver);
        String script = "\"$0\" " + receiver + " & receiver=$!\nfor i in $(seq 1200); do ip maddr show dev lo | grep -qF "
                + group.group() + " && break; sleep 0.05; done\n\"$0\" " + sender + " || exit; wait $receiver";
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, program.toString()));
        List<String> lines = Command.of(words)
                .inNewNetwork("ip route add multicast 224.0.0.0/4 dev lo", "ip -6 route add local ff00::/8 dev lo")
                .run()
                .expectSuccess()
                .lines();
        assertEquals(3, lines.size(), lines::toString);
        lines.forEach(said -> assertTrue(said.matches(line), said));
    }

    /** They are programs for Windows: mingw-w64's headers, which are not ours, take them too. */
    @Test
    void windowsTakesTheSamePrograms() throws IOException {
        Needs.mingw();
        for (String source : Arrays.asList("samples/leaf.c", "samples/membership.c", "samples/either.c",
                "samples/overlapped.c", "samples/providers.c", "samples/adapters.c")) {
            Command.of("x86_64-w64-mingw32-gcc", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-D_WIN32_WINNT=0x0a00",
                            "-I" + Project.root("include/capitals"), "-Wno-unknown-pragmas", PROGRAMS.resolve(source).toString())
                    .run()
                    .expectSuccess();
        }
    }

    /** On Windows a program has the system's headers, and from this folder those of joinleaf/ alone. */
    @Test
    void optionsBesideTheHeadersOfWindows() {
        Needs.mingw();
        List<String> words = new ArrayList<>(List.of("x86_64-w64-mingw32-gcc", "-fsyntax-only", "-Wall", "-Wextra", "-Wconversion",
                "-Werror", "-D_WIN32_WINNT=0x0a00"));
        String include = Project.root("include").toString();
        String program = PROGRAMS.resolve("windows.c").toString();
        words.addAll(List.of("-idirafter", include, program));
        Command.of(words).run().expectSuccess();
        words.set(words.indexOf("-idirafter"), "-I");
        Command.Result refused = Command.of(words).run();
        assertTrue(refused.err().contains("on Windows this folder comes after the system's headers"), refused.err());
    }
}
