package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.DataPlane;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointRoot;
import org.joinleaf.MultipointSocket;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static void expectPassed(String out) {
        String text = out.replaceAll(" +", " ");
        for (String line : List.of("ann says \"good morning\" got it got it got it",
                "bob says \"hello, ann\" got it got it got it", "bob leaves: closesocket",
                "ann says \"bob?\" got it - got it", "The demo passed.", "JL_BOTH", "JL_RECEIVER_ONLY")) {
            assertTrue(text.contains(line), () -> line + " not in\n" + out);
        }
        assertTrue(out.lines().allMatch(line -> line.length() <= 80), out);
    }

    @Test
    void passes() {
        Cli.Result result = Cli.run("demo").expect(0);
        expectPassed(result.out());
        assertEquals("", result.err());
    }

    private static void expectRootedPassed(String out) {
        String text = out.replaceAll(" +", " ");
        for (String line : List.of("ann the leaf I am ann admitted welcome, ann",
                "bob the leaf, another process I am bob admitted welcome, bob",
                "dan the leaf let me in! rejected WSAECONNREFUSED",
                "eve the root: invited come in, eve admitted gladly",
                "root says \"good morning\" sends got it got it got it - got it",
                "ann says \"hello, root\" got it sends - - - -", "bob is killed WSAECONNRESET, after",
                "root says \"who is left?\" sends got it - - - got it", "All 17 were", "The demo passed.")) {
            assertTrue(text.contains(line), () -> line + " not in\n" + out);
        }
        assertTrue(out.lines().allMatch(line -> line.length() <= 80), out);
    }

    @Test
    void rootedPasses() {
        Cli.Result result = Cli.run("demo", "--rooted").expect(0);
        expectRootedPassed(result.out());
        assertEquals("", result.err());
    }

    @Test
    void rootedPassesWhereThereIsNothingButLoopback() {
        for (String[] arguments : new String[][] {{"demo", "--rooted"}, {"demo", "--rooted", "--ipv6"}}) {
            expectRootedPassed(Command.java(Main.class, arguments).inNewNetwork().run().expectSuccess().out());
        }
    }

    /** Runs the demo where another program is called java. */
    static final class OtherJava {
        public static void main(String[] home) {
            System.setProperty("java.home", home[0]);
            Main.main(new String[] {"demo", "--rooted"});
        }
    }

    @Test
    void rootedTellsThatTheOtherProcessEnded(@TempDir Path home) throws Exception {
        for (String part : List.of("conf", "lib")) { // this JVM goes on to read them
            Files.createSymbolicLink(home.resolve(part), Path.of(System.getProperty("java.home"), part));
        }
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 7\n");
        assertTrue(java.toFile().setExecutable(true));
        Command.Result result = Command.java(OtherJava.class, home.toString()).run();
        assertEquals(1, result.exit());
        assertTrue(result.err().contains("nobody asked: bob's process ended with exit code 7"), result.err());
    }

    /** Runs the demo with ever fewer files and sockets that it may open, until it cannot even start bob's process. */
    static final class FewFiles {
        private static final int LIMIT = 60;
        private static final int ENOUGH = 20;

        public static void main(String[] none) throws Exception {
            loadClasses();
            Cli.run("demo", "--rooted").expect(0);
            Deque<FileInputStream> open = new ArrayDeque<>();
            try {
                while (open.size() < LIMIT) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (FileNotFoundException e) {
                for (int i = 0; i < ENOUGH; i++) {
                    open.remove().close();
                }
            }
            String said = "";
            for (int i = 0; i < ENOUGH && !said.contains("Cannot run"); i++) {
                said = Cli.run("demo", "--rooted").err();
                System.out.print(said);
                open.add(new FileInputStream("/dev/null"));
            }
        }

        /** A jar is open all the time, but in a folder each class is a file to open. */
        private static void loadClasses() throws Exception {
            Path folder = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(folder.resolve("org"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                    String name = folder.relativize(file).toString().replace('/', '.');
                    Class.forName(name.substring(0, name.length() - ".class".length()), false, Main.class.getClassLoader());
                }
            }
        }
    }

    /** Whichever of the calls finds none left, on whichever side: nobody waits for what cannot come. */
    @Test
    void rootedTellsThatNoMoreFilesCanBeOpened() {
        List<String> said = Command.java(FewFiles.class).inNewNetwork("ulimit -n " + FewFiles.LIMIT).run().expectSuccess().lines();
        long fixes = said.stream().filter(line -> line.startsWith("Fix: ulimit -n 1024    (as root")).count();
        assertEquals(said.stream().filter(line -> line.startsWith("demo: ")).count(), fixes, said::toString);
        for (String part : List.of("this process can open no more files", "ask 127.0.0.1:", "Cannot run program")) {
            assertTrue(said.stream().anyMatch(line -> line.contains(part)), part + ": " + said);
        }
    }

    @Test
    void rootedTellsOfAPortThatIsTaken() throws Exception {
        try (MultipointRoot holder = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            holder.bind(new InetSocketAddress("127.0.0.1", 0)).listen();
            String port = String.valueOf(holder.getLocalAddress().getPort());
            Cli.Result result = Cli.run("demo", "--rooted", "--port", port).expect(1);
            assertTrue(result.err().contains("bind 127.0.0.1:" + port + ": WSAEADDRINUSE"), result.err());
        }
    }

    @Test
    void passesWithoutAMulticastRoute() {
        Command.Result result = Command.java(Main.class, "demo").inNewNetwork().run().expectSuccess();
        expectPassed(result.out());
        assertEquals("", result.err());
    }

    @Test
    void ipv6PassesWhereLoopbackHasARoute() {
        expectPassed(Command.java(Main.class, "demo", "--ipv6").inNewNetwork("ip -6 route add local ff00::/8 dev lo")
                .run().expectSuccess().out());
    }

    @Test
    void ipv6TellsTheCodeAndTheFixWhereItHasNone() {
        Command.Result result = Command.java(Main.class, "demo", "--ipv6").inNewNetwork().run();
        assertEquals(1, result.exit());
        assertTrue(result.err().contains("WSAENETUNREACH (10051)"), result::err);
        assertTrue(result.err().contains("Fix: ip -6 route add local ff00::/8 dev lo"), result::err);
    }

    @Test
    void aLossIsSeen() {
        // Linux takes a plain route by lo as one that drops everything.
        Command.Result result = Command.java(Main.class, "demo", "--ipv6")
                .inNewNetwork("ip -6 route add ff00::/8 dev lo").run();
        assertEquals(1, result.exit());
        assertTrue(result.out().contains("LOST"), result::out);
        assertTrue(result.out().contains("The demo FAILED: 0 of 8 deliveries came"), result::out);
    }

    @Test
    void manyAtOnceDoNotDisturbEachOther() {
        List<Cli> demos = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            demos.add(Cli.start("demo"));
        }
        for (Cli demo : demos) {
            expectPassed(demo.result().expect(0).out());
        }
    }

    @Test
    void aPortThatIsTakenIsTold() throws Exception {
        try (MultipointSocket holder = MultipointSocket.open(INET)) {
            holder.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true);
            holder.bind(0);
            String port = String.valueOf(holder.getLocalAddress().getPort());
            Cli.Result result = Cli.run("demo", "--port", port).expect(1);
            assertTrue(result.err().matches("(?s)demo: bind 0\\.0\\.0\\.0:" + port + ": WSAE(ADDRINUSE|ACCES) .*"),
                    result.err());
        }
    }

    @Test
    void aChosenPortIsUsed() throws Exception {
        String port;
        try (MultipointSocket free = MultipointSocket.open(INET).bind(0)) {
            port = String.valueOf(free.getLocalAddress().getPort());
        }
        assertTrue(Cli.run("demo", "--port", port).expect(0).out().contains(":" + port + ", JL_BOTH)"));
    }
}
