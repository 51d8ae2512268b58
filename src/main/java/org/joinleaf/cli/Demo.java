package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.util.concurrent.Callable;
import org.joinleaf.WinsockException;
import org.joinleaf.WinsockFailure;
import org.joinleaf.winsock.Winsock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code demo} runs a small session that checks itself. */
@Command(name = "demo",
        header = "Shows a session of three members, and checks it.",
        description = "Three members join one group over loopback and talk; a table tells who got what. With "
                + "--rooted, a root admits, rejects and invites leaves, of which one is killed. It takes a second, "
                + "needs no network and disturbs none.",
        exitCodeList = {"0:every member got exactly what it should", "1:it did not, or a call failed",
            "2:the command line is wrong"},
        footer = {"  java -jar joinleaf-cli.jar demo", "  java -jar joinleaf-cli.jar demo --rooted",
            "  java -jar joinleaf-cli.jar demo --ipv6"})
final class Demo implements Callable<Integer> {
    private static final int TRIES = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--rooted", description = "Shows a session that has a root.")
    private boolean rooted;

    @Option(names = "--ipv6", description = "Uses IPv6.")
    private boolean ipv6;

    @Option(names = "--port", paramLabel = "PORT", converter = Converters.Port.class,
            description = "The group's port, or the root's; a free one if not given.")
    private Integer port;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (rooted) {
            return runRooted(out);
        }
        StandardProtocolFamily family = ipv6 ? INET6 : INET;
        boolean passed;
        try {
            passed = run(family, out);
        } catch (WinsockException e) {
            if (e.code() != Winsock.WSAENETUNREACH) {
                throw e;
            }
            throw new Advised(e.getMessage(), LocalMulticast.fix(family), e);
        }
        if (!passed) {
            out.println("Fix: " + LocalMulticast.fix(family));
        }
        out.flush();
        return passed ? Main.DONE : Main.FAILED;
    }

    private int runRooted(PrintWriter out) throws IOException {
        try (RootedDemo demo = new RootedDemo(ipv6 ? INET6 : INET, port == null ? 0 : port)) {
            return demo.run(out) ? Main.DONE : Main.FAILED;
        } finally {
            out.flush();
        }
    }

    /** Somebody else may be quicker to take the port that the system has chosen. Then another one is tried. */
    private boolean run(StandardProtocolFamily family, PrintWriter out) throws IOException {
        for (int left = TRIES; ; left--) {
            try (TalkDemo demo = new TalkDemo(family, port == null ? 0 : port)) {
                return demo.run(out);
            } catch (IOException e) {
                boolean taken = e instanceof WinsockFailure failure && failure.code() == Winsock.WSAEADDRINUSE;
                if (!taken || port != null || left == 1) {
                    throw e;
                }
            }
        }
    }
}
