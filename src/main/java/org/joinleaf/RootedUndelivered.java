package org.joinleaf;

import java.nio.ByteBuffer;

/**
 * What has not been delivered: JLR_UNDELIVERED of {@code joinleaf/rooted.h}.
 *
 * <p>Closing a root does not wait. What its leaves have not got yet goes out in the background, as long as they get on
 * ({@link RootedOptions#LINGER_TIMEOUT}). A program that wants to know first asks its root for {@code bytes} until they
 * are 0. A program that has closed its root asks any other socket of the provider for the other two numbers.
 *
 * @param bytes      what the socket that was asked, a root, has accepted and not every leaf has acknowledged, with the
 *                   length of each message (4 bytes); 0: closing it loses nothing
 * @param lostBytes  of all roots of this process that were closed: what a leaf had not got when the lingering ended,
 *                   summed over the leaves
 * @param lostLeaves the leaves that had not got all
 * @see RootedOptions#UNDELIVERED
 */
public record RootedUndelivered(long bytes, long lostBytes, long lostLeaves) {
    /** The size of the structure. */
    static final int SIZE = 24;

    static RootedUndelivered read(ByteBuffer source) {
        return new RootedUndelivered(source.getLong(0), source.getLong(8), Integer.toUnsignedLong(source.getInt(16)));
    }
}
