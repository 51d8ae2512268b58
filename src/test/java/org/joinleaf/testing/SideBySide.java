package org.joinleaf.testing;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Slow work that is begun together, so many at a time, in threads of its own: most of it waits, and one wait need not wait
 * for another. Results come in the order of the work. What is to be measured in a quiet machine does not belong here.
 */
public final class SideBySide {
    private SideBySide() {
    }

    /** The same tests, begun before JUnit comes to them: JUnit waits for each, and tells of it. */
    public static Stream<DynamicTest> tests(int atATime, Stream<DynamicTest> tests) {
        List<DynamicTest> all = tests.toList();
        List<Callable<Void>> results = begin(atATime, all.stream().map(test -> work(test.getExecutable())).toList());
        return Stream.iterate(0, i -> i < all.size(), i -> i + 1)
                .map(i -> dynamicTest(all.get(i).getDisplayName(), () -> results.get(i).call()));
    }

    /** Parts of which each knows its tests when it has ended. One that fails, or skips, is a test of its name that does so. */
    public static Stream<DynamicContainer> containers(int atATime, Map<String, Callable<Stream<? extends DynamicNode>>> parts) {
        Map<String, Callable<Stream<? extends DynamicNode>>> all = new LinkedHashMap<>(parts);
        List<String> names = List.copyOf(all.keySet());
        List<Callable<Stream<? extends DynamicNode>>> results = begin(atATime, List.copyOf(all.values()));
        return Stream.iterate(0, i -> i < names.size(), i -> i + 1).map(i -> container(names.get(i), results.get(i)));
    }

    /** Begins all; each of what it returns waits for one, and gives or throws what that did. */
    public static <T> List<Callable<T>> begin(int atATime, List<Callable<T>> works) {
        ExecutorService threads = Executors.newFixedThreadPool(atATime, work -> {
            Thread thread = new Thread(work, "side by side");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<T>> begun = works.stream().map(threads::submit).toList();
        threads.shutdown();
        return begun.stream().<Callable<T>>map(one -> () -> result(one)).toList();
    }

    /** Does all, and throws the first failure in the order of the work. */
    public static void all(int atATime, List<Runnable> works) {
        for (Callable<Object> one : begin(atATime, works.stream().map(Executors::callable).toList())) {
            try {
                one.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static <T> T result(Future<T> begun) throws Exception {
        try {
            return begun.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception exception ? exception : e;
        }
    }

    private static DynamicContainer container(String name, Callable<Stream<? extends DynamicNode>> result) {
        try {
            return dynamicContainer(name, result.call());
        } catch (Exception | Error e) {
            return dynamicContainer(name, Stream.of(dynamicTest(name, () -> {
                throw e;
            })));
        }
    }

    private static Callable<Void> work(Executable test) {
        return () -> {
            try {
                test.execute();
                return null;
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        };
    }
}
