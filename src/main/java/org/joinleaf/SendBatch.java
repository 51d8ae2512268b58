package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Objects;
import org.joinleaf.internal.memory.Buffers;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.memory.Scratch;
import org.joinleaf.internal.natives.BatchNatives;

/** The sending half of batches: what is checked before, and what moves afterwards. */
final class SendBatch {
    private SendBatch() {
    }

    /**
     * Sends datagrams of the sizes, or of one size if sizes is null. Returns how many, or the complement of the code;
     * moves the positions behind them.
     */
    static int send(long socket, ByteBuffer source, int size, IntBuffer sizes, PeerAddress target) {
        return sizes == null ? equal(socket, source, size, target) : sized(socket, source, sizes, target);
    }

    /** Whether one send takes only a part of the batch, as much as a block of {@link Scratch} has room for. */
    static boolean goesInParts(ByteBuffer source) {
        return !Buffers.isSteady(source);
    }

    /** For the message of a failure: what the next send takes. */
    static String text(ByteBuffer source, int size, IntBuffer sizes) {
        if (sizes == null) {
            return "batch of " + Count.of(size, "byte") + " each, " + source.remaining() + " in all; ";
        }
        return "batch of " + Count.of(sizes.remaining(), "datagram") + ", the first of "
                + Count.of(next(source, size, sizes), "byte") + "; ";
    }

    /** How many bytes the first datagram has that the next send takes. */
    static int next(ByteBuffer source, int size, IntBuffer sizes) {
        if (sizes == null) {
            return Math.min(size, source.remaining());
        }
        return sizes.hasRemaining() ? sizes.get(sizes.position()) : 0;
    }

    static boolean isLeft(ByteBuffer source, IntBuffer sizes) {
        return sizes == null ? source.hasRemaining() : sizes.hasRemaining();
    }

    private static int equal(long socket, ByteBuffer source, int size, PeerAddress target) {
        int position = source.position();
        int length = source.limit() - position;
        if (goesInParts(source)) {
            length = Math.min(length, Math.max(Scratch.BLOCK / size, 1) * size);
        }
        int sent = transmit(socket, source, position, length, size, null, 0, target);
        if (sent > 0) {
            source.position(position + (int) Math.min((long) sent * size, length));
        }
        return sent;
    }

    private static int sized(long socket, ByteBuffer source, IntBuffer sizes, PeerAddress target) {
        int position = source.position();
        int length = source.limit() - position;
        int first = sizes.position();
        int count = sizes.limit() - first;
        ByteBuffer own = Scratch.take(Math.multiplyExact(count, Integer.BYTES)).order(ByteOrder.nativeOrder());
        try {
            int most = goesInParts(source) ? Scratch.BLOCK : Integer.MAX_VALUE;
            int taken = 0;
            long bytes = 0;
            for (; taken < count; taken++) {
                int size = sizes.get(first + taken);
                if (taken > 0 && bytes + size > most) {
                    length = (int) Math.min(bytes, length);
                    break;
                }
                own.putInt(taken * Integer.BYTES, size);
                bytes += size;
            }
            int sent = transmit(socket, source, position, length, 0, own, taken, target);
            if (sent > 0) {
                source.position(position + Math.min((int) sum(own, sent), length));
                sizes.position(first + sent);
            }
            return sent;
        } finally {
            Scratch.give(own);
        }
    }

    private static int transmit(long socket, ByteBuffer source, int position, int length, int size, ByteBuffer sizes,
            int count, PeerAddress target) {
        ByteBuffer data = Buffers.forSending(source, position, length);
        try {
            return BatchNatives.send(socket, data, data == source ? position : 0, length, size, sizes, count,
                    target == null ? null : target.bytes(), target == null ? 0 : target.length());
        } finally {
            Buffers.done(data, source);
        }
    }

    private static long sum(ByteBuffer sizes, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += sizes.getInt(i * Integer.BYTES);
        }
        return sum;
    }

    static void check(ByteBuffer source, int size) {
        checkMemory(source);
        check(size);
    }

    static void check(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size is at least 1, not " + size);
        }
    }

    static void check(ByteBuffer source, IntBuffer sizes) {
        checkMemory(source);
        if (!Objects.requireNonNull(sizes, "sizes").isDirect() || sizes.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("sizes is not a direct buffer of the native order: " + sizes);
        }
        long bytes = sum(sizes, sizes.position(), sizes.limit());
        if (bytes > source.remaining()) {
            throw new IllegalArgumentException(
                    "sizes has " + Count.of(bytes, "byte") + " in all, but source has " + source.remaining());
        }
    }

    private static void checkMemory(ByteBuffer source) {
        if (!Objects.requireNonNull(source, "source").isDirect()) {
            throw new IllegalArgumentException("source is not a direct buffer: " + source);
        }
    }

    private static long sum(IntBuffer sizes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            int size = sizes.get(i);
            if (size < 0) {
                throw new IllegalArgumentException("sizes has " + size + " at index " + i + ": each is at least 0");
            }
            sum += size;
        }
        return sum;
    }
}
