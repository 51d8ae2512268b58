package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.joinleaf.internal.memory.Memory;
import org.joinleaf.winsock.WSAMSG;
import org.joinleaf.winsock.WSAPOLLFD;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory that goes away under a call: a mapped buffer whose file was shortened is WSAEFAULT and no SIGBUS, and the memory
 * of an arena that was closed is not touched any more.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LentMemoryTest {
    private static final int SIZE = 60_000;
    private static final int POLLED = 16; // of a WSAPOLLFD

    @TempDir
    private Path folder;

    private static void expectFault(Executable call) {
        assertEquals(Winsock.WSAEFAULT, assertThrows(WinsockException.class, call).code());
    }

    private static ByteBuffer filled(ByteBuffer buffer, int seed) {
        for (int i = 0; i < buffer.limit(); i++) {
            buffer.put(i, (byte) (i * 31 + seed));
        }
        return buffer;
    }

    private ByteBuffer shortened() throws IOException {
        return Lent.shortened(folder, SIZE);
    }

    /** A buffer begins anywhere, but C's structures do not: such bytes are copied, there and back. */
    @Test
    void structuresAreAligned() {
        Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA));
        long socket = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        for (int away = 0; away < Long.BYTES; away++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4 * POLLED);
            buffer.position((Long.BYTES - buffer.alignmentOffset(0, Long.BYTES)) % Long.BYTES + away);
            Memory read = Memory.in(buffer, POLLED);
            Memory written = Memory.out(buffer, POLLED);
            assertEquals(away == 0, read.direct() == buffer);
            assertEquals(away == 0, written.direct() == buffer);
            written.done();
            read.done();
            WSAPOLLFD entry = new WSAPOLLFD(buffer);
            entry.fd(socket);
            entry.events(Winsock.POLLWRNORM);
            assertEquals(1, Winsock.WSAPoll(buffer, 1, 0));
            assertEquals(Winsock.POLLWRNORM, entry.revents());
        }
        Winsock.closesocket(socket);
        Winsock.WSACleanup();
    }

    @Test
    void datagrams() throws Exception {
        ByteBuffer gone = shortened();
        ByteBuffer there = filled(Lent.mapped(folder, SIZE), 1);
        InetSocketAddress group = Members.group(INET);
        try (var member = Members.member(group, Direction.BOTH)) {
            member.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            expectFault(() -> member.send(gone.duplicate()));
            expectFault(() -> member.send(gone.duplicate().position(4095)));
            expectFault(() -> member.receive(gone.duplicate()));
            expectFault(() -> member.sendBatch(gone.duplicate(), 1000));
            expectFault(() -> member.sendBatch(gone.duplicate(), Direct.ints(5000, 1000)));
            expectFault(() -> member.receiveBatch(new ReceiveBatch(gone.duplicate(), 1500)));

            ByteBuffer back = Lent.mapped(folder, SIZE);
            assertEquals(5000, member.send(there.duplicate().limit(5000)));
            member.receive(back);
            assertEquals(there.duplicate().limit(5000), back.flip());
            assertEquals(1000, member.send(gone.duplicate().limit(1000))); // what is left of it
            assertEquals(1000, receive(member, ByteBuffer.allocate(SIZE)));
        }
    }

    private static int receive(MultipointSocket member, ByteBuffer to) throws IOException {
        member.receive(to);
        return to.position();
    }

    @Test
    void batchesOfMappedMemory() throws Exception {
        ByteBuffer there = filled(Lent.mapped(folder, 400_000), 2);
        ByteBuffer back = Lent.mapped(folder, 64 * 1500);
        InetSocketAddress group = Members.group(INET);
        try (var member = Members.member(group, Direction.BOTH)) {
            member.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            member.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 2_000_000);
            ByteBuffer batch = there.duplicate().position(3).limit(3 + 100 * 1400); // more than a block
            assertEquals(100, member.sendBatch(batch, 1400));
            assertEquals(0, batch.remaining());
            expectRow(member, back, there, 3, 1400, 100);
            IntBuffer sizes = ByteBuffer.allocateDirect(4 * 90).order(ByteOrder.nativeOrder()).asIntBuffer();
            while (sizes.hasRemaining()) {
                sizes.put(1300);
            }
            batch = there.duplicate().position(7);
            assertEquals(90, member.sendBatch(batch, sizes.flip()));
            assertEquals(7 + 90 * 1300, batch.position());
            assertEquals(0, sizes.remaining());
            expectRow(member, back, there, 7, 1300, 90);
        }
    }

    private static void expectRow(MultipointSocket member, ByteBuffer back, ByteBuffer sent, int from, int size, int count)
            throws IOException {
        ReceiveBatch got = new ReceiveBatch(back, 1500);
        int seen = 0;
        while (seen < count) {
            member.receiveBatch(got);
            for (; got.next(); seen++) {
                int at = from + seen * size;
                assertEquals(sent.duplicate().position(at).limit(at + size), got.datagram());
            }
        }
        back.clear();
    }

    @Test
    void sessions() throws Exception {
        ByteBuffer gone = shortened();
        try (MultipointRoot root = Rooted.root(); MultipointLeaf leaf = Rooted.admit(root).member()) {
            expectFault(() -> root.send(gone.duplicate()));
            expectFault(() -> leaf.send(gone.duplicate()));
            expectFault(() -> root.sendBatch(gone.duplicate(), 1000));
            expectFault(() -> root.sendBatch(gone.duplicate(), Direct.ints(5000, 1000)));
            ByteBuffer message = filled(ByteBuffer.allocateDirect(SIZE), 3);
            root.send(message.duplicate());
            expectFault(() -> leaf.receive(gone.duplicate()));
            expectFault(() -> leaf.receiveBatch(new ReceiveBatch(gone.duplicate(), 30_000)));
            ByteBuffer back = ByteBuffer.allocate(SIZE);
            leaf.receive(back); // it is still there: the faults were found before
            assertEquals(message, back.flip());
        }
    }

    @Test
    void oneToOne() throws Exception {
        ByteBuffer gone = shortened();
        ByteBuffer end = gone.duplicate().position(50_000);
        InetSocketAddress group = Members.group(INET);
        try (var member = Members.member(group, Direction.BOTH)) {
            long s = member.handle();
            int[] number = {0};
            expectCode(Winsock.send(s, gone, SIZE, 0));
            expectCode(Winsock.sendto(s, gone, SIZE, 0, ByteBuffer.allocate(16), 16));
            expectCode(Winsock.recv(s, gone, SIZE, 0));
            expectCode(Winsock.recvfrom(s, gone, SIZE, 0, null, null));
            expectCode(Winsock.recvfrom(s, ByteBuffer.allocate(9), 9, 0, end, new int[] {16}));
            expectCode(Winsock.WSASend(s, new ByteBuffer[] {ByteBuffer.allocate(3), gone}, 2, number, 0));
            expectCode(Winsock.WSARecv(s, new ByteBuffer[] {ByteBuffer.allocate(3), gone}, 2, number, new int[1]));
            for (WSAMSG message : new WSAMSG[] {message(gone, null, null), message(ByteBuffer.allocate(3), end, null),
                message(ByteBuffer.allocate(3), null, end)}) {
                expectCode(Winsock.WSASendMsg(s, message, 0, number));
                expectCode(Winsock.WSARecvMsg(s, message, number));
            }
            for (Executable call : new Executable[] {() -> Winsock.bind(s, end, 16), () -> Winsock.connect(s, end, 16),
                () -> Winsock.WSAPoll(end, 2, 0), () -> Winsock.inet_ntop(Winsock.AF_INET, end),
                () -> Winsock.inet_pton(Winsock.AF_INET, "1.2.3.4", end),
                () -> Winsock.WSAAddressToString(end, 16, null, new String[1]),
                () -> Winsock.WSASendDisconnect(s, end), () -> Winsock.WSADuplicateSocket(s, 1, end),
                () -> Winsock.setsockopt(s, Winsock.SOL_SOCKET, Winsock.SO_RCVBUF, end, 4),
                () -> Winsock.getsockopt(s, Winsock.SOL_SOCKET, Winsock.SO_RCVBUF, end, new int[] {4}),
                () -> Winsock.getsockname(s, end, new int[] {16}),
                () -> Winsock.WSAJoinLeaf(s, ByteBuffer.allocate(16), 16, null, null, end, null, 0),
                () -> Winsock.WSAConnect(s, ByteBuffer.allocate(16), 16, null, null, null, end),
                () -> Winsock.WSAIoctl(s, Winsock.SIO_SET_QOS, end, 80, null, 0, number),
                () -> Winsock.WSAIoctl(s, Winsock.SIO_GET_QOS, null, 0, end, 80, number),
                () -> FlowSpecs.sending(FlowSpec.DEFAULT).providerSpecific(end)}) {
                assertThrows(IllegalStateException.class, call);
            }
            ByteBuffer half = gone.duplicate().order(ByteOrder.nativeOrder()).position(4096 - 80);
            half.putInt(half.position() + 64, 12); // the structure is there, what follows it is not
            assertThrows(IllegalStateException.class, () -> Winsock.WSAIoctl(s, Winsock.SIO_SET_QOS, half, 92, null, 0, number));
        }
    }

    private static WSAMSG message(ByteBuffer buffer, ByteBuffer name, ByteBuffer control) {
        WSAMSG message = new WSAMSG();
        message.lpBuffers = new ByteBuffer[] {buffer};
        message.dwBufferCount = 1;
        message.name = name;
        message.namelen = name == null ? 0 : 16;
        message.Control_buf = control;
        message.Control_len = control == null ? 0 : 24;
        return message;
    }

    private static void expectCode(int result) {
        assertEquals(Winsock.SOCKET_ERROR, result);
        assertEquals(Winsock.WSAEFAULT, Winsock.WSAGetLastError());
    }

    /** Whoever gets the memory of the arena next must find it as he left it. */
    @Test
    void arenasClosedUnderReceives() throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "needs java.lang.foreign (JDK 22)");
        for (boolean batch : new boolean[] {false, true}) {
            InetSocketAddress group = Members.group(INET);
            try (var member = Members.member(group, Direction.BOTH); Lent.Arena others = new Lent.Arena()) {
                Lent.Arena arena = new Lent.Arena();
                ByteBuffer buffer = arena.buffer(1 << 16);
                CompletableFuture<Object> receive = Rooted.start(() -> batch ? member.receiveBatch(new ReceiveBatch(buffer, 2048))
                        : member.receive(buffer));
                Thread.sleep(300);
                arena.close();
                ByteBuffer[] mine = new ByteBuffer[64];
                for (int i = 0; i < mine.length; i++) {
                    mine[i] = filled(others.buffer(1 << 16), 5);
                }
                member.send(filled(ByteBuffer.allocate(1000), 9));
                ExecutionException end = assertThrows(ExecutionException.class, () -> receive.get(2, TimeUnit.MINUTES));
                assertInstanceOf(IllegalStateException.class, end.getCause());
                ByteBuffer expected = filled(ByteBuffer.allocate(1 << 16), 5);
                for (ByteBuffer one : mine) {
                    assertEquals(expected, one);
                }
            }
        }
    }

    @Test
    void messagesThroughArenas() throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "needs java.lang.foreign (JDK 22)");
        InetSocketAddress group = Members.group(INET);
        try (var member = Members.member(group, Direction.BOTH); Lent.Arena arena = new Lent.Arena()) {
            ByteBuffer out = filled(arena.buffer(5000), 6);
            ByteBuffer in = arena.buffer(6000);
            assertEquals(5000, member.send(out));
            assertEquals(5000, receive(member, in));
            assertEquals(out.flip(), in.flip());
            assertEquals(5, member.sendBatch(out.rewind(), 1000));
            ReceiveBatch got = new ReceiveBatch(in.clear(), 1200);
            assertTrue(member.receiveBatch(got) > 0);
            assertTrue(got.next());
            assertEquals(out.duplicate().position(0).limit(1000), got.datagram());
        }
    }
}
