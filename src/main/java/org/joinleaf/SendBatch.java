package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Objects;
import org.joinleaf.internal.memory.Buffers;
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

    static boolean isLeft(ByteBuffer source, IntBuffer sizes) {
        return sizes == null ? source.hasRemaining() : sizes.hasRemaining();
    }

    private static int equal(long socket, ByteBuffer source, int size, PeerAddress target) {
        int position = source.position();
        int length = source.limit() - position;
        ByteBuffer to = target == null ? null : target.bytes();
        int sent = BatchNatives.send(socket, Buffers.checked(source, position, length), position, length, size, null,
                0, 0, to, target == null ? 0 : target.length());
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
        ByteBuffer to = target == null ? null : target.bytes();
        int sent = BatchNatives.send(socket, Buffers.checked(source, position, length), position, length, 0, sizes,
                first, count, to, target == null ? 0 : target.length());
        if (sent > 0) {
            source.position(position + Math.min((int) sum(sizes, first, first + sent), length));
            sizes.position(first + sent);
        }
        return sent;
    }

    static void check(ByteBuffer source, int size) {
        checkMemory(source);
        if (size < 1) {
            throw new IllegalArgumentException("datagrams of " + size + " bytes");
        }
    }

    static void check(ByteBuffer source, IntBuffer sizes) {
        checkMemory(source);
        if (!Objects.requireNonNull(sizes, "sizes").isDirect() || sizes.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("sizes are not a direct buffer of the native order");
        }
        long bytes = sum(sizes, sizes.position(), sizes.limit());
        if (bytes > source.remaining()) {
            throw new IllegalArgumentException("sizes of " + bytes + " bytes, but there are " + source.remaining());
        }
    }

    private static void checkMemory(ByteBuffer source) {
        if (!Objects.requireNonNull(source, "source").isDirect()) {
            throw new IllegalArgumentException("not a direct buffer: " + source);
        }
    }

    private static long sum(IntBuffer sizes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            int size = sizes.get(i);
            if (size < 0) {
                throw new IllegalArgumentException("a datagram of " + size + " bytes");
            }
            sum += size;
        }
        return sum;
    }
}
