package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import org.joinleaf.internal.memory.Memory;
import org.joinleaf.internal.natives.DataNatives;

/**
 * The buffers of one scatter or gather call: a copy of the user's array, with heap buffers replaced by direct blocks.
 */
final class Vectors {
    private final Memory[] memories;
    private final ByteBuffer[] direct;
    private final int[] offsets;
    private final int[] lengths;

    private Vectors(int count) {
        memories = new Memory[count];
        direct = new ByteBuffer[count];
        offsets = new int[count];
        lengths = new int[count];
    }

    /** Buffers to be read, or null if the arguments are not fit for it. */
    static Vectors in(ByteBuffer[] buffers, int count) {
        return open(buffers, count, false);
    }

    /** Buffers to be written, or null if the arguments are not fit for it. */
    static Vectors out(ByteBuffer[] buffers, int count) {
        return open(buffers, count, true);
    }

    private static Vectors open(ByteBuffer[] buffers, int count, boolean written) {
        if (count < 0 || count > DataNatives.MOST_BUFFERS || count > (buffers == null ? 0 : buffers.length)) {
            return null;
        }
        Vectors vectors = new Vectors(count);
        for (int i = 0; i < count; i++) {
            ByteBuffer buffer = buffers[i];
            if (buffer == null || written && buffer.isReadOnly()) {
                vectors.done();
                return null;
            }
            int length = buffer.remaining();
            vectors.lengths[i] = length;
            try {
                vectors.memories[i] = written ? Memory.out(buffer, length) : Memory.in(buffer, length);
            } catch (RuntimeException e) {
                vectors.done();
                throw e;
            }
            vectors.direct[i] = vectors.memories[i].direct();
            vectors.offsets[i] = vectors.memories[i].offset();
        }
        return vectors;
    }

    ByteBuffer[] direct() {
        return direct;
    }

    int[] offsets() {
        return offsets;
    }

    int[] lengths() {
        return lengths;
    }

    /** Copies the first bytes that the call wrote back to heap buffers. */
    void written(int bytes) {
        int left = bytes;
        for (int i = 0; i < memories.length && left > 0; i++) {
            memories[i].written(Math.min(left, lengths[i]));
            left -= lengths[i];
        }
    }

    void done() {
        for (Memory memory : memories) {
            if (memory != null) {
                memory.done();
            }
        }
    }
}
