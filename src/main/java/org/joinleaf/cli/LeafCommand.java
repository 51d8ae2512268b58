package org.joinleaf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.joinleaf.JoinOptions;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.RootedOptions;
import org.joinleaf.WinsockFailure;
import org.joinleaf.winsock.Winsock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code leaf} joins a root's session and prints each of its messages in a line. */
@Command(name = "leaf",
        header = "Joins a session with a root, and prints what the root sends.",
        description = "Asks the root at an address to be admitted, prints each message as a line, where characters that "
                + "steer a terminal are told as \\u001b, and sends each line of standard input to the root. Ends when the root "
                + "ends the session.",
        exitCodeList = {"0:the root has ended the session in good order",
            "1:the root died or was lost, a line could not be sent, or a call failed; the message names the Winsock code",
            "2:the command line is wrong", "3:what is printed could not be written",
            "129, 130, 143:ended by SIGHUP, Ctrl-C or SIGTERM"},
        footer = {"  java -jar joinleaf-cli.jar leaf 192.0.2.1 5000",
            "  java -jar joinleaf-cli.jar leaf 192.0.2.1 5000 --name \"host b\" --key session.key"})
final class LeafCommand implements Callable<Integer> {
    /** How long a line that has come before the session's end is waited for, and how often it is looked. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK_UP = Duration.ofMillis(10);
    /** So many bytes of caller data a provider of ours carries. */
    private static final int LONGEST_NAME = 4096;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ADDRESS", converter = Converters.Host.class, description = "The root's address.")
    private InetAddress address;

    @Parameters(index = "1", paramLabel = "PORT", converter = Converters.Port.class, description = "The root's port.")
    private int port;

    @Option(names = "--name", paramLabel = "TEXT", defaultValue = "",
            description = "What the root is told with the request (caller data), " + LONGEST_NAME + " bytes at most.")
    private String name;

    @Option(names = {"-w", "--timeout"}, paramLabel = "TIME", converter = Converters.JoinTime.class,
            description = "How long to wait to be admitted. Default: the provider's.")
    private Duration timeout;

    @Mixin
    private SessionOptions options;

    /** A line could not be sent, and so no line is sent after it. */
    private volatile boolean unsent;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        StandardProtocolFamily family = Addresses.family(address);
        byte[] data = name.getBytes(StandardCharsets.UTF_8);
        if (data.length > LONGEST_NAME) {
            throw new ParameterException(spec.commandLine(), "--name has at most " + LONGEST_NAME + " bytes, not " + data.length);
        }
        try (MultipointLeaf leaf = MultipointLeaf.open(family)) {
            options.apply(leaf);
            if (options.place() != null) {
                leaf.bind(new InetSocketAddress(options.address(spec, family), 0));
            }
            if (timeout != null) {
                leaf.setOption(RootedOptions.JOIN_TIMEOUT, timeout);
            }
            leaf.joinSession(new InetSocketAddress(address, port),
                    JoinOptions.defaults().callerData(ByteBuffer.wrap(data)));
            if (!options.quiet()) {
                spec.commandLine().getErr().println("leaf: joined" + options.where(family));
                spec.commandLine().getErr().flush();
            }
            Input in = new Input();
            Thread sender = new Thread(() -> send(leaf, in), "joinleaf-send");
            sender.setDaemon(true);
            sender.start();
            int code = print(leaf, out);
            finish(sender, in);
            return unsent ? Main.FAILED : code;
        }
    }

    private static int print(MultipointLeaf leaf, PrintWriter out) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(SessionOptions.LONGEST_MESSAGE);
        while (!out.checkError()) {
            try {
                leaf.receive(message.clear());
            } catch (IOException e) {
                if (e instanceof WinsockFailure failure && failure.code() == Winsock.WSAESHUTDOWN) {
                    return Main.DONE;
                }
                throw e;
            }
            out.println(Foreign.text(message.flip()));
        }
        return Main.DONE;
    }

    /** The root has ended the session: a line that has come and is not sent is told by the thread that cannot send it. */
    private static void finish(Thread sender, Input in) {
        try {
            for (long end = System.nanoTime() + PATIENCE.toNanos(); sender.isAlive() && in.isBusy() && System.nanoTime() < end;) {
                sender.join(LOOK_UP.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(MultipointLeaf leaf, Input in) {
        try {
            for (String line = in.next(); line != null; line = in.next()) {
                leaf.send(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            if (leaf.isOpen()) {
                unsent = true;
                spec.commandLine().getErr().println("leaf: " + e.getMessage());
            }
        }
    }
}
