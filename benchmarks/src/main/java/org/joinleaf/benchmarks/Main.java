package org.joinleaf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures every line again and again, in rounds, so that a machine's moods fall on all alike, and writes what came of
 * it: {@code Main full|quick|check|rooted ROUNDS REGEX}. 0 rounds: as many as the mode has by itself. {@code Main links
 * SECONDS NAME}: sessions over emulated links.
 */
public final class Main {
    private static final int TRIES = 3;
    private static final int CALLS = 4000;
    private static final int CALL_ROUNDS = 3;

    private Main() {
    }

    /**
     * Runs it in the folder of benchmarks/pom.xml.
     *
     * @param args the mode, the number of rounds, what a line's name has to contain
     * @throws Exception if something cannot be measured
     */
    public static void main(String[] args) throws Exception {
        Path project = Path.of("").toAbsolutePath();
        String mode = args[0];
        int rounds = Integer.parseInt(args[1]);
        Pattern only = Pattern.compile(args[2]);
        if (mode.equals("links")) {
            Links.measure(project, rounds > 0 ? rounds : 35, only.pattern().equals(".") ? "" : only.pattern());
            return;
        }
        Limit.load(project);
        switch (mode) {
            case "full" -> {
                full(new Forks(600), project, rounds > 0 ? rounds : 5, only);
                rooted(project, 3, only);
            }
            case "rooted" -> rooted(project, rounds > 0 ? rounds : 3, only);
            case "quick" -> {
                full(new Forks(60), project.resolve("target"), rounds > 0 ? rounds : 1, only);
                rooted(project.resolve("target"), 1, only);
            }
            case "check" -> check(rounds > 0 ? rounds : 3, only);
            default -> throw new IllegalArgumentException(mode);
        }
    }

    private static void full(Forks forks, Path folder, int rounds, Pattern only) throws Exception {
        List<Section> sections = Plan.sections();
        List<Line> lines = Plan.lines(sections, id -> only.matcher(id).find());
        Results results = new Results();
        measure(forks, lines.stream().filter(line -> line.kind() != Line.Kind.C).toList(), rounds, results);
        Results calls = new Results();
        for (int round = 0; round < CALL_ROUNDS; round++) {
            Slices.measure(sections, lines, rounds > 1 ? CALLS : CALLS / 10, calls);
        }
        Path target = Files.createDirectories(folder.resolve("results"));
        String report = Report.of(sections, results, calls, rounds);
        Files.writeString(target.resolve("results.md"), report);
        publish(folder, only, "speed", Report.summary(sections, results, calls), Report.charts(sections, calls));
        System.out.println(report);
    }

    private static void rooted(Path folder, int rounds, Pattern only) throws Exception {
        try (FanOut fan = new FanOut()) {
            fan.measure(rounds, only);
            String report = FanReport.of(fan, rounds);
            Files.writeString(Files.createDirectories(folder.resolve("results")).resolve("rooted.md"), report);
            publish(folder, only, "rooted", FanReport.summary(fan), Map.of("rooted", FanReport.chart(fan, false),
                    "rooted-latency", FanReport.chart(fan, true)));
            System.out.println(report);
        }
    }

    /** Writes the charts; and where all was measured, what the guide shows: between the marks of that name. */
    private static void publish(Path folder, Pattern only, String name, String summary, Map<String, String> charts)
            throws IOException {
        StringBuilder text = new StringBuilder("\n").append(summary);
        Path guide = folder.resolve("../src/site");
        boolean all = only.pattern().equals(".") && Files.exists(guide);
        for (String chart : charts.keySet().stream().sorted().toList()) {
            if (!charts.get(chart).isEmpty()) {
                Files.writeString(folder.resolve("results/" + chart + ".svg"), charts.get(chart));
                text.append("\n![").append(chart).append("](images/speed-").append(chart).append(".svg)\n");
                if (all) {
                    Files.writeString(guide.resolve("resources/images/speed-" + chart + ".svg"), charts.get(chart));
                }
            }
        }
        if (all) {
            tell(guide.resolve("markdown/speed.md"), "<!-- " + name + " -->", text.toString(), "<!-- /" + name + " -->");
        }
    }

    /** Puts the text between two marks. */
    private static void tell(Path page, String begin, String text, String end) throws IOException {
        String old = Files.readString(page);
        int from = old.indexOf(begin);
        int to = old.indexOf(end);
        if (from >= 0 && to > from) {
            Files.writeString(page, old.substring(0, from + begin.length()) + text + old.substring(to));
        }
    }

    /** In an order of its own each round. */
    private static void measure(Forks forks, List<Line> lines, int rounds, Results results)
            throws IOException, RunnerException {
        Random random = new Random(1);
        for (int round = 1; round <= rounds; round++) {
            List<Line> order = new ArrayList<>(lines);
            Collections.shuffle(order, random);
            for (Line line : order) {
                System.err.printf("round %d of %d: %s%n", round, rounds, line.id());
                forks.measure(line, results);
            }
            Files.writeString(Files.createDirectories(Path.of("target")).resolve("rounds.txt"), results.toString());
        }
    }

    /** Fails if a ratio is far from what it should be, three times in a row. */
    private static void check(int rounds, Pattern only) throws Exception {
        List<Target> left = Target.all().stream().filter(target -> only.matcher(target.joinleaf()).find()).toList();
        for (int again = 1; again <= TRIES && !left.isEmpty(); again++) {
            Results results = sliced(left, rounds);
            List<Target> failed = new ArrayList<>();
            for (Target target : left) {
                double ratio = target.measured(results);
                boolean passes = target.passes(ratio);
                System.out.printf("%s %s: %s (at %s %s it fails)%n", passes ? "ok  " : "FAIL", target.text(),
                        Report.number(ratio), target.faster() ? "less than" : "more than",
                        Report.number(target.floor()));
                if (!passes) {
                    failed.add(target);
                }
            }
            left = failed;
        }
        if (!left.isEmpty()) {
            System.out.println("slower than it was: "
                    + left.stream().map(Target::text).collect(Collectors.joining("; ")));
            System.exit(1);
        }
    }

    /** What the targets are about, call by call. */
    private static Results sliced(List<Target> targets, int rounds) throws Exception {
        Set<String> wanted = new HashSet<>();
        targets.forEach(target -> Collections.addAll(wanted, target.joinleaf(), target.other()));
        List<Section> sections = Plan.sections();
        List<Line> lines = Plan.lines(sections, wanted::contains);
        Results results = new Results();
        for (int round = 0; round < rounds; round++) {
            Slices.measure(sections, lines, CALLS, results);
        }
        return results;
    }
}
