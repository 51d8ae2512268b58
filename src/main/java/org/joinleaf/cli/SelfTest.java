package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.joinleaf.Direction;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.joinleaf.WinsockFailure;
import org.joinleaf.winsock.Winsock;

/**
 * A join over loopback, or over another interface: one socket receives, another sends to it. One of the families must
 * work.
 */
final class SelfTest {
    /** The test waits so long for a datagram. A busy host has several chances. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int TRIES = 4;
    /** These are times to live: the datagrams stay on the host, or reach its networks. */
    private static final int HOST = 0;
    private static final int NETWORK = 1;

    private SelfTest() {
    }

    /**
     * Tests both families.
     *
     * @param link the interface to send by; null for loopback
     * @param fit  the interfaces to other hosts: where loopback takes no group one of them may, and then joinleaf can be used
     */
    static List<Finding> findings(Link link, List<Link> fit) {
        boolean local = link == null || link.loopback();
        List<Finding> findings = Stream.of(INET, INET6).filter(family -> local || link.has(family))
                .map(family -> run(family, local ? null : link, NETWORK)).toList();
        if (findings.isEmpty()) {
            return List.of(Advice.NO_ADDRESS.finding(null, link.name()));
        }
        if (findings.stream().anyMatch(SelfTest::works)) {
            return findings;
        }
        List<Finding> others = link != null ? List.of() : Stream.of(INET, INET6).flatMap(family -> fit.stream()
                .filter(each -> each.isFit(family) && each.networkInterface() != null).limit(1)
                .map(each -> run(family, each, HOST))).filter(SelfTest::works).toList();
        return others.isEmpty() ? findings.stream().map(Finding::worst).toList()
                : Stream.concat(findings.stream(), others.stream()).toList();
    }

    private static boolean works(Finding finding) {
        return finding.level() == Finding.Level.OK;
    }

    private static Finding run(StandardProtocolFamily family, Link link, int hops) {
        String name = Interfaces.text(family);
        try {
            NetworkInterface by = link == null ? LocalMulticast.require(family) : link.networkInterface();
            String where = name + " over " + Interfaces.text(by, family);
            if (sendAndReceive(family, by, hops)) {
                return Finding.ok(where + ": joined, sent and received");
            }
            return Advice.NOTHING_CAME.finding(LocalMulticast.fix(family), where);
        } catch (Advised e) {
            return Advice.TRY_FAILED.finding(e.fix(), name, e.getMessage());
        } catch (IOException e) {
            boolean known = e instanceof WinsockFailure;
            boolean route = link == null && known && ((WinsockFailure) e).code() == Winsock.WSAENETUNREACH;
            return Advice.TRY_FAILED.finding(route ? LocalMulticast.fix(family) : null, name, known ? e.getMessage() : e);
        }
    }

    /** Returns whether what was sent came. */
    private static boolean sendAndReceive(StandardProtocolFamily family, NetworkInterface by, int hops) throws IOException {
        long token = ThreadLocalRandom.current().nextLong();
        try (MultipointSocket receiver = MultipointSocket.open(family);
                MultipointSocket sender = MultipointSocket.open(family)) {
            receiver.bind(0);
            InetSocketAddress group =
                    new InetSocketAddress(LocalMulticast.randomGroup(family), receiver.getLocalAddress().getPort());
            receiver.joinSession(group, Direction.RECEIVE, by);
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, PATIENCE);
            sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, hops).joinSession(group, Direction.SEND, by);
            for (int i = 0; i < TRIES; i++) {
                sender.send(ByteBuffer.allocate(Long.BYTES).putLong(0, token));
                if (comes(receiver, token)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean comes(MultipointSocket receiver, long token) throws IOException {
        ByteBuffer got = ByteBuffer.allocate(Long.BYTES);
        long start = System.nanoTime();
        try {
            do {
                receiver.receive(got.clear());
                if (got.position() == Long.BYTES && got.getLong(0) == token) {
                    return true;
                }
            } while (System.nanoTime() - start < PATIENCE.toNanos());
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
