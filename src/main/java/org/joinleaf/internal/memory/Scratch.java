package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Direct memory through which the content of heap buffers passes. A few blocks are kept for the next caller, one a slot. */
public final class Scratch {
    /** Holds any datagram. */
    public static final int BLOCK = 1 << 16;

    private static final int SLOTS = 16;
    private static final AtomicReferenceArray<ByteBuffer> KEPT = new AtomicReferenceArray<>(SLOTS);

    private Scratch() {
    }

    /** Returns a direct buffer with position 0 and room for at least length bytes. */
    public static ByteBuffer take(int length) {
        if (length > BLOCK) {
            return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        }
        int first = (int) Thread.currentThread().getId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = first + i & SLOTS - 1;
            ByteBuffer block = KEPT.get(slot) == null ? null : KEPT.getAndSet(slot, null);
            if (block != null) {
                return block.clear();
            }
        }
        return ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.nativeOrder());
    }

    /** Returns a direct buffer that holds length bytes of source from its position, which is not moved. */
    public static ByteBuffer copy(ByteBuffer source, int position, int length) {
        ByteBuffer block = take(length);
        try {
            UserMemory.read(source, position, length, block);
        } catch (Throwable e) {
            give(block);
            throw e;
        }
        return block;
    }

    /** Takes back what {@link #take} gave; the caller must not touch it any more. */
    public static void give(ByteBuffer block) {
        if (block.capacity() != BLOCK) {
            return;
        }
        int first = (int) Thread.currentThread().getId();
        for (int i = 0; i < SLOTS; i++) {
            if (KEPT.compareAndSet(first + i & SLOTS - 1, null, block)) {
                return;
            }
        }
    }
}
