package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests to join, and what their root does with them: the rules AC through the idiomatic API. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RootedAdmissionTest {
    @Test
    void rejected() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            var joined = Rooted.ask(leaf, root, "x");
            JoinRequest request = root.accept();
            request.reject();
            Rooted.assertCode(Winsock.WSAECONNREFUSED, joined);
            assertThrows(IllegalStateException.class, request::reject);
            assertThrows(IllegalStateException.class, request::defer);
            assertThrows(IllegalStateException.class, request::admit);
            joined = Rooted.ask(leaf, root, "again"); // JL-11
            root.accept().admit();
            Rooted.get(joined);
            assertEquals(1, root.leaves().size());
        }
    }

    /** AC-05. */
    @Test
    void deferredStaysAtTheHead() throws Exception {
        try (var root = Rooted.root(); var first = Rooted.leaf(INET); var second = Rooted.leaf(INET)) {
            var one = Rooted.ask(first, root, "first");
            JoinRequest request = root.accept();
            var two = Rooted.ask(second, root, "second");
            Thread.sleep(100);
            request.defer();
            assertThrows(IllegalStateException.class, request::admit);
            request = root.accept();
            assertEquals("first", Rooted.text(request.callerData()));
            request.admit();
            Rooted.get(one);
            request = root.accept();
            assertEquals("second", Rooted.text(request.callerData()));
            request.reject();
            Rooted.assertCode(Winsock.WSAECONNREFUSED, two);
        }
    }

    @Test
    void acceptWaitsWhileARequestIsUndecided() throws Exception {
        try (var root = Rooted.root(); var first = Rooted.leaf(INET); var second = Rooted.leaf(INET)) {
            Rooted.ask(first, root, "first");
            JoinRequest request = root.accept();
            Rooted.ask(second, root, "second");
            var next = Rooted.start(root::accept);
            Thread.sleep(100);
            assertFalse(next.isDone());
            request.admit();
            assertEquals("second", Rooted.text(Rooted.get(next).callerData()));
            root.configureBlocking(false);
            assertNull(root.accept());
            var waiting = Rooted.get(next);
            waiting.admit();
            assertNull(root.accept());
        }
    }

    @Test
    void acceptWithATimeLimit() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET); var late = Rooted.leaf(INET);
                var door = Rooted.door(INET)) {
            for (int i = 0; i < 2; i++) {
                long before = System.nanoTime();
                assertNull(root.accept(Duration.ofMillis(150)));
                assertNull(door.accept(Duration.ofMillis(150)));
                long took = Duration.ofNanos(System.nanoTime() - before).toMillis();
                assertTrue(took >= 299 && took < 60_000, "took " + took + " ms");
            }
            var joined = Rooted.ask(leaf, root, "x");
            JoinRequest request = root.accept(Duration.ofMinutes(1));
            assertNull(root.accept(Duration.ofMillis(100))); // while it is undecided
            request.admit();
            Rooted.get(joined);
            joined = Rooted.ask(late, root, "y");
            root.accept().admit();
            Rooted.get(joined);
            root.send(Members.text("hi"));
            assertEquals("hi", Rooted.receive(late));
            var invited = Rooted.start(() -> root.invite(door.getLocalAddress()));
            try (MultipointLeaf member = door.accept(Duration.ofMinutes(1)).admit()) {
                Rooted.get(invited);
                assertTrue(member.isBlocking());
                Rooted.assertSilent(member); // waits, though the one that listened does not block in Winsock
                root.send(Members.text("ho"));
                assertEquals("ho", Rooted.receive(member));
            }
            assertThrows(IllegalArgumentException.class, () -> root.accept(Duration.ZERO));
            assertThrows(NullPointerException.class, () -> root.accept(null));
        }
    }

    /** A request that its leaf has given up, in some try after the root has come to it: it waits no longer. */
    private static JoinRequest timedOut(MultipointRoot root, MultipointLeaf leaf, Runnable meanwhile) throws Exception {
        while (true) {
            var asked = Rooted.ask(leaf, root, "x");
            JoinRequest request = root.accept(Duration.ofSeconds(2));
            if (request != null) {
                meanwhile.run();
            }
            Rooted.assertCode(Winsock.WSAETIMEDOUT, asked);
            if (request != null) {
                return request;
            }
        }
    }

    /** They ask with time in between, for each asks in several steps: the more, the slower the machine is. */
    @Test
    void admittedInTheOrderOfAsking() throws Exception {
        List<Integer> order = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        List<Integer> came = List.of();
        for (int pause = 30; pause < 5000 && !came.equals(order); pause *= 5) {
            came = admitted(order.size(), pause);
        }
        assertEquals(order, came);
    }

    private static List<Integer> admitted(int count, int pause) throws Exception {
        List<Integer> came = new ArrayList<>();
        List<MultipointLeaf> leaves = new ArrayList<>();
        try (var root = Rooted.root()) {
            List<CompletableFuture<ByteBuffer>> joins = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                MultipointLeaf leaf = Rooted.leaf(INET);
                leaves.add(leaf);
                joins.add(leaf.joinSessionAsync(root.getLocalAddress(), Rooted.saying("" + i)));
                Thread.sleep(pause);
            }
            for (int i = 0; i < count; i++) {
                JoinRequest request = root.accept();
                came.add(Integer.valueOf(Rooted.text(request.callerData())));
                request.admit(Members.text("place of " + came.get(i)));
            }
            for (int i = 0; i < count; i++) {
                assertEquals("place of " + i, Rooted.text(Rooted.get(joins.get(i))));
            }
        } finally {
            leaves.forEach(MultipointLeaf::close);
        }
        return came;
    }

    /** AC-07. */
    @Test
    void withdrawnWhileUndecided() throws Exception {
        try (var root = Rooted.root(); var next = Rooted.leaf(INET)) {
            Rooted.assertComesToFail(Winsock.WSAECONNRESET, () -> {
                MultipointLeaf leaf = Rooted.leaf(INET);
                var join = leaf.joinSessionAsync(root.getLocalAddress(), Rooted.saying("x"));
                JoinRequest request = root.accept();
                assertTrue(join.cancel(true));
                assertFalse(leaf.isOpen());
                return request::admit;
            });

            MultipointLeaf patient = Rooted.leaf(INET);
            patient.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofSeconds(1));
            long enough = 10 * Rooted.assertComesToFail(Winsock.WSAEACCES, () -> timedOut(root, patient, () -> { })::admit);

            List<CompletableFuture<ByteBuffer>> others = new ArrayList<>();
            JoinRequest request = timedOut(root, patient, () -> others.add(Rooted.ask(next, root, "another")));
            Thread.sleep(enough);
            Members.assertCode(Winsock.WSAECONNRESET, request::admit); // not the other one in its place
            request = root.accept();
            assertEquals("another", Rooted.text(request.callerData()));
            request.admit();
            Rooted.get(others.get(0));

            request = timedOut(root, patient, () -> { });
            Thread.sleep(enough);
            request.reject(); // as it wanted
            patient.close();
        }
    }
}
