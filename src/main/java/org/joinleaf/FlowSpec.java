package org.joinleaf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A flow specification for one direction: FLOWSPEC of qos.h. Numbers are 0 to 2<sup>32</sup> - 2, or {@link
 * #NOT_SPECIFIED}, which is what a builder starts with.
 *
 * <pre>{@code
 * FlowSpec video = FlowSpec.builder(ServiceType.GUARANTEED).tokenRate(500_000).tokenBucketSize(20_000).build();
 * }</pre>
 *
 * <p>Unchangeable. Two are equal if all their numbers are.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/qos/ns-qos-flowspec">FLOWSPEC</a>
 */
public final class FlowSpec {
    /** QOS_NOT_SPECIFIED. */
    public static final long NOT_SPECIFIED = 0xffff_ffffL;

    static final int SIZE = 32;

    /* The places of the numbers in FLOWSPEC. */
    private static final int TOKEN_RATE = 0;
    private static final int TOKEN_BUCKET_SIZE = 1;
    private static final int PEAK_BANDWIDTH = 2;
    private static final int LATENCY = 3;
    private static final int DELAY_VARIATION = 4;
    private static final int SERVICE_TYPE = 5;
    private static final int MAX_SDU_SIZE = 6;
    private static final int MINIMUM_POLICED_SIZE = 7;
    private static final int COUNT = 8;

    /** Best effort, and all else not specified: what is in force where nothing was asked for. */
    public static final FlowSpec DEFAULT = builder(ServiceType.BEST_EFFORT).build();

    /** Leaves a direction as it is. */
    public static final FlowSpec UNCHANGED = builder(ServiceType.NO_CHANGE).build();

    /** As FLOWSPEC has them; never changed. */
    private final long[] numbers;

    private FlowSpec(long[] numbers) {
        this.numbers = numbers;
    }

    /** Makes a flow specification. For use by one thread at a time. */
    public static final class Builder {
        private final long[] numbers = new long[COUNT];

        private Builder(ServiceType serviceType) {
            Arrays.fill(numbers, NOT_SPECIFIED);
            numbers[SERVICE_TYPE] = Integer.toUnsignedLong(Objects.requireNonNull(serviceType, "serviceType").number());
        }

        private Builder set(int place, String name, long value) {
            if (value < 0 || value > NOT_SPECIFIED) {
                throw new IllegalArgumentException(name + " is 0 to 2^32 - 1, not " + value);
            }
            numbers[place] = value;
            return this;
        }

        /**
         * Sets the bytes a second that may be sent in the long run.
         *
         * @param tokenRate the number, or {@link #NOT_SPECIFIED}
         * @return this builder
         * @throws IllegalArgumentException if it is not 0 to 2<sup>32</sup> - 1
         */
        public Builder tokenRate(long tokenRate) {
            return set(TOKEN_RATE, "tokenRate", tokenRate);
        }

        /**
         * Sets the bytes that may be sent at once.
         *
         * @param tokenBucketSize the number, or {@link #NOT_SPECIFIED}
         * @return this builder
         * @throws IllegalArgumentException if it is not 0 to 2<sup>32</sup> - 1
         */
        public Builder tokenBucketSize(long tokenBucketSize) {
            return set(TOKEN_BUCKET_SIZE, "tokenBucketSize", tokenBucketSize);
        }

        /**
         * Sets the bytes a second that are never exceeded.
         *
         * @param peakBandwidth the number, or {@link #NOT_SPECIFIED}
         * @return this builder
         * @throws IllegalArgumentException if it is not 0 to 2<sup>32</sup> - 1
         */
        public Builder peakBandwidth(long peakBandwidth) {
            return set(PEAK_BANDWIDTH, "peakBandwidth", peakBandwidth);
        }

        /**
         * Sets the delay that is acceptable, in microseconds.
         *
         * @param latency the number, or {@link #NOT_SPECIFIED}
         * @return this builder
         * @throws IllegalArgumentException if it is not 0 to 2<sup>32</sup> - 1
         */
        public Builder latency(long latency) {
            return set(LATENCY, "latency", latency);
        }

        /**
         * Sets the difference of delays that is acceptable, in microseconds.
         *
         * @param delayVariation the number, or {@link #NOT_SPECIFIED}
         * @return this builder
         * @throws IllegalArgumentException if it is not 0 to 2<sup>32</sup> - 1
         */
        public Builder delayVariation(long delayVariation) {
            return set(DELAY_VARIATION, "delayVariation", delayVariation);
        }

        /**
         * Sets the largest message, in bytes.
         *
         * @param maxSduSize the number, or {@link #NOT_SPECIFIED}
         * @return this builder
         * @throws IllegalArgumentException if it is not 0 to 2<sup>32</sup> - 1
         */
        public Builder maxSduSize(long maxSduSize) {
            return set(MAX_SDU_SIZE, "maxSduSize", maxSduSize);
        }

        /**
         * Sets the size that smaller messages count as, in bytes.
         *
         * @param minimumPolicedSize the number, or {@link #NOT_SPECIFIED}
         * @return this builder
         * @throws IllegalArgumentException if it is not 0 to 2<sup>32</sup> - 1
         */
        public Builder minimumPolicedSize(long minimumPolicedSize) {
            return set(MINIMUM_POLICED_SIZE, "minimumPolicedSize", minimumPolicedSize);
        }

        /**
         * Makes the flow specification.
         *
         * @return what was set, with all else not specified
         */
        public FlowSpec build() {
            return new FlowSpec(numbers.clone());
        }
    }

    /**
     * Begins a flow specification.
     *
     * @param serviceType the service
     * @return a builder with all else not specified
     */
    public static Builder builder(ServiceType serviceType) {
        return new Builder(serviceType);
    }

    /**
     * Makes one that limits the rate.
     *
     * @param serviceType     the service
     * @param tokenRate       bytes a second
     * @param tokenBucketSize bytes that may be sent at once
     * @return a flow specification with all else not specified
     */
    public static FlowSpec rate(ServiceType serviceType, long tokenRate, long tokenBucketSize) {
        return builder(serviceType).tokenRate(tokenRate).tokenBucketSize(tokenBucketSize).build();
    }

    /**
     * Returns the service.
     *
     * @return its type
     */
    public ServiceType serviceType() {
        return ServiceType.ofNumber((int) numbers[SERVICE_TYPE]);
    }

    /**
     * Returns the bytes a second that may be sent in the long run.
     *
     * @return the number, or {@link #NOT_SPECIFIED}
     */
    public long tokenRate() {
        return numbers[TOKEN_RATE];
    }

    /**
     * Returns the bytes that may be sent at once.
     *
     * @return the number, or {@link #NOT_SPECIFIED}
     */
    public long tokenBucketSize() {
        return numbers[TOKEN_BUCKET_SIZE];
    }

    /**
     * Returns the bytes a second that are never exceeded.
     *
     * @return the number, or {@link #NOT_SPECIFIED}
     */
    public long peakBandwidth() {
        return numbers[PEAK_BANDWIDTH];
    }

    /**
     * Returns the delay that is acceptable, in microseconds.
     *
     * @return the number, or {@link #NOT_SPECIFIED}
     */
    public long latency() {
        return numbers[LATENCY];
    }

    /**
     * Returns the difference of delays that is acceptable, in microseconds.
     *
     * @return the number, or {@link #NOT_SPECIFIED}
     */
    public long delayVariation() {
        return numbers[DELAY_VARIATION];
    }

    /**
     * Returns the largest message, in bytes.
     *
     * @return the number, or {@link #NOT_SPECIFIED}
     */
    public long maxSduSize() {
        return numbers[MAX_SDU_SIZE];
    }

    /**
     * Returns the size that smaller messages count as, in bytes.
     *
     * @return the number, or {@link #NOT_SPECIFIED}
     */
    public long minimumPolicedSize() {
        return numbers[MINIMUM_POLICED_SIZE];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowSpec spec && Arrays.equals(spec.numbers, numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("FlowSpec[").append(serviceType());
        append(text, "tokenRate", tokenRate());
        append(text, "tokenBucketSize", tokenBucketSize());
        append(text, "peakBandwidth", peakBandwidth());
        append(text, "latency", latency());
        append(text, "delayVariation", delayVariation());
        append(text, "maxSduSize", maxSduSize());
        append(text, "minimumPolicedSize", minimumPolicedSize());
        return text.append(']').toString();
    }

    private static void append(StringBuilder text, String name, long value) {
        if (value != NOT_SPECIFIED) {
            text.append(", ").append(name).append(' ').append(value);
        }
    }

    void put(ByteBuffer target, int at) {
        for (int i = 0; i < COUNT; i++) {
            target.putInt(at + i * Integer.BYTES, (int) numbers[i]);
        }
    }

    static FlowSpec get(ByteBuffer source, int at) {
        long[] numbers = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            numbers[i] = Integer.toUnsignedLong(source.getInt(at + i * Integer.BYTES));
        }
        ServiceType.ofNumber((int) numbers[SERVICE_TYPE]);
        return new FlowSpec(numbers);
    }
}
