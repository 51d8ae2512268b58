package org.joinleaf.cli;

import java.util.Arrays;

/**
 * Which numbers of a sequence came: how many are missing, came twice, came late. It remembers the newest 65,536
 * numbers; what comes later than that counts as a duplicate, so that a loss is never hidden.
 */
final class SequenceLog {
    private static final int WINDOW = 1 << 16;

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private long first;
    private long highest;
    private long unique;
    private long duplicates;
    private long late;

    /** Notes a number, which is at least 0. */
    void add(long number) {
        if (unique == 0) {
            first = number;
            highest = number;
        } else if (number > highest) {
            forget(highest, number);
            highest = number;
        } else if (highest - number >= WINDOW || isSeen(number)) {
            duplicates++;
            return;
        } else {
            late++;
            first = Math.min(first, number);
        }
        seen[word(number)] |= 1L << number;
        unique++;
    }

    /** Returns how many numbers between the first and the highest one did not come. */
    long lost() {
        return unique == 0 ? 0 : highest - first + 1 - unique;
    }

    /** Returns how many numbers after the highest one did not come, if `total` were sent. */
    long lostAtEnd(long total) {
        return Math.max(0, total - 1 - highest);
    }

    long duplicates() {
        return duplicates;
    }

    /** Returns how many came after one with a higher number. */
    long late() {
        return late;
    }

    /** Makes room for the numbers after `from`, up to `to`. */
    private void forget(long from, long to) {
        if (to - from >= WINDOW) {
            Arrays.fill(seen, 0);
            return;
        }
        for (long number = from; number != to; ) {
            number++;
            seen[word(number)] &= ~(1L << number);
        }
    }

    private boolean isSeen(long number) {
        return (seen[word(number)] & 1L << number) != 0;
    }

    private static int word(long number) {
        return (int) (number & WINDOW - 1) / Long.SIZE;
    }
}
