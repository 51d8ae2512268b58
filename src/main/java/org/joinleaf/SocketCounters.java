package org.joinleaf;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was counted for one socket since it was opened, at one moment. A counter that the socket's provider does not
 * have is {@link #UNKNOWN}: the sockets of the system count what they dropped and nothing else (on Linux), those of a
 * session with a root all the rest.
 */
public final class SocketCounters {
    /** The value of a counter that the socket does not have. */
    public static final long UNKNOWN = -1;

    private final long socket;
    private final String name;
    /** The counters of a session with a root; null if the socket is in none. */
    private final RootedStatistics counted;
    private final long dropped;

    private SocketCounters(SessionSocket of) throws IOException {
        boolean rooted = of.supportedOptions().contains(RootedOptions.STATISTICS);
        socket = of.handle();
        name = of.toString();
        counted = rooted ? of.getOption(RootedOptions.STATISTICS) : null;
        dropped = rooted ? UNKNOWN : dropped(of);
    }

    static SocketCounters read(SessionSocket socket) throws IOException {
        return new SocketCounters(socket);
    }

    /** Windows does not tell. */
    private static long dropped(SessionSocket socket) throws IOException {
        try {
            return socket.getOption(MultipointOptions.DROPPED);
        } catch (WinsockException e) {
            return UNKNOWN;
        }
    }

    /**
     * Returns the SOCKET.
     *
     * @return the handle; the socket may be closed by now
     */
    public long socket() {
        return socket;
    }

    /**
     * Returns what {@code toString} of the socket said.
     *
     * @return the text
     */
    public String name() {
        return name;
    }

    /**
     * Counts messages sent.
     *
     * @return their number, or UNKNOWN
     */
    public long messagesSent() {
        return counted == null ? UNKNOWN : counted.messagesSent();
    }

    /**
     * Counts messages received.
     *
     * @return their number, or UNKNOWN
     */
    public long messagesReceived() {
        return counted == null ? UNKNOWN : counted.messagesReceived();
    }

    /**
     * Counts datagrams that were sent again, to one leaf or to all.
     *
     * @return their number, or UNKNOWN
     */
    public long repairs() {
        return counted == null ? UNKNOWN : counted.repairsSent() + counted.remulticasts();
    }

    /**
     * Counts datagrams that were missing, and were asked for again.
     *
     * @return their number, or UNKNOWN
     */
    public long losses() {
        return counted == null ? UNKNOWN : counted.gapsReported();
    }

    /**
     * Counts datagrams that the kernel dropped as the receive buffer was full: {@link MultipointOptions#DROPPED}.
     *
     * @return their number, or UNKNOWN
     */
    public long dropped() {
        return dropped;
    }

    /**
     * Counts requests to join that the provider itself refused: over a limit, or with a wrong key, version or data
     * plane.
     *
     * @return their number, or UNKNOWN
     */
    public long refused() {
        return counted == null ? UNKNOWN : counted.refused();
    }

    /**
     * Counts the times that the system let the socket take no connection, though one waited:
     * {@link RootedStatistics#acceptsRefused()}.
     *
     * @return their number, or UNKNOWN
     */
    public long acceptsRefused() {
        return counted == null ? UNKNOWN : counted.acceptsRefused();
    }

    /**
     * Counts the leaves that a root has now.
     *
     * @return their number, or UNKNOWN
     */
    public long leaves() {
        return counted == null ? UNKNOWN : counted.leaves();
    }

    /**
     * Counts those of the leaves that no multicast reaches.
     *
     * @return their number, or UNKNOWN
     */
    public long unicastLeaves() {
        return counted == null ? UNKNOWN : counted.unicastLeaves();
    }

    /** The counters that the socket has, by name. */
    Map<String, Long> known() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("socket", socket);
        all.put("messagesSent", messagesSent());
        all.put("messagesReceived", messagesReceived());
        all.put("repairs", repairs());
        all.put("losses", losses());
        all.put("dropped", dropped());
        all.put("refused", refused());
        all.put("acceptsRefused", acceptsRefused());
        all.put("leaves", leaves());
        all.put("unicastLeaves", unicastLeaves());
        all.values().removeIf(value -> value == UNKNOWN);
        return all;
    }

    @Override
    public String toString() {
        return "SocketCounters[" + name + ", " + known() + "]";
    }
}
