package org.joinleaf.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Lines against each other in one process: call by call, in an order that changes, so that whatever else the machine
 * does hits all alike within a millisecond. A line's time is the quarter-way value of its calls: less than a quarter of
 * them have to be undisturbed. What JMH's forks say on a quiet machine, this says on a busy one; but the compiler sees
 * all the lines at once, and none finds the caches as its last call left them.
 */
final class Slices {
    private Slices() {
    }

    /** Measures those of the lines, section by section. */
    static void measure(List<Section> sections, List<Line> lines, int calls, Results results)
            throws ReflectiveOperationException {
        for (Section section : sections) {
            List<Line> here = section.lines().stream().filter(lines::contains).toList();
            if (!here.isEmpty()) {
                together(here, calls, results);
            }
        }
    }

    private static void together(List<Line> lines, int calls, Results results) throws ReflectiveOperationException {
        Map<Line, Act> acts = new LinkedHashMap<>();
        Map<Line, double[]> times = new LinkedHashMap<>();
        try {
            for (Line line : lines) {
                acts.put(line, Act.of(line));
                times.put(line, new double[calls]);
            }
            List<Line> order = new ArrayList<>(lines);
            Random random = new Random(1);
            for (int i = 0; i < calls; i++) {
                Collections.shuffle(order, random);
                for (Line line : order) {
                    times.get(line)[i] = acts.get(line).call() / line.operations();
                }
            }
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            for (Act act : acts.values()) {
                act.close();
            }
        }
        times.forEach((line, all) -> add(line, all, results));
    }

    /** Of the later half: until then the compiler is at work. */
    private static void add(Line line, double[] times, Results results) {
        double[] sorted = Arrays.copyOfRange(times, times.length / 2, times.length);
        Arrays.sort(sorted);
        if (line.isPingPong()) {
            results.add(line.id(), sorted[sorted.length / 2]);
            results.add(line.id() + ".p99", sorted[sorted.length * 99 / 100]);
        } else {
            results.add(line.id(), sorted[sorted.length / 4]);
        }
    }
}
