package org.joinleaf.internal.memory;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.joinleaf.internal.natives.DataNatives;

/**
 * Users' direct buffers: which of them natives may use in place, and how bytes get in and out of the others. A native may
 * use memory in place if it stays until the buffer is collected. A buffer of an arena may lose its memory at any time: the
 * JDK copies its bytes, and keeps the arena open meanwhile. A mapped buffer may lose pages: the system copies its bytes, and
 * reports a missing page as an error.
 */
final class UserMemory {
    /**
     * Steady buffers that were used before, so that a program that uses its buffers again allocates nothing. It is a table
     * with rows of a few places; a buffer's row is chosen by its identity. In a full row any place may be taken: else two
     * buffers with the same place would drive each other out for ever, beside others that nobody uses any more.
     */
    private static final int ROWS = 128;
    private static final int ROW = 4;
    private static final AtomicReferenceArray<WeakReference<ByteBuffer>> STEADY = new AtomicReferenceArray<>(ROWS * ROW);

    private UserMemory() {
    }

    /** Whether natives may use a direct buffer in place. */
    static boolean isSteady(ByteBuffer direct) {
        int hash = System.identityHashCode(direct);
        int row = (hash & ROWS - 1) * ROW;
        for (int place = row; place < row + ROW; place++) {
            WeakReference<ByteBuffer> known = STEADY.getAcquire(place);
            if (known != null && known.refersTo(direct)) {
                return true;
            }
        }
        return look(direct, row);
    }

    private static boolean look(ByteBuffer direct, int row) {
        if (DataNatives.kindOf(direct) != DataNatives.STEADY) {
            return false;
        }
        int free = row + ThreadLocalRandom.current().nextInt(ROW);
        for (int place = row; place < row + ROW; place++) {
            WeakReference<ByteBuffer> known = STEADY.getAcquire(place);
            if (known == null || known.refersTo(null)) { // collected
                free = place;
            }
        }
        STEADY.setRelease(free, new WeakReference<>(direct));
        return true;
    }

    /** Copies length bytes from the position of any buffer to the start of a steady one. */
    static void read(ByteBuffer from, int position, int length, ByteBuffer to) {
        if (from.isDirect() && !isSteady(from)) {
            check(DataNatives.read(from, checked(from, position, length), length, to), from, position, length);
            if (DataNatives.kindOf(from) == DataNatives.OF_FILE) {
                return;
            }
        }
        to.put(0, from, position, length);
    }

    /** Copies length bytes to the position of any buffer from the start of a steady one. */
    static void write(ByteBuffer to, int position, int length, ByteBuffer from) {
        if (to.isDirect() && !isSteady(to)) {
            if (DataNatives.kindOf(to) == DataNatives.OF_FILE) {
                check(DataNatives.write(to, checked(to, position, length), length, from), to, position, length);
                return;
            }
            probe(to, position, length);
        }
        to.put(position, from, 0, length);
    }

    /** Finds out whether this part of a buffer is there, before something is received that would be lost. */
    static void probe(ByteBuffer buffer, int position, int length) {
        ByteBuffer block = Scratch.take(Scratch.BLOCK);
        try {
            for (int done = 0; done < length; done += Scratch.BLOCK) {
                int part = Math.min(length - done, Scratch.BLOCK);
                check(DataNatives.read(buffer, checked(buffer, position + done, part), part, block), buffer, position, length);
            }
        } finally {
            Scratch.give(block);
        }
    }

    private static int checked(ByteBuffer direct, int position, int length) {
        Buffers.requireAlive(direct, position, length);
        return position;
    }

    private static void check(int result, ByteBuffer buffer, int position, int length) {
        if (result < 0) {
            throw new MemoryFault(buffer, position, length);
        }
    }
}
