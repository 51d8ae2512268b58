package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.SessionEnd.Cause;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** How sessions with a root end: killed, lost, closed while calls are in progress, never closed; and bad input. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RootedEndsTest {
    /** A member in a process of its own; its standard input ends with this one. */
    private static Process process(String... arguments) throws IOException {
        return Rooted.process(RootedMember.class, arguments);
    }

    /** RT-07: a killed leaf is noticed at once on one host; an unresponsive one within the time that is set. */
    @Test
    void aLeafIsKilledAnotherOneStops() throws Exception {
        Needs.program("kill", "procps");
        try (var root = Rooted.root()) {
            long usual = root.getOption(RootedOptions.DEAD_TIMEOUT).toMillis();
            root.setOption(RootedOptions.KEEP_ALIVE, Duration.ofMillis(500));
            root.setOption(RootedOptions.DEAD_TIMEOUT, Duration.ofSeconds(3)); // a busy machine keeps no member waiting so long
            String port = String.valueOf(root.getLocalAddress().getPort());
            Rooted.Pair stays = Rooted.admit(root);
            for (boolean stop : new boolean[] {false, true}) {
                Process process = process(port);
                try {
                    RemoteLeaf leaf = Rooted.get(Rooted.start(() -> root.accept().admit()));
                    assertEquals("joined", Rooted.line(process));
                    long before = System.nanoTime();
                    Rooted.signal(process, stop ? "STOP" : "KILL");
                    SessionEnd end = Rooted.get(leaf.closed());
                    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
                    assertEquals(stop ? Cause.LOST : Cause.DIED, end.cause());
                    assertEquals(stop ? Winsock.WSAECONNABORTED : Winsock.WSAECONNRESET, end.code());
                    assertTrue(took < usual, "noticed after " + took + " ms");
                    assertFalse(leaf.isOpen());
                    assertEquals(List.of(stays.leaf()), root.leaves());
                } finally {
                    process.destroyForcibly();
                }
            }
            root.send(Members.text("still here"));
            assertEquals("still here", Rooted.receive(stays.member()));
            stays.member().close();
        }
    }

    @Test
    void theRootIsKilled() throws Exception {
        Needs.program("kill", "procps");
        Process process = process();
        try (var leaf = Rooted.leaf(INET)) {
            leaf.joinSession(new InetSocketAddress("127.0.0.1", Integer.parseInt(Rooted.line(process))));
            CompletableFuture<SessionEnd> closed = leaf.closed();
            Rooted.signal(process, "KILL");
            Rooted.assertEnd(Cause.DIED, closed);
            Members.assertCode(Winsock.WSAECONNRESET, () -> Rooted.receive(leaf));
            Members.assertCode(Winsock.WSAECONNRESET, () -> leaf.send(Members.text("x")));
            assertTrue(leaf.isOpen());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void closeWakesEveryCallThatBlocks() throws Throwable {
        for (boolean watched : new boolean[] {false, true}) {
            MultipointRoot root = Rooted.root();
            Rooted.assertWoken(root::accept, root::close);
            MultipointRoot receiving = Rooted.root();
            Rooted.assertWoken(() -> Rooted.receive(receiving), receiving::close);
            try (var other = Rooted.root(); var door = Rooted.door(INET)) {
                MultipointLeaf asking = Rooted.leaf(INET);
                Rooted.Pair pair = Rooted.admit(other);
                if (watched) {
                    asking.closed();
                    pair.member().closed();
                }
                Rooted.assertWoken(() -> asking.joinSession(other.getLocalAddress()), asking::close);
                Rooted.assertWoken(() -> Rooted.receive(pair.member()), pair.member()::close);
                MultipointRoot inviting = Rooted.root();
                Rooted.assertWoken(() -> inviting.invite(door.getLocalAddress()), inviting::close);
            }
            MultipointLeaf door = Rooted.door(INET);
            Rooted.assertWoken(door::accept, door::close);
        }
    }

    @Test
    void closeWakesAnAcceptThatWaitsForADecision() throws Throwable {
        MultipointRoot root = Rooted.root();
        try (var leaf = Rooted.leaf(INET)) {
            var joined = Rooted.ask(leaf, root, "x");
            JoinRequest request = root.accept();
            Rooted.assertWoken(root::accept, root::close);
            assertThrows(ClosedChannelException.class, request::admit);
            Rooted.assertCode(Winsock.WSAECONNREFUSED, joined);
        }
    }

    @Test
    void closeEndsWhatIsPending() throws Exception {
        try (var door = Rooted.door(INET); var other = Rooted.root()) {
            Rooted.assertComesToFail(Winsock.WSAECONNRESET, () -> {
                MultipointRoot root = Rooted.root();
                var invited = root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults());
                Invitation invitation = door.accept();
                root.close();
                Rooted.failure(AsynchronousCloseException.class, invited);
                return invitation::admit;
            });
            MultipointLeaf leaf = Rooted.leaf(INET);
            var joining = leaf.joinSessionAsync(other.getLocalAddress(), JoinOptions.defaults());
            leaf.close();
            Rooted.failure(AsynchronousCloseException.class, joining);
            Rooted.assertEnd(Cause.CLOSED_HERE, leaf.closed());
        }
    }

    @Test
    void anInterruptCloses() throws Exception {
        MultipointRoot root = Rooted.root();
        MultipointLeaf leaf = Rooted.leaf(INET);
        List<Executable> calls = List.of(() -> leaf.joinSession(root.getLocalAddress()), () -> {
            try {
                while (true) {
                    root.accept().defer();
                    Thread.sleep(10);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                root.accept();
            }
        });
        for (Executable call : calls) {
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    call.execute();
                } catch (Throwable e) {
                    outcome.complete(e);
                }
            });
            thread.start();
            Thread.sleep(200);
            thread.interrupt();
            assertInstanceOf(ClosedByInterruptException.class, Rooted.get(outcome));
        }
        assertFalse(leaf.isOpen());
        assertFalse(root.isOpen());
    }

    /** Whatever the moment, a join and an admission agree on what they are, and nothing is left. */
    @Test
    void closeAgainstJoinsAndAdmissions() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            MultipointRoot root = Rooted.root();
            MultipointLeaf leaf = Rooted.leaf(INET);
            InetSocketAddress address = root.getLocalAddress();
            var joined = Rooted.start(() -> leaf.joinSession(address, Rooted.saying("x")));
            var admitted = Rooted.start(() -> root.accept().admit(Members.text("y")));
            LockSupport.parkNanos(random.nextInt(3_000_000));
            boolean rootCloses = random.nextBoolean();
            (rootCloses ? root : leaf).close();
            try {
                RemoteLeaf made = admitted.get(rootCloses ? 15_000 : 300, TimeUnit.MILLISECONDS);
                Cause cause = Rooted.get(made.closed()).cause();
                assertTrue(cause == Cause.CLOSED_HERE || cause == Cause.LEFT || cause == Cause.DIED, cause.toString());
            } catch (ExecutionException e) {
                assertInstanceOf(IOException.class, e.getCause());
            } catch (java.util.concurrent.TimeoutException e) {
                assertFalse(rootCloses, "a closed root still accepts");
            }
            try {
                assertEquals("y", Rooted.text(Rooted.get(joined)));
            } catch (ExecutionException e) {
                boolean closed = e.getCause() instanceof ClosedChannelException;
                assertTrue(closed || e.getCause() instanceof WinsockFailure w
                        && (w.code() == Winsock.WSAECONNREFUSED || w.code() == Winsock.WSAETIMEDOUT), () -> "" + e);
            }
            root.close();
            leaf.close();
            try {
                Rooted.get(Rooted.get(admitted).closed()); // it came to the request before the close, after all
            } catch (ExecutionException e) {
                assertInstanceOf(IOException.class, e.getCause());
            }
        }
    }

    @Test
    void everyCallOnAClosedOne() throws Exception {
        MultipointRoot root = Rooted.root();
        MultipointLeaf leaf = Rooted.leaf(INET);
        InetSocketAddress address = root.getLocalAddress();
        Rooted.Pair pair = Rooted.admit(root);
        for (int i = 0; i < 2; i++) {
            root.close();
            leaf.close();
            pair.leaf().close();
        }
        List<Executable> calls = List.of(root::accept, root::listen, () -> root.bind(0), root::getLocalAddress,
                () -> root.invite(address), () -> root.send(ByteBuffer.allocate(1)),
                () -> root.receive(ByteBuffer.allocate(1)), () -> root.configureBlocking(false),
                () -> root.getOption(RootedOptions.WINDOW), () -> root.setOption(RootedOptions.MAX_LEAVES, 1),
                () -> root.getOption(RootedOptions.STATISTICS), leaf::accept, leaf::listen, () -> leaf.bind(0),
                leaf::getLocalAddress, () -> leaf.joinSession(address), () -> leaf.send(ByteBuffer.allocate(1)),
                () -> leaf.receive(ByteBuffer.allocate(1)), () -> leaf.configureBlocking(false));
        for (Executable call : calls) {
            assertThrows(ClosedChannelException.class, call);
        }
        Rooted.failure(ClosedChannelException.class, root.inviteAsync(address, JoinOptions.defaults()));
        Rooted.failure(ClosedChannelException.class, leaf.joinSessionAsync(address, JoinOptions.defaults()));
        Rooted.assertEnd(Cause.CLOSED_HERE, pair.leaf().closed());
        assertTrue(root.toString().contains("closed") && leaf.toString().contains("closed"));
        pair.member().close();
    }

    @Test
    void badInput() throws Exception {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET);
                var idle = MultipointRoot.open(INET, DataPlane.NONROOTED)) {
            InetSocketAddress address = root.getLocalAddress();
            assertThrows(NullPointerException.class, () -> MultipointRoot.open(INET, null));
            assertThrows(NullPointerException.class, () -> MultipointRoot.open(null, DataPlane.ROOTED));
            assertThrows(NullPointerException.class, () -> MultipointRoot.open((Provider) null));
            assertThrows(NullPointerException.class, () -> MultipointLeaf.open((StandardProtocolFamily) null));
            assertThrows(NullPointerException.class, () -> leaf.joinSession(null));
            assertThrows(NullPointerException.class, () -> leaf.joinSession(address, JoinOptions.defaults().direction(null)));
            assertThrows(NullPointerException.class, () -> root.invite(address, JoinOptions.defaults().direction(null)));
            assertThrows(NullPointerException.class, () -> root.send(null));
            assertThrows(UnresolvedAddressException.class, () -> leaf.joinSession(unresolved));
            assertThrows(UnresolvedAddressException.class, () -> root.invite(unresolved));
            assertThrows(UnresolvedAddressException.class, () -> idle.bind(unresolved));
            assertThrows(ReadOnlyBufferException.class,
                    () -> root.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT,
                    () -> leaf.joinSession(new InetSocketAddress(Members.address(INET6), 1)));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT,
                    () -> root.invite(new InetSocketAddress(Members.address(INET6), 1)));
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL,
                    () -> leaf.joinSession(new InetSocketAddress("239.1.2.3", 5000)));
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> leaf.joinSession(new InetSocketAddress("0.0.0.0", 5)));
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL,
                    () -> leaf.joinSession(new InetSocketAddress("127.0.0.1", 0)));
            Members.assertCode(Winsock.WSAEINVAL, idle::accept);
            Members.assertCode(Winsock.WSAEINVAL, idle::listen);
            Members.assertCode(Winsock.WSAENOTCONN, () -> idle.send(ByteBuffer.allocate(1)));
            Members.assertCode(Winsock.WSAENOTCONN, () -> idle.receive(ByteBuffer.allocate(1)));
            Members.assertCode(Winsock.WSAENOTCONN, () -> leaf.send(ByteBuffer.allocate(1)));
            Members.assertCode(Winsock.WSAENOTCONN, () -> leaf.receive(ByteBuffer.allocate(1)));
            Members.assertCode(Winsock.WSAEINVAL, () -> root.bind(0));
            leaf.bind(0).listen();
            Members.assertCode(Winsock.WSAEINVAL, () -> leaf.joinSession(address));
        }
    }

    @Test
    void anEntryWithoutRootsOpensNone() throws Exception {
        Provider udp = Provider.list().stream().filter(one -> one.protocol() == Winsock.IPPROTO_UDP).findFirst().orElseThrow();
        WinsockFailure e = Members.assertCode(Winsock.WSAEINVAL, () -> MultipointRoot.open(udp));
        assertTrue(e.getMessage().contains("no sessions with a root"), e.getMessage());
    }

    @Test
    void aThousandSessionsLeaveNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            session();
        }
        int before = Members.descriptors();
        for (int i = 0; i < 300; i++) {
            session();
        }
        Until.holds(() -> Members.descriptors() <= before + 10);
        assertTrue(Members.descriptors() <= before + 10, "descriptors: " + before + ", " + Members.descriptors());
    }

    private static void session() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            var joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            root.accept().admit();
            Rooted.get(joined);
        }
    }

    @Test
    void aForgottenRootEndsItsSession() throws Exception {
        MultipointRoot root = Rooted.root();
        Rooted.Pair pair = Rooted.admit(root);
        CompletableFuture<SessionEnd> closed = pair.member().closed();
        RemoteLeaf leaf = pair.leaf();
        root = null;
        Until.collected(closed::isDone);
        Rooted.assertEnd(Cause.LEFT, closed);
        Rooted.assertEnd(Cause.LEFT, leaf.closed());
        pair.member().close();
    }

    @Test
    void threadsThatCannotBeMadeForAMoment() {
        Needs.program("setpriv", "util-linux");
        List<String> words = new ArrayList<>(List.of("setpriv", // root has no limit
                "--reuid=" + (60_000 + ProcessHandle.current().pid() % 5000), "--clear-groups",
                "--inh-caps=+dac_override,+dac_read_search", "--ambient-caps=+dac_override,+dac_read_search", "--",
                "prlimit", "--nproc=200"));
        words.addAll(Command.java(ThreadLimit.class).words());
        // One that ends, of the JVM's own, makes room for another at any time: it is enough that there was none at first.
        String said = Command.of(words).run().expectSuccess().out();
        assertTrue(said.contains("Failed to start the native thread for java.lang.Thread \"joinleaf-told\""), said);
    }
}
