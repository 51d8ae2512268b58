package org.joinleaf.benchmarks;

import java.util.HashMap;
import java.util.Map;

/** One line of a table: what is measured, and how. */
record Line(String id, Kind kind, String label, String command, Map<String, String> parameters, int operations) {
    /** Whose it is. */
    enum Kind { C, PEER, JOINLEAF }

    /** A line of limit.c; count: datagrams a call, or sockets. */
    static Line c(String id, String label, String mode, int size, int count, int operations) {
        return new Line(id, Kind.C, label, mode, Map.of("size", "" + size, "count", "" + count), operations);
    }

    /** A line that JMH measures. */
    static Line jmh(String id, Kind kind, String label, String benchmark, Map<String, String> parameters,
            int operations) {
        return new Line(id, kind, label, benchmark, parameters, operations);
    }

    /** The same by one of Netty's transports. */
    Line by(Lo.Transport transport) {
        boolean uring = transport == Lo.Transport.URING;
        Map<String, String> all = new HashMap<>(parameters);
        all.put("uring", "" + uring);
        return new Line(uring ? id + ".uring" : id, kind, (uring ? "Netty io_uring, " : "Netty epoll, ") + label, command,
                all, operations);
    }

    boolean isPingPong() {
        return id.startsWith("pingpong.");
    }
}
