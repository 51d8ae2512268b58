package org.joinleaf;

import java.util.Map;

/**
 * The MXBean {@code org.joinleaf:type=OpenSockets}: see {@link OpenSockets#registerMXBean()}.
 */
public interface OpenSocketsMXBean {
    /**
     * Counts the open sockets.
     *
     * @return their number
     */
    int getCount();

    /**
     * Tells what was counted for each open socket: the counters that it has, by the names of {@link SocketCounters}, by
     * the name of the socket.
     *
     * @return a new map
     */
    Map<String, Map<String, Long>> getCounters();
}
