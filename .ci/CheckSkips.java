import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Counts the tests, and fails where one skipped that .ci/allowed-skips does not name: CI never passes by testing less.
 * Run by the JDK that ran the tests, as {@code java CheckSkips.java <folder of surefire's reports> <allowed-skips>}.
 */
class CheckSkips {
    public static void main(String[] args) throws Exception {
        List<Path> reports;
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            reports = files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).sorted().toList();
        }
        Set<String> allowed = new HashSet<>(Files.readAllLines(Path.of(args[1])));

        int jdk = Runtime.version().feature();
        int passed = 0;
        int failed = 0;
        int skips = 0;
        int refused = 0;
        for (Path report : reports) {
            NodeList cases = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                NodeList skipped = test.getElementsByTagName("skipped");
                if (skipped.getLength() == 0) {
                    boolean bad = test.getElementsByTagName("failure").getLength() > 0
                            || test.getElementsByTagName("error").getLength() > 0;
                    failed += bad ? 1 : 0;
                    passed += bad ? 0 : 1;
                    continue;
                }
                String id = test.getAttribute("classname") + "#" + test.getAttribute("name");
                String reason = (((Element) skipped.item(0)).getAttribute("message") + skipped.item(0).getTextContent())
                        .lines().findFirst().orElse("no reason");
                boolean known = allowed.contains(jdk + " " + id);
                skips++;
                refused += known ? 0 : 1;
                System.out.println((known ? "skipped, as allowed: " : "SKIPPED, NOT ALLOWED: ") + id + ": " + reason);
            }
        }
        System.out.println(passed + " passed, " + failed + " failed, " + skips + " skipped");
        if (passed == 0 || failed > 0 || refused > 0) {
            System.exit(1);
        }
    }
}
