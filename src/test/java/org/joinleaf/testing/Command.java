package org.joinleaf.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process to run to its end, with a time limit, no input, and its output kept.
 *
 * <pre>{@code
 * Command.of("ip", "route").timeout(Duration.ofSeconds(5)).run().expectSuccess().lines();
 * }</pre>
 */
public final class Command {
    /**
     * A shell line that waits until the kernel tells of each wire that is up what is true: whether it has a carrier. It
     * makes that known from a queue, a while after `ip link set` has returned; what a program asks for in between
     * (IFF_RUNNING) is what was. At most a few seconds: a driver may see it in its own way.
     */
    public static final String UNTIL_CARRIERS_ARE_TOLD = "for i in $(seq 100); do ip -o link show up | awk "
            + "'/[<,]LOWER_UP[,>]/ != / state (UP|UNKNOWN) / { wrong = 1 } END { exit wrong }' && break; sleep 0.05; done";

    private final List<String> words;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Duration timeout = Duration.ofMinutes(10); // for a hang; a busy machine compiles for minutes

    private Command(List<String> words) {
        this.words = new ArrayList<>(words);
    }

    /** A command of these words; none is read by a shell. */
    public static Command of(String... words) {
        return new Command(List.of(words));
    }

    /** A command of these words; none is read by a shell. */
    public static Command of(List<String> words) {
        return new Command(words);
    }

    /** Makes a command that runs a JVM like this one, on the tests' class path. */
    public static Command java(Class<?> main, String... arguments) {
        List<String> words = ChildJvm.words("--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), main.getName());
        words.addAll(List.of(arguments));
        return new Command(words);
    }

    /** Its words so far, for a shell that runs it. */
    public List<String> words() {
        return List.copyOf(words);
    }

    /** Sets a variable of the process's environment; null takes it away. */
    public Command environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** After this long the process is killed and the test fails; 10 minutes if not set. */
    public Command timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /**
     * Runs the command in a network namespace of its own, where only lo is, and is up. Skips the test where that is not
     * allowed. The namespace ends with the process.
     *
     * @param setUp shell lines to run in the namespace first, such as {@code ip -6 route add local ff00::/8 dev lo}
     */
    public Command inNewNetwork(String... setUp) {
        Needs.networkNamespaces();
        StringBuilder script = new StringBuilder("set -e\nPATH=$PATH:/usr/sbin:/sbin\nip link set lo up\n");
        for (String line : setUp) {
            script.append(line).append('\n');
        }
        if (setUp.length > 0) {
            script.append(UNTIL_CARRIERS_ARE_TOLD).append('\n');
        }
        script.append("exec \"$@\"");
        words.addAll(0, List.of("unshare", "--net", "--", "sh", "-c", script.toString(), "sh"));
        return this;
    }

    /** Runs to the end. A process that does not end in time, or cannot be started, fails the test. */
    public Result run() {
        File out = null;
        File err = null;
        try {
            // Files, not pipes: a grandchild that outlives the process (Wine's server) would hold a pipe open.
            Path folder = Files.createDirectories(Project.target("ctest/output"));
            out = File.createTempFile("run", ".out", folder.toFile());
            err = File.createTempFile("run", ".err", folder.toFile());
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(Project.root("").toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(Redirect.to(out))
                    .redirectError(Redirect.to(err));
            environment.forEach((name, value) -> {
                if (value == null) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            int exit = await(builder.start(), out, err);
            return new Result(List.copyOf(words), exit, text(out), text(err));
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", words), e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private int await(Process process, File out, File err) throws IOException {
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            kill(process);
            throw new AssertionError(
                    "not ended after " + timeout + ": " + String.join(" ", words) + "\n" + text(out) + text(err));
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + String.join(" ", words), e);
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String text(File file) throws IOException {
        // Not UTF-8 strictly: a program under test may print any byte.
        return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static void delete(File file) {
        if (file != null && !file.delete()) {
            file.deleteOnExit();
        }
    }

    /**
     * How a process ended.
     *
     * @param command its words
     * @param exit its exit code
     * @param out its standard output, lines ended by \n
     * @param err its standard error, lines ended by \n
     */
    public record Result(List<String> command, int exit, String out, String err) {
        /** Fails the test, showing everything the process wrote, unless it ended with 0. */
        public Result expectSuccess() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + String.join(" ", command) + "\n" + out + err);
            }
            return this;
        }

        /** Returns the lines of the standard output. */
        public List<String> lines() {
            return out.lines().toList();
        }
    }
}
