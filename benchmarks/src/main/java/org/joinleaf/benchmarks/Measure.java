package org.joinleaf.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures a line once: a fork of JMH, or a run of the C program. */
final class Measure {
    private final Path limit;
    private final int milliseconds;

    /** Builds the C program. */
    Measure(Path project, int milliseconds) throws IOException {
        this.milliseconds = milliseconds;
        limit = project.resolve("target/limit");
        Process gcc = new ProcessBuilder("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", "-o",
                limit.toString(), project.resolve("src/main/c/limit.c").toString()).inheritIO().start();
        if (await(gcc) != 0) {
            throw new IOException("gcc failed");
        }
    }

    private static int await(Process process) throws IOException {
        try {
            if (process.waitFor(2, TimeUnit.MINUTES)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IOException("takes too long: " + process.info().command());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    void line(Line line, Results results) throws IOException, RunnerException {
        if (line.kind() == Line.Kind.C) {
            inC(line, results);
        } else {
            inJava(line, results);
        }
    }

    private void inC(Line line, Results results) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -n 4096; exec \"$0\" \"$@\"",
                limit.toString()));
        words.addAll(List.of(line.command().split(" ")));
        words.add(Integer.toString(milliseconds));
        Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String[] numbers = new String(process.getInputStream().readAllBytes()).strip().split(" ");
        if (await(process) != 0) {
            throw new IOException("failed: " + words);
        }
        results.add(line.id(), Double.parseDouble(numbers[0]));
        if (numbers.length > 1) {
            results.add(line.id() + ".p99", Double.parseDouble(numbers[1]));
        }
    }

    private void inJava(Line line, Results results) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + getClass().getPackageName() + "\\." + line.command().replace(".", "\\.") + "$")
                .mode(line.isPingPong() ? Mode.SampleTime : Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(3).warmupTime(TimeValue.milliseconds(milliseconds / 2))
                .measurementIterations(2).measurementTime(TimeValue.milliseconds(milliseconds / 2))
                .timeout(TimeValue.seconds(30))
                .shouldDoGC(false)
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED")
                .verbosity(VerboseMode.SILENT);
        line.parameters().forEach(options::param);
        Collection<RunResult> all = new Runner(options.build()).run();
        RunResult run = all.iterator().next();
        Result<?> time = run.getPrimaryResult();
        if (line.isPingPong()) {
            results.add(line.id(), time.getStatistics().getPercentile(50));
            results.add(line.id() + ".p99", time.getStatistics().getPercentile(99));
        } else {
            results.add(line.id(), time.getScore() / line.operations());
        }
        Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
        if (allocated != null) {
            results.addBytes(line.id(), allocated.getScore() / line.operations());
        }
    }
}
