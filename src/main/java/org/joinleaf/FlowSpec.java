package org.joinleaf;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A flow specification for one direction: FLOWSPEC of qos.h. Numbers are 0 to 2<sup>32</sup> - 2, or {@link
 * #NOT_SPECIFIED}.
 *
 * @param tokenRate          bytes a second that may be sent in the long run
 * @param tokenBucketSize    bytes that may be sent at once
 * @param peakBandwidth      bytes a second that are never exceeded
 * @param latency            the delay that is acceptable, in microseconds
 * @param delayVariation     the difference of delays that is acceptable, in microseconds
 * @param serviceType        the service
 * @param maxSduSize         the largest message, in bytes
 * @param minimumPolicedSize smaller messages count as this size, in bytes
 * @see <a href="https://learn.microsoft.com/windows/win32/api/qos/ns-qos-flowspec">FLOWSPEC</a>
 */
public record FlowSpec(long tokenRate, long tokenBucketSize, long peakBandwidth, long latency, long delayVariation,
        ServiceType serviceType, long maxSduSize, long minimumPolicedSize) {
    /** QOS_NOT_SPECIFIED. */
    public static final long NOT_SPECIFIED = 0xffff_ffffL;

    /** Best effort, and all else not specified: what is in force where nothing was asked for. */
    public static final FlowSpec DEFAULT = of(ServiceType.BEST_EFFORT);

    /** Leaves a direction as it is. */
    public static final FlowSpec UNCHANGED = of(ServiceType.NO_CHANGE);

    static final int SIZE = 32;

    /**
     * Checks the ranges.
     *
     * @param tokenRate          as the component
     * @param tokenBucketSize    as the component
     * @param peakBandwidth      as the component
     * @param latency            as the component
     * @param delayVariation     as the component
     * @param serviceType        as the component
     * @param maxSduSize         as the component
     * @param minimumPolicedSize as the component
     */
    public FlowSpec {
        Objects.requireNonNull(serviceType, "serviceType");
        check("tokenRate", tokenRate);
        check("tokenBucketSize", tokenBucketSize);
        check("peakBandwidth", peakBandwidth);
        check("latency", latency);
        check("delayVariation", delayVariation);
        check("maxSduSize", maxSduSize);
        check("minimumPolicedSize", minimumPolicedSize);
    }

    private static void check(String name, long value) {
        if (value < 0 || value > NOT_SPECIFIED) {
            throw new IllegalArgumentException(name + " is 0 to 2^32 - 1, not " + value);
        }
    }

    private static FlowSpec of(ServiceType type) {
        return new FlowSpec(NOT_SPECIFIED, NOT_SPECIFIED, NOT_SPECIFIED, NOT_SPECIFIED, NOT_SPECIFIED, type,
                NOT_SPECIFIED, NOT_SPECIFIED);
    }

    /**
     * Makes one that limits the rate.
     *
     * @param type            the service
     * @param tokenRate       bytes a second
     * @param tokenBucketSize bytes that may be sent at once
     * @return a flow spec with all else not specified
     */
    public static FlowSpec rate(ServiceType type, long tokenRate, long tokenBucketSize) {
        return new FlowSpec(tokenRate, tokenBucketSize, NOT_SPECIFIED, NOT_SPECIFIED, NOT_SPECIFIED, type,
                NOT_SPECIFIED, NOT_SPECIFIED);
    }

    void put(ByteBuffer target, int at) {
        long[] values = {tokenRate, tokenBucketSize, peakBandwidth, latency, delayVariation, serviceType.number(),
            maxSduSize, minimumPolicedSize};
        for (int i = 0; i < values.length; i++) {
            target.putInt(at + i * Integer.BYTES, (int) values[i]);
        }
    }

    static FlowSpec get(ByteBuffer source, int at) {
        long[] values = new long[SIZE / Integer.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = Integer.toUnsignedLong(source.getInt(at + i * Integer.BYTES));
        }
        return new FlowSpec(values[0], values[1], values[2], values[3], values[4],
                ServiceType.ofNumber((int) values[5]), values[6], values[7]);
    }
}
