package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.internal.natives.RequestNatives;
import org.joinleaf.winsock.Winsock;

/** A request as {@link RequestNatives#accept} notes it, and the two calls that show it and decide about it. */
public final class RequestMemory {
    /** Room for the caller data of most providers, ours included; more is made when it is needed. */
    private static final int FIRST_ROOM = 4096;

    private ByteBuffer block = allocate(FIRST_ROOM);

    private static ByteBuffer allocate(int callerData) {
        return ByteBuffer.allocateDirect(RequestNatives.CALLER_DATA + callerData).order(ByteOrder.nativeOrder());
    }

    /**
     * Notes the request at the head of the queue and leaves it there. Returns ~WSATRY_AGAIN if there is one, else what
     * WSAAccept returned.
     */
    public long look(long socket, ByteBuffer address, int addressOffset, int[] length) {
        long result;
        while (true) {
            int[] room = length == null ? null : length.clone();
            result = RequestNatives.accept(socket, address, addressOffset, room, block, false, Winsock.CF_DEFER, null,
                    0, 0, null, 0, 0);
            long needed = seen() == RequestNatives.THIS
                    ? (long) callerDataHere() + block.getInt(RequestNatives.SPECIFIC_LENGTH) : 0;
            if (needed <= block.capacity() - RequestNatives.CALLER_DATA) {
                return result;
            }
            block = allocate(Math.toIntExact(needed));
        }
    }

    /**
     * Decides about the request that was noted, and about no other. The flow specs are a QOS from the start of a steady
     * buffer, flowLength bytes of it, or null. Returns what WSAAccept returned.
     */
    public long decide(long socket, ByteBuffer address, int addressOffset, int[] length, int decision, ByteBuffer callee,
            int calleeOffset, int calleeLength, ByteBuffer flowSpecs, int flowLength) {
        return RequestNatives.accept(socket, address, addressOffset, length, block, true, decision, callee,
                calleeOffset, calleeLength, flowSpecs, 0, flowLength);
    }

    /** What the last call saw: of RequestNatives. */
    public int seen() {
        return block.getInt(RequestNatives.SEEN);
    }

    public ByteBuffer callerId() {
        return part(RequestNatives.CALLER_ID, block.getInt(RequestNatives.CALLER_ID_LENGTH));
    }

    public ByteBuffer calleeId() {
        return part(RequestNatives.CALLEE_ID, block.getInt(RequestNatives.CALLEE_ID_LENGTH));
    }

    /** Null for NULL. */
    public ByteBuffer callerData() {
        int length = block.getInt(RequestNatives.CALLER_DATA_LENGTH);
        return length < 0 ? null : part(RequestNatives.CALLER_DATA, length);
    }

    /** A QOS of its own, with room for what is to be granted; null for NULL. */
    public ByteBuffer flowSpecs() {
        if (block.getInt(RequestNatives.HAS_FLOW_SPECS) == 0) {
            return null;
        }
        int specific = block.getInt(RequestNatives.SPECIFIC_LENGTH);
        ByteBuffer qos = QosMemory.allocate(Math.max(specific, QosMemory.SPECIFIC_ROOM));
        qos.put(0, block, RequestNatives.FLOW_SPECS, QosMemory.SPECIFIC_LENGTH).putInt(QosMemory.SPECIFIC_LENGTH, specific);
        return qos.put(Winsock.SIZEOF_QOS, block, RequestNatives.CALLER_DATA + callerDataHere(), specific);
    }

    private int callerDataHere() {
        return Math.max(0, block.getInt(RequestNatives.CALLER_DATA_LENGTH));
    }

    public int calleeRoom() {
        return block.getInt(RequestNatives.CALLEE_ROOM);
    }

    private ByteBuffer part(int offset, int length) {
        byte[] bytes = new byte[length];
        block.get(offset, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
