package org.joinleaf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.joinleaf.Family;
import org.joinleaf.internal.load.LoadReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: whether joinleaf works here, and what to do where it does not. */
@Command(name = "doctor",
        header = "Looks whether joinleaf works here, and says what to do.",
        description = "Looks at the native library, the interfaces, the routes and the limits, and joins a group over "
                + "loopback as a test. For each thing that is wrong it says what to do. It changes nothing.",
        exitCodeList = {"0:joinleaf can be used here", "1:it cannot", "2:the command line is wrong"},
        footer = {"  java -jar joinleaf.jar doctor"})
final class Doctor implements Callable<Integer> {
    private static final int WIDTH = 72;
    private static final Path PROC = Path.of("/proc");

    @Spec
    private CommandSpec spec;

    @Option(names = "--proc", hidden = true, description = "Another folder than /proc, for tests.")
    private Path proc = PROC;

    private final List<Finding> all = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LoadReport library = LoadReport.current();
        section(out, "System", List.of(Finding.ok("joinleaf " + Version.joinleaf() + " on Java "
                + System.getProperty("java.runtime.version") + ", " + Version.system())));
        section(out, "Library", LibraryCheck.findings(library));

        InterfaceCheck interfaces = new InterfaceCheck(Interfaces.all());
        section(out, "Interfaces", interfaces.findings());
        interfaces.table().print(out, "  ");

        section(out, "Routes", new RouteCheck(proc, library.loaded(), interfaces.best()).findings());

        LimitCheck limits = new LimitCheck(proc, interfaces.names());
        List<Finding> findings = limits.findings();
        section(out, "Limits", findings);
        limits.table().print(out, "  ");

        section(out, "Self-test", library.loaded() ? List.of(SelfTest.run(Family.IPV4), SelfTest.run(Family.IPV6))
                : List.of(Finding.fail("not possible without the library", null)));
        out.println();
        int code = verdict(out);
        out.flush();
        return code;
    }

    private void section(PrintWriter out, String title, List<Finding> findings) {
        if (!all.isEmpty()) {
            out.println();
        }
        out.println(title);
        for (Finding finding : findings) {
            String label = String.format("  %-5s ", finding.level().label());
            for (String line : Words.wrap(finding.text(), WIDTH)) {
                out.println(label + line);
                label = " ".repeat(label.length());
            }
            if (finding.fix() != null) {
                out.println(label.replaceAll(".", " ") + "Fix: " + finding.fix());
            }
        }
        out.flush();
        all.addAll(findings);
    }

    private int verdict(PrintWriter out) {
        long failures = count(Finding.Level.FAIL);
        long warnings = count(Finding.Level.WARN);
        if (failures > 0) {
            out.println("joinleaf cannot be used here: see FAIL above.");
            return Main.FAILED;
        }
        out.println("joinleaf can be used here" + (warnings == 0 ? "." : ", but see warn above."));
        return Main.DONE;
    }

    private long count(Finding.Level level) {
        return all.stream().filter(finding -> finding.level() == level).count();
    }
}
