package org.joinleaf.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Knows when each datagram of an even stream is due. */
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

    /** Makes one whose datagrams go as fast as the system takes them. */
    static Pacer unlimited() {
        return new Pacer(0);
    }

    /** Returns how many nanoseconds after the start datagram 0, 1, 2 ... is due. */
    long due(long number) {
        return (long) (number * nanosBetween);
    }

    /** Reads a rate: a number of datagrams a second, or "max". */
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
            throw new TypeConversionException("'" + text + "' is neither a rate from 0.000001 to 1000000000, in "
                    + "datagrams a second, nor max");
        }
    }
}
