package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Joins whose end FD_CONNECT tells: outcomes, threads, and what remains. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class JoinAsyncTest {
    private static MultipointSocket open() throws IOException {
        return MultipointSocket.open(INET);
    }

    private static CompletableFuture<MultipointSocket> join(MultipointSocket socket, InetSocketAddress group,
            Direction direction) throws IOException {
        return socket.joinSessionAsync(group, JoinOptions.on(Members.lo()).direction(direction));
    }

    private static void assertFails(int code, CompletableFuture<?> join) {
        Throwable cause = assertThrows(ExecutionException.class, () -> join.get(2, TimeUnit.MINUTES)).getCause();
        Members.assertFailure(code, cause);
    }

    @Test
    void success() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var socket = open(); var other = Members.member(group, Direction.SEND)) {
            CompletableFuture<MultipointSocket> join = join(socket, group, Direction.BOTH);
            assertSame(socket, join.get(2, TimeUnit.MINUTES));
            assertTrue(socket.isJoined());
            assertEquals(group, socket.group());
            assertEquals(Direction.BOTH, socket.direction());
            assertTrue(socket.isBlocking());
            other.send(Members.text("to all"));
            Members.assertHears(socket, "to all");
            socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, java.time.Duration.ofMillis(50));
            String message = Members.assertCode(Winsock.WSAETIMEDOUT, () -> socket.receive(ByteBuffer.allocate(20))).getMessage();
            assertTrue(message.startsWith("receive into 20 bytes at " + group.getHostString() + ":" + group.getPort() + ": "), message);
            assertFails(Winsock.WSAEISCONN, join(socket, group, Direction.BOTH));
            Members.assertCode(Winsock.WSAEISCONN, () -> socket.joinSession(group, Direction.BOTH, Members.lo()));
            assertTrue(socket.isJoined());
            assertFalse(join.cancel(true), "too late");
            assertTrue(socket.isOpen());
        }
    }

    @Test
    void withoutAnInterface() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var socket = open().bind(new InetSocketAddress(Members.address(INET), group.getPort()))) {
            assertSame(socket, socket.joinSessionAsync(group, JoinOptions.onSystemChoice()).get(2, TimeUnit.MINUTES));
        }
    }

    @Test
    void failureAtOnce() throws Exception {
        try (var socket = open()) {
            InetSocketAddress noGroup = new InetSocketAddress("127.0.0.1", 5000);
            CompletableFuture<MultipointSocket> join = socket.joinSessionAsync(noGroup, JoinOptions.onSystemChoice());
            assertTrue(join.isCompletedExceptionally());
            assertFails(Winsock.WSAEADDRNOTAVAIL, join);
            assertFails(Winsock.WSAEAFNOSUPPORT,
                    socket.joinSessionAsync(new InetSocketAddress("ff15::1", 5000), JoinOptions.onSystemChoice()));
            assertThrows(NullPointerException.class, () -> socket.joinSessionAsync(noGroup, null));
            assertTrue(socket.isBlocking());
            assertFalse(socket.isJoined());
            InetSocketAddress group = Members.group(INET);
            assertSame(socket, join(socket, group, Direction.RECEIVE).get(2, TimeUnit.MINUTES), "it may try again");
        }
        var closed = open();
        closed.close();
        CompletableFuture<MultipointSocket> join = 
                closed.joinSessionAsync(Members.group(INET), JoinOptions.onSystemChoice());
        assertInstanceOf(ClosedChannelException.class, assertThrows(ExecutionException.class, join::get).getCause());
    }

    /** A class that cannot be loaded, for one, because the process has no descriptor for its file. */
    @Test
    void whatGoesWrongWhileTheEndIsToldIsTold() throws Exception {
        for (boolean admitted : new boolean[] {true, false}) {
            try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
                CompletableFuture<Void> join = new BrokenJoin(leaf, root.getLocalAddress()).begin();
                JoinRequest request = root.accept();
                if (admitted) {
                    request.admit();
                } else {
                    request.reject();
                }
                Throwable cause = assertThrows(ExecutionException.class, () -> join.get(2, TimeUnit.MINUTES)).getCause();
                assertInstanceOf(NoClassDefFoundError.class, cause);
            }
        }
    }

    /** Fails whenever its end is told. */
    private static final class BrokenJoin extends SessionJoin<Void> {
        BrokenJoin(MultipointLeaf leaf, InetSocketAddress root) throws IOException {
            super(leaf, Operation.REQUEST, "ask", root, JoinOptions.defaults());
        }

        @Override
        Void succeeded() {
            throw new NoClassDefFoundError("on purpose");
        }

        @Override
        void undo() {
            throw new NoClassDefFoundError("on purpose");
        }

        @Override
        void cancelled() {
            socket.close();
        }
    }

    @Test
    void anErrorAtTheBeginningLeavesNoJoinBehind() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            var join = new SessionJoin<Void>(leaf, Operation.REQUEST, "ask", root.getLocalAddress(), JoinOptions.defaults()) {
                @Override
                int beforeCall(long number) {
                    throw new NoClassDefFoundError("on purpose");
                }

                @Override
                Void succeeded() {
                    return null;
                }

                @Override
                void cancelled() {
                    socket.close();
                }
            };
            assertThrows(NoClassDefFoundError.class, join::begin);
            CompletableFuture<ByteBuffer> again = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            assertFalse(again.isCompletedExceptionally(), again::toString);
            root.accept().admit();
            Rooted.get(again);
        }
    }

    @Test
    void failureByTheEvent() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var blocker = open().setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true).bind(group.getPort());
                var socket = open()) {
            CompletableFuture<MultipointSocket> join = join(socket, group, Direction.RECEIVE);
            var cause = assertThrows(ExecutionException.class, () -> join.get(2, TimeUnit.MINUTES)).getCause();
            WinsockException e = assertInstanceOf(WinsockException.class, cause);
            assertTrue(e.code() == Winsock.WSAEADDRINUSE || e.code() == Winsock.WSAEACCES, e.getMessage());
            assertTrue(e.getMessage().startsWith("WSAJoinLeaf 239."), e.getMessage());
            assertFalse(socket.isJoined());
            assertTrue(blocker.isOpen());
            InetSocketAddress free = Members.group(INET);
            assertSame(socket, join(socket, free, Direction.RECEIVE).get(2, TimeUnit.MINUTES), "it may try again");
        }
    }

    @Test
    void completedByTheSelectingThread() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open(); var socket = open()) {
            NetworkKey key = selector.register(socket, EnumSet.of(NetworkEvent.READ));
            AtomicReference<Thread> completer = new AtomicReference<>();
            CompletableFuture<MultipointSocket> join = join(socket, group, Direction.BOTH);
            CompletableFuture<Void> noted = join.thenRun(() -> completer.set(Thread.currentThread()));
            assertFalse(join.isDone());
            assertFalse(socket.isJoined());
            assertFails(Winsock.WSAEALREADY, join(socket, group, Direction.BOTH));
            Members.assertCode(Winsock.WSAEALREADY, () -> socket.joinSession(group, Direction.BOTH, Members.lo()));
            Members.assertCode(Winsock.WSAEALREADY, () -> key.interest(EnumSet.of(NetworkEvent.WRITE)));
            int told = 0;
            while (!join.isDone()) {
                told += selector.select(one -> { }, 120_000);
            }
            assertEquals(0, told, "the end of a join is no event of interest");
            noted.get(2, TimeUnit.MINUTES);
            assertSame(Thread.currentThread(), completer.get());
            assertTrue(socket.isJoined());
            assertFalse(socket.isBlocking());
            socket.send(Members.text("hello"));
            assertEquals(1, selector.select(one -> assertTrue(one.has(NetworkEvent.READ)), 120_000));
            assertEquals(5, socket.receive(ByteBuffer.allocate(10), null));
            assertThrows(IllegalBlockingModeException.class,
                    () -> socket.joinSession(group, Direction.BOTH, Members.lo()));
        }
    }

    @Test
    void dependentsDoNotRunInTheEventThread() throws Exception {
        for (int i = 0; i < 30; i++) {
            InetSocketAddress group = Members.group(INET);
            try (var socket = open()) {
                AtomicReference<String> name = new AtomicReference<>();
                join(socket, group, Direction.RECEIVE).thenRun(() -> name.set(Thread.currentThread().getName()))
                        .get(2, TimeUnit.MINUTES);
                assertNotSame(EventThread.NAME, name.get());
                assertFalse(name.get().equals(EventThread.NAME));
            }
        }
    }

    @Test
    void cancelClosesTheSocket() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open(); var socket = open()) {
            NetworkKey key = selector.register(socket, EnumSet.of(NetworkEvent.CONNECT));
            CompletableFuture<MultipointSocket> join = join(socket, group, Direction.BOTH);
            assertTrue(join.cancel(false));
            assertTrue(join.cancel(false));
            assertTrue(join.isCancelled());
            assertFalse(socket.isOpen());
            assertFalse(key.isValid());
            assertEquals(0, selector.selectNow(one -> { }));
            assertThrows(CancellationException.class, join::join);
            assertFalse(socket.isJoined());
        }
        try (var selector = NetworkSelector.open(); var socket = open()) {
            NetworkKey key = selector.register(socket, EnumSet.of(NetworkEvent.CONNECT));
            CompletableFuture<MultipointSocket> join = join(socket, group, Direction.BOTH);
            key.cancel();
            assertTrue(join.isCancelled());
            assertFalse(socket.isOpen());
        }
    }

    /** Whoever comes first: the future and the socket agree, and nothing is left behind. */
    @Test
    void cancelAgainstTheEnd() throws Exception {
        int before = Members.descriptors();
        int ended = 0;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        for (int i = 0; i < 300 || ended == 0 && System.nanoTime() < end; i++) { // a slow machine needs longer pauses
            InetSocketAddress group = Members.group(INET);
            MultipointSocket socket = open();
            CompletableFuture<MultipointSocket> join = join(socket, group, Direction.RECEIVE);
            java.util.concurrent.locks.LockSupport.parkNanos(i * 500L);
            if (join.cancel(true)) {
                assertFalse(socket.isOpen());
            } else {
                assertSame(socket, join.get());
                assertTrue(socket.isJoined());
                assertTrue(socket.isBlocking());
                socket.close();
                ended++;
            }
        }
        assertTrue(ended > 0, "never was there an end");
        // The threads that told of the ends go when they have been idle for a second; under Wine each has three descriptors.
        Until.holds(() -> Members.descriptors() <= before + 4);
        assertTrue(Members.descriptors() <= before + 4, "descriptors: " + Members.descriptors() + " for " + before);
    }

    @Test
    void closedMeanwhile() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var selector = NetworkSelector.open()) {
            MultipointSocket socket = open();
            selector.register(socket, EnumSet.of(NetworkEvent.CONNECT));
            CompletableFuture<MultipointSocket> join = join(socket, group, Direction.BOTH);
            socket.close();
            Throwable cause = assertThrows(ExecutionException.class, () -> join.get(2, TimeUnit.MINUTES)).getCause();
            assertInstanceOf(AsynchronousCloseException.class, cause);
            assertFalse(join.isCancelled());
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        List<MultipointSocket> sockets = new ArrayList<>();
        List<CompletableFuture<MultipointSocket>> joins = new ArrayList<>();
        InetSocketAddress group = Members.group(INET);
        try {
            for (int i = 0; i < 200; i++) {
                MultipointSocket socket = open();
                sockets.add(socket);
                joins.add(join(socket, group, i % 2 == 0 ? Direction.RECEIVE : Direction.SEND));
            }
            CompletableFuture.allOf(joins.toArray(new CompletableFuture<?>[0])).get(2, TimeUnit.MINUTES);
            sockets.get(1).send(Members.text("to a hundred"));
            for (int i = 0; i < 200; i += 2) {
                ByteBuffer in = ByteBuffer.allocate(20);
                assertEquals(12, sockets.get(i).receive(in, null));
            }
        } finally {
            sockets.forEach(MultipointSocket::close);
        }
    }

    @Test
    void joinOnANonblockingSocketWaits() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var socket = open()) {
            socket.configureBlocking(false);
            assertSame(socket, socket.joinSession(group, Direction.BOTH, Members.lo()));
            assertTrue(socket.isJoined());
            assertFalse(socket.isBlocking());
            assertNull(socket.receive(ByteBuffer.allocate(4)));
            Members.assertCode(Winsock.WSAEISCONN, () -> socket.joinSession(group, Direction.BOTH, Members.lo()));
        }
        try (var socket = open()) {
            socket.configureBlocking(false);
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL,
                    () -> socket.joinSession(new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 9),
                            JoinOptions.onSystemChoice()));
        }
    }

    @Test
    void theThreadEndsWhenIdle() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var socket = open()) {
            join(socket, group, Direction.RECEIVE).get(2, TimeUnit.MINUTES);
        }
        awaitNoEventThreads();
        try (var socket = open()) {
            join(socket, group, Direction.RECEIVE).get(2, TimeUnit.MINUTES);
            assertEquals(1, eventThreads(), "a new one");
        }
    }

    /** What goes wrong for ever, here as the selector was closed, does not keep the thread, nor those who come later. */
    @Test
    void theThreadEndsWhenItCanDoNothing() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var socket = open()) {
            join(socket, group, Direction.RECEIVE).get(2, TimeUnit.MINUTES);
        }
        Field current = EventThread.class.getDeclaredField("current");
        current.setAccessible(true);
        synchronized (EventThread.class) {
            NetworkSelector selector = (NetworkSelector) current.get(null);
            if (selector != null) {
                selector.close();
            }
        }
        awaitNoEventThreads();
        try (var socket = open()) {
            assertSame(socket, join(socket, group, Direction.RECEIVE).get(2, TimeUnit.MINUTES));
        }
    }

    private static void awaitNoEventThreads() throws InterruptedException {
        Until.holds(() -> eventThreads() == 0);
        assertEquals(0, eventThreads());
    }

    private static long eventThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(EventThread.NAME)).peek(thread -> assertTrue(thread.isDaemon()))
                .count();
    }
}
