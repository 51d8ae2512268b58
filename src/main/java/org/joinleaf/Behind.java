package org.joinleaf;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.joinleaf.internal.memory.Count;

/**
 * How far a leaf is behind its root at one moment: JLR_BEHIND of {@code joinleaf/rooted.h}.
 *
 * @see RemoteLeaf#behind()
 */
public final class Behind {
    /** The structure of the C library. */
    static final int SIZE = 24;
    private static final int MESSAGES = 8;
    private static final int MILLISECONDS = 16;
    private static final int UNREAD = 20;

    private final long bytes;
    private final long messages;
    private final Duration stalled;
    private final int unread;

    private Behind(ByteBuffer source) {
        bytes = source.getLong(0);
        messages = source.getLong(MESSAGES);
        stalled = Duration.ofMillis(Integer.toUnsignedLong(source.getInt(MILLISECONDS)));
        unread = source.getInt(UNREAD);
    }

    static Behind read(ByteBuffer source) {
        return new Behind(source);
    }

    /**
     * Tells how much the root has sent that the leaf has not acknowledged.
     *
     * @return the number of bytes, each message with 4 bytes for its length
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Counts the messages that end in these bytes.
     *
     * @return their number
     */
    public long messages() {
        return messages;
    }

    /**
     * Tells for how long the leaf has made no progress, though it owes acknowledgements, or holds up messages that wait to be
     * sent as its application does not receive. At {@link RootedOptions#SLOW_TIMEOUT} it is closed.
     *
     * @return the time, to the millisecond; zero if it owes nothing and holds nothing up
     */
    public Duration stalled() {
        return stalled;
    }

    /**
     * Counts the datagrams that the leaf has and its application has not received.
     *
     * @return their number, at most {@link RootedOptions#WINDOW}
     */
    public int unread() {
        return unread;
    }

    @Override
    public String toString() {
        return "Behind[" + Count.of(messages, "message") + ", " + Count.of(bytes, "byte") + ", stalled for "
                + stalled.toMillis() + " ms, " + unread + " unread]";
    }
}
