package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * The requests of WSAIoctl that take or give a QOS, as natives; results as {@link SocketNatives} tells.
 *
 * <p>A QOS of Java's has no pointer. What is provider-specific follows the structure's 80 bytes, where SIO_GET_QOS has it in
 * C, too; ProviderSpecific.len tells its length, and the pointer's place holds zeros. Natives are told the length of both
 * together, at least 80, by who has checked it: they never read it from memory that another thread may change.
 */
public final class QosNatives {
    private QosNatives() {
    }

    /** SIO_SET_QOS, or SIO_SET_GROUP_QOS. */
    public static native int set(long socket, int code, ByteBuffer qos, int offset, int length);

    /** SIO_GET_QOS, or SIO_GET_GROUP_QOS. The size is that of the answer, also of one that did not fit. */
    public static native long get(long socket, int code, ByteBuffer qos, int offset, int room);
}
