package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The group is joined at the port and on the interface that the user said, also by a WSAJoinLeaf that takes a port of its
 * own for an unbound socket, and no notice of IP_MULTICAST_IF: its page promises no more. The double counts.
 */
class PlaceOnWindows {
    @BeforeEach
    void need() {
        WindowsDouble.need();
    }

    @AfterEach
    void found() throws IOException {
        if (Boolean.getBoolean("joinleaf.double")) {
            lose(false);
        }
    }

    private static void lose(boolean lost) throws IOException {
        try (var any = MultipointSocket.open(INET)) {
            WindowsDouble.loseInterface(any, lost);
        }
    }

    /** The test's network has one beside loopback, which has the route for groups. */
    private static NetworkInterface other() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getByName("10.77.0.1"));
    }

    private static void assertOnlyOn(MultipointSocket socket, InetAddress group, NetworkInterface place) throws IOException {
        for (NetworkInterface each : new NetworkInterface[] {Members.lo(), other()}) {
            assertEquals(each.equals(place) ? 1 : 0, WindowsDouble.memberships(socket, group, each.getIndex()),
                    each + " while it was to be " + place);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUnboundReceiverIsThereAndNowhereElse(boolean lost) throws IOException {
        lose(lost);
        for (NetworkInterface place : new NetworkInterface[] {Members.lo(), other()}) {
            InetSocketAddress group = Members.group(INET);
            try (var socket = MultipointSocket.open(INET).joinSession(group, JoinOptions.on(place).direction(Direction.RECEIVE))) {
                assertEquals(group.getPort(), socket.getLocalAddress().getPort());
                assertTrue(place.inetAddresses().anyMatch(socket.getLocalAddress().getAddress()::equals));
                assertOnlyOn(socket, group.getAddress(), place);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReceiverThatIsBoundToEveryAddressIsThereAndNowhereElse(boolean lost) throws IOException {
        lose(lost);
        for (boolean byOption : new boolean[] {false, true}) {
            InetSocketAddress group = Members.group(INET);
            NetworkInterface lo = Members.lo();
            try (var socket = MultipointSocket.open(INET).bind(group.getPort())) {
                if (byOption) {
                    socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo)
                            .joinSession(group, JoinOptions.onSystemChoice().direction(Direction.BOTH));
                } else {
                    socket.joinSession(group, JoinOptions.on(lo).direction(Direction.BOTH));
                }
                assertOnlyOn(socket, group.getAddress(), lo);
            }
        }
    }

    /** What the socket has joined by itself stays, on the interface that is the system's choice, too. */
    @Test
    void whatWasJoinedBeforeStays() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var socket = MultipointSocket.open(INET).bind(group.getPort())) {
            socket.join(group.getAddress(), other());
            socket.joinSession(group, JoinOptions.on(Members.lo()).direction(Direction.BOTH));
            for (NetworkInterface each : new NetworkInterface[] {Members.lo(), other()}) {
                assertEquals(1, WindowsDouble.memberships(socket, group.getAddress(), each.getIndex()));
            }
        }
    }

    @Test
    void aSenderIsAMemberOfNothing() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var socket = MultipointSocket.open(INET).joinSession(group, JoinOptions.on(Members.lo()).direction(Direction.SEND))) {
            assertOnlyOn(socket, group.getAddress(), null);
        }
    }
}
