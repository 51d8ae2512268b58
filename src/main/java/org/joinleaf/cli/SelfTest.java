package org.joinleaf.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.joinleaf.Direction;
import org.joinleaf.Family;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.joinleaf.WinsockFailure;
import org.joinleaf.winsock.Winsock;

/** A join over loopback: one socket receives, another sends to it. IPv4 must work, IPv6 may not. */
final class SelfTest {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private SelfTest() {
    }

    static Finding run(Family family) {
        String name = Interfaces.text(family);
        try {
            NetworkInterface loopback = Loopback.require(family);
            String where = name + " over " + Interfaces.text(loopback, family) + ": ";
            if (sendAndReceive(family, loopback)) {
                return Finding.ok(where + "joined, sent and received");
            }
            return bad(family, where + "joined and sent, but nothing came", Loopback.fix(family));
        } catch (Advised e) {
            return bad(family, name + ": " + e.getMessage(), e.fix());
        } catch (IOException e) {
            boolean known = e instanceof WinsockFailure;
            boolean route = known && ((WinsockFailure) e).code() == Winsock.WSAENETUNREACH;
            return bad(family, name + ": " + (known ? e.getMessage() : e), route ? Loopback.fix(family) : null);
        }
    }

    private static Finding bad(Family family, String text, String fix) {
        return family == Family.IPV4 ? Finding.fail(text, fix) : Finding.warn(text, fix);
    }

    /** Returns whether what was sent came. */
    private static boolean sendAndReceive(Family family, NetworkInterface loopback) throws IOException {
        long token = ThreadLocalRandom.current().nextLong();
        long start = System.nanoTime();
        try (MultipointSocket receiver = MultipointSocket.open(family);
                MultipointSocket sender = MultipointSocket.open(family)) {
            receiver.bind(0);
            InetSocketAddress group =
                    new InetSocketAddress(Loopback.randomGroup(family), receiver.getLocalAddress().getPort());
            receiver.join(group, Direction.RECEIVE, loopback);
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, PATIENCE);
            sender.join(group, Direction.SEND, loopback);
            sender.send(ByteBuffer.allocate(Long.BYTES).putLong(0, token));
            ByteBuffer got = ByteBuffer.allocate(Long.BYTES);
            while (System.nanoTime() - start < 2 * PATIENCE.toNanos()) {
                receiver.receive(got.clear());
                if (got.position() == Long.BYTES && got.getLong(0) == token) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
