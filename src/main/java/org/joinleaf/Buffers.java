package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * The direct buffer that a native gets for a user's buffer: that buffer itself, or a block of {@link Scratch} for a
 * heap one.
 */
final class Buffers {
    private Buffers() {
    }

    /** Returns source, or a block that holds its bytes from offset 0 on. */
    static ByteBuffer forSending(ByteBuffer source, int position, int length) {
        return source.isDirect() ? source : Scratch.copy(source, position, length);
    }

    /** Returns target, or a block that takes any datagram and at most length bytes. */
    static ByteBuffer forReceiving(ByteBuffer target, int length) {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        return target.isDirect() ? target : Scratch.take(Math.min(length, Scratch.BLOCK));
    }

    static void done(ByteBuffer data, ByteBuffer user) {
        if (data != user) {
            Scratch.give(data);
        }
    }
}
