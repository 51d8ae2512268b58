package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.joinleaf.ControlData;
import org.joinleaf.Direction;
import org.joinleaf.MultipointSocket;
import org.joinleaf.NetworkEvent;
import org.joinleaf.NetworkSelector;
import org.joinleaf.PeerAddress;
import org.joinleaf.WinsockFailure;
import org.joinleaf.internal.memory.Count;

/**
 * {@code doctor --peer}: hosts that run it at the same time greet each other by multicast, by every interface and in both
 * families. Each greeting tells whom its sender has heard, so that each host knows both directions.
 */
final class PeerCheck {
    private static final int PORT = 17476;
    private static final InetAddress IPV4_GROUP = Addresses.parse("239.255.74.76").orElseThrow();
    private static final InetAddress IPV6_GROUP = Addresses.parse("ff15::4a4c").orElseThrow();
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int TTL = 8;
    /** A datagram of so many bytes goes in fragments on most wires. */
    private static final int LARGE = 4000;
    /** So many hosts are told apart, and so many datagrams are read at a time: strangers can neither fill the memory nor
     * keep this host busy for longer than it was asked to be. */
    private static final int MOST_PEERS = 100;
    private static final int MOST_READ = 1000;
    private static final int IPV4_HEADERS = 28;
    private static final int IPV6_HEADERS = 48;
    /** These are the MTUs of tunnels and wires. If all that is larger than one is lost, that one is on the way. */
    private static final int[] MTUS = {576, 1280, 1400, 1420, 1450, 1492, 1500, 9000};
    /** The sizes take turns with as many short greetings. */
    private static final int TURNS = 2 * (MTUS.length + 2);

    private final Path proc;
    private final List<Link> links;
    private final Duration duration;
    private final long own = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
    private final List<Wire> wires = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Makes the check.
     *
     * @param proc /proc
     */
    PeerCheck(Path proc, List<Link> links, Duration duration) {
        this.proc = proc;
        this.links = links;
        this.duration = duration;
    }

    /** What is known of another host on one wire. */
    private static final class Peer {
        private InetSocketAddress address;
        private boolean hearsUs;
        /** The size of the largest greeting that came from it, and of the largest of ours that it says it got. */
        private int largest;
        private int largestThere;
        private int greetings;
        /** So much of the TTL was left; -1 means that the system does not tell. */
        private int ttl = -1;
    }

    /** A socket greets on one interface, for one family. */
    private static final class Wire {
        private final Link link;
        private final StandardProtocolFamily family;
        private final MultipointSocket socket;
        private final GroupReports reports;
        private final Map<Long, Peer> peers = new TreeMap<>();
        private int sent;
        /** Whether a host was heard that is one too many. */
        private boolean more;

        Wire(Link link, StandardProtocolFamily family, MultipointSocket socket, GroupReports reports) {
            this.reports = reports;
            this.link = link;
            this.family = family;
            this.socket = socket;
        }

        int headers() {
            return family == INET ? IPV4_HEADERS : IPV6_HEADERS;
        }

        String text() {
            return Interfaces.text(family) + " on " + link.name();
        }
    }

    List<Finding> findings() throws IOException {
        try {
            for (Link link : links) {
                for (StandardProtocolFamily family : List.of(INET, INET6)) {
                    if (link.isFit(family) || link.loopback() && link.has(family)) {
                        open(link, family);
                    }
                }
            }
            if (wires.isEmpty()) {
                findings.add(Advice.PEER_NO_INTERFACE.finding(null));
            } else {
                exchange();
                for (Wire wire : wires) {
                    conclude(wire);
                    tellReports(wire);
                }
            }
            return findings;
        } finally {
            for (Wire wire : wires) {
                wire.socket.close();
            }
        }
    }

