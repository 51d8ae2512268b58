package org.joinleaf.cli;

import java.util.List;

/** A message of the demo knows who should get it, and who did. */
final class DemoMessage {
    private final int number;
    private final String sender;
    private final String text;
    private final boolean[] wanted;
    private final int[] got;

    /** Makes a message for every member that is in the group now. */
    DemoMessage(int number, String sender, String text, List<DemoMember> members) {
        this.number = number;
        this.sender = sender;
        this.text = text;
        wanted = new boolean[members.size()];
        got = new int[members.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = members.get(i).isIn();
        }
    }

    int number() {
        return number;
    }

    String sender() {
        return sender;
    }

    String text() {
        return text;
    }

    boolean isFor(int member) {
        return wanted[member];
    }

    boolean hasReached(int member) {
        return got[member] > 0;
    }

    void reach(int member) {
        got[member]++;
    }

    /** Returns the text of its cell in the table. */
    String result(int member) {
        if (got[member] == 0) {
            return wanted[member] ? "LOST" : "-";
        }
        return !wanted[member] ? "WRONG" : got[member] == 1 ? "got it" : got[member] + " TIMES";
    }

    int wanted() {
        return count((member, times) -> wanted[member] ? 1 : 0);
    }

    /** Returns how many of those members that should get it did. */
    int right() {
        return count((member, times) -> wanted[member] && times > 0 ? 1 : 0);
    }

    /** Returns how many deliveries there were that should not have been: to another member, or once more. */
    int wrong() {
        return count((member, times) -> wanted[member] ? Math.max(0, times - 1) : times);
    }

    private interface Counter {
        int of(int member, int times);
    }

    private int count(Counter counter) {
        int sum = 0;
        for (int i = 0; i < got.length; i++) {
            sum += counter.of(i, got[i]);
        }
        return sum;
    }
}
