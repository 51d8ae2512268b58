package org.joinleaf.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** When each datagram of an even stream is due. */
final class Pacer {
    private static final double SECOND = 1e9;
    private static final double FASTEST = 1e9;
    private static final double SLOWEST = 1e-6;

    private final double nanosBetween;

    private Pacer(double nanosBetween) {
        this.nanosBetween = nanosBetween;
    }

    static Pacer ofRate(double perSecond) {
        return new Pacer(SECOND / perSecond);
    }

    static Pacer ofInterval(Duration interval) {
        return new Pacer(interval.toNanos());
    }

    /** As fast as the system takes them. */
    static Pacer unlimited() {
        return new Pacer(0);
    }

    /** Nanoseconds from the start to datagram 0, 1, 2 ... */
    long due(long number) {
        return (long) (number * nanosBetween);
    }

    /** Datagrams a second, or max. */
    static final class Converter implements ITypeConverter<Pacer> {
        @Override
        public Pacer convert(String text) {
            if (text.equalsIgnoreCase("max")) {
                return unlimited();
            }
            if (text.matches("\\d{1,10}(\\.\\d{1,9})?")) {
                double rate = new BigDecimal(text).doubleValue();
                if (rate >= SLOWEST && rate <= FASTEST) {
                    return ofRate(rate);
                }
            }
            throw new TypeConversionException("'" + text + "' is neither a rate, in datagrams a second, nor max");
        }
    }
}
