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

    /** One with room for so many provider-specific bytes, all zeros. */
    public static ByteBuffer allocate(int specific) {
        return ByteBuffer.allocateDirect(Winsock.SIZEOF_QOS + specific).order(ByteOrder.nativeOrder());
    }

    /**
     * Returns the length of the QOS at the buffer's position together with what is provider-specific; 0 for null, and -1
     * if they are not within the first bytes from there, of which there are so many.
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
