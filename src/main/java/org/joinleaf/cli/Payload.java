package org.joinleaf.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What {@code send} writes at the start of each datagram, so that {@code receive} can tell losses: 28 bytes, numbers
 * with the highest byte first. The rest of a datagram is zeros.
 *
 * @param stream   a random number that one run of send keeps
 * @param sequence 0, 1, 2 ...
 * @param total    how many will be sent in all, or 0 if that is not known
 */
record Payload(long stream, long sequence, long total) {
    /** So many bytes it has. */
    static final int SIZE = 28;

    /** The bytes "JLS1" tell that it is one. */
    private static final int MAGIC = 0x4a4c5331;

    /** Writes it at the beginning of the buffer, whose position is not used. */
    void write(ByteBuffer target) {
        target.order(ByteOrder.BIG_ENDIAN).putInt(0, MAGIC).putLong(4, stream).putLong(12, sequence).putLong(20, total);
    }

    /** Reads it from the start of a buffer. Returns null if the datagram was not sent by {@code send}. */
    static Payload read(ByteBuffer source, int length) {
        source.order(ByteOrder.BIG_ENDIAN);
        if (length < SIZE || source.getInt(0) != MAGIC) {
            return null;
        }
        Payload payload = new Payload(source.getLong(4), source.getLong(12), source.getLong(20));
        return payload.isSound() ? payload : null;
    }

    private boolean isSound() {
        return sequence >= 0 && total >= 0 && (total == 0 || sequence < total);
    }
}
