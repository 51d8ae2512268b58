package org.joinleaf.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** What came of the fan-out, as Markdown and as bars. */
final class FanReport {
    /** What is measured; how many ns its unit has; what is wanted of joinleaf's best, for each number of leaves (0: nothing). */
    private record Table(String measure, String title, double unit, double... wanted) {
    }

    private static final List<Table> TABLES = List.of(
            new Table("64", "64 bytes, ns a message", 1, 150, 250, 900),
            new Table("1000", "1,000 bytes, ns a message", 1, 900, 1500, 3000),
            new Table("60000", "60,000 bytes, us a message", 1000, 15, 40, 200),
            new Table("p50", "from send to the last leaf, median, us", 1000, 25, 40, 0),
            new Table("p99", "the same, 99th percentile, us", 1000, 0, 0, 0));
    private static final Table BURST = new Table("burst", "64 bytes, ns a message", 1, 0, 0, 0);

    private final FanOut fan;
    private final StringBuilder text = new StringBuilder();

    private FanReport(FanOut fan) {
        this.fan = fan;
    }

    static String of(FanOut fan, int rounds) throws IOException {
        FanReport report = new FanReport(fan);
        report.line("# From one to many");
        report.line("");
        report.line(Report.machine() + ". Loopback interface, interface 127.0.0.1; the root and all leaves in one process.");
        report.line("Medians of " + rounds + " rounds; in each, every peer is opened, measured and closed by itself, in an order"
                + " of its own. See ../README.md.");
        report.tables();
        return report.text.toString();
    }

    /** For the guide. */
    static String summary(FanOut fan) throws IOException {
        FanReport report = new FanReport(fan);
        report.line(Report.machine() + ".");
        report.tables();
        return report.text.toString();
    }

    private void tables() {
        line("");
        line("One thread sends as fast as it can, another receives at one leaf after the other:");
        TABLES.subList(0, 3).forEach(this::table);
        line("");
        line("A message of 64 bytes each millisecond:");
        TABLES.subList(3, TABLES.size()).forEach(this::table);
        line("");
        line("What it costs that all arrive everywhere, once and in order. One thread sends 64 messages (single sends: 16; to 100"
                + " leaves 4) and then receives them at each leaf:");
        table(BURST);
        line("| reliable / plain: rooted send / DatagramChannel's multicast | %s |", cells(leaves -> ratio(leaves,
                "rootedSend", "multicast")));
        line("| reliable / plain: rooted sendBatch / joinleaf's plain batches | %s |", cells(leaves -> ratio(leaves,
                "rootedBatch", "multicastBatch")));
        fan.failures().forEach((who, why) -> line("%n%s: no figure, because of %s", who, why));
    }

    private void table(Table table) {
        line("");
        line("| %s | 1 leaf | 10 leaves | 100 leaves |", table.title());
        line("|---|--:|--:|--:|");
        for (Participant peer : Participant.all()) {
            boolean ours = peer.kind() == Line.Kind.JOINLEAF;
            if (any(table, peer)) {
                line("| %s | %s |", ours ? "**" + peer.label() + "**" : peer.label(),
                        cells(leaves -> time(table, leaves, peer.name())));
            }
        }
        if (table != BURST) {
            line("| joinleaf's best: times the best peer | %s |", cells(leaves -> Report.number(fan.results().ratio(
                    best(table, leaves, Line.Kind.PEER), best(table, leaves, Line.Kind.JOINLEAF)))));
        }
        if (table.wanted()[0] > 0) {
            line("| wanted | %s |", cells(leaves -> wanted(table, leaves)));
        }
    }

    private static String wanted(Table table, int leaves) {
        double wanted = table.wanted()[leaves == 1 ? 0 : leaves == 10 ? 1 : 2];
        return wanted == 0 ? "" : String.format(Locale.ROOT, "≤ %,.0f", wanted);
    }

    private boolean any(Table table, Participant peer) {
        for (int leaves : FanOut.LEAVES) {
            if (fan.results().has(FanOut.id(table.measure(), leaves, peer.name()))) {
                return true;
            }
        }
        return false;
    }

    private String best(Table table, int leaves, Line.Kind kind) {
        String best = fan.results().best(Participant.all().stream().filter(peer -> peer.kind() == kind)
                .map(peer -> FanOut.id(table.measure(), leaves, peer.name())).toList());
        return best == null ? "" : best;
    }

    private String time(Table table, int leaves, String peer) {
        double time = fan.results().time(FanOut.id(table.measure(), leaves, peer));
        return Double.isNaN(time) ? "" : Report.time(time / table.unit());
    }

    private String ratio(int leaves, String rooted, String plain) {
        return Report.number(fan.results().ratio(FanOut.id("burst", leaves, rooted), FanOut.id("burst", leaves, plain)));
    }

    private static String cells(IntFunction<String> cell) {
        List<String> cells = new ArrayList<>();
        for (int leaves : FanOut.LEAVES) {
            cells.add(cell.apply(leaves));
        }
        return String.join(" | ", cells);
    }

    /** Throughput, or latency. */
    static String chart(FanOut fan, boolean latency) {
        Chart chart = new Chart();
        FanReport report = new FanReport(fan);
        for (Table table : latency ? TABLES.subList(3, TABLES.size()) : TABLES.subList(0, 3)) {
            for (int leaves : FanOut.LEAVES) {
                List<Chart.Bar> bars = new ArrayList<>();
                for (Participant peer : Participant.all()) {
                    double time = fan.results().time(FanOut.id(table.measure(), leaves, peer.name()));
                    if (!Double.isNaN(time)) {
                        bars.add(new Chart.Bar(peer.label(), peer.kind(), time, report.time(table, leaves, peer.name())));
                    }
                }
                chart.group(table.title() + ", to " + FanOut.count(leaves), bars);
            }
        }
        return chart.svg();
    }

    private void line(String format, Object... arguments) {
        text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
