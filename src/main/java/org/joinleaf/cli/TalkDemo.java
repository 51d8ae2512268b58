package org.joinleaf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.joinleaf.Direction;
import org.joinleaf.Provider;
import org.joinleaf.winsock.Winsock;

/** In the demo of a nonrooted session ann, bob and cam are in one group. Nobody is its root, and nobody is asked. */
final class TalkDemo implements AutoCloseable {
    private static final int ANN = 0;
    private static final int BOB = 1;
    private static final int CAM = 2;
    private static final long PATIENCE_MILLIS = 2000;
    private static final long DRAIN_MILLIS = 50;

    private final List<DemoMember> members = new ArrayList<>();
    private final List<DemoMessage> messages = new ArrayList<>();
    private final StandardProtocolFamily family;
    private final NetworkInterface loopback;
    private final InetSocketAddress group;
    private final long session = ThreadLocalRandom.current().nextLong();

    /** All three join. */
    TalkDemo(StandardProtocolFamily family, int port) throws IOException {
        this.family = family;
        loopback = LocalMulticast.require(family);
        try {
            int chosen = open("ann").bind(port);
            group = new InetSocketAddress(LocalMulticast.randomGroup(family), chosen);
            open("bob").bind(chosen);
            open("cam").bind(chosen);
            members.get(ANN).join(group, Direction.BOTH, loopback);
            members.get(BOB).join(group, Direction.BOTH, loopback);
            members.get(CAM).join(group, Direction.RECEIVE, loopback);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private DemoMember open(String name) throws IOException {
        DemoMember member = new DemoMember(members.size(), name, family, session);
        members.add(member);
        return member;
    }

    /** Runs the talk, and tells it as it goes. */
    boolean run(PrintWriter out) throws IOException {
        DemoMember ann = members.get(ANN);
        DemoMember bob = members.get(BOB);
        tellCalls(out);
        long start = System.nanoTime();
        say(ann, "good morning");
        say(bob, "hello, ann");
        bob.close();
        say(ann, "bob?");
        long micros = (System.nanoTime() - start) / 1000;
        for (DemoMember member : members) {
            member.listen(messages, DRAIN_MILLIS);
        }

        Table table = new Table("who", "does", "ann", "bob", "cam");
        for (DemoMessage message : messages) {
            if (!message.isFor(BOB)) {
                table.row("bob", "leaves: closesocket");
            }
            table.row(message.sender(), "says \"" + message.text() + "\"",
                    message.result(ANN), message.result(BOB), message.result(CAM));
        }
        table.print(out, "  ");
        out.println();
        return verdict(out, micros);
    }

    /** Sends, and waits until everybody who should have it has it, but for two seconds at most. */
    private void say(DemoMember sender, String text) throws IOException {
        DemoMessage message = new DemoMessage(messages.size(), sender.name(), text, members);
        messages.add(message);
        sender.send(message);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        for (int i = 0; i < members.size(); i++) {
            if (message.isFor(i)) {
                members.get(i).await(message, messages, deadline);
            }
        }
    }

    private void tellCalls(PrintWriter out) throws IOException {
        out.println("Three members of one group, over loopback: nothing leaves this host.");
        out.println();
        out.println("  group      " + Addresses.text(group));
        out.println("  interface  " + Interfaces.text(loopback, family));
        out.println("  provider   " + provider());
        out.println();
        out.println("The Winsock calls by which each comes in:");
        out.println();
        DemoMember ann = members.get(ANN);
        out.println("  ann  " + String.join(System.lineSeparator() + "       ", ann.calls()));
        out.println("  bob  the same, on ann's port");
        out.println("  cam  the same, but " + members.get(CAM).lastCall());
        out.println();
        out.println("Who got what (a sender hears itself too, unless IP_MULTICAST_LOOP is off):");
        out.println();
        out.flush();
    }

    /** WSASocket takes the first entry that fits. */
    private String provider() throws IOException {
        return Provider.list().stream()
                .filter(entry -> entry.addressFamily() == Addresses.number(family) && entry.socketType() == Winsock.SOCK_DGRAM
                        && entry.protocol() == Winsock.IPPROTO_UDP && entry.supportsMultipoint())
                .map(Provider::name).findFirst().orElse("unknown");
    }

    private boolean verdict(PrintWriter out, long micros) {
        int wanted = messages.stream().mapToInt(DemoMessage::wanted).sum();
        int right = messages.stream().mapToInt(DemoMessage::right).sum();
        int wrong = messages.stream().mapToInt(DemoMessage::wrong).sum();
        boolean passed = right == wanted && wrong == 0;
        if (passed) {
            out.printf(Locale.ROOT, "All %d deliveries came, each once, in %.1f ms. The demo passed.%n", wanted,
                    micros / 1000.0);
        } else {
            out.println("The demo FAILED: " + right + " of " + wanted + " deliveries came, and " + wrong
                    + " that should not have.");
        }
        return passed;
    }

    @Override
    public void close() {
        members.forEach(DemoMember::close);
    }
}
