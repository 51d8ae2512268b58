package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.Direct.ints;
import static org.joinleaf.Direct.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.joinleaf.winsock.Winsock;
import org.joinleaf.winsock.WinsockError;
import org.junit.jupiter.api.Test;

/** Batches mean what single calls mean, in either family. */
abstract class BatchContract {
    private static final int LARGE = 65_507;

    private final StandardProtocolFamily family;

    BatchContract(StandardProtocolFamily family) {
        this.family = family;
    }

    /** Receives in one way or another. */
    private interface Receiver {
        /** Reads so many datagrams; each as its bytes and its sender's port. */
        List<String> read(MultipointSocket socket, int count) throws IOException;
    }

    private static List<String> singly(MultipointSocket socket, int count) throws IOException {
        List<String> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocateDirect(LARGE);
        PeerAddress sender = new PeerAddress();
        for (int i = 0; i < count; i++) {
            socket.receive(in.clear(), sender);
            all.add(text(in, 0, in.position()) + " from " + sender.port());
        }
        return all;
    }

    private static List<String> batched(MultipointSocket socket, int count) throws IOException {
        return batched(socket, count, ReceiveBatch.allocate(7, 65_536));
    }

    private static List<String> batched(MultipointSocket socket, int count, ReceiveBatch batch) throws IOException {
        List<String> all = new ArrayList<>();
        PeerAddress sender = new PeerAddress();
        while (all.size() < count) {
            int received = socket.receiveBatch(batch);
            int walked = 0;
            while (batch.next()) {
                walked++;
                batch.sender(sender);
                assertFalse(batch.isTruncated());
                assertEquals(sender.toSocketAddress(), batch.sender());
                ByteBuffer datagram = batch.datagram();
                assertEquals(batch.size(), datagram.remaining());
                all.add(text(batch.memory(), batch.offset(), batch.size()) + " from " + sender.port());
            }
            assertEquals(received, walked);
        }
        return all;
    }

    /** Writes all of a datagram so short that it can be read in a report. */
    private static String text(ByteBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.duplicate().clear().get(offset, bytes);
        return length + " bytes, hash " + Arrays.hashCode(bytes);
    }

    private InetSocketAddress group() throws IOException {
        return Members.group(family);
    }

    private static MultipointSocket receiver(InetSocketAddress group) throws IOException {
        MultipointSocket socket = Members.member(group, Direction.RECEIVE);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        return socket;
    }

    private static List<String> expected(ByteBuffer data, int[] sizes, int port) {
        List<String> all = new ArrayList<>();
        int offset = data.position();
        for (int size : sizes) {
            all.add(text(data, offset, size) + " from " + port);
            offset += size;
        }
        return all;
    }

