package org.joinleaf;

import java.nio.ByteBuffer;

/**
 * What joinleaf's own provider counts for a session with a root: JLR_STATISTICS of {@code joinleaf/rooted.h}.
 *
 * @param messagesSent      messages sent
 * @param messagesReceived  messages received
 * @param datagramsSent     first sendings of datagrams, once for a group
 * @param datagramsReceived datagrams taken, repairs included
 * @param heartbeatsSent    datagrams that told only where the sender is
 * @param repairsSent       datagrams sent again to one leaf
 * @param remulticasts      datagrams sent again to all
 * @param gapsReported      datagrams asked for again
 * @param duplicates        datagrams that were there already
 * @param strangers         datagrams that are not the session's
 * @param badFrames         control connections ended for what they sent
 * @param halfOpenDropped   control connections that said nothing in time, or were too many
 * @param refused           requests over a limit, or with a wrong key, version or data plane
 * @param leaves            the leaves now
 * @param unicastLeaves     of these, those that no multicast reaches
 */
public record RootedStatistics(long messagesSent, long messagesReceived, long datagramsSent, long datagramsReceived,
        long heartbeatsSent, long repairsSent, long remulticasts, long gapsReported, long duplicates, long strangers,
        long badFrames, long halfOpenDropped, long refused, int leaves, int unicastLeaves) {
    static final int SIZE = 112;

    static RootedStatistics read(ByteBuffer source) {
        ByteBuffer from = source.duplicate().order(source.order()).position(0);
        return new RootedStatistics(from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong(),
                from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong(),
                from.getLong(), from.getLong(), from.getInt(), from.getInt());
    }
}
