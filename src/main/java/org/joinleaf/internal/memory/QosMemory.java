package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.winsock.Winsock;

/** A QOS of Java's: 80 bytes, and behind them as many as ProviderSpecific.len tells. */
public final class QosMemory {
    /** Where ProviderSpecific.len is. */
    public static final int SPECIFIC_LENGTH = 64;
    /** What a QOS that is to be written has room for, unless more is known to be needed: more than our own providers take. */
    public static final int SPECIFIC_ROOM = 1024;

    private QosMemory() {
    }

    /** Makes a QOS of zeros, with room for this many provider-specific bytes. */
    public static ByteBuffer allocate(int specific) {
        return ByteBuffer.allocateDirect(Winsock.SIZEOF_QOS + specific).order(ByteOrder.nativeOrder());
    }

    /**
     * Returns the length of the QOS at the buffer's position, with its provider-specific part. Returns 0 for null, and -1 if
     * it is longer than `bytes`.
     */
    public static int length(ByteBuffer qos, int bytes) {
        if (qos == null) {
            return 0;
        }
        if (bytes < Winsock.SIZEOF_QOS || !Memory.readable(qos, bytes)) {
            return -1;
        }
        Memory structure = Memory.in(qos, Winsock.SIZEOF_QOS);
        try {
            int specific = structure.direct().duplicate().order(ByteOrder.nativeOrder())
                    .getInt(structure.offset() + SPECIFIC_LENGTH);
            return specific < 0 || specific > bytes - Winsock.SIZEOF_QOS ? -1 : Winsock.SIZEOF_QOS + specific;
        } finally {
            structure.done();
        }
    }

    /** The same for one that may take all that remains of the buffer. */
    public static int length(ByteBuffer qos) {
        return length(qos, qos == null ? 0 : qos.remaining());
    }
}
