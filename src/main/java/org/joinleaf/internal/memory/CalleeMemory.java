package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A WSABUF with its memory in one block, for callee data. A join or connect that is pending writes to both, so the block
 * must stay reachable until it is over.
 */
public final class CalleeMemory {
    /** The structure comes first (ULONG len, pointer), the memory after it. */
    private static final int HEADER = 16;

    private final ByteBuffer block;
    private final int room;

    /** Has room for this many bytes, at least 0. */
    public CalleeMemory(int room) {
        if (room < 0 || room > Integer.MAX_VALUE - HEADER) {
            throw new IllegalArgumentException("room " + room);
        }
        this.room = room;
        block = ByteBuffer.allocateDirect(HEADER + room).order(ByteOrder.nativeOrder());
        block.putInt(0, room);
    }

    /** What a native takes; it sets the pointer. */
    public ByteBuffer block() {
        return block;
    }

    /** The room in bytes. */
    public int room() {
        return room;
    }

    /** The room before the call, the number of bytes that came back after it. */
    public int length() {
        return Math.max(0, Math.min(room, block.getInt(0)));
    }

    /** A view of the bytes. */
    public ByteBuffer bytes() {
        return block.slice(HEADER, length());
    }
}
