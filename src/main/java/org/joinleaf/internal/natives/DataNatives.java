package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/** Winsock's sending and receiving calls as natives; results as {@link SocketNatives} tells. */
public final class DataNatives {
    /** The most buffers of one scatter or gather call. */
    public static final int MOST_BUFFERS = 1024;

    /** Control data in memory: how much there is, what dwFlags told, and then the WSACMSGHDRs. */
    public static final int CONTROL_LENGTH = 0;
    public static final int CONTROL_FLAGS = 4;
    public static final int CONTROL_DATA = 16;

    /** A direct buffer's memory: it is there, where it is, for as long as the buffer is reachable. */
    public static final int STEADY = 0;
    /** It is mapped from a file, and what the file does not have any more is not there. */
    public static final int OF_FILE = 1;
    /** It is of a segment, whose arena may be closed at any time; or what it is cannot be told in this JVM. */
    public static final int OF_SEGMENT = 2;

    private DataNatives() {
    }

    /** Returns STEADY, OF_FILE or OF_SEGMENT. */
    public static native int kindOf(ByteBuffer direct);

    /** Copies from memory that may not be there, to the start of memory that is. Returns 0 or ~WSAEFAULT. */
    public static native int read(ByteBuffer from, int offset, int length, ByteBuffer to);

    /** Copies to memory that may not be there, from the start of memory that is. Returns 0 or ~WSAEFAULT. */
    public static native int write(ByteBuffer to, int offset, int length, ByteBuffer from);

    public static native int send(long socket, ByteBuffer data, int offset, int length, int flags);

    public static native int sendto(long socket, ByteBuffer data, int offset, int length, int flags,
            ByteBuffer to, int toOffset, int toLength);

    public static native int recv(long socket, ByteBuffer data, int offset, int length, int flags);

    /** The size is that of the address, also when the call fails. from null: no address wanted. */
    public static native long recvfrom(long socket, ByteBuffer data, int offset, int length, int flags,
            ByteBuffer from, int fromOffset, int fromLength);

    /** Returns the number of bytes sent. to null: WSASend. */
    public static native int sendBuffers(long socket, ByteBuffer[] data, int[] offsets, int[] lengths, int count, int flags,
            boolean toGiven, ByteBuffer to, int toOffset, int toLength);

    /** inOut: flags and the room for the address, and afterwards bytes received, flags and length of the address. */
    public static native int receiveBuffers(long socket, ByteBuffer[] data, int[] offsets, int[] lengths, int count,
            boolean fromWanted, ByteBuffer from, int fromOffset, int[] inOut);

    /** Returns the address of the socket's WSARecvMsg, which is an extension function of its provider. */
    public static native long receiveFunction(long socket);

    /** QueryPerformanceFrequency: how many counts of SO_TIMESTAMP make a second. */
    public static native long countsPerSecond();

    /**
     * WSARecvMsg, of which {@link #receiveFunction} gave the address. The size is that of the sender's address, also
     * when the call fails. The control memory has room for controlRoom bytes of control data.
     */
    public static native long receiveMessage(long socket, long function, ByteBuffer data, int offset, int length,
            ByteBuffer from, int fromLength, ByteBuffer control, int controlRoom);
}
