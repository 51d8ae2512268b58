package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What README and guide show is true: each block of {@code java} and {@code c} is a whole program, which is compiled and run
 * as it stands; each block of {@code sh} is run from the project's folder; a block of {@code text} that follows is what it
 * prints. A block after the comment {@code meanwhile} goes on while the next one runs. Commands that build are {@code console}:
 * .ci/run gives those of the README. Links lead somewhere.
 */
class GuideIT {
    private static final Pattern BLOCK =
            Pattern.compile("(<!-- meanwhile -->\\s*)?^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Set<String> RUN = Set.of("java", "c", "sh");
    private static final Set<String> SHOWN = Set.of("text", "console", "xml", "kotlin");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

    /** A block of code on a page, with its language and its text. */
    private record Block(String page, int number, boolean meanwhile, String language, String text) {
        @Override
        public String toString() {
            return page + ", block " + number + " (" + language + ")";
        }
    }

    @TestFactory
    Stream<DynamicTest> everyBlockRuns() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            List<Block> blocks = blocks(page);
            for (int i = 0; i < blocks.size(); i++) {
                Block block = blocks.get(i);
                if (!RUN.contains(block.language())) {
                    assertTrue(SHOWN.contains(block.language()), block + ": of no language that a test knows");
                    continue;
                }
                List<Block> together = new ArrayList<>(List.of(block));
                while (blocks.get(i).meanwhile() || i + 1 < blocks.size() && blocks.get(i + 1).language().equals("text")) {
                    together.add(blocks.get(++i));
                }
                tests.add(dynamicTest(block.toString(), () -> run(together)));
            }
        }
        assertTrue(tests.size() > 5, "only " + tests.size());
        return tests.stream();
    }

    /** What is recorded depends on the run, so no block of text shows it. */
    @Test
    void theRecordingHasTheEventsThatThePageNames() throws IOException {
        Path page = Project.root("src/site/markdown/watching.md");
        String text = Files.readString(page);
        Block recording = blocks(page).stream().filter(block -> block.text().contains("jfr print")).findFirst().orElseThrow();
        String out = command(recording).run().expectSuccess().out();
        for (String event : List.of("joinleaf.Join", "joinleaf.Decision", "joinleaf.End")) {
            assertTrue(text.contains("| `" + event + "` |"), event);
            assertTrue(out.contains(event + " {"), () -> event + " is not in what is printed: " + out);
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!leads(page, link.group(1), link.group(2))) {
                    dead.add(page.getFileName() + ": " + link.group());
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    /** The menu has every page of the guide, and no other. */
    @Test
    void everyPageIsInTheMenu() throws IOException {
        Matcher item = Pattern.compile("href=\"([\\w-]+)\\.html\"").matcher(Files.readString(Project.root("src/site/site.xml")));
        List<String> menu = new ArrayList<>();
        while (item.find()) {
            menu.add(item.group(1));
        }
        assertEquals(pages().stream().map(page -> page.getFileName().toString().replace(".md", ""))
                .filter(name -> !name.equals("README")).sorted().toList(), menu.stream().distinct().sorted().toList());
    }

    @Test
    void readmeIsShort() throws IOException {
        long words = Files.readString(Project.root("README.md")).replaceAll("(?s)<!--.*?-->", "").split("\\s+").length;
        assertTrue(words <= 900, words + " words");
    }

    /** The pages of the site are .html there; the README, which is none of them, leads to the sources. */
    private static boolean leads(Path page, String link, String heading) throws IOException {
        if (link.endsWith(".md") && !page.endsWith("README.md")) {
            return false;
        }
        Path target = link.isEmpty() ? page : page.resolveSibling(link.endsWith(".html") ? link.replace(".html", ".md") : link);
        if (heading != null) {
            return Files.readAllLines(target).stream().anyMatch(line -> line.startsWith("#") && anchor(line).equals(heading));
        }
        return Files.exists(target) || Files.exists(Project.root("src/site/resources").resolve(link)) || link.startsWith("apidocs/");
    }

    /** What Maven's site calls a heading: with _ for a blank, and a number for a sign. */
    private static String anchor(String heading) {
        return Pattern.compile("[^\\w.-]").matcher(heading.replaceFirst("^#+ ", "").replace(' ', '_'))
                .replaceAll(sign -> String.format(".%02X", (int) sign.group().charAt(0)));
    }

    private static void run(List<Block> blocks) throws Exception {
        List<CompletableFuture<Command.Result>> results = new ArrayList<>();
        CompletableFuture<Command.Result> last = null;
        List<Runnable> checks = new ArrayList<>();
        for (Block block : blocks) {
            if (block.language().equals("text")) {
                CompletableFuture<Command.Result> of = last;
                checks.add(() -> assertEquals(block.text().strip(), of.join().out().strip(), block.toString()));
                continue;
            }
            Command command = command(block);
            // A thread for each: the common pool of JDK 25 runs one after the other on two processors.
            last = CompletableFuture.supplyAsync(() -> command.run().expectSuccess(), task -> new Thread(task).start());
            results.add(last);
            if (block.meanwhile()) {
                awaitPort(block, last);
            } else {
                last.join();
            }
        }
        results.forEach(CompletableFuture::join);
        checks.forEach(Runnable::run);
    }

    /** As a reader does, who starts the next one when the first one is there: until a port is in use that the block names. */
    private static void awaitPort(Block block, CompletableFuture<Command.Result> running) throws Exception {
        List<String> named = Pattern.compile("\\b\\d{4,5}\\b").matcher(block.text()).results()
                .map(number -> String.format(":%04X ", Integer.parseInt(number.group()))).toList();
        assertFalse(named.isEmpty(), block + " names no port");
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (named.stream().noneMatch(GuideIT::isInUse) && !running.isDone()) {
            assertTrue(System.nanoTime() < end, block + " does not get ready");
            Thread.sleep(100);
        }
    }

    /** As /proc tells of a local address with this end; of TCP only those that listen count. */
    private static boolean isInUse(String port) {
        return Stream.of("tcp", "tcp6", "udp", "udp6").map(name -> Path.of("/proc/net", name)).filter(Files::exists)
                .flatMap(GuideIT::lines)
                .anyMatch(line -> line.matches("\\s*\\d+: [0-9A-F]+" + port + "[0-9A-F]+:[0-9A-F]+ 0[7A] .*"));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Command command(Block block) throws IOException {
        Path folder = Files.createDirectories(Project.target("ctest/guide/" + block.page().replace(".md", "") + "-" + block.number()));
        switch (block.language()) {
            case "java" -> {
                Matcher name = Pattern.compile("public class (\\w+)").matcher(block.text());
                assertTrue(name.find(), block + ": is no program");
                Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), block.text());
                return Command.of(ChildJvm.words("--enable-native-access=ALL-UNNAMED", "-cp",
                        Project.target("joinleaf.jar").toString(), source.toString()));
            }
            case "c" -> {
                Path source = Files.writeString(folder.resolve("program.c"), block.text());
                return CProgram.named("guide-" + block.page().replace(".md", "") + "-" + block.number(), Compiler.GCC)
                        .sources(Project.root("").relativize(source).toString()).useJoinleaf().build().command();
            }
            case "sh" -> {
                return Command.of("sh", "-ec", block.text());
            }
            default -> {
                return fail(block.toString());
            }
        }
    }

    private static List<Path> pages() {
        List<Path> pages = new ArrayList<>(List.of(Project.root("README.md")));
        pages.addAll(Project.files("src/site/markdown/*.md"));
        return pages;
    }

    private static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(page));
        while (matcher.find()) {
            blocks.add(new Block(page.getFileName().toString(), blocks.size() + 1, matcher.group(1) != null, matcher.group(2),
                    matcher.group(3)));
        }
        assertFalse(page.endsWith("README.md") && blocks.isEmpty());
        return blocks;
    }
}
