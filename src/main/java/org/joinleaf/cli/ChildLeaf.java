package org.joinleaf.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.joinleaf.JoinOptions;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.internal.load.NativeLibrary;

/** A leaf in a process of its own, which can be killed. It prints the callee data, and then each message. */
final class ChildLeaf implements DemoLeaf {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Starts the process, which asks the root by itself. */
    ChildLeaf(InetSocketAddress root, String data) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", classes()));
        String library = System.getProperty(NativeLibrary.PROPERTY);
        if (library != null) {
            command.add(1, "-D" + NativeLibrary.PROPERTY + "=" + library);
        }
        command.addAll(List.of(ChildLeaf.class.getName(), root.getAddress().getHostAddress(),
                String.valueOf(root.getPort()), data));
        process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Thread reader = new Thread(this::read, "joinleaf demo");
        reader.setDaemon(true);
        reader.start();
    }

    private static String classes() throws IOException {
        try {
            return Path.of(ChildLeaf.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException | RuntimeException e) {
            throw new IOException("cannot tell where joinleaf's own classes are", e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The process is gone: there are no more lines.
        }
    }

    @Override
    public String next(long millis) throws IOException {
        try {
            return lines.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Returns with what the process has ended, if it has. */
    OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }

    /**
     * What the process runs. It ends with its standard input, lest it outlive who started it.
     *
     * @param arguments the root's address and port, and the caller data
     */
    public static void main(String[] arguments) throws IOException {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                // The process is gone here, too.
            }
            Runtime.getRuntime().halt(0);
        });
        watch.setDaemon(true);
        watch.start();
        InetSocketAddress root = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        try (MultipointLeaf leaf = MultipointLeaf.open(Addresses.family(root.getAddress()))) {
            JoinOptions options = JoinOptions.defaults().callerData(LocalLeaf.bytes(arguments[2]));
            System.out.println(LocalLeaf.text(leaf.joinSession(root, options)));
            ByteBuffer buffer = ByteBuffer.allocate(1000);
            while (true) {
                leaf.receive(buffer.clear());
                System.out.println(LocalLeaf.text(buffer.flip()));
            }
        }
    }
}
