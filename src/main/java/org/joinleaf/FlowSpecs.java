package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.joinleaf.internal.load.NativeLibrary;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.memory.Memory;
import org.joinleaf.internal.memory.QosMemory;
import org.joinleaf.winsock.Winsock;

/**
 * The flow specifications of both directions, and what is provider-specific: QOS of winsock2.h. That of a direction which a
 * unidirectional socket lacks is ignored.
 *
 * <p>Unchangeable. Two are equal if both specifications and all provider-specific bytes are.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/ns-winsock2-qos">QOS</a>
 */
public final class FlowSpecs {
    /** So many bytes of what is provider-specific are told in words, in messages of exceptions for example. */
    private static final int SHOWN = 64;

    private final FlowSpec sending;
    private final FlowSpec receiving;
    /** Never changed. */
    private final byte[] providerSpecific;

    /**
     * Makes specifications for both directions.
     *
     * @param sending   shapes, marks and bounds what the socket sends
     * @param receiving what the socket expects to receive; sizes its buffer
     */
    public FlowSpecs(FlowSpec sending, FlowSpec receiving) {
        this(sending, receiving, new byte[0]);
    }

    private FlowSpecs(FlowSpec sending, FlowSpec receiving, byte[] providerSpecific) {
        this.sending = Objects.requireNonNull(sending, "sending");
        this.receiving = Objects.requireNonNull(receiving, "receiving");
        this.providerSpecific = providerSpecific;
    }

    /**
     * Makes specifications for the sending direction only.
     *
     * @param sending the flow spec
     * @return it, with the receiving direction left as it is
     */
    public static FlowSpecs sending(FlowSpec sending) {
        return new FlowSpecs(sending, FlowSpec.UNCHANGED);
    }

    /**
     * Makes specifications for the receiving direction only.
     *
     * @param receiving the flow spec
     * @return it, with the sending direction left as it is
     */
    public static FlowSpecs receiving(FlowSpec receiving) {
        return new FlowSpecs(FlowSpec.UNCHANGED, receiving);
    }

    /**
     * Returns the specification of the sending direction.
     *
     * @return what shapes, marks and bounds what the socket sends
     */
    public FlowSpec sending() {
        return sending;
    }

    /**
     * Returns the specification of the receiving direction.
     *
     * @return what the socket expects to receive
     */
    public FlowSpec receiving() {
        return receiving;
    }

    /**
     * Adds what is provider-specific: QOS.ProviderSpecific, a chain of objects of qos.h, each of which begins with a
     * QOS_OBJECT_HDR (two numbers of 32 bits in native byte order: its type and its length, header included).
     *
     * <p>joinleaf's own providers take QOS_OBJECT_SD_MODE (2002) with TC_NONCONF_SHAPE (1), which is what they do anyway, and
     * QOS_OBJECT_END_OF_LIST (2001). Any other object, a chain that is cut off, and more than 1,024 bytes in a session with a
     * root are WSAEOPNOTSUPP when the specifications are asked for. A session with a root shows the bytes to who decides
     * about the join ({@link Request#flowSpecs()}), and tells them as granted; one without a root gives none back. Windows
     * leaves them to the provider.
     *
     * @param objects the bytes, from position to limit; none for a buffer of no bytes. They are copied now, the position is
     *                not moved
     * @return these specifications with them
     */
    public FlowSpecs providerSpecific(ByteBuffer objects) {
        byte[] bytes = new byte[Objects.requireNonNull(objects, "objects").remaining()];
        if (objects.isDirect()) {
            NativeLibrary.load(); // it finds out what kind of memory this is, and whether it is there
        }
        Memory memory = Memory.in(objects, bytes.length);
        try {
            memory.direct().get(memory.offset(), bytes);
        } finally {
            memory.done();
        }
        return new FlowSpecs(sending, receiving, bytes);
    }

    /**
     * Returns what is provider-specific.
     *
     * @return a read-only buffer of its own, in native byte order; of no bytes if there is nothing
     */
    public ByteBuffer providerSpecific() {
        return ByteBuffer.wrap(providerSpecific).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** All of a buffer: a QOS, and what is provider-specific behind it. NULL for null. */
    static ByteBuffer structure(FlowSpecs specs) {
        if (specs == null) {
            return null;
        }
        ByteBuffer qos = QosMemory.allocate(specs.providerSpecific.length);
        specs.sending.put(qos, 0);
        specs.receiving.put(qos, FlowSpec.SIZE);
        qos.putInt(QosMemory.SPECIFIC_LENGTH, specs.providerSpecific.length);
        return qos.put(Winsock.SIZEOF_QOS, specs.providerSpecific);
    }

    static FlowSpecs read(ByteBuffer qos) {
        byte[] specific = new byte[qos.getInt(QosMemory.SPECIFIC_LENGTH)];
        qos.get(Winsock.SIZEOF_QOS, specific);
        return new FlowSpecs(FlowSpec.get(qos, 0), FlowSpec.get(qos, FlowSpec.SIZE), specific);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowSpecs specs && sending.equals(specs.sending) && receiving.equals(specs.receiving)
                && Arrays.equals(providerSpecific, specs.providerSpecific);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sending, receiving, Arrays.hashCode(providerSpecific));
    }

    @Override
    public String toString() {
        int shown = Math.min(providerSpecific.length, SHOWN);
        String bytes = HexFormat.of().formatHex(providerSpecific, 0, shown);
        int more = providerSpecific.length - shown;
        return "FlowSpecs[sending=" + sending + ", receiving=" + receiving + (shown == 0 ? "" : ", providerSpecific=" + bytes)
                + (more == 0 ? "" : " and " + Count.of(more, "byte") + " more") + "]";
    }
}
