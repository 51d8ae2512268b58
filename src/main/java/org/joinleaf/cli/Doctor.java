package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.joinleaf.internal.load.LoadReport;
import org.joinleaf.internal.load.NativeLibrary;
import org.joinleaf.internal.load.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code doctor} tells whether joinleaf works here, and what to do where it does not. */
@Command(name = "doctor",
        header = "Looks whether joinleaf works here, and says what to do.",
        description = "Looks at the native library, the interfaces, the routes and the limits, and joins a group over "
                + "loopback as a test, and where that takes none, over another interface without sending by it. It also opens "
                + "a session with a root over loopback. "
                + "For each thing that is wrong it says what to do. It changes nothing. "
                + "With --interface it looks at that interface alone, and sends its test there. "
                + "With --peer it looks for hosts that do the same at the same time. "
                + "With --root it asks a root whether it can be reached, without a request to its application.",
        exitCodeList = {"0:joinleaf can be used here (--peer: each host heard the others; --root: somebody listens)", "1:it cannot",
            "2:the command line is wrong"},
        footer = {"  java -jar joinleaf-cli.jar doctor",
            "  java -jar joinleaf-cli.jar doctor -i eth0 --json",
            "  java -jar joinleaf-cli.jar doctor -i eth0 --peer    (on two hosts)",
            "  java -jar joinleaf-cli.jar doctor --root 192.0.2.1:5000"})
