package org.joinleaf.cli;

import java.util.ArrayList;
import java.util.List;
import org.joinleaf.internal.load.LoadReport;
import org.joinleaf.internal.load.Platform;

/** Checks which native library was loaded, and how. */
final class LibraryCheck {
    private static final String ELSEWHERE = "unpack elsewhere: java -Djava.io.tmpdir=FOLDER -jar joinleaf-cli.jar doctor";
    private static final String OWN = "name a library: java -Djoinleaf.library=FILE -jar joinleaf-cli.jar doctor";

    private LibraryCheck() {
    }

    /**
     * Looks at the report.
     *
     * @param asked what {@link NativeAccess#isAsked} told before the library was loaded
     */
    static List<Finding> findings(LoadReport report, boolean asked) {
        List<Finding> findings = new ArrayList<>();
        for (LoadReport.Attempt attempt : report.attempts()) {
            if (attempt.failure() != null) {
                findings.add(report.loaded() ? Advice.TRIED.finding(null, attempt.source(), attempt.failure())
                        : Advice.LIBRARY_FAILED.finding(fix(attempt), attempt.source(), attempt.failure()));
            }
        }
        findings.add(report.loaded() ? Finding.ok("loaded for " + report.platform() + ": " + report.library())
                : conclusion(report.platform(), Platform.inJar(), report.attempts().stream().anyMatch(LibraryCheck::isDenied)));
        if (report.loaded() && !asked) {
            findings.add(Advice.NATIVE_ACCESS.finding(allow()));
        }
        return findings;
    }

    /** Returns what to do where no library was loaded; denied: because Java lets nobody load one. */
    static Finding conclusion(String platform, List<String> inJar, boolean denied) {
        if (!Platform.released().contains(platform)) {
            return Advice.NO_SUCH_PLATFORM.finding(null, platform, String.join(", ", Platform.released()));
        }
        return inJar.contains(platform) ? Advice.LIBRARY_NOT_LOADED.finding(denied ? allow() : OWN, platform)
                : Advice.LIBRARY_NOT_IN_JAR.finding("use the jar of a release, or build it: mvn package -Prelease", platform);
    }

    private static boolean isDenied(LoadReport.Attempt attempt) {
        return attempt.failure() != null && attempt.failure().contains("IllegalCallerException");
    }

    private static String allow() {
        return "start Java with " + LoadReport.accessOption();
    }

    private static String fix(LoadReport.Attempt attempt) {
        String failure = attempt.failure();
        if (isDenied(attempt)) {
            return allow();
        }
        if (failure.contains("GLIBC_")) {
            return "this system's C library is too old for it: build joinleaf here with mvn package";
        }
        if (failure.contains("noexec") || attempt.source().startsWith("jar, unpacked in ")) {
            return ELSEWHERE;
        }
        return null;
    }
}
