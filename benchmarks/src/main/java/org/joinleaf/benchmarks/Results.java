package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, a value a line and round. */
final class Results {
    private final Map<String, List<Double>> times = new LinkedHashMap<>();
    private final Map<String, Double> bytes = new LinkedHashMap<>();

    void add(String id, double time) {
        times.computeIfAbsent(id, key -> new ArrayList<>()).add(time);
    }

    /** The most of all rounds counts. */
    void addBytes(String id, double allocated) {
        bytes.merge(id, allocated, Math::max);
    }

    boolean has(String id) {
        return times.containsKey(id);
    }

    /** NaN where nothing was measured. */
    double time(String id) {
        return has(id) ? median(times.get(id)) : Double.NaN;
    }

    /** NaN where nobody counts. */
    double bytes(String id) {
        return bytes.getOrDefault(id, Double.NaN);
    }

    /** How many times as long one takes as the other: the median of the rounds' ratios, NaN if one is missing. */
    double ratio(String one, String other) {
        List<Double> ours = times.get(one);
        List<Double> theirs = times.get(other);
        if (ours == null || theirs == null) {
            return Double.NaN;
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return median(ratios);
    }

    /** The one of these that takes the least time, or null if none was measured. */
    String best(List<String> ids) {
        return ids.stream().filter(this::has).min((a, b) -> Double.compare(time(a), time(b))).orElse(null);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        times.forEach((id,
                values) -> text.append(id).append(' ').append(Arrays.toString(values.toArray())).append('\n'));
        return text.toString();
    }
}