final class Doctor implements Callable<Integer> {
    private static final int WIDTH = 72;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-i", "--interface"}, paramLabel = "INTERFACE",
            description = "Looks at this interface alone: its name, index or an address of it.")
    private String chosen;

    @Option(names = "--peer", description = "Tells which other hosts that do the same are heard, and whom they "
            + "hear, for as long as --duration says.")
    private boolean peer;

    @Option(names = {"-d", "--duration"}, paramLabel = "TIME", converter = Converters.Time.class, defaultValue = "10s",
            description = "How long --peer listens. Default: ${DEFAULT-VALUE}.")
    private Duration duration;

    @Option(names = "--root", paramLabel = "ADDRESS:PORT", converter = Converters.Endpoint.class,
            description = "Asks the root there for an answer, as a leaf that joins would: is there a way, does somebody "
                    + "listen, is it a root?")
    private InetSocketAddress root;

    @Option(names = "--json", description = "Prints JSON instead of text.")
    private boolean json;

    @Option(names = "--proc", hidden = true, description = "Another folder than /proc, for tests.")
    private Path proc = Links.PROC;

    @Option(names = "--sys", hidden = true, description = "Another folder than /sys, for tests.")
    private Path sys = Links.SYS;

    private final List<Section> sections = new ArrayList<>();

    /**
     * What belongs together.
     *
     * @param title    its name
     * @param findings what was found
     * @param table    more to look at; null for nothing
     */
    private record Section(String title, List<Finding> findings, Table table) {
    }

    @Override
    public Integer call() throws IOException {
        if (!peer && spec.commandLine().getParseResult().hasMatchedOption("--duration")) {
            throw new ParameterException(spec.commandLine(), "--duration needs --peer");
        }
        List<Link> links = links();
        boolean asked = NativeAccess.isAsked(); // loading answers it for good
        LoadReport library = NativeLibrary.report();
        show("System", List.of(Finding.ok("joinleaf " + Version.joinleaf() + " on Java "
                + System.getProperty("java.runtime.version") + ", " + Version.system())), null);
        show("Library", LibraryCheck.findings(library, asked), null);

        InterfaceCheck interfaces = new InterfaceCheck(links, chosen != null);
        List<Finding> all = new ArrayList<>(interfaces.findings());
        if (!Platform.isWindows() && library.loaded()) {
            all.addAll(NetlinkCheck.findings());
        }
        show("Interfaces", all, interfaces.table());
        show("Routes", new RouteCheck(proc, library.loaded(), interfaces).findings(), null);
        LimitCheck limits = new LimitCheck(proc, interfaces.fit(INET).stream().map(Link::name).toList());
        show("Limits", limits.findings(), limits.table());
        if (Platform.isWindows() && library.loaded()) {
            show("Windows", WindowsCheck.findings(), null);
        }
        show("Self-test", library.loaded() ? selfTest(links, interfaces) : List.of(Advice.NOT_TRIED.finding(null)), null);
        if (peer && library.loaded()) {
            show("Peers", new PeerCheck(proc, chosen == null ? interfaces.fit() : links, duration).findings(), null);
        }
        if (root != null && library.loaded()) {
            show("Root", RootCheck.findings(root), null);
        }
        boolean usable = count(Finding.Level.FAIL) == 0;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(out, usable);
        } else {
            out.println();
            out.println(verdict(usable));
        }
        out.flush();
        return usable ? Main.DONE : Main.FAILED;
    }

    private List<Finding> selfTest(List<Link> links, InterfaceCheck interfaces) throws IOException {
        List<Finding> findings = new ArrayList<>(SelfTest.findings(chosen == null ? null : links.get(0), interfaces.fit()));
        if (chosen == null || links.get(0).loopback()) {
            findings.addAll(RootedSelfTest.findings());
        }
        return findings;
    }

    private List<Link> links() {
        List<Link> all = new Links(proc, sys).all();
        if (chosen == null) {
            return all;
        }
        String name = Interfaces.find(chosen).stream().findFirst().map(each -> each.networkInterface().getName()).orElse(chosen);
        List<Link> one = all.stream().filter(link -> link.name().equals(name)).toList();
        if (one.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "there is no interface '" + chosen + "' here, but: "
                    + all.stream().map(Link::name).collect(Collectors.joining(", ")));
        }
        return one;
    }

    /** Prints a section at once, because the next one may take its time. JSON is printed whole. */
    private void show(String title, List<Finding> findings, Table table) {
        Section section = new Section(title, findings, table);
        if (!json) {
            print(spec.commandLine().getOut(), section);
        }
        sections.add(section);
    }

    private void print(PrintWriter out, Section section) {
        if (!sections.isEmpty()) {
            out.println();
        }
        out.println(section.title());
        for (Finding finding : section.findings()) {
            String label = String.format("  %-5s ", finding.level().label());
            for (String line : Words.wrap(finding.text(), WIDTH)) {
                out.println(label + line);
                label = " ".repeat(label.length());
            }
            if (finding.fix() != null) {
                out.println(label.replaceAll(".", " ") + "Fix: " + finding.fix());
            }
        }
        if (section.table() != null) {
            section.table().print(out, "  ");
        }
        out.flush();
    }

    private void printJson(PrintWriter out, boolean usable) {
        Json json = new Json(out);
        json.object(() -> {
            json.name("usable").value(usable);
            json.name("sections").array(sections, section -> json.object(() -> {
                json.name("title").value(section.title());
                json.name("findings").array(section.findings(), finding -> json.object(() -> {
                    json.name("level").value(finding.level().label().toLowerCase(Locale.ROOT));
                    json.name("text").value(finding.text());
                    json.name("fix").value(finding.fix());
                }));
                if (section.table() != null) {
                    json.name("rows").array(section.table().rows(), row -> json.object(() -> row.forEach((name, cell) ->
                            json.name(name).value(cell))));
                }
            }));
        });
        out.println();
    }

    private String verdict(boolean usable) {
        if (!usable) {
            return "joinleaf cannot be used here: see FAIL above.";
        }
        return "joinleaf can be used here" + (count(Finding.Level.WARN) == 0 ? "." : ", but see warn above.");
    }

    private long count(Finding.Level level) {
        return sections.stream().flatMap(section -> section.findings().stream())
                .filter(finding -> finding.level() == level).count();
    }
}
