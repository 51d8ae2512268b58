package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program that uses its direct buffers again allocates nothing, however many others it has used before. */
class SteadyMemoryTest {
    private static final int MANY = 4096; // times eight what is remembered
    private static final int PLACES = 512;

    @Test
    void buffersDoNotDriveEachOtherOut() throws IOException {
        List<ByteBuffer> all = Stream.generate(() -> ByteBuffer.allocateDirect(1)).limit(MANY).toList();
        Map<Integer, List<ByteBuffer>> byPlace = all.stream().collect(Collectors.groupingBy(
                one -> System.identityHashCode(one) % PLACES));
        List<ByteBuffer> alike = byPlace.values().stream().filter(some -> some.size() > 2).findFirst().orElseThrow();
        ByteBuffer first = alike.get(0);
        ByteBuffer second = alike.get(1);
        ByteBuffer third = alike.get(2);
        PeerAddress to = new PeerAddress();
        try (var ear = MultipointSocket.open(INET); var sender = MultipointSocket.open(INET)) {
            ear.bind(new InetSocketAddress("127.0.0.1", 0));
            to.set(ear.getLocalAddress());
            for (ByteBuffer one : all) {
                assertEquals(1, sender.send(one.clear(), to));
            }
            int runs = Allocations.assertNone(1000, () -> {
                sender.send(first.clear(), to);
                sender.send(second.clear(), to);
                sender.send(third.clear(), to);
            });
            assertTrue(runs > 0 && all.size() == MANY, "the others are still there");
        }
    }
}
