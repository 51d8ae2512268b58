package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trains that the system sends or refuses, datagrams that come together, and the events that follow. */
class BatchesOnWindows {
    private static final int SIZE = 100;

    @BeforeEach
    void need() {
        WindowsDouble.need();
    }

    @AfterEach
    void sendTrains() throws IOException {
        if (Boolean.getBoolean("joinleaf.double")) {
            try (var any = MultipointSocket.open(INET)) {
                WindowsDouble.trainRefusal(any, 0);
            }
        }
    }

    private static ByteBuffer data(int datagrams) {
        return ByteBuffer.allocateDirect(datagrams * SIZE);
    }

    @Test
    void aTrainIsOneCall() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var sender = Members.member(group, Direction.SEND); var receiver = Members.member(group, Direction.RECEIVE)) {
            int before = WindowsDouble.trains(sender);
            assertTrue(sender.batchModes(SIZE).contains(BatchMode.SENDS_SEGMENTS));
            assertEquals(10, sender.sendBatch(data(10), SIZE));
            assertEquals(before + 1, WindowsDouble.trains(sender));
            for (int i = 0; i < 10; i++) {
                assertEquals(SIZE, receiver.receive(ByteBuffer.allocateDirect(SIZE), null));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Winsock.WSAEINVAL, Winsock.WSAEOPNOTSUPP, Winsock.WSAENOTCONN, Winsock.WSAEMSGSIZE})
    void aRefusalIsRemembered(int code) throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var sender = Members.member(group, Direction.SEND); var receiver = Members.member(group, Direction.RECEIVE)) {
            WindowsDouble.trainRefusal(sender, code);
            int before = WindowsDouble.trains(sender);
            for (int i = 0; i < 3; i++) {
                assertEquals(10, sender.sendBatch(data(10), SIZE), "they are sent one by one");
            }
            assertEquals(before + 1, WindowsDouble.trains(sender));
            assertFalse(sender.batchModes(SIZE).contains(BatchMode.SENDS_SEGMENTS));
            // Too long is what that size is; the shorter may do.
            assertEquals(code == Winsock.WSAEMSGSIZE, sender.batchModes(SIZE / 2).contains(BatchMode.SENDS_SEGMENTS));
            for (int i = 0; i < 30; i++) {
                assertEquals(SIZE, receiver.receive(ByteBuffer.allocateDirect(SIZE), null));
            }
        }
    }

    /** WSARecvMsg re-enables no FD_READ: without a call that does, a selector would never hear of the socket again. */
    @Test
    void aSelectorGoesOnWithCoalescedReceives() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var sender = Members.member(group, Direction.SEND); var receiver = Members.member(group, Direction.RECEIVE);
                var selector = NetworkSelector.open()) {
            receiver.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            selector.register(receiver, EnumSet.of(NetworkEvent.READ));
            ReceiveBatch batch = ReceiveBatch.allocate(8, 1 << 16);
            for (int round = 0; round < 20; round++) {
                assertEquals(5, sender.sendBatch(data(5), SIZE));
                int[] received = new int[1];
                for (int tries = 0; received[0] < 5 && tries < 50; tries++) {
                    selector.select(key -> {
                        try {
                            received[0] += receiver.receiveBatch(batch);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }, 2_000);
                }
                assertEquals(5, received[0], "round " + round);
            }
        }
    }
}
