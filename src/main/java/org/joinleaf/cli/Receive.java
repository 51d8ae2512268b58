package org.joinleaf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.joinleaf.Direction;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.joinleaf.PeerAddress;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.internal.memory.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code receive} tells what comes to a group, from whom, how fast, and what is missing. */
@Command(name = "receive",
        header = "Counts what comes to a group, and what is lost.",
        description = "Joins a group and counts what comes. Prints a line a second; at the end, or at Ctrl-C, a table "
                + "tells for each sender what came, what was lost, came twice or came late (after a later one). "
                + "Losses are known of senders that are joinleaf's send.",
        exitCodeList = {"0:what was asked for came: --count datagrams, or any without --count",
            "1:it did not, or a call failed; the message names its Winsock code", "2:the command line is wrong",
            "3:what is printed could not be written", "129, 130, 143:ended by SIGHUP, Ctrl-C or SIGTERM, after the table"},
        footer = {"  java -jar joinleaf-cli.jar receive 239.1.2.3 5000",
            "  java -jar joinleaf-cli.jar receive 239.1.2.3 5000 -i eth0 -n 1000 --timeout 5",
            "  java -jar joinleaf-cli.jar receive 232.1.2.3 5000 -i eth0 --source 192.0.2.7",
            "  java -jar joinleaf-cli.jar receive ff15::1234 5000 -i 2 --duration 1m"})
final class Receive implements Callable<Integer> {
    /** While nothing comes, it looks so often for Ctrl-C and for the end of its time. */
    private static final Duration LOOK_UP = Duration.ofMillis(100);
    private static final int LONGEST_DATAGRAM = 1 << 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private GroupOptions from;

    @Option(names = {"-n", "--count"}, paramLabel = "COUNT", converter = Converters.Count.class,
            description = "Ends after so many datagrams.")
    private Long count;

    @Option(names = {"-w", "--timeout"}, paramLabel = "TIME", converter = Converters.Time.class,
            description = "Ends when nothing came for this long: 5 or 5s, 200ms, 2m, 1h. What the senders said they "
                    + "would still send is then counted as lost.")
    private Duration timeout;

    @Option(names = {"-d", "--duration"}, paramLabel = "TIME", converter = Converters.Time.class,
            description = "Ends after this long in any case.")
    private Duration duration;

    @Option(names = {"-l", "--loopback"}, paramLabel = "on|off", defaultValue = "on",
            description = "Whether to hear what this host sends itself. Default: ${DEFAULT-VALUE}.")
    private Switch loopback;

    @Option(names = {"-b", "--buffer"}, paramLabel = "BYTES", converter = Converters.BufferSize.class,
            description = "SO_RCVBUF: room for what comes in a burst. Default: the system's.")
    private Integer buffer;

    @Option(names = "--direction", paramLabel = "DIRECTION", defaultValue = "receive",
            description = "receive (JL_RECEIVER_ONLY) or both (JL_BOTH). Default: ${DEFAULT-VALUE}.")
    private Direction direction;

    @Option(names = {"-s", "--source"}, paramLabel = "ADDRESS", converter = Converters.Address.class,
            description = "Hears this sender alone (source-specific multicast). May be given several times.")
    private List<InetAddress> sources = List.of();

    @Option(names = {"-q", "--quiet"}, description = "No line a second.")
    private boolean quiet;

    @Option(names = "--json", description = "Prints each line, and the end, as a JSON object.")
    private boolean json;

    private boolean silent;

    /** Whether something is wanted. */
    private enum Switch { ON, OFF }

    @Override
    public Integer call() throws IOException {
        check();
        PrintWriter out = spec.commandLine().getOut();
        Senders senders = new Senders();
        long datagrams;
        try (MultipointSocket socket = MultipointSocket.open(from.family()); Stop stop = new Stop()) {
            setOptions(socket);
            join(socket);
            from.tell(out, "Receiving from", "", json);
            tellCut(socket);
            Meter meter = new Meter(quiet ? null : out, senders::lost, System.nanoTime(), json);
            meter.title();
            try {
                receive(socket, stop, meter, senders);
            } finally {
                tell(out, meter, senders, Math.max(0, socket.counters().dropped()));
            }
            datagrams = meter.datagrams();
        }
        return datagrams >= (count == null ? 1 : count) ? Main.DONE : Main.FAILED;
    }

