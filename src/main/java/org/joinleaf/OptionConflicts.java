package org.joinleaf;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;

/** Options whose values may contradict each other: which one a refused value contradicts, and what that one is. */
final class OptionConflicts {
    /** The smallest datagram of a session with a root, in bytes. */
    private static final int DATAGRAM_LEAST = 576;

    private static final List<Conflict<?, ?>> ALL = List.of(
            new Conflict<>(RootedOptions.DEAD_TIMEOUT, RootedOptions.KEEP_ALIVE,
                    (dead, alive) -> dead.compareTo(alive) < 0, "the dead time would be less than the keep-alive"),
            new Conflict<>(RootedOptions.LEAST_RATE, RootedOptions.SLOW_TIMEOUT, OptionConflicts::neverActs,
                    "less than a datagram would go out in the slow time"),
            new Conflict<>(RootedOptions.WINDOW, StandardSocketOptions.SO_SNDBUF,
                    (window, buffer) -> buffer > 0 && (long) window * DATAGRAM_LEAST > buffer,
                    "the window would be larger than the buffer"),
            new Conflict<>(StandardSocketOptions.SO_REUSEADDR, MultipointOptions.EXCLUSIVE_ADDRESS_USE,
                    (shared, exclusive) -> shared && exclusive, "an address is shared or exclusive"));

    private OptionConflicts() {
    }

    /** Whether two values contradict each other. */
    private interface Contradiction<A, B> {
        boolean holds(A one, B other);
    }

    /** What an option is now; null: the socket does not know it. */
    interface Values {
        Object of(SocketOption<?> option) throws IOException;
    }

    private record Conflict<A, B>(SocketOption<A> one, SocketOption<B> other, Contradiction<A, B> contradiction, String why) {
        /** Empty: not with that value. */
        String with(SocketOption<?> option, Object value, Values values) throws IOException {
            boolean first = option.equals(one);
            SocketOption<?> against = first ? other : one;
            Object now = values.of(against);
            if (now == null
                    || !contradiction.holds(one.type().cast(first ? value : now), other.type().cast(first ? now : value))) {
                return "";
            }
            return " while " + against.name() + " is " + now + " (" + why + ")";
        }
    }

    /** Whether it decides how the socket is bound, and so comes before that. */
    static boolean isForBinding(SocketOption<?> option) {
        return option.equals(StandardSocketOptions.SO_REUSEADDR) || option.equals(MultipointOptions.EXCLUSIVE_ADDRESS_USE)
                || option.equals(MultipointOptions.IPV6_ONLY);
    }

    /** Returns words to append to the refused value, empty if it contradicts nothing. */
    static String with(SocketOption<?> option, Object value, Values values) throws IOException {
        for (Conflict<?, ?> conflict : ALL) {
            if (option.equals(conflict.one) || option.equals(conflict.other)) {
                String found = conflict.with(option, value, values);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }

    private static boolean neverActs(int rate, Duration slow) {
        return rate > 0 && rate * (double) slow.toMillis() / 1000 < DATAGRAM_LEAST;
    }
}
