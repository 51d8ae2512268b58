package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a wake-up costs does not grow with the sockets of a selector, but for those that share an event with the one that
 * is ready: calls are counted, since a time would be the machine's.
 */
class WakeUpsOnWindows {
    /** WSAWaitForMultipleEvents waits for 64, of which one is for wake-ups. */
    private static final int EVENTS = 63;
    /** Sockets are spread by their numbers, which need not lie side by side. */
    private static final int UNEVEN = 2;
    private static final int ROUNDS = 8;

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 1000})
    void askOnlyThoseOfOneEvent(int count) throws IOException {
        WindowsDouble.need();
        List<MultipointSocket> sockets = new ArrayList<>();
        try (NetworkSelector selector = NetworkSelector.open(); DatagramChannel sender = DatagramChannel.open(INET)) {
            for (int i = 0; i < count; i++) {
                MultipointSocket socket = MultipointSocket.open(INET).bind(0);
                sockets.add(socket);
                selector.register(socket, Set.of(NetworkEvent.READ));
            }
            ByteBuffer data = ByteBuffer.allocateDirect(16);
            selector.selectNow(key -> { });
            int most = 0;
            for (int round = 0; round < ROUNDS; round++) {
                MultipointSocket ready = sockets.get(round * count / ROUNDS);
                sender.send(data.clear(), new InetSocketAddress(InetAddress.getLoopbackAddress(),
                        ready.getLocalAddress().getPort()));
                int before = WindowsDouble.eventCalls(ready);
                List<NetworkKey> told = new ArrayList<>();
                selector.select(told::add, Duration.ofMinutes(1));
                most = Math.max(most, WindowsDouble.eventCalls(ready) - before);
                assertEquals(1, told.size());
                ready.receive(data.clear());
            }
            int shared = (count + EVENTS - 1) / EVENTS;
            assertTrue(most <= UNEVEN * shared, most + " calls for one of " + count + " sockets");
        } finally {
            for (MultipointSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
