package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** What calls allocate on the Java heap, in the thread that makes them. */
final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20;

    private Allocations() {
    }

    interface Call {
        void run() throws IOException;
    }

    /**
     * Asserts that the call allocates nothing once it has run often enough. The first rounds load classes, and the compiler is
     * not done with them. So it suffices if in one of the rounds a run takes less than a byte on average, which is no object.
     *
     * @param times how often a round runs it
     * @return how often it was run in all
     */
    static int assertNone(int times, Call call) throws IOException {
        long least = Long.MAX_VALUE;
        int runs = 0;
        for (int round = 0; round < ROUNDS && least >= times; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < times; i++) {
                call.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            runs += times;
        }
        assertTrue(least < times, least + " bytes in " + times + " runs");
        return runs;
    }
}
