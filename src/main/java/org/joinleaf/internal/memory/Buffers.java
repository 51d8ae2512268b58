package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/**
 * The direct buffer that a native gets for a user's buffer: that buffer itself, or a block of {@link Scratch} for a
 * heap one.
 */
public final class Buffers {
    private Buffers() {
    }

    /** Returns source, or a block that holds its bytes from offset 0 on. */
    public static ByteBuffer forSending(ByteBuffer source, int position, int length) {
        return source.isDirect() ? checked(source, position, length) : Scratch.copy(source, position, length);
    }

    /** Returns target, or a block that takes any datagram and at most length bytes. */
    public static ByteBuffer forReceiving(ByteBuffer target, int position, int length) {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        return target.isDirect() ? checked(target, position, length)
                : Scratch.take(Math.min(length, Scratch.BLOCK));
    }

    /**
     * Returns the buffer if a native may use this part of it. The part was in bounds when the call began; another
     * thread may have moved position and limit since, so it is held against the capacity, which never changes. Memory
     * of a closed java.lang.foreign.Arena is an IllegalStateException.
     */
    public static ByteBuffer checked(ByteBuffer direct, int position, int length) {
        Objects.checkFromIndexSize(position, length, direct.capacity());
        if (position < direct.limit()) {
            direct.get(position);
        }
        return direct;
    }

    public static void done(ByteBuffer data, ByteBuffer user) {
        if (data != user) {
            Scratch.give(data);
        }
    }
}
