package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.joinleaf.Direction;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.joinleaf.WinsockException;
import org.joinleaf.winsock.Winsock;

/** A member of the demo's group, and the Winsock calls that it made. */
final class DemoMember implements AutoCloseable {
    private static final long GLANCE_NANOS = 20_000_000;
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private final int place;
    private final String name;
    private final long session;
    private final StandardProtocolFamily family;
    private final MultipointSocket socket;
    private final List<String> calls = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);

    /**
     * Opens the member's socket.
     *
     * @param place   its place among the members, from 0
     * @param session a number that marks this demo's messages, should anybody else use the group
     */
    DemoMember(int place, String name, StandardProtocolFamily family, long session) throws IOException {
        this.place = place;
        this.name = name;
        this.session = session;
        this.family = family;
        socket = MultipointSocket.open(family);
        calls.add("WSASocketW(" + (family == INET ? "AF_INET" : "AF_INET6")
                + ", SOCK_DGRAM, IPPROTO_UDP, ..., C_LEAF | D_LEAF)");
    }

    /** Binds to a port that all members share, and returns it. With 0 the system chooses one. */
    int bind(int port) throws IOException {
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        calls.add("setsockopt(SO_REUSEADDR, TRUE)");
        socket.bind(port);
        int bound = socket.getLocalAddress().getPort();
        calls.add("bind(" + (family == INET ? "0.0.0.0:" : "[::]:") + port + ")"
                + (port == 0 ? ", which gives port " + bound : ""));
        return bound;
    }

    void join(InetSocketAddress group, Direction direction, NetworkInterface via) throws IOException {
        socket.joinSession(group, direction, via);
        calls.add("setsockopt(" + (family == INET ? "IP" : "IPV6") + "_MULTICAST_IF, " + via.getName() + ")");
        calls.add("WSAJoinLeaf(" + Addresses.text(group) + ", "
                + (direction == Direction.BOTH ? "JL_BOTH" : "JL_RECEIVER_ONLY") + ")");
    }

    String name() {
        return name;
    }

    boolean isIn() {
        return socket.isOpen();
    }

    /** Returns the Winsock calls up to the join. */
    List<String> calls() {
        return calls;
    }

    String lastCall() {
        return calls.get(calls.size() - 1);
    }

    void send(DemoMessage message) throws IOException {
        byte[] text = message.text().getBytes(StandardCharsets.UTF_8);
        socket.send(ByteBuffer.allocate(HEADER + text.length)
                .putLong(session).putInt(message.number()).put(text).flip());
    }

    /** Receives until a message is there or a time of System.nanoTime has come; after that it only looks once. */
    void await(DemoMessage message, List<DemoMessage> messages, long deadline) throws IOException {
        long now = System.nanoTime();
        long end = now + Math.max(deadline - now, GLANCE_NANOS);
        while (!message.hasReached(place) && receive(messages, end)) {
            // Something else came first.
        }
    }

    /** Receives for some time, to see whether something comes that should not. */
    void listen(List<DemoMessage> messages, long millis) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (isIn() && receive(messages, end)) {
            // It looks for the next one.
        }
    }

    /** Receives one datagram and notes it. Returns false if none came in time. */
    private boolean receive(List<DemoMessage> messages, long end) throws IOException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofNanos(left));
        try {
            socket.receive(buffer.clear());
        } catch (SocketTimeoutException e) {
            return false;
        } catch (WinsockException e) {
            if (e.code() != Winsock.WSAEMSGSIZE) {
                throw e;
            }
        }
        note(buffer.flip(), messages);
        return true;
    }

    private void note(ByteBuffer datagram, List<DemoMessage> messages) {
        if (datagram.remaining() < HEADER || datagram.getLong() != session) {
            return;
        }
        int number = datagram.getInt();
        if (number < 0 || number >= messages.size()) {
            return;
        }
        DemoMessage message = messages.get(number);
        if (StandardCharsets.UTF_8.decode(datagram).toString().equals(message.text())) {
            message.reach(place);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
