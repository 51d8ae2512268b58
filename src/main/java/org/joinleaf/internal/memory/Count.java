package org.joinleaf.internal.memory;

/** How messages tell a number of things: "1 byte", "2 bytes". */
public final class Count {
    private Count() {
    }

    public static String of(long count, String one) {
        return of(count, one, one + "s");
    }

    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
