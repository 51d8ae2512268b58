package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Random;

/** Makes direct buffers for tests of batches. */
public final class Direct {
    private Direct() {
    }

    public static ByteBuffer random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes).flip();
    }

    public static IntBuffer ints(int... values) {
        return ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()).asIntBuffer().put(values)
                .flip();
    }
}
