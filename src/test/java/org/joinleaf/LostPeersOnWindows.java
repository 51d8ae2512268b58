package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.EnumSet;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows hands ICMP errors to the next receive of a UDP socket. They never end a receive of a member. */
class LostPeersOnWindows {
    @BeforeEach
    void need() {
        WindowsDouble.need();
    }

    private static void strike(MultipointSocket socket) {
        WindowsDouble.addError(socket, Winsock.WSAECONNRESET);
        WindowsDouble.addError(socket, Winsock.WSAENETRESET);
    }

    private static void sendTo(MultipointSocket socket, String text) throws IOException {
        try (var sender = MultipointSocket.open(INET)) {
            sender.send(Members.text(text), new InetSocketAddress(Members.address(INET),
                    socket.getLocalAddress().getPort()));
        }
    }

    @Test
    void theyAreNotTold() throws IOException {
        for (StandardProtocolFamily family : new StandardProtocolFamily[] {INET, INET6}) {
            try (var socket = MultipointSocket.open(family).bind(0); var selector = NetworkSelector.open()) {
                socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(300));
                strike(socket);
                Members.assertCode(Winsock.WSAETIMEDOUT, () -> socket.receive(ByteBuffer.allocate(10)));
                selector.register(socket, EnumSet.of(NetworkEvent.READ));
                strike(socket);
                assertEquals(0, selector.select(key -> { }, 100));
            }
        }
        try (var socket = MultipointSocket.open(INET).bind(0)) {
            strike(socket);
            sendTo(socket, "here");
            Members.assertHears(socket, "here");
        }
    }

    /** Who wants them may have them; it also shows that the double can tell them. */
    @Test
    void theyAreToldToWhoAsks() throws IOException {
        try (var socket = MultipointSocket.open(INET).bind(0)) {
            ByteBuffer yes = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putInt(0, 1);
            assertEquals(0, Winsock.WSAIoctl(socket.handle(), Winsock.SIO_UDP_CONNRESET, yes, 4, null, 0, new int[1]));
            strike(socket);
            Members.assertCode(Winsock.WSAECONNRESET, () -> socket.receive(ByteBuffer.allocate(10)));
        }
    }
}
