package org.joinleaf.build;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.joinleaf.Provider;
import org.joinleaf.WinsockException;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The tests of the packages that people use, run in a JVM for Windows: see {@link WindowsJvmTest}. Prints one line a
 * test method: {@code passed|failed|skipped}, the method, and the reason.
 */
final class WindowsSuite implements TestExecutionListener {
    private static final String TIMEOUT = "180s";
    private static final String FAILED = "failed";
    private static final String SKIPPED = "skipped";
    private static final String PASSED = "passed";

    private final Map<String, String> outcomes = new TreeMap<>();

    /**
     * Runs them.
     *
     * @param arguments a pattern of the names of the classes to run, and the methods to leave out
     * @throws WinsockException if the catalogue cannot be read
     */
    public static void main(String[] arguments) throws WinsockException {
        WindowsSuite suite = new WindowsSuite();
        Launcher launcher = LauncherFactory.create();
        Set<String> leftOut = Set.of(Arrays.copyOfRange(arguments, 1, arguments.length));
        launcher.execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage("org.joinleaf"))
                .filters(includeClassNamePatterns(arguments[0]), excludeClassNamePatterns("org\\.joinleaf\\.(build|testing)\\..*"),
                        (PostDiscoveryFilter) test -> FilterResult.includedIf(!leftOut.contains(name(test.getSource()))))
                .configurationParameter("junit.jupiter.execution.timeout.default", TIMEOUT)
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                .build(), suite);
        suite.outcomes.forEach((method, outcome) -> System.out.println("OUTCOME " + method + "\t" + outcome));
        System.out.println("ROOTED " + Provider.list().stream().anyMatch(Provider::hasRootedControlPlane));
        System.out.println("END " + suite.outcomes.size());
        System.out.flush();
        System.exit(0);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note(test, SKIPPED, reason);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            System.out.println("START " + System.currentTimeMillis() + " " + name(test.getSource()));
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        String reason = result.getThrowable().map(Throwable::toString).orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    note(test, PASSED, "");
                }
            }
            case ABORTED -> note(test, SKIPPED, reason);
            default -> {
                note(test, FAILED, reason);
                result.getThrowable().ifPresent(e -> e.printStackTrace(System.out));
            }
        }
    }

    /** The worst of a method's runs counts. */
    private void note(TestIdentifier test, String outcome, String reason) {
        String line = outcome + "\t" + reason.lines().findFirst().orElse("");
        outcomes.merge(name(test.getSource()), line, (one, other) -> rank(one) >= rank(other) ? one : other);
    }

    private static int rank(String line) {
        return line.startsWith(FAILED) ? 2 : line.startsWith(SKIPPED) ? 1 : 0;
    }

    /** Returns class and method without the first words of their package, such as {@code cli.MainTest#help}. */
    private static String name(Optional<TestSource> source) {
        String name = source.map(from -> from instanceof MethodSource method
                ? method.getClassName() + "#" + method.getMethodName()
                : from instanceof ClassSource type ? type.getClassName() : from.toString()).orElse("?");
        return name.replace("org.joinleaf.", "");
    }
}
