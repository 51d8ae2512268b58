package org.joinleaf.cli;

/** Knows what came from one sender, and what was lost if it is a run of {@code send}, which numbers its datagrams. */
final class SenderLog {
    private final String address;
    private final SequenceLog numbers;
    private long datagrams;
    private long bytes;
    private long total;

    SenderLog(String address, boolean numbered) {
        this.address = address;
        numbers = numbered ? new SequenceLog() : null;
    }

    /** Notes a datagram. Its payload is null if it has no number. */
    void add(int length, Payload payload) {
        datagrams++;
        bytes += length;
        if (payload != null && numbers != null) {
            numbers.add(payload.sequence());
            total = payload.total();
        }
    }

    String address() {
        return address;
    }

    long datagrams() {
        return datagrams;
    }

    long bytes() {
        return bytes;
    }

    /** Returns how many datagrams the sender said that it would send; 0 if it did not say. */
    long total() {
        return total;
    }

    boolean isNumbered() {
        return numbers != null;
    }

    /**
     * How many are missing.
     *
     * @param ended whether the sender is done, so that what is missing at its end is lost too
     */
    long lost(boolean ended) {
        if (numbers == null) {
            return 0;
        }
        return numbers.lost() + (ended && total > 0 ? numbers.lostAtEnd(total) : 0);
    }

    long duplicates() {
        return numbers == null ? 0 : numbers.duplicates();
    }

    long late() {
        return numbers == null ? 0 : numbers.late();
    }
}
