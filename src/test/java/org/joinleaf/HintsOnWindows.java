package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.Hints.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** Hints that Linux cannot make, and those that only Linux can: they must not come elsewhere. */
class HintsOnWindows {
    @Test
    void noProviderHasARoot() throws WinsockException {
        assumeFalse(Provider.list().stream().anyMatch(Provider::hasRootedControlPlane), "there is a provider with a root");
        String message = Members.assertCode(Winsock.WSAEINVAL, () -> MultipointLeaf.open(INET)).getMessage();
        assertEquals(Hint.NO_PROVIDER.text(), message.substring(message.length() - Hint.NO_PROVIDER.text().length()));
    }

    private static void bind(int port) throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            socket.setOption(java.net.StandardSocketOptions.SO_REUSEADDR, true).bind(port);
        }
    }

    @Test
    void aPortThatIsHeldExclusively() throws IOException {
        int port = Members.freePort(INET);
        try (var first = MultipointSocket.open(INET)) {
            first.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true).bind(port);
            told(Hint.PORT_EXCLUSIVE, () -> bind(port), () -> bind(Members.freePort(INET)), () -> {
                try (var bound = MultipointSocket.open(INET)) {
                    bound.bind(0).bind(0);
                }
            });
        }
    }

    /** No route, limit or namespace of Linux is blamed where there is none. */
    @Test
    void nothingOfLinux() throws IOException {
        try (var socket = MultipointSocket.open(INET6)) {
            Circumstances loopback = new Circumstances(socket, Members.group(INET6), Members.lo());
            for (int code : new int[] {Winsock.WSAENETUNREACH, Winsock.WSAEHOSTUNREACH}) {
                assertNull(LikelyCause.of(Operation.SEND, code, loopback));
            }
        }
    }

    /** Wine has few that are not up; which hint belongs to the state, statesOfInterfaces in HintTest looks at. */
    @Test
    void anInterfaceThatIsNotUp() throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                assertEquals(each.isUp() ? LinkState.UP : LinkState.NOT_UP, LinkState.of(each), each.getName());
                String told = LikelyCause.of(Operation.JOIN, Winsock.WSAEADDRNOTAVAIL,
                        new Circumstances(socket, Members.group(INET), each));
                assertEquals(!each.isUp(), Hint.INTERFACE_NOT_UP.text(each.getName()).equals(told), told);
            }
        }
    }

    @Test
    void noLimitOfLinux() throws IOException {
        WindowsDouble.need(); // Wine's own ws2_32 has no sources
        try (var socket = MultipointSocket.open(INET)) {
            InetSocketAddress group = Members.group(INET);
            socket.bind(0).join(group.getAddress(), Members.lo(), Members.address(INET));
            Circumstances another = new Circumstances(socket, group, Members.lo());
            assertEquals(1, another.sources());
            assertNull(LikelyCause.of(Operation.MEMBERSHIP, Winsock.WSAENOBUFS, another));
        }
    }
}
