package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * QOS: the flows of both directions. ProviderSpecific, which is a pointer, stays NULL.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-qos">QOS</a>
 * @since 0.1.0
 */
public final class QOS extends Structure {
    private static final int SIZE = 80;
    private static final int FLOW_SPEC = 32;

    private final FLOWSPEC sending = new FLOWSPEC(part(0, FLOW_SPEC));
    private final FLOWSPEC receiving = new FLOWSPEC(part(FLOW_SPEC, FLOW_SPEC));

    /** Makes one with memory of its own, all zeros. */
    public QOS() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 80 bytes; the structure is a view of it
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
}
