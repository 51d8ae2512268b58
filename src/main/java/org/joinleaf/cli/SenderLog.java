package org.joinleaf.cli;

/** What came from one sender; with losses if it is a run of {@code send}, whose datagrams are numbered. */
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

    /** Notes a datagram; its payload is null if it has no number. */
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

    /** How many the sender said it would send; 0 if it did not say. */
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
