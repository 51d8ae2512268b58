package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * Winsock's calls on messages with control data, on many sockets, and on ends, as natives; results as {@link SocketNatives}
 * tells.
 */
public final class MessageNatives {
    /** Places in what {@link #receive} takes and gives. */
    public static final int NAME_LENGTH = 0;
    public static final int CONTROL_LENGTH = 1;
    public static final int FLAGS = 2;
    public static final int RECEIVED = 3;
    public static final int VALUES = 4;

    private MessageNatives() {
    }

    /** WSASendMsg. Returns the number of bytes sent. */
    public static native int send(long socket, ByteBuffer name, int nameOffset, int nameLength, ByteBuffer[] data,
            int[] offsets, int[] lengths, int count, ByteBuffer control, int controlOffset, int controlLength,
            int messageFlags, int flags);

    /** WSARecvMsg, which is asked for first. values has VALUES elements: what there is room for, then what has come. */
    public static native int receive(long socket, ByteBuffer name, int nameOffset, ByteBuffer[] data, int[] offsets,
            int[] lengths, int count, ByteBuffer control, int controlOffset, int[] values);

    /** WSAPoll. Returns how many have something to tell. */
    public static native int poll(ByteBuffer polled, int offset, int count, int timeout);

    /** length below 0: NULL. */
    public static native int sendDisconnect(long socket, ByteBuffer data, int offset, int length);

    /** data is a CalleeMemory's block, or null. */
    public static native int receiveDisconnect(long socket, ByteBuffer data, int room);

    /** WSADuplicateSocketW. */
    public static native int duplicate(long socket, int process, ByteBuffer info, int offset);

    /** WSAGetQOSByName. Of the QOS the flow specs are written, ProviderSpecific never. */
    public static native int qosByName(long socket, ByteBuffer name, int offset, int length, ByteBuffer qos, int qosOffset);
}
