package org.joinleaf.cli;

import java.util.ArrayList;
import java.util.List;
import org.joinleaf.internal.load.LoadReport;

/** Which native library was loaded and how. */
final class LibraryCheck {
    private LibraryCheck() {
    }

    static List<Finding> findings(LoadReport report) {
        List<Finding> findings = new ArrayList<>();
        for (LoadReport.Attempt attempt : report.attempts()) {
            if (attempt.failure() != null) {
                String text = attempt.source() + ": " + attempt.failure();
                findings.add(report.loaded() ? Finding.note(text, null) : Finding.fail(text, fix(attempt)));
            }
        }
        if (report.loaded()) {
            findings.add(Finding.ok("loaded for " + report.platform() + ": " + report.library()));
        } else {
            findings.add(Finding.fail("no native library for " + report.platform() + " could be loaded",
                    "build one here with mvn package, or name one: java -Djoinleaf.library=FILE -jar joinleaf-cli.jar"));
        }
        return findings;
    }

    private static String fix(LoadReport.Attempt attempt) {
        String failure = attempt.failure();
        if (failure.contains("noexec")) {
            return "unpack elsewhere: java -Djava.io.tmpdir=FOLDER -jar joinleaf-cli.jar doctor";
        }
        if (failure.contains("GLIBC_")) {
            return "this system's C library is too old for it: build joinleaf here with mvn package";
        }
        return null;
    }
}
