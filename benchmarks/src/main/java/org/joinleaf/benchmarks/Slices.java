package org.joinleaf.benchmarks;

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
    private static final int ALLOCATIONS = 100;

    private Slices() {
    }

    /** Measures those of the lines, section by section. */
    static void measure(List<Section> sections, List<Line> lines, int calls, Results results)
            throws Exception {
        for (Section section : sections) {
            List<Line> here = section.lines().stream().filter(lines::contains).toList();
            if (!here.isEmpty()) {
                together(here, calls, results);
            }
        }
    }

    private static void together(List<Line> lines, int calls, Results results) throws Exception {
        Map<Line, Act> acts = new LinkedHashMap<>();
        try {
            for (Line line : lines) {
                acts.put(line, Act.of(line));
            }
            takeTurns(acts, calls).forEach((line, times) -> add(line, times, results));
            for (var entry : acts.entrySet()) {
                if (entry.getValue() instanceof Act.OfJava java) {
                    results.addBytes(entry.getKey().id(), allocated(java) / entry.getKey().operations());
                }
            }
        } catch (Error | Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            for (Act act : acts.values()) {
                act.close();
            }
        }
    }

    private static Map<Line, double[]> takeTurns(Map<Line, Act> acts, int calls) throws Throwable {
        Map<Line, double[]> times = new LinkedHashMap<>();
        acts.keySet().forEach(line -> times.put(line, new double[calls]));
        List<Line> order = new ArrayList<>(acts.keySet());
        Random random = new Random(1);
        for (int i = 0; i < calls; i++) {
            Collections.shuffle(order, random);
            for (Line line : order) {
                times.get(line)[i] = acts.get(line).call() / line.operations();
            }
        }
        return times;
    }

    /** Bytes a call. */
    private static double allocated(Act.OfJava act) throws Throwable {
        long bytes = 0;
        for (int i = 0; i < ALLOCATIONS; i++) {
            bytes += act.allocate();
        }
        return (double) bytes / ALLOCATIONS;
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
