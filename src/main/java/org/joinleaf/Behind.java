package org.joinleaf;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * How far a leaf is behind its root: JLR_BEHIND of {@code joinleaf/rooted.h}.
 *
 * @param bytes    those that the root has put and the leaf has not acknowledged
 * @param messages those that end in these bytes
 * @param stalled  for so long the leaf has owed something without any progress, in milliseconds; zero if it owes nothing.
 *                 At {@link RootedOptions#SLOW_TIMEOUT} it is closed.
 * @param unread   the datagrams that the leaf has and its application has not received, at most {@link
 *                 RootedOptions#WINDOW}
 * @see RemoteLeaf#behind()
 * @since 0.1.0
 */
public record Behind(long bytes, long messages, Duration stalled, int unread) {
    /** The structure of the C library. */
    static final int SIZE = 24;
    private static final int MESSAGES = 8;
    private static final int MILLISECONDS = 16;
    private static final int UNREAD = 20;

    /**
     * Makes one.
     *
     * @param bytes    as above
     * @param messages as above
     * @param stalled  as above
     * @param unread   as above
     */
    public Behind {
        Objects.requireNonNull(stalled, "stalled");
    }

    static Behind read(ByteBuffer memory) {
        return new Behind(memory.getLong(0), memory.getLong(MESSAGES),
                Duration.ofMillis(Integer.toUnsignedLong(memory.getInt(MILLISECONDS))), memory.getInt(UNREAD));
    }
}
