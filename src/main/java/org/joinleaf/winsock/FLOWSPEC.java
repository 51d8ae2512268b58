package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * FLOWSPEC: the flow of one direction.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/qos/ns-qos-flowspec">FLOWSPEC</a>
 */
public final class FLOWSPEC extends Structure {
    private static final int SIZE = 32;

    /** Makes one with memory of its own, all zeros. */
    public FLOWSPEC() {
        super(SIZE);
    }

    /**
     * Takes the one that lies in a buffer from its position on.
     *
     * @param memory the buffer, with at least 32 bytes; the structure is a view of it
     * @throws IndexOutOfBoundsException if it has fewer bytes
     */
    public FLOWSPEC(ByteBuffer memory) {
        super(memory, SIZE);
    }

    /**
     * TokenRate: the rate in bytes a second, as an unsigned number; QOS_NOT_SPECIFIED for none.
     *
     * @return the member
     */
    public int TokenRate() {
        return i32(0);
    }

    /**
     * Writes {@link #TokenRate()}.
     *
     * @param value the member's new value
     */
    public void TokenRate(int value) {
        i32(0, value);
    }

    /**
     * TokenBucketSize: the bucket in bytes, as an unsigned number; QOS_NOT_SPECIFIED for none.
     *
     * @return the member
     */
    public int TokenBucketSize() {
        return i32(4);
    }

    /**
     * Writes {@link #TokenBucketSize()}.
     *
     * @param value the member's new value
     */
    public void TokenBucketSize(int value) {
        i32(4, value);
    }

    /**
     * PeakBandwidth: the peak rate in bytes a second, as an unsigned number; QOS_NOT_SPECIFIED for none.
     *
     * @return the member
     */
    public int PeakBandwidth() {
        return i32(8);
    }

    /**
     * Writes {@link #PeakBandwidth()}.
     *
     * @param value the member's new value
     */
    public void PeakBandwidth(int value) {
        i32(8, value);
    }

    /**
     * Latency: the longest delay in microseconds; QOS_NOT_SPECIFIED for any.
     *
     * @return the member
     */
    public int Latency() {
        return i32(12);
    }

    /**
     * Writes {@link #Latency()}.
     *
     * @param value the member's new value
     */
    public void Latency(int value) {
        i32(12, value);
    }

    /**
     * DelayVariation: the difference of delays in microseconds; QOS_NOT_SPECIFIED for any.
     *
     * @return the member
     */
    public int DelayVariation() {
        return i32(16);
    }

    /**
     * Writes {@link #DelayVariation()}.
     *
     * @param value the member's new value
     */
    public void DelayVariation(int value) {
        i32(16, value);
    }

    /**
     * ServiceType: a SERVICETYPE_ number, and SERVICE_ bits.
     *
     * @return the member
     */
    public int ServiceType() {
        return i32(20);
    }

    /**
     * Writes {@link #ServiceType()}.
     *
     * @param value the member's new value
     */
    public void ServiceType(int value) {
        i32(20, value);
    }

    /**
     * MaxSduSize: the longest message in bytes, as an unsigned number; QOS_NOT_SPECIFIED for any.
     *
     * @return the member
     */
    public int MaxSduSize() {
        return i32(24);
    }

    /**
     * Writes {@link #MaxSduSize()}.
     *
     * @param value the member's new value
     */
    public void MaxSduSize(int value) {
        i32(24, value);
    }

    /**
     * MinimumPolicedSize: the size in bytes that shorter messages count as; QOS_NOT_SPECIFIED for none.
     *
     * @return the member
     */
    public int MinimumPolicedSize() {
        return i32(28);
    }

    /**
     * Writes {@link #MinimumPolicedSize()}.
     *
     * @param value the member's new value
     */
    public void MinimumPolicedSize(int value) {
        i32(28, value);
    }
}
