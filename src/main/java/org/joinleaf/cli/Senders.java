package org.joinleaf.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Knows all senders that {@code receive} heard. It tells a thousand apart, so that strangers cannot fill the memory. */
final class Senders {
    private static final int MOST = 1000;
    private static final int SHOWN = 50;

    private final Map<Object, SenderLog> logs = new LinkedHashMap<>();
    private final SenderLog others = new SenderLog("others", false);

    /** Notes a datagram. Its payload is null if it was not sent by {@code send}. */
    void add(InetSocketAddress from, int length, Payload payload) {
        Object key = payload == null ? from : (Object) payload.stream();
        SenderLog log = logs.get(key);
        if (log == null) {
            log = others;
            if (logs.size() < MOST) {
                log = new SenderLog(Addresses.text(from), payload != null);
                logs.put(key, log);
            }
        }
        log.add(length, payload);
    }

    /** Returns all losses so far. Only gaps count. */
    long lost() {
        return logs.values().stream().mapToLong(log -> log.lost(false)).sum();
    }

    /**
     * Prints a line a sender.
     *
     * @param ended whether the senders are done, so that what is missing at their end is lost too
     */
    void print(PrintWriter out, boolean ended) {
        Table table = new Table("sender", ">got", ">of", ">bytes", ">lost", ">twice", ">late");
        logs.values().stream().limit(SHOWN).forEach(log -> row(table, log, ended));
        if (others.datagrams() > 0) {
            row(table, others, ended);
        }
        if (logs.size() > SHOWN) {
            table.note("and " + (logs.size() - SHOWN) + " more senders");
        }
        table.print(out, "");
    }

    /** Writes the member that has an object for each sender, with its losses if its datagrams are numbered. */
    void write(Json line, boolean ended) {
        List<SenderLog> all = new ArrayList<>(logs.values());
        if (others.datagrams() > 0) {
            all.add(others);
        }
        line.name("senders").array(all, log -> line.object(() -> {
            line.name("address").value(log.address());
            line.name("datagrams").value(log.datagrams());
            line.name("bytes").value(log.bytes());
            if (log.isNumbered()) {
                line.name("of").value(log.total());
                line.name("lost").value(log.lost(ended));
                line.name("twice").value(log.duplicates());
                line.name("late").value(log.late());
            }
        }));
    }

    private static void row(Table table, SenderLog log, boolean ended) {
        if (log.isNumbered()) {
            table.row(log.address(), log.datagrams(), log.total() == 0 ? "?" : log.total(), log.bytes(),
                    log.lost(ended), log.duplicates(), log.late());
        } else {
            table.row(log.address(), log.datagrams(), "?", log.bytes(), "?", "?", "?");
        }
    }
}