    /** Sizes as programs send them: long runs of one, single odd ones, empty ones, now and then a large one. */
    private static int[] randomSizes(Random random) {
        List<Integer> sizes = new ArrayList<>();
        int budget = 90_000;
        while (sizes.size() < 80 && budget > 0) {
            int size = switch (random.nextInt(8)) {
                case 0 -> 0;
                case 1 -> random.nextInt(60_000);
                case 2 -> 1 + random.nextInt(3);
                default -> 1 + random.nextInt(1500);
            };
            int run = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(20);
            for (int i = 0; i < run && budget > 0; i++) {
                int one = Math.min(size, budget);
                sizes.add(one);
                budget -= one + 500;
            }
            if (random.nextInt(3) == 0 && size > 1) {
                sizes.add(random.nextInt(size)); // a shorter end
                budget -= size;
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void randomSizesAreWhatSingleCallsMakeOfThem() throws IOException {
        Random random = new Random(20_250_101);
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND);
                var one = receiver(group);
                var many = receiver(group);
                var together = receiver(group)) {
            together.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            int port = sender.getLocalAddress().getPort();
            for (int round = 0; round < 60; round++) {
                int[] sizes = randomSizes(random);
                ByteBuffer data = random(random, Arrays.stream(sizes).sum() + 5);
                List<String> expected = expected(data, sizes, port);
                IntBuffer sizeBuffer = ints(sizes);
                if (round % 2 == 0) {
                    while (sizeBuffer.hasRemaining()) {
                        assertTrue(sender.sendBatch(data, sizeBuffer) > 0);
                    }
                    assertEquals(5, data.remaining());
                } else {
                    for (int size : sizes) {
                        sender.send(data.limit(data.position() + size));
                    }
                }
                assertEquals(expected, singly(one, sizes.length), "round " + round);
                assertEquals(expected, batched(many, sizes.length), "round " + round);
                assertEquals(expected, batched(together, sizes.length), "round " + round);
            }
        }
    }

    @Test
    void oneSizeWithAShorterEnd() throws IOException {
        Random random = new Random(7);
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.BOTH);
                var one = receiver(group);
                var together = receiver(group)) {
            together.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            for (int size : new int[] {1, 2, 63, 64, 65, 1200, 1472, 1473, 9000, 33_000, 65_507}) {
                for (int length : new int[] {1, size, size + 1, 2 * size - 1, 5 * size, Math.min(150 * size,
                        100_000)}) {
                    ByteBuffer data = random(random, length);
                    int[] sizes = new int[(length + size - 1) / size];
                    Arrays.fill(sizes, size);
                    sizes[sizes.length - 1] = length - size * (sizes.length - 1);
                    List<String> expected = expected(data, sizes, group.getPort());
                    assertEquals(sizes.length, sender.sendBatch(data, size));
                    assertFalse(data.hasRemaining());
                    assertEquals(expected, singly(one, sizes.length), length + " bytes by " + size);
                    assertEquals(expected, batched(together, sizes.length), length + " bytes by " + size);
                }
            }
        }
    }

    @Test
    void thousandsInOneCall() throws IOException {
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND);
                var together = receiver(group)) {
            together.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            ByteBuffer data = random(new Random(1), 16 * 2000 + 3);
            int[] sizes = new int[2001];
            Arrays.fill(sizes, 16);
            sizes[2000] = 3;
            List<String> expected = expected(data, sizes, sender.getLocalAddress().getPort());
            assertEquals(2001, sender.sendBatch(data, 16));
            assertEquals(expected, batched(together, 2001, ReceiveBatch.allocate(64, 65_536)));
        }
    }

    /** It is not told that the socket is not bound. */
    @Test
    void tooSmallForATrain() throws IOException {
        try (var socket = receiver(group())) {
            socket.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            WinsockFailure failure = Members.assertCode(Winsock.WSAEINVAL,
                    () -> socket.receiveBatch(ReceiveBatch.allocate(4, 1000)));
            assertTrue(failure.getMessage().contains("COALESCED_SLOT"), failure.getMessage());
            assertFalse(failure.getMessage().contains("not bound"), failure.getMessage());
        }
    }

    @Test
    void toAnAddress() throws IOException {
        try (var socket = MultipointSocket.open(family); var other = MultipointSocket.open(family)) {
            other.bind(new InetSocketAddress(Members.address(family), 0));
            other.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            PeerAddress target = new PeerAddress();
            target.set(other.getLocalAddress());
            assertEquals(3, socket.sendBatch(random(new Random(), 21), 10, target));
            assertEquals(2, socket.sendBatch(random(new Random(), 5), ints(2, 3), target));
            ReceiveBatch batch = ReceiveBatch.allocate(8, 100);
            List<Integer> sizes = new ArrayList<>();
            while (sizes.size() < 5) {
                other.receiveBatch(batch);
                while (batch.next()) {
                    sizes.add(batch.size());
                    assertEquals(new InetSocketAddress(Members.address(family), socket.getLocalAddress().getPort()),
                            batch.sender());
                }
            }
            assertEquals(List.of(10, 10, 1, 2, 3), sizes);
            InetSocketAddress sender = batch.sender();
            batch.rewind();
            assertTrue(batch.next());
            assertSame(sender, batch.sender());
            batch.clear();
            assertFalse(batch.next());
            assertEquals(null, batch.sender());
        }
    }

    @Test
    void aLongDatagramIsCutAlone() throws IOException {
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND); var receiver = receiver(group)) {
            sender.sendBatch(random(new Random(), 4 + 10 + 4), ints(4, 10, 4));
            ReceiveBatch batch = ReceiveBatch.allocate(8, 4);
            assertEquals(3, receiver.receiveBatch(batch));
            for (boolean cut : new boolean[] {false, true, false}) {
                assertTrue(batch.next());
                assertEquals(4, batch.size());
                assertEquals(cut, batch.isTruncated());
            }
            assertFalse(batch.next());
        }
    }

    @Test
    void whatComesBeforeATooLongOneIsSent() throws IOException {
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND); var receiver = receiver(group)) {
            ByteBuffer data = ByteBuffer.allocateDirect(100_000);
            IntBuffer sizes = ints(5, 0, 70_000, 6);
            assertEquals(2, sender.sendBatch(data, sizes));
            assertEquals(5, data.position());
            assertEquals(2, sizes.position());
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> sender.sendBatch(data, sizes));
            assertEquals(5, data.position());
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> sender.sendBatch(data, 70_000));
            assertEquals(2, receiver.receiveBatch(ReceiveBatch.allocate(8, 100)));
        }
    }

    @Test
    void nothingToSend() throws IOException {
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND); var receiver = receiver(group)) {
            assertEquals(0, sender.sendBatch(ByteBuffer.allocateDirect(0), 5));
            assertEquals(0, sender.sendBatch(ByteBuffer.allocateDirect(9), ints()));
            assertEquals(2, sender.sendBatch(ByteBuffer.allocateDirect(0), ints(0, 0)));
            ReceiveBatch batch = ReceiveBatch.allocate(8, 1);
            assertEquals(2, receiver.receiveBatch(batch));
            assertTrue(batch.next() && batch.size() == 0 && batch.next() && batch.size() == 0 && !batch.next());
        }
    }

    @Test
    void directionsHold() throws IOException {
        InetSocketAddress group = group();
        ReceiveBatch batch = ReceiveBatch.allocate(2, 10);
        ByteBuffer data = ByteBuffer.allocateDirect(10);
        try (var sender = Members.member(group, Direction.SEND);
                var receiver = receiver(group);
                var nobody = MultipointSocket.open(family)) {
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> sender.receiveBatch(batch));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> receiver.sendBatch(data, 5));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> receiver.sendBatch(data, ints(5)));
            Members.assertCode(Winsock.WSAENOTCONN, () -> nobody.sendBatch(data, 5));
            Members.assertCode(Winsock.WSAEINVAL, () -> nobody.receiveBatch(batch));
            assertEquals(0, data.position());
        }
    }

    @Test
    void shutdownHolds() throws IOException {
        InetSocketAddress group = group();
        try (var member = Members.member(group, Direction.BOTH)) {
            assertEquals(0, Winsock.shutdown(member.handle(), Winsock.SD_BOTH));
            Members.assertCode(Winsock.WSAESHUTDOWN, () -> member.sendBatch(ByteBuffer.allocateDirect(9), 4));
            Members.assertCode(Winsock.WSAESHUTDOWN, () -> member.receiveBatch(ReceiveBatch.allocate(2, 10)));
        }
    }

    @Test
    void timeLimitAndNonblocking() throws IOException {
        InetSocketAddress group = group();
        try (var receiver = receiver(group)) {
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(50));
            Members.assertCode(Winsock.WSAETIMEDOUT, () -> receiver.receiveBatch(ReceiveBatch.allocate(2, 10)));
            receiver.configureBlocking(false);
            assertEquals(0, receiver.receiveBatch(ReceiveBatch.allocate(2, 10)));
        }
    }

    /** EV-04: a batch is one receive call. */
    @Test
    void reenablesFdRead() throws IOException {
        InetSocketAddress group = group();
        long event = Winsock.WSACreateEvent();
        try (var sender = Members.member(group, Direction.SEND); var receiver = receiver(group)) {
            assertEquals(0, Winsock.WSAEventSelect(receiver.handle(), event, Winsock.FD_READ));
            sender.sendBatch(ByteBuffer.allocateDirect(30), 10);
            assertEquals(Winsock.FD_READ, events(receiver, event, 60_000));
            assertEquals(0, events(receiver, event, 20));
            assertEquals(2, receiver.receiveBatch(ReceiveBatch.allocate(2, 10)));
            assertEquals(Winsock.FD_READ, events(receiver, event, 60_000));
            assertEquals(1, receiver.receiveBatch(ReceiveBatch.allocate(2, 10)));
            assertEquals(0, events(receiver, event, 20));
        } finally {
            Winsock.WSACloseEvent(event);
        }
    }

    private static int events(MultipointSocket socket, long event, int milliseconds) {
        Winsock.WSAWaitForMultipleEvents(1, new long[] {event}, false, milliseconds, false);
        ByteBuffer record = ByteBuffer.allocateDirect(44).order(ByteOrder.nativeOrder());
        assertEquals(0, Winsock.WSAEnumNetworkEvents(socket.handle(), event, record));
        return record.getInt(0);
    }

    @Test
    void shapedFlowsAreShaped() throws IOException {
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND); var receiver = receiver(group)) {
            ByteBuffer qos = ByteBuffer.allocateDirect(80).order(ByteOrder.nativeOrder());
            for (int i = 0; i < 64; i += 4) {
                qos.putInt(i, -1); // QOS_NOT_SPECIFIED
            }
            qos.putInt(0, 20_000).putInt(4, 2000); // TokenRate, TokenBucketSize
            qos.putInt(20, 2).putInt(52, 0); // SERVICETYPE_CONTROLLEDLOAD, SERVICETYPE_NOTRAFFIC
            assertEquals(0, Winsock.WSAIoctl(sender.handle(), Winsock.SIO_SET_QOS, qos, 80, null, 0, new int[1]),
                    () -> "" + WinsockError.of(Winsock.WSAGetLastError()));
            assertEquals(Set.of(BatchMode.RECEIVES_SEVERAL), sender.batchModes(500));
            long begin = System.nanoTime();
            assertEquals(20, sender.sendBatch(ByteBuffer.allocateDirect(10_000), 500));
            long milliseconds = (System.nanoTime() - begin) / 1_000_000;
            assertTrue(milliseconds >= 380, "8,000 bytes beyond the bucket in " + milliseconds + " ms");
            assertEquals(20, singly(receiver, 20).size());
        }
    }

    @Test
    void modesInForce() throws IOException {
        InetSocketAddress group = group();
        try (var member = Members.member(group, Direction.BOTH)) {
            assertEquals(Set.of(BatchMode.SENDS_SEVERAL, BatchMode.SENDS_SEGMENTS, BatchMode.RECEIVES_SEVERAL),
                    member.batchModes(1200));
            assertFalse(member.getOption(MultipointOptions.COALESCED_RECEIVE));
            member.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            assertTrue(member.getOption(MultipointOptions.COALESCED_RECEIVE));
            assertTrue(member.batchModes(1200).contains(BatchMode.RECEIVES_TOGETHER));
            assertThrows(IllegalArgumentException.class, () -> member.batchModes(0));
            // A size that the program has set itself is for each datagram: trains would change what it means.
            assertEquals(0, Winsock.setsockopt(member.handle(), Winsock.IPPROTO_UDP, Winsock.UDP_SEND_MSG_SIZE, 100));
            assertFalse(member.batchModes(1200).contains(BatchMode.SENDS_SEGMENTS));
            member.sendBatch(ByteBuffer.allocateDirect(550), 250);
            assertEquals(7, batched(member, 7).size());
        }
    }

    @Test
    void segmentsAreRefusedWhereNobodySums() throws IOException {
        InetSocketAddress group = group();
        try (var sender = Members.member(group, Direction.SEND); var receiver = receiver(group)) {
            if (Winsock.setsockopt(sender.handle(), Winsock.IPPROTO_UDP, Winsock.UDP_NOCHECKSUM, 1) != 0) {
                assertEquals(INET6, family); // has no such option
                return;
            }
            assertEquals(5, sender.sendBatch(ByteBuffer.allocateDirect(50), 10));
            assertEquals(5, singly(receiver, 5).size());
            assertFalse(sender.batchModes(10).contains(BatchMode.SENDS_SEGMENTS));
            assertTrue(sender.batchModes(9).contains(BatchMode.SENDS_SEGMENTS)); // not tried yet
        }
    }

    @Test
    void coalescedIsForBatches() throws IOException {
        InetSocketAddress group = group();
        try (var receiver = receiver(group)) {
            receiver.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            assertThrows(IllegalStateException.class, () -> receiver.receive(ByteBuffer.allocateDirect(10)));
            assertThrows(IllegalStateException.class,
                    () -> receiver.receive(ByteBuffer.allocateDirect(10), new PeerAddress()));
            Members.assertCode(Winsock.WSAEINVAL, () -> receiver.receiveBatch(ReceiveBatch.allocate(9, 100)));
            receiver.setOption(MultipointOptions.COALESCED_RECEIVE, false);
            assertThrows(IllegalStateException.class, () -> receiver.receive(ByteBuffer.allocateDirect(10)));
        }
    }
}
