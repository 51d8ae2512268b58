package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The sections of the rooted fan-out side by side, and what it costs that all arrive everywhere. */
final class FanOut {
    static final int[] LEAVES = {1, 10, 100};

    private FanOut() {
    }

    static String prefix(int leaves) {
        return "rooted" + leaves + ".";
    }

    /** Rows of a Markdown table; none where nothing was measured. */
    static List<String> table(Results calls) {
        List<String> rows = new ArrayList<>();
        if (calls.has(prefix(LEAVES[0]) + "rootedSend")) {
            rows.add("| ns a message of 64 bytes, until all leaves have it | 1 leaf | 10 leaves | 100 leaves |");
            rows.add("|---|--:|--:|--:|");
            for (Line line : Plan.rooted(LEAVES[0]).lines()) {
                String name = line.id().substring(prefix(LEAVES[0]).length());
                rows.add(row(line.label().replaceFirst(", 1 leaf$", ""),
                        leaves -> Report.time(calls.time(prefix(leaves) + name))));
            }
            rows.add(row("reliable / plain: rooted send / DatagramChannel multicast",
                    leaves -> ratio(calls, leaves, "rootedSend", "multicastChannel")));
            rows.add(row("reliable / plain: rooted sendBatch / joinleaf batches",
                    leaves -> ratio(calls, leaves, "rootedBatch", "multicastBatch")));
        }
        return rows;
    }

    private static String ratio(Results calls, int leaves, String rooted, String plain) {
        return Report.number(calls.ratio(prefix(leaves) + rooted, prefix(leaves) + plain));
    }

    private static String row(String label, IntFunction<String> cell) {
        StringBuilder row = new StringBuilder("| ").append(label).append(" |");
        for (int leaves : LEAVES) {
            row.append(' ').append(cell.apply(leaves)).append(" |");
        }
        return row.toString();
    }
}
