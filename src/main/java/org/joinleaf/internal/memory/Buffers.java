package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/**
 * The direct buffer that a native gets for a user's buffer: that buffer itself, or a block of {@link Scratch} for a
 * heap one.
 */
public final class Buffers {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private Buffers() {
    }

    /** Whether natives may use this buffer in place: it is direct, and its memory stays as long as it is reachable. */
    public static boolean isSteady(ByteBuffer buffer) {
        return buffer.isDirect() && UserMemory.isSteady(buffer);
    }

    /** Returns source, or a block that holds its bytes from offset 0 on. */
    public static ByteBuffer forSending(ByteBuffer source, int position, int length) {
        return isSteady(source) ? checked(source, position, length) : Scratch.copy(source, position, length);
    }

    /** Returns target, or a block that takes any datagram and at most length bytes. */
    public static ByteBuffer forReceiving(ByteBuffer target, int position, int length) {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (isSteady(target)) {
            return checked(target, position, length);
        }
        int room = Math.min(length, Scratch.BLOCK);
        if (target.isDirect()) {
            UserMemory.probe(target, position, room);
        }
        return Scratch.take(room);
    }

    /** Throws an IllegalStateException if this part of a direct buffer is not there now. */
    public static void requireThere(ByteBuffer direct, int position, int length) {
        UserMemory.probe(direct, position, length);
    }

    /** Copies to the target what {@link #forReceiving} or {@link Scratch} had received for it. */
    public static void received(ByteBuffer target, int position, ByteBuffer block, int length) {
        UserMemory.write(target, position, length, block);
    }

    /** Copies length bytes from the source's position to a place of a block of {@link Scratch}. */
    public static void gather(ByteBuffer source, int length, ByteBuffer block, int at) {
        int position = source.position();
        if (!source.isDirect() || isSteady(source)) {
            block.put(at, source, position, length);
            return;
        }
        ByteBuffer part = Scratch.copy(source, position, length);
        try {
            block.put(at, part, 0, length);
        } finally {
            Scratch.give(part);
        }
    }

    /** Copies length bytes from a place of a block to the target's position. */
    public static void scatter(ByteBuffer block, int at, int length, ByteBuffer target) {
        int position = target.position();
        if (!target.isDirect() || isSteady(target)) {
            target.put(position, block, at, length);
            return;
        }
        ByteBuffer part = Scratch.take(length);
        try {
            part.put(0, block, at, length);
            received(target, position, part, length);
        } finally {
            Scratch.give(part);
        }
    }

    /** Throws an exception if the memory that remains of the buffer is not there now. */
    public static void requireWritable(ByteBuffer target) {
        if (target.isDirect() && !isSteady(target)) {
            requireThere(target, target.position(), target.remaining());
        }
    }

    /**
     * Returns the buffer if a native may use this part of it. The part was in bounds when the call began; another
     * thread may have moved position and limit since, so it is held against the capacity, which never changes.
     */
    public static ByteBuffer checked(ByteBuffer steady, int position, int length) {
        Objects.checkFromIndexSize(position, length, steady.capacity());
        return steady;
    }

    /** Throws an exception if the part is out of bounds, or the memory is of a java.lang.foreign.Arena that is closed. */
    static void requireAlive(ByteBuffer direct, int position, int length) {
        Objects.checkFromIndexSize(position, length, direct.capacity());
        NOTHING.put(0, direct, 0, 0);
    }

    public static void done(ByteBuffer data, ByteBuffer user) {
        if (data != user) {
            Scratch.give(data);
        }
    }
}
