package org.joinleaf.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the {@code @Test} methods of a class in a JVM of its own, inside a network namespace that has only lo. There
 * IPv6 multicast can be given a route over lo, and there can be no route at all, without touching this machine's
 * network. Needs root; skips the calling test otherwise. A class to be run so is not named ...Test, and has no before
 * and after methods.
 *
 * <pre>{@code
 * Namespace.run(Ipv6Session.class, Namespace.IPV6_ROUTE);
 * }</pre>
 */
public final class Namespace {
    /** A route that lets IPv6 multicast go over lo. With type unicast newer kernels hold datagrams back. */
    public static final String IPV6_ROUTE = "ip -6 route add local ff00::/8 dev lo";

    private static final String PASSED = "passed ";

    private Namespace() {
    }

    /**
     * Runs every test of a class, and fails with what the JVM wrote if one fails.
     *
     * @param tests a class with an accessible constructor
     * @param setUp shell lines to run in the namespace first
     */
    public static void run(Class<?> tests, String... setUp) {
        List<String> passed = Command.java(Namespace.class, tests.getName())
                .timeout(Duration.ofMinutes(10)).inNewNetwork(setUp).run().expectSuccess().lines()
                .stream().filter(line -> line.startsWith(PASSED)).toList();
        assertFalse(passed.isEmpty(), "no test ran");
    }

    /**
     * Changes the network of the namespace that this JVM runs in. After a change of a wire it returns when that can be seen.
     *
     * @param arguments what `ip` is told, separated by spaces
     */
    public static void ip(String arguments) {
        sh("ip " + arguments);
    }

    /**
     * Runs shell lines in the namespace that this JVM runs in. After a change of a wire it returns when that can be seen.
     *
     * @param lines what sh is told
     */
    public static void sh(String lines) {
        Command.of("sh", "-c", lines).timeout(Duration.ofMinutes(2)).run().expectSuccess();
        if (lines.contains("ip link ")) {
            Command.of("sh", "-c", Command.UNTIL_CARRIERS_ARE_TOLD).timeout(Duration.ofMinutes(2)).run().expectSuccess();
        }
    }

    /**
     * Makes a wire, whose other end gets the name followed by p; both ends are up.
     *
     * @param name a name that no wire has
     */
    public static void wire(String name) {
        sh("ip link add " + name + " type veth peer name " + name + "p");
        sh("ip link set " + name + " up; ip link set " + name + "p up");
    }

    /**
     * What the JVM inside runs.
     *
     * @param arguments the name of the class
     * @throws ReflectiveOperationException if the class cannot be used
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Class<?> type = Class.forName(arguments[0]);
        int failures = 0;
        for (Method method : methods(type)) {
            try {
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                method.setAccessible(true);
                method.invoke(constructor.newInstance());
                System.out.println(PASSED + method.getName());
            } catch (InvocationTargetException e) {
                failures++;
                System.out.println("FAILED " + method.getName());
                e.getCause().printStackTrace(System.out);
            }
        }
        System.exit(failures);
    }

    /** Always in one order: that of the JVM may be another one in each run. */
    private static List<Method> methods(Class<?> type) {
        return Stream.<Class<?>>iterate(type, one -> one != Object.class, Class::getSuperclass)
                .flatMap(one -> Stream.of(one.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class)).sorted(Comparator.comparing(Method::getName)).toList();
    }
}
