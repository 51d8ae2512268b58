package org.joinleaf.benchmarks;

/** How many datagrams of a size a call of a benchmark moves. */
final class Count {
    private static final int MOST = 64;
    private static final int MOST_BYTES = 60_000;

    private Count() {
    }

    /** So many are one train for the kernel. */
    static int of(int size) {
        return Math.min(MOST, MOST_BYTES / size);
    }

    /** So many fit a receiver's queue, one by one. */
    static int queued(int size) {
        return size <= 64 ? 256 : 128;
    }

    /** The same where they lie in it as trains. */
    static int coalesced(int size) {
        return size <= 64 ? 2048 : 250;
    }
}
