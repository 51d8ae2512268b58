package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import org.joinleaf.internal.memory.CalleeMemory;

/**
 * A WSABUF with its memory: the room for callee data of {@link Winsock#WSAJoinLeaf}. On a nonblocking socket it is
 * filled when the join completes; {@code Winsock} keeps it alive until then.
 */
public final class WSABUF {
    private final CalleeMemory memory;

    private WSABUF(int room) {
        memory = new CalleeMemory(room);
    }

    /**
     * Makes one with memory of its own.
     *
     * @param room the room in bytes, at least 0
     * @return the new WSABUF; its length is the room
     * @throws IllegalArgumentException if room is less than 0, or more than a buffer has
     */
    public static WSABUF allocate(int room) {
        return new WSABUF(room);
    }

    /**
     * Returns the length: the room before the join, what came back after it.
     *
     * @return a number of bytes
     */
    public int len() {
        return memory.length();
    }

    /**
     * Returns the bytes.
     *
     * @return a view of the first {@link #len()} bytes
     */
    public ByteBuffer buf() {
        return memory.bytes();
    }

    ByteBuffer block() {
        return memory.block();
    }

    int room() {
        return memory.room();
    }
}
