package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.joinleaf.winsock.Winsock;

/**
 * The flow specifications of both directions: QOS of qos.h, without provider-specific objects. That of a direction
 * which a unidirectional socket lacks is ignored.
 */
public final class FlowSpecs {
    private final FlowSpec sending;
    private final FlowSpec receiving;

    /**
     * Makes specifications for both directions.
     *
     * @param sending   shapes, marks and bounds what the socket sends
     * @param receiving what the socket expects to receive; sizes its buffer
     */
    public FlowSpecs(FlowSpec sending, FlowSpec receiving) {
        this.sending = Objects.requireNonNull(sending, "sending");
        this.receiving = Objects.requireNonNull(receiving, "receiving");
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

    static ByteBuffer memory() {
        return ByteBuffer.allocateDirect(Winsock.SIZEOF_QOS).order(ByteOrder.nativeOrder());
    }

    /** A QOS; NULL for null. */
    static ByteBuffer structure(FlowSpecs specs) {
        if (specs == null) {
            return null;
        }
        ByteBuffer qos = memory();
        specs.sending.put(qos, 0);
        specs.receiving.put(qos, FlowSpec.SIZE);
        return qos;
    }

    static FlowSpecs read(ByteBuffer qos) {
        return new FlowSpecs(FlowSpec.get(qos, 0), FlowSpec.get(qos, FlowSpec.SIZE));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowSpecs specs && sending.equals(specs.sending) && receiving.equals(specs.receiving);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sending, receiving);
    }

    @Override
    public String toString() {
        return "FlowSpecs[sending=" + sending + ", receiving=" + receiving + "]";
    }
}
