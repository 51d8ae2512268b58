package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/** joinleaf's extension for batches as natives; results as {@link SocketNatives} tells. */
public final class BatchNatives {
    /** The bytes of each run's room for control data. */
    public static final int CONTROL_ROOM = 256;

    private BatchNatives() {
    }

    /**
     * Returns the number of datagrams sent. Without sizes each has size bytes and the last what is left of length; with
     * sizes there are count of them, ints from the start of a buffer that is {@link DataNatives#STEADY}. to null:
     * the default destination.
     */
    public static native int send(long socket, ByteBuffer data, int offset, int length, int size, ByteBuffer sizes,
            int count, ByteBuffer to, int toLength);

    /**
     * Returns the number of runs written; ReceiveBatch knows how one looks. The control data have CONTROL_ROOM bytes for
     * each run; null: they are not wanted.
     */
    public static native int receive(long socket, ByteBuffer data, int offset, int length, int slot, ByteBuffer runs,
            int room, ByteBuffer control);

    /** Returns the bits of BatchMode. */
    public static native int modes(long socket, int size);
}
