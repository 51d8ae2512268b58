package org.joinleaf;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What joinleaf's own provider counts for a session with a root: JLR_STATISTICS of {@code joinleaf/rooted.h}. The
 * numbers are those of one moment, counted since the socket was opened.
 */
public final class RootedStatistics {
    /** The structure of the C library: first UINT64 with these names, then two DWORD, and a UINT64 that came later. */
    static final int SIZE = 120;
    private static final int LEAVES = 104;
    private static final int UNICAST_LEAVES = 108;
    private static final int ACCEPTS_REFUSED = 112;
    private static final List<String> NAMES = List.of("messagesSent", "messagesReceived", "datagramsSent", "datagramsReceived",
            "heartbeatsSent", "repairsSent", "remulticasts", "gapsReported", "duplicates", "strangers", "badFrames",
            "halfOpenDropped", "refused");
    private static final int COUNTERS = NAMES.size();

    private final long[] counters = new long[COUNTERS];
    private final int leaves;
    private final int unicastLeaves;
    private final long acceptsRefused;

    private RootedStatistics(ByteBuffer source) {
        for (int i = 0; i < COUNTERS; i++) {
            counters[i] = source.getLong(i * Long.BYTES);
        }
        leaves = source.getInt(LEAVES);
        unicastLeaves = source.getInt(UNICAST_LEAVES);
        acceptsRefused = source.getLong(ACCEPTS_REFUSED);
    }

    static RootedStatistics read(ByteBuffer source) {
        return new RootedStatistics(source);
    }

    /**
     * Counts messages sent.
     *
     * @return their number
     */
    public long messagesSent() {
        return counters[0];
    }

    /**
     * Counts messages received.
     *
     * @return their number
     */
    public long messagesReceived() {
        return counters[1];
    }

    /**
     * Counts first sendings of datagrams, once for a group.
     *
     * @return their number
     */
    public long datagramsSent() {
        return counters[2];
    }

    /**
     * Counts datagrams taken, repairs included.
     *
     * @return their number
     */
    public long datagramsReceived() {
        return counters[3];
    }

    /**
     * Counts datagrams that told only where the sender is.
     *
     * @return their number
     */
    public long heartbeatsSent() {
        return counters[4];
    }

    /**
     * Counts datagrams sent again to one leaf.
     *
     * @return their number
     */
    public long repairsSent() {
        return counters[5];
    }

    /**
     * Counts datagrams sent again to all.
     *
     * @return their number
     */
    public long remulticasts() {
        return counters[6];
    }

    /**
     * Counts datagrams asked for again.
     *
     * @return their number
     */
    public long gapsReported() {
        return counters[7];
    }

    /**
     * Counts datagrams that were there already.
     *
     * @return their number
     */
    public long duplicates() {
        return counters[8];
    }

    /**
     * Counts datagrams that are not the session's.
     *
     * @return their number
     */
    public long strangers() {
        return counters[9];
    }

    /**
     * Counts control connections ended for what they sent.
     *
     * @return their number
     */
    public long badFrames() {
        return counters[10];
    }

    /**
     * Counts control connections that said nothing in time, or were too many.
     *
     * @return their number
     */
    public long halfOpenDropped() {
        return counters[11];
    }

    /**
     * Counts requests over a limit, or with a wrong key, version or data plane.
     *
     * @return their number
     */
    public long refused() {
        return counters[12];
    }

    /**
     * Tells how many leaves there are now.
     *
     * @return their number
     */
    public int leaves() {
        return leaves;
    }

    /**
     * Tells how many leaves no multicast reaches, so that they are sent everything on their own.
     *
     * @return their number, at most {@link #leaves()}
     */
    public int unicastLeaves() {
        return unicastLeaves;
    }

    /**
     * Counts the times that the system let a root or a leaf that listens take no connection, though one waited: the
     * process has no descriptor left, or a filter forbids the call. The connections wait, and joinleaf tries again ten
     * times a second. A leaf whose join waits for so long is out of time.
     *
     * @return their number
     */
    public long acceptsRefused() {
        return acceptsRefused;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("RootedStatistics[");
        for (int i = 0; i < COUNTERS; i++) {
            text.append(NAMES.get(i)).append('=').append(counters[i]).append(", ");
        }
        return text + "leaves=" + leaves + ", unicastLeaves=" + unicastLeaves + ", acceptsRefused=" + acceptsRefused + "]";
    }
}
