package org.joinleaf.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A line made ready, to be called once at a time: one of limit.c, or a benchmark of JMH without JMH. */
interface Act extends AutoCloseable {
    /** Nanoseconds of one call. */
    double call() throws Throwable;

    static Act of(Line line) throws ReflectiveOperationException {
        return line.kind() == Line.Kind.C ? new OfC(line.command(), line.parameters()) : new OfJava(line);
    }

    /** limit.c. */
    final class OfC implements Act {
        private final Limit limit;

        private OfC(String mode, Map<String, String> parameters) {
            limit = new Limit(mode, Integer.parseInt(parameters.get("size")),
                    Integer.parseInt(parameters.get("count")));
        }

        @Override
        public double call() {
            return limit.call();
        }

        @Override
        public void close() {
            limit.close();
        }
    }

    /** A benchmark's method, with the state that it asks for, or is itself. */
    final class OfJava implements Act {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final MethodHandle method;
        private final Object state;
        private final List<Method> before = new ArrayList<>();

        private OfJava(Line line) throws ReflectiveOperationException {
            String[] names = line.command().split("\\.");
            Class<?> type = Class.forName(Act.class.getPackageName() + "." + names[0]);
            Method found = Arrays.stream(type.getMethods()).filter(one -> one.getName().equals(names[1])).findFirst()
                    .orElseThrow();
            Object benchmark = type.getConstructor().newInstance();
            MethodHandle bound = MethodHandles.lookup().unreflect(found).bindTo(benchmark);
            if (found.getParameterCount() == 0) {
                state = benchmark;
            } else {
                state = found.getParameterTypes()[0].getConstructor().newInstance();
                bound = bound.bindTo(state);
            }
            method = bound.asType(MethodType.methodType(void.class));
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

        @Override
        public double call() throws Throwable {
            prepare();
            long begin = System.nanoTime();
            method.invokeExact();
            return System.nanoTime() - begin;
        }

        /** What this thread allocates in one call, in bytes. */
        long allocate() throws Throwable {
            prepare();
            long begin = THREADS.getCurrentThreadAllocatedBytes();
            method.invokeExact();
            return THREADS.getCurrentThreadAllocatedBytes() - begin;
        }

        private void prepare() throws ReflectiveOperationException {
            for (Method one : before) {
                one.invoke(state);
            }
        }

        @Override
        public void close() throws ReflectiveOperationException {
            for (Method one : state.getClass().getMethods()) {
                if (one.isAnnotationPresent(TearDown.class)) {
                    one.invoke(state);
                }
            }
        }
    }
}
