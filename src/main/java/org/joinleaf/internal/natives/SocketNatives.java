package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * Winsock's calls on sockets as natives. Each returns a value of at least 0, or the bitwise complement of the error
 * code. Where a call also gives a size, the result (and what is complemented) is {@code size << 32 | value}: see
 * {@link #value(long)} and {@link #size(long)}. Buffers are direct, or null; the caller has checked offset and length.
 */
public final class SocketNatives {
    private SocketNatives() {
    }

    /** The value of a good result, or the error code of a failed one. */
    public static int value(long result) {
        return (int) (result < 0 ? ~result : result);
    }

    /** The size that came with a result, good or failed. */
    public static int size(long result) {
        return (int) ((result < 0 ? ~result : result) >>> 32);
    }

    public static native int startup(int version, ByteBuffer data, int dataOffset);

    public static native int cleanup();

    /** Returns the SOCKET. */
    public static native long socket(int family, int type, int protocol, ByteBuffer info, int infoOffset, int group,
            int flags);

    /**
     * Ends the calls that block in the socket now. Returns false, and has done nothing, if no call can reach another
     * socket when this one is closed: on Windows the number of a closed SOCKET may be given to the next one at once.
     */
    public static native boolean cancelCalls(long socket);

    public static native int closesocket(long socket);

    public static native int bind(long socket, ByteBuffer name, int nameOffset, int nameLength);

    public static native int connect(long socket, ByteBuffer name, int nameOffset, int nameLength);

    public static native int listen(long socket, int backlog);

    /** Returns the SOCKET; length[0] is the room and then the length of the address. */
    public static native long accept(long socket, ByteBuffer address, int addressOffset, int[] length);

    /**
     * Returns the SOCKET. callerLength below 0: no caller data. callee is a CalleeMemory's block and must stay
     * reachable until the join is done. The flow specs are as {@link QosNatives} tells.
     */
    public static native long joinLeaf(long socket, ByteBuffer name, int nameOffset, int nameLength,
            ByteBuffer caller, int callerOffset, int callerLength, ByteBuffer callee, int calleeRoom,
            ByteBuffer sqos, int sqosOffset, int sqosLength, ByteBuffer gqos, int gqosOffset, int gqosLength, int flags);

    /** Returns the length of the name. */
    public static native int getsockname(long socket, ByteBuffer name, int nameOffset, int nameLength);

    /** Returns the length of the name. */
    public static native int getpeername(long socket, ByteBuffer name, int nameOffset, int nameLength);

    public static native int setsockopt(long socket, int level, int option, ByteBuffer value, int valueOffset,
            int valueLength);

    public static native int setIntOption(long socket, int level, int option, int value);

    /** Returns the length of the value. */
    public static native int getsockopt(long socket, int level, int option, ByteBuffer value, int valueOffset,
            int valueLength);

    /** Returns the value, unsigned. */
    public static native long getIntOption(long socket, int level, int option);

    /** Returns what the argument became, unsigned. */
    public static native long ioctlsocket(long socket, int command, int argument);

    /** The size is that of the answer, also of one that did not fit. */
    public static native long ioctl(long socket, int code, ByteBuffer in, int inOffset, int inLength,
            ByteBuffer out, int outOffset, int outLength);

    public static native int shutdown(long socket, int how);

    /** The value is the number of entries; the size that of the buffer needed. protocols is null or ends in 0. */
    public static native long enumProtocols(int[] protocols, ByteBuffer buffer, int bufferOffset, int bufferLength);

    /** Puts our own provider into the system's catalogue; path: UTF-16 with a terminating 0. */
    public static native int installProvider(ByteBuffer path);

    /** Takes it out again. */
    public static native int removeProvider();

    /** Where the system has its DLL, in UTF-16 with a terminating 0; room counts characters. */
    public static native int providerPath(ByteBuffer path, int room);
}
