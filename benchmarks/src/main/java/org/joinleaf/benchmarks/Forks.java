package org.joinleaf.benchmarks;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures a line of Java once, in a fork of JMH. */
final class Forks {
    private final int milliseconds;

    Forks(int milliseconds) {
        this.milliseconds = milliseconds;
    }

    void measure(Line line, Results results) throws RunnerException {
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
    }
}
