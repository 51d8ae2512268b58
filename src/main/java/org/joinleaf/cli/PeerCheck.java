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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.joinleaf.Direction;
import org.joinleaf.MultipointSocket;
import org.joinleaf.NetworkEvent;
import org.joinleaf.NetworkSelector;
import org.joinleaf.PeerAddress;

/**
 * {@code doctor --peer}: hosts that run it at the same time greet each other by multicast, by every interface and in both
 * families. Each greeting tells whom its sender has heard, so that each host knows both directions.
 */
final class PeerCheck {
    private static final int PORT = 17476;
    private static final InetAddress IPV4_GROUP = Addresses.parse("239.255.74.76").orElseThrow();
    private static final InetAddress IPV6_GROUP = Addresses.parse("ff15::4a4c").orElseThrow();
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int TTL = 8;
    private static final int LARGE = 4000;
    private static final int HEADERS = 48;

    private final List<Link> links;
    private final Duration duration;
    private final long own = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
    private final List<Wire> wires = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    PeerCheck(List<Link> links, Duration duration) {
        this.links = links;
        this.duration = duration;
    }

    /** Another host as it is heard on one wire. */
    private static final class Peer {
        private InetSocketAddress address;
        private boolean hearsUs;
        private int largest;
        private int greetings;
    }

    /** A socket on one interface, for one family. */
    private static final class Wire {
        private final Link link;
        private final StandardProtocolFamily family;
        private final MultipointSocket socket;
        private final Map<Long, Peer> peers = new TreeMap<>();
        private int sent;

        Wire(Link link, StandardProtocolFamily family, MultipointSocket socket) {
            this.link = link;
            this.family = family;
            this.socket = socket;
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
                findings.add(Finding.fail("There is no interface by which other hosts could be greeted.", null));
            } else {
                exchange();
                wires.forEach(this::conclude);
            }
            return findings;
        } finally {
            for (Wire wire : wires) {
                wire.socket.close();
            }
        }
    }

    private void open(Link link, StandardProtocolFamily family) throws IOException {
        MultipointSocket socket = MultipointSocket.open(family);
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(PORT);
            socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, TTL);
            NetworkInterface by = link.networkInterface();
            InetAddress group = family == INET ? IPV4_GROUP : IPV6_GROUP;
            socket.joinSession(new InetSocketAddress(group, PORT), Direction.BOTH, by);
            wires.add(new Wire(link, family, socket));
        } catch (IOException e) {
            socket.close();
            findings.add(Finding.warn(Interfaces.text(family) + " on " + link.name() + ": " + e.getMessage(), null));
        }
    }

    private void exchange() throws IOException {
        long end = System.nanoTime() + duration.toNanos();
        long next = System.nanoTime();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        PeerAddress from = new PeerAddress();
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
                    hear(wire, buffer, from);
                }
            }
        }
    }

    /** Every other greeting is short; the others are as large as the interface takes, or larger (in fragments). */
    private void greet(Wire wire) {
        int size = switch (wire.sent++ % 4) {
            case 1 -> Math.max(0, Math.min(wire.link.mtu(), 9000) - HEADERS);
            case 3 -> LARGE;
            default -> 0;
        };
        StringBuilder text = new StringBuilder("joinleaf doctor 1 " + own);
        wire.peers.keySet().forEach(id -> text.append(' ').append(id));
        text.append('\n');
        byte[] bytes = Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII),
                Math.max(text.length(), size));
        try {
            wire.socket.send(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            // A full queue, or an interface that went down: what is not heard is told in the end.
        }
    }

    private void hear(Wire wire, ByteBuffer buffer, PeerAddress from) throws IOException {
        while (wire.socket.receive(buffer.clear(), from) >= 0) {
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            String[] words = new String(bytes, StandardCharsets.US_ASCII).split("\n", 2)[0].split(" ");
            if (words.length < 4 || !words[0].equals("joinleaf") || !words[3].matches("\\d{1,19}")
                    || words[3].equals(Long.toString(own))) {
                continue;
            }
            Peer peer = wire.peers.computeIfAbsent(Long.parseUnsignedLong(words[3]), id -> new Peer());
            peer.address = from.toSocketAddress();
            peer.largest = Math.max(peer.largest, bytes.length);
            peer.greetings++;
            peer.hearsUs |= List.of(words).subList(4, words.length).contains(Long.toString(own));
        }
    }

    private void conclude(Wire wire) {
        if (wire.peers.isEmpty()) {
            findings.add(Finding.fail(wire.text() + ": nobody else was heard in " + duration.toSeconds() + " s",
                    "run  java -jar joinleaf-cli.jar doctor --peer  on another host at the same time, and let UDP port " + PORT
                            + " in through its firewall and this one's"));
        }
        int inOnePiece = wire.link.mtu() - HEADERS;
        wire.peers.values().forEach(peer -> {
            String name = Addresses.text(peer.address.getAddress());
            if (!peer.hearsUs) {
                findings.add(Finding.warn(wire.text() + ": " + name + " is heard (" + peer.greetings + " times), but does "
                        + "not hear this host", "run doctor there: its firewall, rp_filter or a switch's IGMP snooping "
                        + "drops what comes"));
            } else if (peer.largest < Math.min(inOnePiece, LARGE)) {
                findings.add(Finding.warn(wire.text() + ": " + name + " and this host hear each other, but of datagrams "
                        + "larger than " + peer.largest + " bytes none came, though the MTU here is " + wire.link.mtu(),
                        "set a smaller MTU: " + Fixes.mtu(wire.link.name(), wire.link.index(), peer.largest + HEADERS)));
            } else {
                findings.add(Finding.ok(wire.text() + ": " + name + " and this host hear each other, datagrams of "
                        + peer.largest + " bytes too"));
            }
        });
    }
}
