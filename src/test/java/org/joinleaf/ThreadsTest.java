package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** Tests one socket that many threads use, and virtual threads. */
class ThreadsTest {
    @Test
    void everyDatagramReachesOneOfTheReaders() throws Exception {
        InetSocketAddress group = Members.group(INET);
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        AtomicBoolean allSent = new AtomicBoolean();
        int count = 2000;
        try (var receiver = Members.member(group, Direction.RECEIVE);
                var sender = Members.member(group, Direction.SEND)) {
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofSeconds(3));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean direct = i % 2 == 0;
                Thread thread = new Thread(() -> drain(receiver, direct, seen, twice, allSent));
                thread.start();
                threads.add(thread);
            }
            ByteBuffer number = ByteBuffer.allocate(4);
            for (int i = 0; i < count; i++) {
                sender.send(number.putInt(0, i).clear());
                long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
                while (seen.size() < i - 50 && System.nanoTime() < end) {
                    Thread.sleep(1); // no faster than the readers, or the system drops datagrams
                }
            }
            allSent.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(count, seen.size());
        assertEquals(0, twice.get());
    }

    /** Until the time runs out though all was sent. */
    private static void drain(MultipointSocket socket, boolean direct, Set<Integer> seen, AtomicInteger twice,
            AtomicBoolean allSent) {
        ByteBuffer in = direct ? ByteBuffer.allocateDirect(100) : ByteBuffer.allocate(100);
        boolean over = false;
        while (!over) {
            try {
                socket.receive(in.clear());
                if (!seen.add(in.getInt(0))) {
                    twice.incrementAndGet();
                }
            } catch (IOException e) {
                over = allSent.get() || !(e instanceof SocketTimeoutException);
            }
        }
    }

    @Test
    void lastErrorOfVirtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "needs virtual threads (JDK 21)");
        var start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger right = new AtomicInteger();
        int count = 500;
        for (int i = 0; i < count; i++) {
            int code = 20_000 + i;
            Runnable task = () -> {
                boolean fresh = Winsock.WSAGetLastError() == 0;
                Winsock.WSASetLastError(code);
                Thread.yield();
                sleep();
                if (fresh && Winsock.WSAGetLastError() == code) {
                    right.incrementAndGet();
                }
            };
            threads.add((Thread) start.invoke(null, task));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(count, right.get());
    }

    @Test
    void memoryOfAClosedArena() throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "needs java.lang.foreign (JDK 22)");
        Class<?> arenas = Class.forName("java.lang.foreign.Arena");
        Object arena = arenas.getMethod("ofShared").invoke(null);
        Object segment = arenas.getMethod("allocate", long.class).invoke(arena, 100L);
        ByteBuffer buffer = (ByteBuffer) Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer")
                .invoke(segment);
        InetSocketAddress group = Members.group(INET);
        try (var member = Members.member(group, Direction.BOTH)) {
            member.send(buffer.put(0, (byte) 7));
            member.receive(buffer.clear());
            assertEquals(100, buffer.position());
            arenas.getMethod("close").invoke(arena);
            buffer.clear();
            assertThrows(IllegalStateException.class, () -> member.send(buffer));
            assertThrows(IllegalStateException.class, () -> member.receive(buffer));
            assertThrows(IllegalStateException.class, () -> Winsock.recv(member.handle(), buffer, 100, 0));
            int[] room = {16};
            assertThrows(IllegalStateException.class, () -> Winsock.getsockname(member.handle(), buffer, room));
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void virtualThreadsSendAndReceive() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "needs virtual threads (JDK 21)");
        var start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        InetSocketAddress group = Members.group(INET);
        try (var receiver = Members.member(group, Direction.RECEIVE)) {
            Runnable task = () -> {
                try (var sender = Members.member(group, Direction.SEND)) {
                    sender.send(Members.text("virtual"));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            };
            ((Thread) start.invoke(null, task)).join();
            Members.assertHears(receiver, "virtual");
        }
    }
}
