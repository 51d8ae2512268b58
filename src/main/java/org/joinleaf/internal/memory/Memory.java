package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;

/**
 * A direct view of one ByteBuffer argument of Winsock for the time of a call: the user's buffer itself, or a
 * block of {@link Scratch} for a heap one and for one that is not aligned. Used where a few objects do not matter.
 */
public final class Memory {
    /** The strictest of Winsock's structures have pointers and 64-bit numbers. */
    private static final int ALIGNMENT = Long.BYTES;

    private final ByteBuffer user;
    private final int position;
    private final int length;
    private final ByteBuffer direct;

    private Memory(ByteBuffer user, int position, int length, ByteBuffer direct) {
        this.user = user;
        this.position = position;
        this.length = length;
        this.direct = direct;
    }

    /** True if length bytes can be read from the buffer's position on; a null buffer has none, and stands for NULL. */
    public static boolean readable(ByteBuffer buffer, int length) {
        return buffer == null || length >= 0 && length <= buffer.limit() - buffer.position();
    }

    /** True if length bytes can be written from the buffer's position on. */
    public static boolean writable(ByteBuffer buffer, int length) {
        return readable(buffer, length) && (buffer == null || !buffer.isReadOnly());
    }

    /** The first length bytes, to be read by the call, or read and written. */
    public static Memory in(ByteBuffer buffer, int length) {
        int position = buffer == null ? 0 : buffer.position();
        return new Memory(buffer, position, length, asItIs(buffer, position, length) ? buffer
                : Scratch.copy(buffer, position, length));
    }

    /** The first length bytes, to be written by the call. */
    public static Memory out(ByteBuffer buffer, int length) {
        int position = buffer == null ? 0 : buffer.position();
        if (asItIs(buffer, position, length)) {
            return new Memory(buffer, position, length, buffer);
        }
        if (buffer.isDirect() && !Buffers.isSteady(buffer)) {
            Buffers.requireThere(buffer, position, length); /* what would be lost otherwise is not received */
        }
        return new Memory(buffer, position, length, Scratch.take(length));
    }

    /** Natives read structures in place only where C lets them lie: a slice, or a position, may be anywhere. */
    private static boolean asItIs(ByteBuffer buffer, int position, int length) {
        return buffer == null || Buffers.isSteady(buffer) && Buffers.checked(buffer, position, length) == buffer
                && buffer.alignmentOffset(position, ALIGNMENT) == 0;
    }

    public ByteBuffer direct() {
        return direct;
    }

    public int offset() {
        return direct == user ? position : 0;
    }

    /** The length, or 0 for NULL. */
    public int length() {
        return user == null ? 0 : length;
    }

    /** Copies what the call wrote back to a heap buffer. */
    public void written(int bytes) {
        if (direct != user) {
            Buffers.received(user, position, direct, Math.max(0, Math.min(bytes, length)));
        }
    }

    /** Ends the use. */
    public void done() {
        if (direct != user) {
            Scratch.give(direct);
        }
    }
}
