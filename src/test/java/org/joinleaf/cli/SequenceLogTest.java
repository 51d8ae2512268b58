package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequenceLogTest {
    private static SequenceLog of(long... numbers) {
        SequenceLog log = new SequenceLog();
        for (long number : numbers) {
            log.add(number);
        }
        return log;
    }

    private static void expect(SequenceLog log, long lost, long duplicates, long late) {
        assertEquals("lost " + lost + ", twice " + duplicates + ", late " + late,
                "lost " + log.lost() + ", twice " + log.duplicates() + ", late " + log.late());
    }

    @Test
    void nothingIsNoLoss() {
        expect(of(), 0, 0, 0);
    }

    @Test
    void inOrder() {
        expect(of(0, 1, 2, 3), 0, 0, 0);
    }

    @Test
    void inTheMiddleOfAStream() {
        expect(of(1000, 1001), 0, 0, 0);
    }

    @Test
    void gaps() {
        expect(of(0, 2, 5), 3, 0, 0);
    }

    @Test
    void lateIsNotLost() {
        expect(of(0, 2, 1, 3), 0, 0, 1);
    }

    @Test
    void lateBeforeTheFirst() {
        expect(of(5, 3, 6), 1, 0, 1);
    }

    @Test
    void twice() {
        expect(of(0, 1, 1, 0, 2), 0, 2, 0);
    }

    @Test
    void wideGapsAndOldNumbers() {
        long wide = 1L << 40;
        expect(of(0, wide, 0, wide - 1), wide - 2, 1, 1);
        expect(of(0, 65_536, 0), 65_535, 1, 0);
        expect(of(0, 65_535, 1), 65_533, 0, 1);
        expect(of(Long.MAX_VALUE - 1, Long.MAX_VALUE), 0, 0, 0);
    }

    @Test
    void lostAtTheEnd() {
        assertEquals(3, of(0, 1, 6).lostAtEnd(10));
        assertEquals(0, of(0, 9).lostAtEnd(10));
    }

    @Test
    void agreesWithASet() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            SequenceLog log = new SequenceLog();
            TreeSet<Long> seen = new TreeSet<>();
            long duplicates = 0;
            long late = 0;
            long base = random.nextInt(1_000_000);
            for (int i = 0; i < 200_000; i++) {
                base += random.nextInt(3);
                long number = Math.max(0, base - random.nextInt(1 + random.nextInt(2000)));
                boolean below = !seen.isEmpty() && number < seen.last();
                if (!seen.add(number)) {
                    duplicates++;
                } else if (below) {
                    late++;
                }
                log.add(number);
            }
            expect(log, seen.last() - seen.first() + 1 - seen.size(), duplicates, late);
        }
    }
}
