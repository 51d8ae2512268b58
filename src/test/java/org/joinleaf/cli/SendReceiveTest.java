package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joinleaf.Direction;
import org.joinleaf.JoinOptions;
import org.joinleaf.Members;
import org.joinleaf.MultipointSocket;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests send and receive together, over loopback. */
class SendReceiveTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String READY = "Interface: ";

    private InetAddress group;
    private String address;
    private String port;

    @BeforeEach
    void chooseGroup() throws IOException {
        group = LocalMulticast.randomGroup(INET);
        address = Addresses.text(group);
        try (MultipointSocket free = MultipointSocket.open(INET).bind(0)) {
            port = String.valueOf(free.getLocalAddress().getPort());
        }
    }

    /** Returns the last line's columns: sender, got, of, bytes, lost, twice, late. */
    private static List<String> sender(Cli.Result result) {
        List<String> lines = result.lines();
        List<String> words = List.of(lines.get(lines.size() - 1).split(" +"));
        return words.subList(1, words.size());
    }

    private Cli receive(String... more) throws InterruptedException {
        String[] arguments = Stream.concat(
                Stream.of("receive", address, port, "-i", LOOPBACK),
                Stream.of(more)).toArray(String[]::new);
        return Cli.start(arguments).awaitOutput(READY);
    }

    @Test
    void whatIsSentIsReceived() throws Exception {
        Cli receiver = receive("-n", "300", "-w", "60", "--buffer", "200000"); // has room for all, if it is slow
        Cli.Result sent = Cli.run("send", address, port, "-i", LOOPBACK, "-n", "300", "-r", "1000", "-s", "500")
                .expect(0);
        assertTrue(sent.out().contains("Sent 300 datagrams, 150000 bytes in "), sent.out());
        Cli.Result received = receiver.result().expect(0);
        assertTrue(received.out().contains("Received 300 datagrams, 150000 bytes"), received.out());
        assertEquals(List.of("300", "300", "150000", "0", "0", "0"), sender(received));
    }

    @Test
    void aLineASecondIsPrinted() throws Exception {
        Cli receiver = receive("-d", "4");
        Cli.Result sent = Cli.run("send", address, port, "-i", LOOPBACK, "-d", "3", "--interval", "100ms",
                "--direction", "both").expect(0);
        assertTrue(sent.lines().stream().anyMatch(line -> line.matches(" +\\d\\.\\d s +\\d+ +\\d+ +0\\.\\d\\d")),
                sent.out());
        Cli.Result received = receiver.result().expect(0);
        assertTrue(received.lines().stream().anyMatch(line -> line.matches(" +\\d\\.\\d s +\\d+ +\\d+ +\\d\\.\\d+ +0")),
                received.out());
    }

    @Test
    void quietPrintsTheSummaryOnly() throws Exception {
        Cli receiver = receive("-n", "1", "-w", "60", "-q");
        Cli.Result sent = Cli.run("send", address, port, "-i", LOOPBACK, "-n", "1", "-q").expect(0);
        assertEquals(3, sent.lines().size(), sent.out());
        assertEquals(5, receiver.result().expect(0).lines().size());
    }

    @Test
    void lossesTwinsAndLateOnesAreTold() throws Exception {
        Cli receiver = receive("-w", "5", "--direction", "both", "--buffer", "200000");
        try (MultipointSocket sender = sender()) {
            ByteBuffer datagram = ByteBuffer.allocateDirect(100);
            for (long number : new long[] {0, 1, 1, 5, 4, 6}) {
                new Payload(77, number, 10).write(datagram);
                sender.send(datagram.clear());
            }
        }
        // 2 and 3 in the middle, 7 to 9 at the end.
        assertEquals(List.of("6", "10", "600", "5", "1", "1"), sender(receiver.result().expect(0)));
    }

    @Test
    void datagramsOfOtherProgramsAreCounted() throws Exception {
        Cli receiver = receive("-n", "3", "-w", "60");
        try (MultipointSocket sender = sender()) {
            sender.send(ByteBuffer.allocate(0));
            sender.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            sender.send(ByteBuffer.allocate(65507));
        }
        assertEquals(List.of("3", "?", "65510", "?", "?", "?"), sender(receiver.result().expect(0)));
    }

    private MultipointSocket sender() throws IOException {
        NetworkInterface loopback = LocalMulticast.require(INET);
        MultipointSocket socket = MultipointSocket.open(INET);
        return socket.joinSession(new InetSocketAddress(group, Integer.parseInt(port)), Direction.SEND, loopback);
    }

    @Test
    void jsonHasALineASecondAndTheEnd() throws Exception {
        String told = "\"interface\":\"" + Members.lo().getName() + " (127.0.0.1)\"";
        Cli receiver = Cli.start("receive", address, port, "-i", LOOPBACK, "-d", "4", "--json").awaitOutput(told);
        Cli.run("send", address, port, "-i", LOOPBACK, "-n", "3", "-r", "100", "-s", "50").expect(0);
        List<String> lines = receiver.result().expect(0).lines();
        assertEquals("{\"group\":\"" + address + ":" + port + "\"," + told + "}", lines.get(0));
        assertTrue(lines.get(1).matches("\\{\"milliseconds\":\\d{4},\"datagrams\":\\d,\"datagramsPerSecond\":\\d,"
                + "\"bitsPerSecond\":\\d+,\"lost\":0}"), lines.get(1));
        String end = lines.get(lines.size() - 1);
        assertTrue(end.startsWith("{\"end\":true,\"datagrams\":3,\"bytes\":150,"), end);
        assertTrue(end.contains("\"dropped\":0,\"senders\":[{\"address\":\"127.0.0.1:"), end);
        assertTrue(end.endsWith(",\"datagrams\":3,\"bytes\":150,\"of\":3,\"lost\":0,\"twice\":0,\"late\":0}]}"), end);
    }

    @Test
    void oneSourceAloneIsHeard() throws Exception {
        Cli hears = receive("-n", "2", "-w", "60", "--source", LOOPBACK);
        Cli deaf = receive("-w", "700ms", "--source", "192.0.2.1");
        Cli.run("send", address, port, "-i", LOOPBACK, "-n", "2", "-r", "100").expect(0);
        hears.result().expect(0);
        assertTrue(deaf.result().expect(1).out().contains("Received 0 datagrams"));
        assertTrue(Cli.run("receive", address, port, "--source", LOOPBACK).expect(2).err().contains("--source needs --interface"));
        for (String source : new String[] {"::1", "239.1.1.1", "0.0.0.0"}) {
            assertTrue(Cli.run("receive", address, port, "-i", LOOPBACK, "--source", source).expect(2).err()
                    .contains("--source is the address of one host, of the group's family, not " + source), source);
        }
    }

    /** Who has the same port and a small buffer may lose a burst: that is not what this one has lost. */
    @Test
    void whatTheKernelDroppedForAnotherSocketIsNotTold() throws Exception {
        Cli receiver = receive("-n", "100", "-w", "60");
        try (MultipointSocket other = MultipointSocket.open(INET)) {
            other.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            other.joinSession(new InetSocketAddress(group, Integer.parseInt(port)),
                    JoinOptions.on(LocalMulticast.require(INET)).direction(Direction.RECEIVE));
            Cli.run("send", address, port, "-i", LOOPBACK, "-n", "100", "-r", "1000").expect(0);
            assertTrue(other.counters().dropped() != 0); // Windows does not tell
        }
        String told = receiver.result().expect(0).out();
        assertFalse(told.contains("dropped"), told);
    }

    @Test
    void nothingInTimeIsAFailure() {
        long start = System.nanoTime();
        Cli.Result result = Cli.run("receive", address, port, "-i", LOOPBACK, "-w", "200ms").expect(1);
        assertTrue(System.nanoTime() - start < 60_000_000_000L);
        assertTrue(result.out().contains("Received 0 datagrams, 0 bytes."), result.out());
        Cli.run("receive", address, port, "-i", LOOPBACK, "-d", "200ms").expect(1);
    }

    @Test
    void fewerThanAskedForIsAFailure() throws Exception {
        Cli receiver = receive("-n", "5", "-w", "300ms");
        Cli.run("send", address, port, "-i", LOOPBACK, "-n", "4", "-r", "max").expect(0);
        receiver.result().expect(1);
    }

    @Test
    void withLoopbackOffThisHostIsNotHeard() throws Exception {
        Cli deaf = receive("--loopback", "off", "-w", "700ms");
        Cli hearing = receive("--loopback", "on", "-n", "20", "-w", "60");
        Cli.run("send", address, port, "-i", LOOPBACK, "-n", "20", "-r", "200").expect(0);
        hearing.result().expect(0);
        assertTrue(deaf.result().expect(1).out().contains("Received 0 datagrams"));
    }

    @Test
    void noRouteMeansLoopbackAndIsSaid() {
        Command.Result result = Command.java(Main.class, "send", "239.255.1.1", "5000", "-n", "1").inNewNetwork().run()
                .expectSuccess();
        assertTrue(result.out().contains("Interface: lo (127.0.0.1), as no route for multicast leaves this host."),
                result::out);
    }

    @Test
    void withoutARouteTheFirstWireIsUsedAsTheHelpSays() {
        DoctorRun wires = DoctorRun.pair();
        String sent = wires.run(wires.java("send", "239.255.1.1", "5000", "-n", "1"));
        assertTrue(sent.contains("Interface: va (10.9.0.1), the system's choice."), sent);
        for (String command : List.of("send", "receive")) {
            String help = DoctorRun.flat(Cli.run(command, "--help").expect(0).out());
            assertTrue(help.contains("the first wire that is up and has an address is used, else loopback."), help);
            assertTrue(help.contains("the one that the group names is used, as in ff02::1%eth0,"), help);
        }
    }

    /** ::1 is there, though Java lists it no more: what lacks is the route. */
    @Test
    void whatJavaWithoutIpv6DoesNotListIsNotMissed() {
        DoctorRun bare = DoctorRun.pair();
        String send = "export JAVA_TOOL_OPTIONS=-Djava.net.preferIPv4Stack=true; "
                + bare.java("send", "ff15::1", "5000", "-i", "lo", "-n", "1") + " 2>&1 || true";
        String sick = DoctorRun.flat(bare.run(send));
        assertTrue(sick.contains("Linux has no route for IPv6 groups over lo: ip -6 route add local ff00::/8 dev lo"), sick);
        String mended = bare.run("ip -6 route add local ff00::/8 dev lo; " + send);
        assertTrue(mended.contains("Sent 1 datagram"), mended);
    }

    /** The interface that a group names is the one of the kernel's membership, and the one that is told. */
    @Test
    void theInterfaceThatAGroupNamesIsSaid() {
        DoctorRun wires = DoctorRun.pair();
        for (String group : List.of("ff02::1234", "ff15::1234")) {
            String told = "[" + group + "%vb]:5000";
            String joined = wires.run("told=$(mktemp); " + wires.java("receive", group + "%vb", "5000", "-d", "30s")
                    + " >$told & ears=$!; until grep -q Interface: $told; do sleep 0.1; done; "
                    + "grep 00000000000000000000001234 /proc/net/igmp6; kill $ears; wait $ears || true; cat $told; rm $told");
            assertTrue(joined.contains(" vb ") && !joined.contains(" va "), joined);
            assertTrue(joined.contains("Receiving from " + told) && joined.contains("Interface: vb (fe80::"), joined);
            String sent = wires.run(wires.java("send", group + "%vb", "5000", "-n", "1"));
            assertTrue(sent.contains("Sending to " + told) && sent.contains("Interface: vb (fe80::"), sent);
            assertTrue(sent.contains("), which the group names."), sent);
        }
    }

    @Test
    void ctrlCPrintsTheSummary() throws Exception {
        assumeTrue(ProcessHandle.current().supportsNormalTermination(), "needs a system on which a process can be asked to end");
        Process process = new ProcessBuilder(ChildJvm.words("-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "receive", address, port, "-i", LOOPBACK))
                .redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = out.readLine();
            }
            Cli.run("send", address, port, "-i", LOOPBACK, "-n", "3", "-r", "100").expect(0);
            while (line != null && !line.matches(" +\\d+\\.\\d s +3 .*")) { // all have come
                line = out.readLine();
            }
            // Unlike Process.destroy this leaves the output readable.
            process.toHandle().destroy();
            String rest = out.lines().collect(Collectors.joining("\n"));
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "still running");
            assertEquals(143, process.exitValue());
            assertTrue(rest.contains("Received 3 datagrams, 3000 bytes"), rest);
            assertFalse(rest.contains("\tat "), rest);
        } finally {
            process.destroyForcibly();
        }
    }
}
