package org.joinleaf.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.build.ConformanceRun.Outcome;
import org.joinleaf.build.ConformanceRun.Rule;

/** What real Windows answers to the rules, beside what joinleaf and Wine do: the report of a hosted machine. */
final class WindowsReport {
    private WindowsReport() {
    }

    /**
     * Prints it, in Markdown. Differences are told, they are no failure.
     *
     * @param arguments what the conformance program printed, a file; and wine-differences.txt
     * @throws IOException if one of them cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        System.out.print(of(new ConformanceRun(Files.readAllLines(Path.of(arguments[0]))), Differences.read(Path.of(arguments[1]))));
    }

    /** All rules pass on Linux: what fails here is where joinleaf is not as this Windows is. */
    static String of(ConformanceRun windows, Differences wine) {
        StringBuilder text = new StringBuilder().append(windows.count(null, Outcome.PASS)).append(" rules pass, ")
                .append(windows.count(null, Outcome.FAIL)).append(" differ, ")
                .append(windows.count(null, Outcome.LACKS)).append(" lack what no provider has.\n");
        table(text, "differs from joinleaf", windows.rules().stream().filter(rule -> rule.outcome() == Outcome.FAIL)
                .map(rule -> List.of(rule.name(), wine.rules().containsKey(rule.name()) ? "differs, too" : "as joinleaf", cell(rule))));
        table(text, "is as joinleaf, and Wine is not", windows.rules().stream()
                .filter(rule -> rule.outcome() == Outcome.PASS && wine.rules().containsKey(rule.name()))
                .map(rule -> List.of(rule.name(), wine.rules().get(rule.name()).wine(), "pass")));
        return text.toString();
    }

    private static void table(StringBuilder text, String title, Stream<List<String>> rows) {
        text.append("\n| rule that ").append(title).append(" | Wine | here |\n|---|---|---|\n");
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    }

    private static String cell(Rule rule) {
        return rule.text().replaceAll("\\s*\\n\\s*", "; ").replace("|", "\\|");
    }
}
