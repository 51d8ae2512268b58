package org.joinleaf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How many datagrams the kernel dropped because a receive buffer was full: Linux counts them for each socket, in
 * /proc/net/udp and udp6. The sockets of one port are taken together, since made.
 */
final class KernelDrops {
    private static final int LOCAL = 1;
    private static final int DROPS = 12;
    /** So many bytes hold a burst. Linux gives no more than rmem_max. */
    private static final long WANTED = 4 << 20;

    private final Path proc;
    private final String port;
    private final long before;

    KernelDrops(Path proc, int port) {
        this.proc = proc;
        this.port = String.format(Locale.ROOT, ":%04X", port);
        before = sum();
    }

    /** Returns how many there were since this was made; 0 where the system does not tell. */
    long count() {
        return Math.max(0, sum() - before);
    }

    /**
     * What to do about them.
     *
     * @param buffer the SO_RCVBUF that was asked for; null if none was
     */
    String fix(Integer buffer) {
        long most = LimitCheck.value(proc, "net.core.rmem_max").orElse(WANTED);
        if (most >= WANTED || buffer == null || buffer < most) {
            return "receive with --buffer " + Math.min(most, WANTED)
                    + (most >= WANTED ? "" : "    (more after sysctl -w net.core.rmem_max=" + WANTED + ")");
        }
        return "sysctl -w net.core.rmem_max=" + WANTED + " and receive with --buffer " + WANTED + "    (as root)";
    }

    private long sum() {
        return sum("net/udp") + sum("net/udp6");
    }

    private long sum(String file) {
        try {
            return Files.readAllLines(proc.resolve(file)).stream().map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > DROPS && words[LOCAL].endsWith(port))
                    .mapToLong(words -> Long.parseLong(words[DROPS])).sum();
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