    private void open(Link link, StandardProtocolFamily family) throws IOException {
        GroupReports reports = new GroupReports(proc, link.name());
        MultipointSocket socket = MultipointSocket.open(family);
        try {
            askForTtl(socket);
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(PORT);
            socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, TTL);
            NetworkInterface by = link.networkInterface();
            InetAddress group = family == INET ? IPV4_GROUP : IPV6_GROUP;
            socket.joinSession(new InetSocketAddress(group, PORT), Direction.BOTH, by);
            wires.add(new Wire(link, family, socket, reports));
        } catch (IOException e) {
            socket.close();
            findings.add(Advice.PEER_NO_JOIN.finding(null, Interfaces.text(family) + " on " + link.name(), e.getMessage()));
        }
    }

    private static void askForTtl(MultipointSocket socket) throws IOException {
        try {
            socket.requestControlData(EnumSet.of(ControlData.Kind.TTL));
        } catch (IOException e) {
            if (!(e instanceof WinsockFailure)) {
                throw e;
            } // else this Windows does not tell it
        }
    }

    private void exchange() throws IOException {
        long end = System.nanoTime() + duration.toNanos();
        long next = System.nanoTime();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        PeerAddress from = new PeerAddress();
        ControlData control = new ControlData();
        try (NetworkSelector selector = NetworkSelector.open()) {
            for (Wire wire : wires) {
                selector.register(wire.socket, EnumSet.of(NetworkEvent.READ), wire);
            }
            for (long now = next; now < end; now = System.nanoTime()) {
                if (now >= next) {
                    wires.forEach(this::greet);
                    next = now + PAUSE.toNanos();
                }
                List<Wire> ready = new ArrayList<>();
                selector.select(key -> ready.add((Wire) key.attachment()), Math.max(1, (next - now) / 1_000_000));
                for (Wire wire : ready) {
                    hear(wire, buffer, from, control);
                }
            }
        }
    }

    /** Every other greeting is short; the others are of all sizes up to what the interface takes, and larger. */
    private void greet(Wire wire) {
        int turn = wire.sent++ % TURNS;
        int mtu = wire.link.mtu() < 0 ? MTUS[0] : wire.link.mtu();
        int size = turn % 2 == 0 ? 0 : turn / 2 == MTUS.length + 1 ? LARGE
                : (turn / 2 == MTUS.length ? Math.min(mtu, 9000) : Math.min(MTUS[turn / 2], mtu)) - wire.headers();
        StringBuilder text = new StringBuilder("joinleaf doctor 1 " + own);
        wire.peers.forEach((id, peer) -> text.append(' ').append(id).append(':').append(peer.largest));
        text.append('\n');
        byte[] bytes = Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII),
                Math.max(text.length(), size));
        try {
            wire.socket.send(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            // The queue is full, or the interface went down. What is not heard is told in the end.
        }
    }

    private void hear(Wire wire, ByteBuffer buffer, PeerAddress from, ControlData control) throws IOException {
        for (int i = 0; i < MOST_READ && wire.socket.receive(buffer.clear(), from, control) >= 0; i++) {
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            String[] words = new String(bytes, StandardCharsets.US_ASCII).split("\n", 2)[0].split(" ");
            if (words.length < 4 || !words[0].equals("joinleaf") || !words[3].matches("\\d{1,19}")
                    || words[3].equals(Long.toString(own))) {
                continue;
            }
            Long id = Long.parseUnsignedLong(words[3]);
            if (!wire.peers.containsKey(id) && wire.peers.size() >= MOST_PEERS) {
                wire.more = true;
                continue;
            }
            Peer peer = wire.peers.computeIfAbsent(id, each -> new Peer());
            peer.address = from.toSocketAddress();
            peer.largest = Math.max(peer.largest, bytes.length);
            peer.greetings++;
            peer.ttl = control.ttl();
            for (String heard : List.of(words).subList(4, words.length)) {
                if (heard.matches(own + ":\\d{1,5}")) {
                    peer.hearsUs = true;
                    peer.largestThere = Integer.parseInt(heard.substring(heard.indexOf(':') + 1));
                }
            }
        }
    }

    private void conclude(Wire wire) {
        if (wire.peers.isEmpty()) {
            findings.add(Advice.PEER_NOBODY.finding(
                    "run  java -jar joinleaf-cli.jar doctor --peer  on another host at the same time, and let UDP port " + PORT
                            + " in through its firewall and this one's", wire.text(), duration.toSeconds()));
        }
        if (wire.more) {
            findings.add(Advice.PEER_MANY.finding(null, wire.text(), MOST_PEERS));
        }
        int inOnePiece = wire.link.mtu() - wire.headers();
        wire.peers.values().forEach(peer -> {
            String name = Addresses.text(peer.address.getAddress());
            if (!peer.hearsUs) {
                findings.add(Advice.PEER_DEAF.finding(
                        "run doctor there: its firewall, rp_filter or a switch's IGMP snooping drops what comes",
                        wire.text(), name, Count.of(peer.greetings, "time")));
            } else if (peer.largestThere < Math.min(inOnePiece, LARGE)) {
                findings.add(Advice.PEER_SMALL_MTU.finding(
                        "set a smaller MTU: " + Fixes.mtu(wire.link.name(), wire.link.index(), peer.largestThere + wire.headers()),
                        wire.text(), name, peer.largestThere, wire.link.mtu()));
            } else {
                findings.add(Finding.ok(wire.text() + ": " + name + " and this host hear each other, datagrams of "
                        + Math.min(peer.largest, peer.largestThere) + " bytes too" + (peer.ttl < 0 ? ""
                        : "; of its TTL of " + TTL + " came " + peer.ttl + (peer.ttl == TTL ? ": no router is between" : ""))));
            }
            if (!answersGoBack(wire, peer.address.getAddress())) {
                findings.add(Advice.PEER_OFF_LINK.finding(Fixes.routeToHost(name, wire.link.name(), wire.link.index()),
                        wire.text(), name));
            }
        });
    }

    /** Returns whether datagrams to the peer's own address go by this interface. */
    private static boolean answersGoBack(Wire wire, InetAddress peer) {
        if (wire.family == INET6 || wire.link.loopback()) {
            return true; // a link-local address belongs to one interface
        }
        try {
            NetworkInterface by = SystemChoice.of(peer);
            return by != null && by.getName().equals(wire.link.name());
        } catch (IOException e) {
            return false; // no route at all
        }
    }

    /** Tells what the system has counted of the talk about memberships on the wire. */
    private void tellReports(Wire wire) {
        if (wire.link.loopback()) {
            return;
        }
        GroupReports reports = wire.reports;
        if (wire.family == INET) {
            reports.igmp().ifPresent(version -> findings.add(Finding.ok(wire.text() + ": groups are reported by " + version)));
        } else if (reports.isMldCounted()) {
            findings.add(Finding.ok(
                    wire.text() + ": MLD asked for groups " + Count.of(reports.mldQueries(), "time") + " meanwhile"));
            if (reports.allMldQueries() == 0) {
                findings.add(Advice.PEER_NO_QUERIER.finding("switch a querier on in the switch or the router", wire.text()));
            }
        }
    }
}