    private void join(MultipointSocket socket) throws IOException {
        if (sources.isEmpty()) {
            socket.joinSession(from.group(), from.joinOptions().direction(direction));
            return;
        }
        socket.bind(from.group().getPort());
        for (InetAddress source : sources) {
            socket.join(from.group().getAddress(), from.networkInterface(), source);
        }
    }

    private void tell(PrintWriter out, Meter meter, Senders senders, long dropped) {
        if (json) {
            Json lines = new Json(out);
            lines.object(() -> {
                lines.name("end").value(true);
                meter.write(lines);
                lines.name("dropped").value(dropped);
                senders.write(lines, silent);
            });
            out.println();
        } else {
            out.println("Received " + meter.summary() + ".");
            senders.print(out, silent);
            if (dropped > 0) {
                out.println(Advice.KERNEL_DROPPED.text(Count.of(dropped, "datagram")) + ".");
                out.println("Fix: " + fixOfDrops());
            } else if (meter.datagrams() == 0) {
                out.println("More: " + from.doctor());
            }
        }
        out.flush();
    }

    private String fixOfDrops() {
        long burst = LimitCheck.BURST;
        long most = LimitCheck.value(Links.PROC, "net.core.rmem_max").orElse(burst);
        if (most >= burst || buffer == null || buffer < most) {
            return "receive with --buffer " + Math.min(most, burst)
                    + (most >= burst ? "" : "    (more after sysctl -w net.core.rmem_max=" + burst + ")");
        }
        return "sysctl -w net.core.rmem_max=" + burst + " and receive with --buffer " + burst + "    (as root)";
    }

    private void check() {
        if (!sources.isEmpty() && from.networkInterface() == null) {
            throw new ParameterException(spec.commandLine(), "--source needs --interface");
        }
        if (!sources.isEmpty() && direction == Direction.BOTH) {
            throw new ParameterException(spec.commandLine(), "--source goes with --direction receive");
        }
        for (InetAddress source : sources) {
            if (source.isMulticastAddress() || source.isAnyLocalAddress() || Addresses.family(source) != from.family()) {
                throw new ParameterException(spec.commandLine(),
                        "--source is the address of one host, of the group's family, not " + Addresses.text(source));
            }
        }
        if (direction == Direction.SEND) {
            throw new ParameterException(spec.commandLine(), "--direction is receive or both here");
        }
    }

    private void setOptions(MultipointSocket socket) throws IOException {
        socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, LOOK_UP);
        if (loopback == Switch.OFF) {
            socket.setOption(MultipointOptions.LOOPBACK, false);
        }
        if (buffer != null) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, buffer);
        }
    }

    /** Linux gives a process without a privilege no more than its limit, and tells nobody. */
    private void tellCut(MultipointSocket socket) throws IOException {
        int given = buffer == null ? 0 : socket.getOption(StandardSocketOptions.SO_RCVBUF);
        if (buffer != null && given < buffer && !Platform.isWindows()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("receive: " + Advice.BUFFER_CUT.text(buffer, given));
            err.println("Fix: receive as root, or first: sysctl -w net.core.rmem_max=" + buffer + "    (as root)");
            err.flush();
        }
    }

    private void receive(MultipointSocket socket, Stop stop, Meter meter, Senders senders) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);
        PeerAddress sender = new PeerAddress();
        long last = count == null ? Long.MAX_VALUE : count;
        long start = System.nanoTime();
        long heard = start;
        while (meter.datagrams() < last && !stop.isWished()) {
            int length = receive(socket, datagram, sender);
            long now = System.nanoTime();
            if (length >= 0) {
                meter.add(length, now);
                senders.add(sender.toSocketAddress(), length, Payload.read(datagram, length));
                heard = now;
            } else if (timeout != null && now - heard >= timeout.toNanos()) {
                silent = true;
                return;
            }
            if (!meter.tick(now) || duration != null && now - start >= duration.toNanos()) {
                return;
            }
        }
    }

    /** Receives a datagram. Returns -1 if none came within {@link #LOOK_UP}. */
    private static int receive(MultipointSocket socket, ByteBuffer datagram, PeerAddress sender) throws IOException {
        try {
            return socket.receive(datagram.clear(), sender);
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }
}
