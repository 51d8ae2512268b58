package org.joinleaf.cli;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** These read the arguments of several commands. */
final class Converters {
    private Converters() {
    }

    /** Reads an IPv4 or IPv6 address. */
    static class Address implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) {
            return Addresses.parse(text).orElseThrow(() -> new TypeConversionException("'" + text + "' "
                    + (Addresses.namesInterface(text) ? "names no interface that is here; there are: " + Interfaces.choices()
                            : "is not an address such as 239.1.2.3 or ff15::1")));
        }
    }

    /** Reads the address of a group. */
    static final class Group extends Address {
        @Override
        public InetAddress convert(String text) {
            InetAddress address = super.convert(text);
            if (!address.isMulticastAddress()) {
                throw new TypeConversionException("'" + text + "' is not a group, which is an address of 224.0.0.0/4 or ff00::/8");
            }
            return address;
        }
    }

    /** Reads the address of one host. */
    static final class Host extends Address {
        @Override
        public InetAddress convert(String text) {
            InetAddress address = super.convert(text);
            if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
                throw new TypeConversionException("'" + text + "' is not the address of one host");
            }
            return address;
        }
    }

    /** Reads a UDP port. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("\\d{1,5}")) {
                int port = Integer.parseInt(text);
                if (port >= 1 && port <= 65535) {
                    return port;
                }
            }
            throw new TypeConversionException("'" + text + "' is not a port from 1 to 65535");
        }
    }

    /** Reads the address and port of one host: 192.0.2.1:5000 or [2001:db8::1]:5000. */
    static final class Endpoint implements ITypeConverter<InetSocketAddress> {
        private static final Pattern ENDPOINT = Pattern.compile("(?:\\[([^\\[\\]]*:[^\\[\\]]*)\\]|([^:]*)):([^:]*)");

        @Override
        public InetSocketAddress convert(String text) {
            Matcher parts = ENDPOINT.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("'" + text + "' is not an address and a port such as 192.0.2.1:5000 or "
                        + "[2001:db8::1]:5000");
            }
            return new InetSocketAddress(new Host().convert(parts.group(1) == null ? parts.group(2) : parts.group(1)),
                    new Port().convert(parts.group(3)));
        }
    }

    /** Reads an interface, which is named by its name, its index or an address. */
    static final class Interface implements ITypeConverter<Place> {
        @Override
        public Place convert(String text) {
            List<Place> found = Interfaces.find(text);
            if (found.size() > 1) {
                throw new TypeConversionException("'" + text + "' is an address of "
                        + found.stream().map(each -> each.networkInterface().getName()).collect(Collectors.joining(" and "))
                        + ": name one of them");
            }
            if (found.isEmpty()) {
                throw new TypeConversionException(Links.ofThisHost().all().stream().filter(each -> each.name().equals(text))
                        .findFirst().map(Interface::unknown).orElse("there is no interface '" + text + "' here, but: ")
                        + Interfaces.choices());
            }
            return found.get(0);
        }

        private static String unknown(Link link) {
            return "the interface '" + link.name() + "' " + (link.part()
                    ? "is a part of '" + link.master() + "', which has the addresses: name that one; there are: "
                    : "has no address, so Java does not know it; it knows: ");
        }
    }

    /** Reads a time: 1.5 (seconds), 200ms, 3s, 2m, 1h. It is more than zero, and at most a year. */
    static class Time implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|)");
        private static final Duration LONGEST = Duration.ofDays(366);

        @Override
        public Duration convert(String text) {
            Matcher matcher = TIME.matcher(text);
            if (matcher.matches()) {
                long unit = switch (matcher.group(2)) {
                    case "ms" -> 1_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 1_000_000_000L;
                };
                BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
                if (nanos.signum() > 0 && nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) <= 0) {
                    return Duration.ofNanos(Math.max(1, nanos.longValue()));
                }
            }
            throw new TypeConversionException("'" + text + "' is not a time such as 1.5 (seconds), 200ms, 2m or 1h, and at most "
                    + LONGEST.toDays() + " days");
        }
    }

    /** Reads how long to wait for an answer to a join, of which the provider has its own limits. */
    static final class JoinTime extends Time {
        private static final Duration SHORTEST = Duration.ofMillis(10);
        private static final Duration LONGEST = Duration.ofHours(1);

        @Override
        public Duration convert(String text) {
            Duration time = super.convert(text);
            if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
                throw new TypeConversionException("'" + text + "' is not a time from 10ms to 1h");
            }
            return time;
        }
    }

    /** Reads a count of at least 1. */
    static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (text.matches("\\d{1,18}") && Long.parseLong(text) > 0) {
                return Long.parseLong(text);
            }
            throw new TypeConversionException("'" + text + "' is not a number from 1 to 999999999999999999");
        }
    }

    /** Reads a number of a range. */
    private abstract static class Whole implements ITypeConverter<Integer> {
        private final int least;
        private final int most;

        Whole(int least, int most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Integer convert(String text) {
            if (text.matches("-?\\d{1,18}") && Long.parseLong(text) >= least && Long.parseLong(text) <= most) {
                return Integer.valueOf(text);
            }
            throw new TypeConversionException("'" + text + "' is not a number from " + least + " to " + most);
        }
    }

    /** Reads the size of a datagram that {@code send} writes. */
    static final class DatagramSize extends Whole {
        DatagramSize() {
            super(Payload.SIZE, 65_527);
        }
    }

    /** Reads the size of a buffer: Linux doubles it, and so takes no more than this. */
    static final class BufferSize extends Whole {
        BufferSize() {
            super(1, Integer.MAX_VALUE / 2);
        }
    }

    /** Reads how many hops a datagram may go. */
    static final class Hops extends Whole {
        Hops() {
            super(0, 255);
        }
    }
}
