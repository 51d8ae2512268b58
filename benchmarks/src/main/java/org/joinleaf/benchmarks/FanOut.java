package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Messages from one to many, by each peer in turn: opened, measured and closed, in an order that changes from round to
 * round, so that no two disturb each other and a machine's moods fall on all alike.
 */
final class FanOut implements AutoCloseable {
    static final int[] LEAVES = {1, 10, 100};
    static final int[] SIZES = {64, 1000, Peer.LONGEST};

    private static final int SMALL = SIZES[0];
    private static final long WARM = 150_000_000; // ns
    private static final long LONG = 400_000_000; // ns
    private static final long MOST = 4_000_000; // messages
    private static final int PATIENCE = 60; // s
    private static final int PERIOD = 1_000_000; // ns from message to message where latency is measured
    private static final int LATENCIES = 1000;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fan-out");
        thread.setDaemon(true);
        return thread;
    });
    private final Results results = new Results();
    private final Map<String, String> failures = new TreeMap<>();

    /** Where a figure is found: what is measured, to so many leaves, by whom. */
    static String id(String measure, int leaves, String peer) {
        return measure + "." + leaves + "." + peer;
    }

    Results results() {
        return results;
    }

    /** So many leaves, in words. */
    static String count(int leaves) {
        return leaves + (leaves == 1 ? " leaf" : " leaves");
    }

    /** Why there is no figure: by peer and number of leaves. */
    Map<String, String> failures() {
        return failures;
    }

    void measure(int rounds, Pattern only) throws Exception {
        Random random = new Random(1);
        for (int leaves : LEAVES) {
            for (int round = 1; round <= rounds; round++) {
                List<Participant> order = new ArrayList<>(Participant.all());
                order.removeIf(peer -> leaves > peer.most() || !only.matcher("rooted." + peer.name()).find());
                Collections.shuffle(order, random);
                for (Participant peer : order) {
                    System.err.printf("rooted, round %d of %d: %s, %s%n", round, rounds, peer.label(), count(leaves));
                    measure(peer, leaves);
                }
            }
        }
    }

    private void measure(Participant how, int leaves) throws Exception {
        try (Peer peer = how.opening().open(leaves)) {
            peer.use(SMALL);
            results.add(id("burst", leaves, how.name()), burst(peer, how.batches()));
            if (!how.reliable()) {
                return;
            }
            for (int size : SIZES) {
                peer.use(size);
                results.add(id("" + size, leaves, how.name()), stream(peer));
            }
            if (!how.batches() && leaves <= 10) {
                peer.use(SMALL);
                double[] sorted = latencies(peer);
                results.add(id("p50", leaves, how.name()), sorted[sorted.length / 2]);
                results.add(id("p99", leaves, how.name()), sorted[sorted.length * 99 / 100]);
            }
        } catch (Exception e) {
            if (how.kind() == Line.Kind.JOINLEAF) {
                throw e; // which is no peer's fault
            }
            failures.put(how.label() + ", " + count(leaves), String.valueOf(e));
        }
    }

    /** One thread sends some messages and then receives them at one leaf after the other; ns a message. */
    private static double burst(Peer peer, boolean batches) throws Exception {
        int count = batches ? Peer.BATCH : peer.leaves < 100 ? 16 : 4;
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LONG || times.size() < 40) {
            long before = System.nanoTime();
            peer.send(count);
            peer.receiveAll(peer.sent);
            times.add((double) (System.nanoTime() - before) / count);
        }
        double[] later = times.stream().skip(times.size() / 2).mapToDouble(Double::doubleValue).sorted().toArray();
        return later[later.length / 4];
    }

    /** One thread sends all the time while another receives at one leaf after the other; ns a message. */
    private double stream(Peer peer) throws Exception {
        long count = 64;
        long took = stream(peer, count);
        while (took < WARM && count < MOST) {
            count *= 2;
            took = stream(peer, count);
        }
        count = Math.max(1, Math.min(MOST, count * LONG / took));
        return (double) stream(peer, count) / count;
    }

    private long stream(Peer peer, long count) throws Exception {
        int some = Math.min(Peer.BATCH, Peer.BATCH_BYTES / peer.size);
        long from = peer.sent;
        long begin = System.nanoTime();
        together(() -> {
            for (long left = count; left > 0; left -= some) {
                peer.send((int) Math.min(left, some));
            }
            return null;
        }, () -> {
            for (long next = from; next < from + count;) {
                next = Math.min(next + some, from + count);
                peer.receiveAll(next);
            }
            return null;
        });
        return System.nanoTime() - begin;
    }

    /** A message a millisecond: the times until the last leaf has it, in ns, sorted. */
    private double[] latencies(Peer peer) throws Exception {
        long[] stamps = new long[LATENCIES];
        double[] times = new double[LATENCIES];
        long from = peer.sent;
        together(() -> {
            long next = System.nanoTime();
            for (int i = 0; i < LATENCIES; i++) {
                next += PERIOD;
                for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                stamps[i] = System.nanoTime();
                peer.send(1);
            }
            return null;
        }, () -> {
            for (int i = 0; i < LATENCIES; i++) {
                peer.receiveAll(from + i + 1);
                times[i] = System.nanoTime();
            }
            return null;
        });
        for (int i = 0; i < LATENCIES; i++) {
            times[i] -= stamps[i];
        }
        double[] later = Arrays.copyOfRange(times, LATENCIES / 4, LATENCIES);
        Arrays.sort(later);
        return later;
    }

    /** Both have to come to their end within a minute. */
    private void together(Callable<Void> sending, Callable<Void> receiving) throws Exception {
        List<Future<Void>> both = threads.invokeAll(List.of(sending, receiving), PATIENCE, TimeUnit.SECONDS);
        for (Future<Void> one : both) {
            one.get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
