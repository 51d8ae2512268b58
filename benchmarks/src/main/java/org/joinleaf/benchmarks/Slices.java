package org.joinleaf.benchmarks;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Lines against each other in one process: call by call, in an order that changes, so that whatever else the machine
 * does hits all alike within a millisecond. A line's time is the quarter-way value of its calls: less than a quarter of
 * them have to be undisturbed. What JMH's forks say on a quiet machine, this says on a busy one; but the compiler sees
 * all the lines at once.
 */
final class Slices {
    private static final int SHARE = 4;

    private Slices() {
    }

    /** One line's benchmark method and its state. */
    private static final class Act {
        private final Line line;
        private final Object benchmark;
        private final Method method;
        private final Object state;
        private final List<Method> before = new ArrayList<>();
        private final double[] times;

        Act(Line line, int calls) throws ReflectiveOperationException {
            this.line = line;
            times = new double[calls];
            String[] names = line.command().split("\\.");
            Class<?> type = Class.forName(Slices.class.getPackageName() + "." + names[0]);
            method = Arrays.stream(type.getMethods()).filter(one -> one.getName().equals(names[1])).findFirst()
                    .orElseThrow();
            benchmark = type.getConstructor().newInstance();
            state = method.getParameterTypes()[0].getConstructor().newInstance();
            for (var parameter : line.parameters().entrySet()) {
                set(parameter.getKey(), parameter.getValue());
            }
            for (Method one : state.getClass().getMethods()) {
                Setup setup = one.getAnnotation(Setup.class);
                if (setup != null && setup.value() == Level.Invocation) {
                    before.add(one);
                } else if (setup != null) {
                    one.invoke(state);
                }
            }
        }

        private void set(String name, String value) throws ReflectiveOperationException {
            for (Class<?> type = state.getClass(); type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (field.getName().equals(name)) {
                        field.setAccessible(true);
                        field.set(state, field.getType() == int.class ? (Object) Integer.valueOf(value)
                                : Boolean.valueOf(value));
                    }
                }
            }
        }

        void call(int index) throws ReflectiveOperationException {
            for (Method one : before) {
                one.invoke(state);
            }
            long begin = System.nanoTime();
            method.invoke(benchmark, state);
            times[index] = (double) (System.nanoTime() - begin) / line.operations();
        }

        /** Of the later half: until then the compiler is at work. */
        double time() {
            double[] sorted = Arrays.copyOfRange(times, times.length / 2, times.length);
            Arrays.sort(sorted);
            return sorted[sorted.length / SHARE];
        }

        void close() throws ReflectiveOperationException {
            for (Method one : state.getClass().getMethods()) {
                if (one.isAnnotationPresent(TearDown.class)) {
                    one.invoke(state);
                }
            }
        }
    }

    /** Measures those of the lines that JMH would, section by section. */
    static void measure(List<Section> sections, List<Line> lines, int calls, Results results)
            throws ReflectiveOperationException {
        for (Section section : sections) {
            List<Line> here = section.lines().stream()
                    .filter(line -> lines.contains(line) && line.kind() != Line.Kind.C && !line.isPingPong())
                    .filter(line -> !line.parameters().isEmpty()).toList();
            if (!here.isEmpty()) {
                together(here, calls, results);
            }
        }
    }

    private static void together(List<Line> lines, int calls, Results results) throws ReflectiveOperationException {
        List<Act> acts = new ArrayList<>();
        try {
            for (Line line : lines) {
                acts.add(new Act(line, calls));
            }
            List<Act> order = new ArrayList<>(acts);
            Random random = new Random(1);
            for (int i = 0; i < calls; i++) {
                Collections.shuffle(order, random);
                for (Act act : order) {
                    act.call(i);
                }
            }
            acts.forEach(act -> results.add(act.line.id(), act.time()));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            for (Act act : acts) {
                act.close();
            }
        }
    }
}
