package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.winsock.SocketAddresses;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing: against calls in progress, ten thousand times, and not at all. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CloseTest {
    /** What the JVM itself may open meanwhile. */
    private static final int FEW = 10;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    @Test
    void closeWakesABlockedReceive() throws Exception {
        for (boolean direct : new boolean[] {true, false}) {
            MultipointSocket socket = MultipointSocket.open(INET).bind(0);
            CompletableFuture<Thread> started = new CompletableFuture<>();
            Future<Exception> outcome = THREADS.submit(() -> {
                started.complete(Thread.currentThread());
                return receiveOutcome(socket, direct ? ByteBuffer.allocateDirect(10) : ByteBuffer.allocate(10));
            });
            Blocked.await(started.get());
            socket.close();
            assertInstanceOf(AsynchronousCloseException.class, outcome.get(2, TimeUnit.MINUTES));
        }
    }

    private static Exception receiveOutcome(MultipointSocket socket, ByteBuffer buffer) {
        try {
            socket.receive(buffer);
            return new IllegalStateException("received " + buffer);
        } catch (IOException e) {
            return e;
        }
    }

    /** Whatever the moment, the receive ends, as closed, and never gets what was meant for the next socket. */
    @Test
    void closeAgainstReceiveManyTimes() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 400; round++) {
            MultipointSocket socket = MultipointSocket.open(INET).bind(0);
            List<Future<Exception>> outcomes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                outcomes.add(THREADS.submit(() -> receiveOutcome(socket, ByteBuffer.allocateDirect(10))));
            }
            LockSupport.parkNanos(random.nextInt(300_000));
            socket.close();
            try (MultipointSocket next = MultipointSocket.open(INET)
                    .bind(new InetSocketAddress(Members.address(INET), 0))) {
                next.send(Members.text("mine"), next.getLocalAddress());
                Members.assertHears(next, "mine");
            }
            for (Future<Exception> outcome : outcomes) {
                assertInstanceOf(ClosedChannelException.class, outcome.get(2, TimeUnit.MINUTES));
            }
        }
    }

    @Test
    void closeAgainstEveryCall() throws Exception {
        for (int round = 0; round < 60; round++) {
            InetSocketAddress group = Members.group(INET);
            MultipointSocket socket = MultipointSocket.open(INET);
            AtomicBoolean closing = new AtomicBoolean();
            List<Callable> calls = List.of(() -> socket.bind(group.getPort()),
                    () -> socket.joinSession(group, Direction.BOTH, Members.lo()), () -> socket.send(ByteBuffer.allocate(8)),
                    () -> socket.send(ByteBuffer.allocateDirect(8), group), socket::getLocalAddress,
                    () -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1),
                    () -> socket.getOption(StandardSocketOptions.SO_RCVBUF),
                    () -> socket.receive(ByteBuffer.allocateDirect(8)), socket::close);
            List<Future<?>> ends = new ArrayList<>();
            for (Callable call : calls.subList(0, calls.size() - 1)) {
                ends.add(THREADS.submit(() -> repeatUntilClosed(call, closing)));
            }
            Thread.sleep(2);
            closing.set(true);
            calls.get(calls.size() - 1).call();
            for (Future<?> end : ends) {
                end.get(2, TimeUnit.MINUTES);
            }
        }
    }

    private interface Callable {
        void call() throws IOException;
    }

    private static void repeatUntilClosed(Callable call, AtomicBoolean closing) {
        while (true) {
            try {
                call.call();
            } catch (ClosedChannelException e) {
                assertTrue(closing.get(), "closed before its time");
                return;
            } catch (IOException e) {
                WinsockFailure failure = assertInstanceOf(WinsockFailure.class, e);
                boolean stale = failure.code() == Winsock.WSAENOTSOCK || failure.code() == Winsock.WSAEINTR;
                assertTrue(!stale, failure.getMessage());
            }
        }
    }

    @Test
    void closesocketWakesRecv() throws Exception {
        assertEquals(0, Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA)));
        try {
            for (int round = 0; round < 100; round++) {
                long s = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
                ByteBuffer any = ByteBuffer.allocate(16);
                SocketAddresses.put(any, new InetSocketAddress("127.0.0.1", 0));
                assertEquals(0, Winsock.bind(s, any, 16));
                Future<Integer> code = THREADS.submit(() -> {
                    assertEquals(Winsock.SOCKET_ERROR, Winsock.recv(s, ByteBuffer.allocateDirect(10), 10, 0));
                    return Winsock.WSAGetLastError();
                });
                LockSupport.parkNanos(round * 10_000L);
                assertEquals(0, Winsock.closesocket(s));
                int woken = code.get(2, TimeUnit.MINUTES);
                assertTrue(woken == Winsock.WSAEINTR || woken == Winsock.WSAENOTSOCK, "code " + woken);
            }
        } finally {
            assertEquals(0, Winsock.WSACleanup());
        }
    }

    @Test
    void tenThousandSessionsLeaveNothing() throws IOException {
        InetSocketAddress group = Members.group(INET);
        cycle(group, 100);
        int before = Members.descriptors();
        cycle(group, 10_000);
        int after = Members.descriptors();
        assertTrue(after < before + FEW, "descriptors: " + before + ", then " + after);
    }

    private static void cycle(InetSocketAddress group, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (MultipointSocket socket = MultipointSocket.open(INET)) {
                socket.joinSession(group, Direction.BOTH, Members.lo());
            }
        }
    }

    @Test
    void forgottenSocketsAreClosed() throws Exception {
        int before = Members.settledDescriptors();
        List<MultipointSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sockets.add(MultipointSocket.open(INET));
        }
        assertTrue(Members.descriptors() >= before + sockets.size() - FEW, "sockets take descriptors");
        sockets.clear();
        Until.collected(() -> Members.descriptors() < before + FEW);
        assertTrue(Members.descriptors() < before + FEW, "still " + Members.descriptors() + " for " + before);
    }
}
