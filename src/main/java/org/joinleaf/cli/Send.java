package org.joinleaf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.joinleaf.Direction;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.joinleaf.internal.memory.Count;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code send} sends numbered datagrams to a group, at a rate. */
@Command(name = "send",
        header = "Sends numbered datagrams to a group.",
        description = "Sends numbered datagrams to a group, so that receive can tell what was lost. Prints a line a "
                + "second; Ctrl-C ends it with a summary.%n%nWhether this host hears itself is settled where it is "
                + "heard, as on Windows: see receive --loopback.",
        exitCodeList = {"0:sent what was asked", "1:a call failed; the message names its Winsock code",
            "2:the command line is wrong", "3:what is printed could not be written",
            "129, 130, 143:ended by SIGHUP, Ctrl-C or SIGTERM, after the summary"},
        footer = {"  java -jar joinleaf-cli.jar send 239.1.2.3 5000",
            "  java -jar joinleaf-cli.jar send 239.1.2.3 5000 -i eth0 --ttl 8 -n 1000 -r 500",
            "  java -jar joinleaf-cli.jar send ff15::1234 5000 -i 2 -s 8000 -r max -d 10s"})
final class Send implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GroupOptions to;

    @Option(names = {"-n", "--count"}, paramLabel = "COUNT", converter = Converters.Count.class,
            description = "How many datagrams; no end if not given.")
    private Long count;

    @Option(names = {"-s", "--size"}, paramLabel = "BYTES", converter = Converters.DatagramSize.class, defaultValue = "1000",
            description = "The size of each, at least " + Payload.SIZE + ". Default: ${DEFAULT-VALUE}.")
    private int size;

    @ArgGroup
    private Pace pace = new Pace();

    @Option(names = {"-d", "--duration"}, paramLabel = "TIME", converter = Converters.Time.class,
            description = "Ends after this long: 10 or 10s, 200ms, 5m, 1h.")
    private Duration duration;

    @Option(names = {"-t", "--ttl"}, paramLabel = "HOPS", converter = Converters.Hops.class, defaultValue = "1",
            description = "How many hops it may go, 0 to 255: 0 stays on this host, 1 on this network. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int ttl;

    @Option(names = "--direction", paramLabel = "DIRECTION", defaultValue = "send",
            description = "send (JL_SENDER_ONLY: no member of the group) or both (JL_BOTH). Default: ${DEFAULT-VALUE}.")
    private Direction direction;

    @Option(names = {"-q", "--quiet"}, description = "No line a second.")
    private boolean quiet;

    /** One of these two options says how fast. */
    private static final class Pace {
        @Option(names = {"-r", "--rate"}, paramLabel = "RATE", converter = Pacer.Converter.class,
                description = "Datagrams a second, or max. Default: 10.")
        private Pacer rate = Pacer.ofRate(10);

        @Option(names = "--interval", paramLabel = "TIME", converter = Converters.Time.class,
                description = "The time between two datagrams, instead of a rate.")
        private Duration interval;

        Pacer pacer() {
            return interval == null ? rate : Pacer.ofInterval(interval);
        }
    }

    @Override
    public Integer call() throws IOException {
        check();
        PrintWriter out = spec.commandLine().getOut();
        try (MultipointSocket socket = MultipointSocket.open(to.family()); Stop stop = new Stop()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
            int most = socket.getOption(MultipointOptions.MAX_MESSAGE_SIZE);
            if (size > most) {
                throw new ParameterException(spec.commandLine(), "--size is at most " + most + " here, not " + size);
            }
            to.bind(socket, direction);
            socket.joinSession(to.group(), to.joinOptions().direction(direction));
            to.tell(out, "Sending to", ", " + Count.of(size, "byte") + " each, TTL " + ttl);
            send(socket, stop, out);
        }
        return Main.DONE;
    }

    private void check() {
        if (direction == Direction.RECEIVE) {
            throw new ParameterException(spec.commandLine(), "--direction is send or both here");
        }
    }

    private void send(MultipointSocket socket, Stop stop, PrintWriter out) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(size);
        long stream = ThreadLocalRandom.current().nextLong();
        long last = count == null ? Long.MAX_VALUE : count;
        Pacer pacer = pace.pacer();
        long start = System.nanoTime();
        Meter meter = new Meter(quiet ? null : out, null, start);
        meter.title();
        try {
            for (long number = 0; number < last && !stop.isWished();) {
                long now = System.nanoTime();
                if (!meter.tick(now) || duration != null && now - start >= duration.toNanos()) {
                    break;
                }
                long due = start + pacer.due(number);
                if (due > now) {
                    stop.sleep(Math.min(due, meter.nextLine()) - now);
                    continue;
                }
                new Payload(stream, number, count == null ? 0 : count).write(datagram);
                socket.send(datagram.clear());
                meter.add(size, System.nanoTime());
                number++;
            }
        } finally {
            out.println("Sent " + meter.summary() + ".");
            out.flush();
        }
    }
}
