package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.joinleaf.DataPlane;
import org.joinleaf.Members;
import org.joinleaf.MultipointRoot;
import org.joinleaf.RootedOptions;
import org.joinleaf.internal.load.LoadReport;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @Test
    void findsThisMachineUsable() throws IOException {
        Cli.Result result = Cli.run("doctor").expect(0);
        for (String text : List.of("loaded for ", "127.0.0.1", "224.0.0.0/4", "ff00::/8",
                "IPv4 over " + Members.lo().getName() + " (127.0.0.1): joined, sent and received", "joinleaf can be used here")) {
            assertTrue(result.out().contains(text), () -> text + " not in\n" + result.out());
        }
        assertEquals("", result.err());
    }

    /** The root's application gets no request: its provider refuses the key that nobody else has. */
    @Test
    void aRootThatCanBeReached() throws IOException {
        for (byte[] key : new byte[][] {new byte[0], new byte[16]}) {
            try (MultipointRoot root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
                root.setOption(RootedOptions.KEY, key);
                root.bind(new InetSocketAddress("127.0.0.1", 0)).listen();
                String where = "127.0.0.1:" + root.getLocalAddress().getPort();
                String told = DoctorRun.flat(Cli.run("doctor", "--root", where).expect(0).out());
                assertTrue(told.contains("Root ok " + where + (key.length == 0 ? ": a root answers, or a leaf that listens; it has no key"
                        : ": somebody listens there and ends the connection, as who has a key does")), told);
                assertNull(root.accept(Duration.ofMillis(1)));
            }
        }
    }

    /** The words are those of a join that fails, and what they ask for helps. */
    @Test
    void aRootThatCannotBeReached() throws IOException {
        String where = "127.0.0.1:" + Members.freePort(INET);
        String closed = DoctorRun.flat(Cli.run("doctor", "--root", where).expect(1).out());
        String words = Advice.ROOT_FAILED.text(where, "ask " + where + ": WSAECONNREFUSED (10061): ");
        assertTrue(closed.contains("Root FAIL " + words) && closed.contains("Nobody listens there."), closed);
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            String silent = DoctorRun.flat(Cli.run("doctor", "--root", "127.0.0.1:" + other.getLocalPort()).expect(1).out());
            assertTrue(silent.contains("The connection was taken, and nothing came on it"), silent);
        }
        DoctorRun pair = DoctorRun.pair();
        String far = pair.java("doctor", "--root", "192.0.2.1:5000") + " || true";
        assertTrue(DoctorRun.flat(pair.run(far)).contains("This host has no route to the target."));
        String lost = DoctorRun.flat(pair.run("ip route add 192.0.2.1 dev va; " + far));
        assertTrue(lost.contains("ip route get 192.0.2.1 names the next hop."), lost);
        assertFalse(lost.contains("This host has no route to the target."), lost);
    }

    @Test
    void saysThatLoopbackStandsInForARoute() {
        Command.Result result = Command.java(Main.class, "doctor").inNewNetwork().run().expectSuccess();
        String text = result.out().replaceAll("\\s+", " ");
        assertTrue(text.contains("224.0.0.0/4: no route leads out of this host. With no interface named, joinleaf uses "
                + "loopback (lo). Routes: none."), result::out);
        assertTrue(text.contains("IPv4 over lo (127.0.0.1): joined, sent and received"), result::out);
        assertTrue(text.contains("warn IPv6: "), result::out);
        assertTrue(text.contains("ok a session with a root over lo (127.0.0.1): a leaf joined, and got a message"), result::out);
        assertTrue(text.contains("Fix: ip -6 route add local ff00::/8 dev lo"), result::out);
    }

    @Test
    void itsFixForIpv6Works() {
        Command.Result result = Command.java(Main.class, "doctor")
                .inNewNetwork("ip -6 route add local ff00::/8 dev lo").run().expectSuccess();
        assertTrue(result.out().contains("IPv6 over lo (::1): joined, sent and received"), result::out);
        assertTrue(result.out().contains("joinleaf can be used here."), result::out);
    }

    @Test
    void withoutLoopbackThereIsNoUse() {
        Command.Result result = Command.java(Main.class, "doctor").inNewNetwork("ip link set lo down").run();
        assertEquals(1, result.exit(), result::out);
        assertTrue(result.out().contains("FAIL  IPv4: no loopback interface is up"), result::out);
        assertTrue(result.out().contains("Fix: ip link set lo up"), result::out);
    }

    @Test
    void tellsEveryTryToLoadTheLibrary() {
        Command.Result result = Command.java(Main.class, "doctor")
                .environment("JAVA_TOOL_OPTIONS", "-Djoinleaf.library=/nonexistent/lib.so").run();
        assertEquals(1, result.exit(), result::out);
        assertTrue(result.out().contains("FAIL  property joinleaf.library /nonexistent/lib.so: there is no such file"),
                result::out);
        assertTrue(result.out().contains("joinleaf cannot be used here"), result::out);
        Command.Result demo = Command.java(Main.class, "demo")
                .environment("JAVA_TOOL_OPTIONS", "-Djoinleaf.library=/nonexistent/lib.so").run();
        assertEquals(1, demo.exit());
        assertTrue(demo.err().contains("/nonexistent/lib.so: there is no such file"), demo::err);
        assertFalse(demo.err().contains("\tat "), demo::err);
    }

    @Test
    void libraryFindings() {
        LoadReport failed = new LoadReport("linux-x86_64", null, List.of(
                new LoadReport.Attempt("jar, unpacked in /a", "failed to map (mounted noexec)"),
                new LoadReport.Attempt("library path", "version `GLIBC_2.99' not found")));
        List<Finding> findings = LibraryCheck.findings(failed, true);
        assertEquals(3, findings.size());
        assertTrue(findings.stream().allMatch(finding -> finding.level() == Finding.Level.FAIL));
        assertTrue(findings.get(0).fix().contains("java.io.tmpdir"));
        assertTrue(findings.get(1).fix().contains("mvn package"));

        LoadReport second = new LoadReport("linux-x86_64", "there", List.of(
                new LoadReport.Attempt("here", "no"), new LoadReport.Attempt("there", null)));
        assertEquals(List.of(Advice.TRIED.finding(null, "here", "no"), Finding.ok("loaded for linux-x86_64: there")),
                LibraryCheck.findings(second, true));
    }

    @Test
    void lowLimitsHaveAFix(@TempDir Path proc) throws IOException {
        write(proc, "sys/net/ipv4/igmp_max_memberships", "5\n");
        write(proc, "sys/net/core/rmem_max", "4194304\n");
        write(proc, "sys/net/ipv4/conf/all/rp_filter", "1\n");
        write(proc, "sys/net/ipv4/conf/eth0.7/rp_filter", "0\n");
        write(proc, "sys/net/ipv4/conf/eth1/rp_filter", "2\n");
        write(proc, "self/limits", "Limit  Soft Limit  Hard Limit  Units\nMax open files   256   4096   files\n");
        List<String> fixes = new LimitCheck(proc, List.of("eth0.7", "eth1")).findings().stream()
                .map(Finding::fix).toList();
        assertEquals(List.of("sysctl -w net.ipv4.igmp_max_memberships=200    (as root)", "ulimit -n 1024",
                "sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0/7.rp_filter=0    (as root)",
                "sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth1.rp_filter=0    (as root)"), fixes);
    }

    @Test
    void noLimitsToldIsNoTrouble(@TempDir Path proc) {
        assertEquals(List.of(Finding.ok("this system does not tell any")),
                new LimitCheck(proc, List.of("eth0")).findings());
        Cli.run("doctor", "--proc", proc.toString()).expect(0);
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
