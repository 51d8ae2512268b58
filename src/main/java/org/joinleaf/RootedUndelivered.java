package org.joinleaf;

import java.nio.ByteBuffer;
import org.joinleaf.internal.memory.Count;

/**
 * What has not been delivered at one moment: JLR_UNDELIVERED of {@code joinleaf/rooted.h}.
 *
 * <p>Closing a root does not wait. What its leaves have not got yet goes out in the background, as long as they get on
 * ({@link RootedOptions#LINGER_TIMEOUT}), and the end of the process waits for that. A program that wants to know first asks
 * its root for {@link #bytes()} until they are 0. A program that has closed its root asks any other socket of the provider for
 * the other numbers.
 *
 * @see RootedOptions#UNDELIVERED
 */
public final class RootedUndelivered {
    /** The structure of the C library. */
    static final int SIZE = 24;
    private static final int LOST_BYTES = 8;
    private static final int LOST_LEAVES = 16;
    private static final int CLOSING = 20;

    private final long bytes;
    private final long lostBytes;
    private final long lostLeaves;
    private final long closing;

    private RootedUndelivered(ByteBuffer source) {
        bytes = source.getLong(0);
        lostBytes = source.getLong(LOST_BYTES);
        lostLeaves = Integer.toUnsignedLong(source.getInt(LOST_LEAVES));
        closing = closing(source);
    }

    static long closing(ByteBuffer source) {
        return Integer.toUnsignedLong(source.getInt(CLOSING));
    }

    static RootedUndelivered read(ByteBuffer source) {
        return new RootedUndelivered(source);
    }

    /**
     * Tells how much the root that was asked has accepted and not every leaf has acknowledged.
     *
     * @return the number of bytes, each message with 4 bytes for its length; 0: closing the root loses nothing
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Tells how much was lost by the closing of roots in this process: what a leaf had not got when the lingering ended.
     *
     * @return the number of bytes, summed over the leaves of all roots that were closed
     */
    public long lostBytes() {
        return lostBytes;
    }

    /**
     * Counts the leaves that had not got all when the lingering of their root ended.
     *
     * @return their number, of all roots of this process that were closed
     */
    public long lostLeaves() {
        return lostLeaves;
    }

    /**
     * Counts the sessions in which a closed socket still delivers. While there are any, the process does not end by itself.
     *
     * @return the number of this process's roots and leaves that are closed, or have closed a {@link RemoteLeaf}, and owe
     *         somebody something
     */
    public long closing() {
        return closing;
    }

    @Override
    public String toString() {
        return "RootedUndelivered[" + Count.of(bytes, "byte") + "; lost for good: " + Count.of(lostBytes, "byte") + " of "
                + Count.of(lostLeaves, "leaf", "leaves") + "; closing: " + closing + "]";
    }
}
