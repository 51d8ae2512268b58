package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * QOS: the flows of both directions, and what is provider-specific.
 *
 * <p>In C ProviderSpecific is a WSABUF: a length and a pointer. Here the bytes follow the structure, as they do in C in what
 * SIO_GET_QOS gives, and the pointer's place holds zeros: {@link #ProviderSpecific_len()} tells how many of the bytes of {@link
 * #ProviderSpecific_buf()} count. joinleaf's own providers take QOS_OBJECT_SD_MODE with TC_NONCONF_SHAPE, which is what they
 * do, and QOS_OBJECT_END_OF_LIST; any other object is WSAEOPNOTSUPP:
 *
 * <pre>{@code
 * QOS qos = new QOS(12);
 * qos.ProviderSpecific_buf().putInt(Winsock.QOS_OBJECT_SD_MODE).putInt(12).putInt(Winsock.TC_NONCONF_SHAPE);
 * qos.ProviderSpecific_len(12);
 * }</pre>
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-qos">QOS</a>
 */
public final class QOS extends Structure {
    private static final int SIZE = 80;
    private static final int FLOW_SPEC = 32;
    private static final int SPECIFIC_LENGTH = 64;

    private final FLOWSPEC sending = new FLOWSPEC(part(0, FLOW_SPEC));
    private final FLOWSPEC receiving = new FLOWSPEC(part(FLOW_SPEC, FLOW_SPEC));
    private final ByteBuffer specific = part(SIZE, pointer().capacity() - SIZE);

    /** Makes one with memory of its own, all zeros, and no room for what is provider-specific. */
    public QOS() {
        this(0);
    }

    /**
     * Makes one with memory of its own, all zeros, and room for what is provider-specific.
     *
     * @param room a number of bytes, at least 0
     * @throws IllegalArgumentException if it is negative, or more than a buffer can have
     */
    public QOS(int room) {
        super(SIZE, room);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 80 bytes; the structure is a view of it, and the rest up to the buffer's limit is
     *               room for what is provider-specific
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public QOS(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * SendingFlowspec: what the socket sends.
     *
     * @return the member where it lies: to be read, or written
     */
    public FLOWSPEC SendingFlowspec() {
        return sending;
    }

    /**
     * ReceivingFlowspec: what the socket expects to receive.
     *
     * @return the member where it lies: to be read, or written
     */
    public FLOWSPEC ReceivingFlowspec() {
        return receiving;
    }

    /**
     * ProviderSpecific.len: the number of provider-specific bytes behind the structure; 0 for none. A call that is given a number
     * that is larger than the room fails with WSAEFAULT.
     *
     * @return the member
     */
    public int ProviderSpecific_len() {
        return i32(SPECIFIC_LENGTH);
    }

    /**
     * Writes {@link #ProviderSpecific_len()}.
     *
     * @param value the member's new value
     */
    public void ProviderSpecific_len(int value) {
        i32(SPECIFIC_LENGTH, value);
    }

    /**
     * ProviderSpecific.buf: the memory behind the structure, all of it, whatever ProviderSpecific.len is.
     *
     * @return a view of its own, in native byte order, with position 0 and the room as its limit
     */
    public ByteBuffer ProviderSpecific_buf() {
        return specific.duplicate().order(specific.order());
    }
}
