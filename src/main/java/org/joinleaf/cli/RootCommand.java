package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.joinleaf.DataPlane;
import org.joinleaf.JoinRequest;
import org.joinleaf.MultipointRoot;
import org.joinleaf.PeerAddress;
import org.joinleaf.RemoteLeaf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code root} opens a session, whose messages are the lines of standard input. */
@Command(name = "root",
        header = "Opens a session with a root, and sends it the lines that come in.",
        description = "Listens on a TCP port, admits every leaf that asks, and sends each line of standard input to all of "
                + "them, reliably and in order. Prints what leaves send, a line a message, where characters "
                + "that steer a terminal are told as \\u001b. Who comes and goes is told on standard "
                + "error. At the end of the input the session is ended in good order.",
        exitCodeList = {"0:the input has ended, and so has the session", "1:a call failed; the message names its Winsock code",
            "2:the command line is wrong", "3:what is printed could not be written",
            "129, 130, 143:ended by SIGHUP, Ctrl-C or SIGTERM"},
        footer = {"  java -jar joinleaf-cli.jar root 5000",
            "  tail -f app.log | java -jar joinleaf-cli.jar root 5000 -a 192.0.2.1 --leaves 2"})
final class RootCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PORT", converter = Converters.Port.class, description = "The port to listen on.")
    private int port;

    @Option(names = {"-a", "--address"}, paramLabel = "ADDRESS", converter = Converters.Address.class,
            description = "The address of this host to listen on; it also says by which interface data goes. Default: any "
                    + "IPv4 address.")
    private InetAddress address;

    @Option(names = "--leaves", paramLabel = "COUNT", converter = Converters.Count.class, defaultValue = "1",
            description = "Sends nothing before so many leaves have joined. Default: ${DEFAULT-VALUE}.")
    private long leaves;

    @Mixin
    private SessionOptions options;

    private CountDownLatch joined;
    /** Ends with the input, or when admitting, hearing or sending fails, whatever comes first. */
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    @Override
    public Integer call() throws IOException {
        joined = new CountDownLatch((int) Math.min(leaves, Integer.MAX_VALUE));
        PrintWriter out = spec.commandLine().getOut();
        if (address != null && options.place() != null) {
            throw new ParameterException(spec.commandLine(), "--address and --interface exclude each other");
        }
        if (address != null && address.isMulticastAddress()) {
            throw new ParameterException(spec.commandLine(), "--address is one of this host, not the group " + Addresses.text(address));
        }
        StandardProtocolFamily family = address != null ? Addresses.family(address)
                : options.place() != null ? options.place().family() : INET;
        InetAddress local = options.place() == null ? address : options.address(spec, family);
        try (MultipointRoot root = MultipointRoot.open(family, DataPlane.ROOTED)) {
            options.apply(root);
            (local == null ? root.bind(port) : root.bind(new InetSocketAddress(local, port))).listen();
            tell("listening on port " + port + options.where(family));
            start("joinleaf-admit", () -> admit(root));
            start("joinleaf-hear", () -> hear(root, out));
            start("joinleaf-send", () -> send(root));
            end.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Main.FAILED;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
        return Main.DONE;
    }

    private void send(MultipointRoot root) throws IOException, InterruptedException {
        joined.await();
        Input in = new Input();
        for (String line = in.next(); line != null; line = in.next()) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > SessionOptions.LONGEST_MESSAGE) {
                throw new IOException("a line of " + bytes.length + " bytes is longer than a message may be, "
                        + SessionOptions.LONGEST_MESSAGE);
            }
            root.send(ByteBuffer.wrap(bytes));
        }
        end.complete(null);
    }

    private void admit(MultipointRoot root) throws IOException {
        while (true) {
            JoinRequest request = root.accept();
            String who = Addresses.text(request.address());
            String said = Foreign.text(request.callerData());
            RemoteLeaf leaf;
            try {
                leaf = request.admit();
            } catch (ClosedChannelException e) {
                return; // the session has ended
            } catch (IOException e) {
                tell(e.getMessage()); // this one has gone meanwhile; others ask
                continue;
            }
            tell("joined: " + who + (said.isEmpty() ? "" : " \"" + said + "\""));
            leaf.closed().thenAccept(end -> tell("gone: " + who + ", " + end.cause()));
            joined.countDown();
        }
    }

    private static void hear(MultipointRoot root, PrintWriter out) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(SessionOptions.LONGEST_MESSAGE);
        PeerAddress from = new PeerAddress();
        while (true) {
            root.receive(message.clear(), from);
            out.println(Addresses.text(from.toSocketAddress()) + ": " + Foreign.text(message.flip()));
            out.flush();
        }
    }

    /** One of the things that a root does at the same time, until it is closed. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** What fails ends the command, since a session that cannot do one of these things any more is none. */
    private void start(String name, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                end.completeExceptionally(e); // if the session has ended by now, nobody asks for it
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void tell(String text) {
        if (!options.quiet()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("root: " + text);
            err.flush();
        }
    }
}
