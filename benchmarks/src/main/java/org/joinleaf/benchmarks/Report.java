package org.joinleaf.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The tables, as Markdown. */
final class Report {
    private final Results results;
    private final Results calls;
    private final StringBuilder text = new StringBuilder();

    private Report(Results results, Results calls) {
        this.results = results;
        this.calls = calls;
    }

    static String of(List<Section> sections, Results results, Results calls, int rounds) throws IOException {
        Report report = new Report(results, calls);
        report.head(rounds);
        sections.forEach(report::section);
        report.targets();
        return report.text.toString();
    }

    /** joinleaf's lines of the sections that a reader of the guide wants. */
    static String summary(List<Section> sections, Results results, Results calls) throws IOException {
        Report report = new Report(results, calls);
        report.line("%s.", machine());
        report.line("");
        report.line("| joinleaf, datagrams of 64 bytes | ns | B | times the best peer | which is | of C's time |");
        report.line("|---|--:|--:|--:|---|--:|");
        for (Section section : sections) {
            if (!section.title().contains("1200")) {
                section.lines().stream().filter(line -> line.kind() == Line.Kind.JOINLEAF && results.has(line.id()))
                        .forEach(line -> report.summaryRow(section, line));
            }
        }
        return report.text.toString();
    }

    private void summaryRow(Section section, Line line) {
        Section.Match match = section.match(line.id());
        String best = calls.best(match.peers());
        if (best == null) {
            return;
        }
        String peer = section.lines().stream().filter(one -> one.id().equals(best)).findFirst().orElseThrow().label();
        line("| %s | %s | %d | %s | %s | %s |", line.label().replaceFirst("^joinleaf$", section.title())
                .replaceFirst("^joinleaf ", ""), time(calls.time(line.id())), Math.round(calls.bytes(line.id())),
                number(calls.ratio(best, line.id())), peer, number(calls.ratio(line.id(), match.c())));
    }

    static String machine() throws IOException {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.replaceFirst(".*:\\s*", "")).orElse(System.getProperty("os.arch"));
        return Runtime.getRuntime().availableProcessors() + " cores of " + processor + ", Linux "
                + System.getProperty("os.version") + ", " + System.getProperty("java.vm.name") + " "
                + Runtime.version();
    }

    private void head(int rounds) throws IOException {
        line("# What a datagram costs");
        line("");
        line("%s. %s.", machine(), InetAddress.getLoopbackAddress().getHostAddress()
                + " (lo), one member of the group beside the sender, which does not read while another sends");
        line("The lines of a section take turns, call by call, in one process; a figure is the quarter-way one of"
                + " thousands of calls (of ping-pong the percentiles), so a busy machine disturbs it little. The column"
                + " JMH has medians of %d forks, each a line by itself. Ratios: above 1 is faster than the best peer"
                + " that does it the same way; of C, what is above 1 is slower. B: what the calling thread allocates,"
                + " in bytes.", rounds);
        if (Lo.withoutUring() != null) {
            line("No lines of Netty's io_uring transport: %s", Lo.withoutUring());
        }
    }

    private void section(Section section) {
        if (section.lines().stream().noneMatch(one -> calls.has(one.id()))) {
            return;
        }
        line("");
        line("## %s", section.title());
        line("");
        line("| | %s | JMH | B | times the best peer | of C's time |", section.unit());
        line("|---|--:|--:|--:|--:|--:|");
        for (Line one : section.lines()) {
            row(section, one, one.id(), one.isPingPong() ? one.label() + ", p50" : one.label());
            if (one.isPingPong()) {
                row(section, one, one.id() + ".p99", one.label() + ", p99");
            }
        }
    }

    private void row(Section section, Line line, String id, String label) {
        if (!calls.has(id)) {
            return;
        }
        Section.Match match = section.match(id);
        String peer = "";
        String c = "";
        if (match != null) {
            String best = calls.best(match.peers());
            peer = best == null ? "" : number(calls.ratio(best, id));
            c = number(calls.ratio(id, match.c()));
        }
        double bytes = calls.bytes(line.id());
        boolean ours = line.kind() == Line.Kind.JOINLEAF;
        String shown = ours ? "**" + label + "**" : label;
        line("| %s | %s | %s | %s | %s | %s |", shown, time(calls.time(id)),
                line.kind() == Line.Kind.C ? "" : time(results.time(id)),
                Double.isNaN(bytes) ? "" : Long.toString(Math.round(bytes)), peer, c);
    }

    private void targets() {
        line("");
        line("## What is wanted");
        line("");
        line("C: what C reaches in joinleaf's place, so what can be reached at all.");
        line("");
        line("| | wanted | measured | C | JMH |");
        line("|---|--:|--:|--:|--:|");
        for (Target target : Target.all()) {
            double measured = target.measured(results);
            double turns = target.measured(calls);
            if (!Double.isNaN(measured) || !Double.isNaN(turns)) {
                line("| %s | %s %s | %s | %s | %s |", target.text(), target.faster() ? "≥" : "≤",
                        number(target.wanted()), verdict(target, turns), number(target.limit(calls)),
                        number(measured));
            }
        }
    }

    private static String verdict(Target target, double measured) {
        return number(measured) + (Double.isNaN(measured) || target.reached(measured) ? "" : " ✗");
    }

    static String time(double nanoseconds) {
        return String.format(Locale.ROOT, nanoseconds < 100 ? "%.1f" : "%,.0f", nanoseconds);
    }

    static String number(double ratio) {
        return Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.1f", ratio);
    }

    private void line(String format, Object... arguments) {
        text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** The charts by name: kinds of work, with who does them. */
    static Map<String, String> charts(List<Section> sections, Results calls) {
        Map<String, Chart> charts = new LinkedHashMap<>();
        for (Section section : sections) {
            Chart chart = charts.computeIfAbsent(section.chart(), name -> new Chart());
            Map<List<String>, List<Section.Match>> works = new LinkedHashMap<>();
            section.matches().forEach(match -> works.computeIfAbsent(match.peers(), peers -> new ArrayList<>()).add(match));
            works.forEach((peers, matches) -> {
                Set<String> ids = new LinkedHashSet<>(List.of(matches.get(0).c()));
                ids.addAll(peers);
                matches.forEach(match -> ids.add(match.joinleaf()));
                List<Chart.Bar> bars = ids.stream().filter(calls::has).map(id -> bar(section, id, calls)).toList();
                chart.group(section.title() + (matches.get(0).work().isEmpty() ? "" : ": " + matches.get(0).work()), bars);
            });
        }
        Map<String, String> drawn = new LinkedHashMap<>();
        charts.forEach((name, chart) -> drawn.put(name, chart.svg()));
        return drawn;
    }

    private static Chart.Bar bar(Section section, String id, Results calls) {
        Line line = section.lines().stream().filter(one -> id.equals(one.id()) || id.equals(one.id() + ".p99")).findFirst()
                .orElseThrow();
        return new Chart.Bar(line.label(), line.kind(), calls.time(id), time(calls.time(id)) + " ns");
    }
}
