package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A WSABUF with its memory: the room for callee data of {@link Winsock#WSAJoinLeaf}. On a nonblocking socket it is
 * filled when the join completes; {@code Winsock} keeps it alive until then.
 */
public final class WSABUF {
    /** The structure comes first (ULONG len, pointer), the memory after it. */
    private static final int HEADER = 16;

    private final ByteBuffer block;
    private final int room;

    private WSABUF(int room) {
        this.room = room;
        block = ByteBuffer.allocateDirect(HEADER + room).order(ByteOrder.nativeOrder());
        block.putInt(0, room);
    }

    /**
     * Makes one with memory of its own.
     *
     * @param room the room in bytes, at least 0
     * @return the new WSABUF; its length is the room
     */
    public static WSABUF allocate(int room) {
        if (room < 0 || room > Integer.MAX_VALUE - HEADER) {
            throw new IllegalArgumentException("room " + room);
        }
        return new WSABUF(room);
    }

    /**
     * Returns the length: the room before the join, what came back after it.
     *
     * @return a number of bytes
     */
    public int len() {
        return Math.max(0, Math.min(room, block.getInt(0)));
    }

    /**
     * Returns the bytes.
     *
     * @return a view of the first {@link #len()} bytes
     */
    public ByteBuffer buf() {
        return block.slice(HEADER, len());
    }

    ByteBuffer block() {
        return block;
    }

    int room() {
        return room;
    }
}
