package org.joinleaf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.Optional;
import org.joinleaf.Direction;
import org.joinleaf.JoinOptions;
import org.joinleaf.MultipointSocket;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** These options say which group, and by which interface; send and receive share them. */
final class GroupOptions {
    @Parameters(index = "0", paramLabel = "GROUP", converter = Converters.Group.class,
            description = "The group: an address of 224.0.0.0/4 or ff00::/8.")
    private InetAddress address;

    @Parameters(index = "1", paramLabel = "PORT", converter = Converters.Port.class, description = "The group's port.")
    private int port;

    @Option(names = {"-i", "--interface"}, paramLabel = "INTERFACE", converter = Converters.Interface.class,
            description = "The interface: its name, index or an address of it, which is then the one that send sends "
                    + "from; e0:1 is a name, too. Without it the one that the group names is "
                    + "used, as in ff02::1%%eth0, else the system chooses by its routes; where no route is for multicast, "
                    + "the first wire that is up and has an address is used, else loopback. The choice "
                    + "is printed.")
    private Place place;

    StandardProtocolFamily family() {
        return Addresses.family(address);
    }

    InetSocketAddress group() {
        return new InetSocketAddress(address, port);
    }

    /** Returns the interface that was named, or null. */
    NetworkInterface networkInterface() {
        return place == null ? null : place.networkInterface();
    }

    /** Binds a sender to the address by which the interface was named, so that it sends from that one. */
    void bind(MultipointSocket sender, Direction direction) throws IOException {
        Optional<InetAddress> from = place == null ? Optional.empty() : place.named(family());
        if (from.isPresent()) {
            sender.bind(new InetSocketAddress(from.get(), direction == Direction.SEND ? 0 : port));
        }
    }

    /** Returns options that join on the interface that was named, or else where the system chooses. */
    JoinOptions joinOptions() {
        return place == null ? JoinOptions.onSystemChoice() : JoinOptions.on(place.networkInterface());
    }

    /** Returns the command that finds out why nothing comes by the interface: from other hosts, or from this one. */
    String doctor() {
        NetworkInterface named = networkInterface();
        if (named != null && Interfaces.addresses(named).stream().anyMatch(InetAddress::isLoopbackAddress)) {
            return "joinleaf doctor -i " + named.getName();
        }
        return "joinleaf doctor --peer" + (named == null ? "" : " -i " + named.getName())
                + "    (here and on the sender's host, at the same time)";
    }

    /** Tells the group and the interface, once joined. */
    void tell(PrintWriter out, String verb, String details) {
        tell(out, verb, details, false);
    }

    /** Tells the same, as a JSON object if json is true. */
    void tell(PrintWriter out, String verb, String details, boolean json) {
        if (json) {
            Json line = new Json(out);
            line.object(() -> {
                line.name("group").value(Addresses.text(group()));
                line.name("interface").value(SystemChoice.text(group(), place));
            });
            out.println();
            out.flush();
            return;
        }
        out.println(verb + " " + Addresses.text(group()) + details + ".");
        out.println("Interface: " + SystemChoice.text(group(), place) + ".");
        out.flush();
    }
}
