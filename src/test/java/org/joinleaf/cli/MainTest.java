package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.joinleaf.Members;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

class MainTest {
    private static final char ESCAPE = 0x1b;

    /** The subcommands that there are, but for picocli's own. */
    private static Map<String, CommandLine> subcommands() {
        Map<String, CommandLine> all = new LinkedHashMap<>(Main.commandLine().getSubcommands());
        all.values().removeIf(one -> one.getCommand() instanceof CommandLine.HelpCommand);
        return all;
    }

    /** Returns "" for the program itself, and the name of each subcommand. */
    private static Stream<String> commands() {
        return Stream.concat(Stream.of(""), subcommands().keySet().stream());
    }

    /** The program's own text is inherited, so a subcommand that has none shows that. */
    @Test
    void everySubcommandHasATextOfItsOwn() {
        UsageMessageSpec program = Main.commandLine().getCommandSpec().usageMessage();
        subcommands().forEach((name, command) -> {
            UsageMessageSpec own = command.getCommandSpec().usageMessage();
            assertNotEquals(List.of(program.header()), List.of(own.header()), name + " has no header");
            assertNotEquals(List.of(program.footer()), List.of(own.footer()), name + " has no examples");
            assertTrue(own.footer().length > 0 && List.of(own.footer()).toString().contains(name),
                    name + " is in none of its examples");
            command.getCommandSpec().options().forEach(option ->
                    assertTrue(option.description().length > 0, name + " " + option.longestName() + " has no description"));
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsThereAndFits(String command) {
        Cli.Result result = Cli.run((command + " --help").strip().split(" ")).expect(0);
        assertEquals("", result.err());
        assertEquals(-1, result.out().indexOf(ESCAPE));
        for (String text : new String[] {"Usage: joinleaf", "Exit codes:", "Examples:", "java -jar joinleaf-cli.jar"}) {
            assertTrue(result.out().contains(text), () -> text + " not in\n" + result.out());
        }
        result.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        assertTrue(result.lines().stream().filter(line -> line.startsWith("--")).findAny().isEmpty(), result.out());
    }

    @Test
    void version() {
        Cli.Result result = Cli.run("--version").expect(0);
        assertTrue(result.out().startsWith("joinleaf "), result.out());
        assertTrue(result.out().contains(System.getProperty("os.arch")), result.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "|Missing required subcommand",
        "dance|'dance'",
        "demo --bogus|'--bogus'",
        "demo extra|'extra'",
        "demo --port 0|port from 1 to 65535",
        "providers --colour|'--colour'",
        "doctor now|'now'",
        "send|GROUP",
        "send 239.1.2.3|PORT",
        "send example.org 5000|'example.org' is not an address",
        "send 239.1.2.3 70000|'70000' is not a port",
        "send 239.1.2.3 5000 --interface nosuch|there is no interface 'nosuch' here, but: ",
        "send 192.0.2.1 5000|'192.0.2.1' is not a group, which is an address of 224.0.0.0/4 or ff00::/8",
        "send 239.1.2.3 5000 --ttl 256|option '--ttl': '256' is not a number from 0 to 255",
        "send 239.1.2.3 5000 --ttl -1|option '--ttl': '-1' is not a number from 0 to 255",
        "send 239.1.2.3 5000 --ttl many|option '--ttl': 'many' is not a number from 0 to 255",
        "send 239.1.2.3 5000 --size 27|option '--size': '27' is not a number from 28 to 65527",
        "send 239.1.2.3 5000 --size 20000000000|option '--size': '20000000000' is not a number from 28 to 65527",
        "send 239.1.2.3 5000 --size 65508|--size is at most 65507",
        "send 239.1.2.3 5000 --count 0|option '--count': '0' is not a number from 1 to 999999999999999999",
        "send 239.1.2.3 5000 --rate 0|'0' is neither a rate from 0.000001 to 1000000000",
        "send 239.1.2.3 5000 --rate 1 --interval 1|mutually exclusive",
        "send 239.1.2.3 5000 --direction receive|--direction is send or both",
        "send 239.1.2.3 5000 --direction up|'up'",
        "send 239.1.2.3 5000 --duration soon|'soon' is not a time",
        "receive 239.1.2.3 5000 --direction send|--direction is receive or both",
        "receive 239.1.2.3 5000 --loopback maybe|expected one of [ON, OFF]",
        "send 239.1.2.3 5000 --duration 9000h|'9000h' is not a time such as 1.5 (seconds), 200ms, 2m or 1h, and at most 366 days",
        "receive ::1 5000|'::1' is not a group",
        "receive 239.1.2.3 5000 --buffer 0|option '--buffer': '0' is not a number from 1 to 1073741823",
        "receive 239.1.2.3 5000 --buffer 1073741824|option '--buffer': '1073741824' is not a number from 1 to 1073741823",
        "receive 239.1.2.3 5000 --buffer 20000000000|option '--buffer': '20000000000' is not a number from 1 to 1073741823",
        "receive 239.1.2.3 5000 --buffer 99999999999999999999|'99999999999999999999' is not a number from 1 to 1073741823",
        "leaf 239.1.2.3 5000|'239.1.2.3' is not the address of one host",
        "leaf 0.0.0.0 5000|'0.0.0.0' is not the address of one host",
        "leaf 127.0.0.1 5000 --timeout 9ms|option '--timeout': '9ms' is not a time from 10ms to 1h",
        "leaf 127.0.0.1 5000 --timeout 61m|option '--timeout': '61m' is not a time from 10ms to 1h",
        "root 5000 --address 239.1.2.3|--address is one of this host, not the group 239.1.2.3",
        "root 5000 --leaves 0|option '--leaves': '0' is not a number from 1 to 999999999999999999",
        "doctor --root 192.0.2.1|'192.0.2.1' is not an address and a port such as 192.0.2.1:5000",
        "doctor --root ::1:5000|'::1:5000' is not an address and a port",
        "doctor --root 192.0.2.1:0|'0' is not a port from 1 to 65535",
        "doctor --root [ff15::1]:5000|'ff15::1' is not the address of one host",
        "doctor --duration 5s|--duration needs --peer",
        "receive 239.1.2.3 5000 --timeout -1|'-1' is not a time",
    })
    void aWrongCommandLineIsToldWithTheUsage(String arguments, String complaint) {
        Cli.Result result = Cli.run(arguments == null ? new String[0] : arguments.split(" ")).expect(2);
        assertTrue(result.err().contains(complaint), result.err());
        assertTrue(result.err().contains("Usage: joinleaf"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
        assertEquals("", result.out());
    }

    @Test
    void aFailedCallIsToldWithItsCode() throws IOException {
        String port = String.valueOf(Members.freePort(INET));
        Cli.Result result = Cli.run("leaf", "127.0.0.1", port).expect(1);
        assertTrue(result.err().startsWith("leaf: ask 127.0.0.1:" + port + ": WSAECONNREFUSED (10061): "), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
    }

    @ParameterizedTest
    @CsvSource({"recieve,receive", "dcotor,doctor", "provders,providers", "demo --prot 7,--port", "receive 239.1.2.3 5000 --quite,--quiet"})
    void aSlipIsCorrected(String arguments, String meant) {
        Cli.Result result = Cli.run(arguments.split(" ")).expect(2);
        assertTrue(result.err().contains("Did you mean: " + meant + "?"), result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dance", "x", "demo --nothing-like-it"})
    void whatIsNoSlipGetsNoSuggestion(String arguments) {
        assertFalse(Cli.run(arguments.split(" ")).expect(2).err().contains("Did you mean"));
    }

    @Test
    void helpIsACommandToo() {
        assertEquals(Cli.run("receive", "--help").expect(0).out(), Cli.run("help", "receive").expect(0).out());
    }

    /** Where a process may have no more memory or threads, Java throws an Error, which picocli does not catch. */
    @Test
    void aProcessWithoutMemoryIsToldInALine() {
        Command.Result result = Command.of(ChildJvm.words("-XX:MaxDirectMemorySize=1k", "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "providers")).run();
        assertEquals(1, result.exit(), result.err());
        assertTrue(result.err().contains("joinleaf: Cannot reserve ") && !result.err().contains("\tat "), result.err());
    }

    /** A full disk and a closed pipe: the exit code says that the output is not whole. */
    @Test
    void outputThatCannotBeWrittenIsAFailure() {
        List<String> java = Command.java(Main.class, "providers").words();
        Command.Result full = shell("\"$@\" >/dev/full; echo $?", java);
        assertEquals("3", full.out().strip(), full.err());
        assertTrue(full.err().contains("joinleaf: standard output: No space left on device"), full.err());
        Command.Result closed = shell("{ sleep 0.2; \"$@\"; echo $? >&2; } | true", java);
        assertTrue(closed.err().strip().endsWith("3"), closed.err());
    }

    @ParameterizedTest
    @CsvSource({"receive,HUP,129", "receive,INT,130", "receive,TERM,143", "root,HUP,129", "root,INT,130", "root,TERM,143"})
    void aSignalHasItsCode(String name, String signal, int code) throws Exception {
        assumeTrue(ProcessHandle.current().supportsNormalTermination(), "needs a system on which a process can be asked to end");
        String port = String.valueOf(Ports.free());
        Command command = name.equals("root") ? Command.java(Main.class, "root", port, "-a", "127.0.0.1")
                : Command.java(Main.class, "receive", "239.77.1.1", port, "-i", Members.lo().getName());
        // Tests in the background of a shell, or below nohup, have signals ignored, and so would this process.
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
        words.addAll(command.words());
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader()) {
            String ready = name.equals("root") ? "root: listening" : "Receiving from";
            String line = out.readLine();
            while (line != null && !line.startsWith(ready)) {
                line = out.readLine();
            }
            Command.of("kill", "-" + signal, String.valueOf(process.pid())).run().expectSuccess();
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "still running");
            assertEquals(code, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static Command.Result shell(String script, List<String> words) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        all.addAll(words);
        return Command.of(all).run();
    }

    @Test
    void theStackIsPrintedOnRequest() throws IOException {
        Cli.Result result = Cli.run("leaf", "127.0.0.1", String.valueOf(Members.freePort(INET)), "--stacktrace").expect(1);
        assertTrue(result.err().contains("WSAECONNREFUSED (10061)"), result.err());
        assertTrue(result.err().contains("\tat org.joinleaf."), result.err());
    }
}
