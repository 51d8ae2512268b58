package org.joinleaf;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What was counted for one socket since it was opened, at one moment. A counter that the socket's provider does not
 * have is {@link #UNKNOWN}: the sockets of the system count what they dropped and nothing else (on Linux), those of a
 * session with a root all the rest.
 *
 * @param socket           the SOCKET
 * @param name             what {@code toString} of the socket says
 * @param messagesSent     messages sent
 * @param messagesReceived messages received
 * @param repairs          datagrams sent again, to one leaf or to all
 * @param losses           datagrams that were missing, and were asked for again
 * @param dropped          datagrams that the kernel dropped as the receive buffer was full: {@link
 *                         MultipointOptions#DROPPED}
 * @param refused          requests to join that the provider itself refused: over a limit, or with a wrong key, version
 *                         or data plane
 * @param leaves           the leaves that a root has now
 * @param unicastLeaves    those of them that no multicast reaches
 * @since 0.1.0
 */
public record SocketCounters(long socket, String name, long messagesSent, long messagesReceived, long repairs, long losses,
        long dropped, long refused, long leaves, long unicastLeaves) {
    /** The value of a counter that the socket does not have. */
    public static final long UNKNOWN = -1;

    /**
     * Puts the counters together.
     *
     * @param socket           the SOCKET
     * @param name             what {@code toString} of the socket says
     * @param messagesSent     messages sent
     * @param messagesReceived messages received
     * @param repairs          datagrams sent again, to one leaf or to all
     * @param losses           datagrams that were missing, and were asked for again
     * @param dropped          datagrams that the kernel dropped as the receive buffer was full: {@link
     *                         MultipointOptions#DROPPED}
     * @param refused          requests to join that the provider itself refused: over a limit, or with a wrong key, version
     *                         or data plane
     * @param leaves           the leaves that a root has now
     * @param unicastLeaves    those of them that no multicast reaches
     */
    public SocketCounters {
        Objects.requireNonNull(name, "name");
    }

    static SocketCounters read(SessionSocket socket) throws IOException {
        String name = socket.toString();
        if (!socket.supportedOptions().contains(RootedOptions.STATISTICS)) {
            return new SocketCounters(socket.handle(), name, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, dropped(socket), UNKNOWN,
                    UNKNOWN, UNKNOWN);
        }
        RootedStatistics counted = socket.getOption(RootedOptions.STATISTICS);
        return new SocketCounters(socket.handle(), name, counted.messagesSent(), counted.messagesReceived(),
                counted.repairsSent() + counted.remulticasts(), counted.gapsReported(), UNKNOWN, counted.refused(),
                counted.leaves(), counted.unicastLeaves());
    }

    /** Windows does not tell. */
    private static long dropped(SessionSocket socket) throws IOException {
        try {
            return socket.getOption(MultipointOptions.DROPPED);
        } catch (WinsockException e) {
            return UNKNOWN;
        }
    }

    /** The counters that the socket has, by name. */
    Map<String, Long> known() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("socket", socket);
        all.put("messagesSent", messagesSent);
        all.put("messagesReceived", messagesReceived);
        all.put("repairs", repairs);
        all.put("losses", losses);
        all.put("dropped", dropped);
        all.put("refused", refused);
        all.put("leaves", leaves);
        all.put("unicastLeaves", unicastLeaves);
        all.values().removeIf(value -> value == UNKNOWN);
        return all;
    }
}
