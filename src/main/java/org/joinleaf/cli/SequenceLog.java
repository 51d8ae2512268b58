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

    /** Notes a number of at least 0. */
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

    /** How many between the first and the highest did not come. */
    long lost() {
        return unique == 0 ? 0 : highest - first + 1 - unique;
    }

    /** How many of a whole of known size did not come, after the highest. */
    long lostAtEnd(long total) {
        return Math.max(0, total - 1 - highest);
    }

    long duplicates() {
        return duplicates;
    }

    /** How many came after one with a higher number. */
    long late() {
        return late;
    }

    /** Makes room for the numbers from..to, the first of them excluded. */
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
