package org.joinleaf.build;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The tests of the library's packages, where there is no Maven: with a library made by a sanitizer ({@link
 * SanitizedJavaTest}), and on hosted machines with real Windows (.github/workflows).
 */
final class JavaSuite {
    /** With this in the first place the tests of the command line run, too. */
    private static final String COMMANDS_TOO = "--cli";

    private JavaSuite() {
    }

    /**
     * Runs them, tells how many there were, and ends with 1 if one failed.
     *
     * @param arguments {@code --cli} for the tests of the command line, too, and patterns of class names to leave out
     */
    public static void main(String[] arguments) {
        boolean commands = arguments.length > 0 && arguments[0].equals(COMMANDS_TOO);
        String[] leftOut = Arrays.copyOfRange(arguments, commands ? 1 : 0, arguments.length);
        Launcher launcher = LauncherFactory.create();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        launcher.execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage("org.joinleaf"))
                .filters(includeClassNamePatterns("org\\.joinleaf\\.((" + (commands ? "cli|" : "")
                                + "winsock|internal\\.\\w+)\\.)?[A-Z]\\w*Test"), excludeClassNamePatterns(leftOut))
                .build(), listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true), 20);
        System.out.println(summary.getTestsSucceededCount() + " passed, " + summary.getTestsFailedCount() + " failed, "
                + (summary.getTestsSkippedCount() + summary.getTestsAbortedCount()) + " skipped");
        System.exit(summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0 ? 0 : 1);
    }
}
