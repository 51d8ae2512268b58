package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tests options, arguments and states of the idiomatic API. */
class MultipointSocketTest {
    private static MultipointSocket open() throws IOException {
        return MultipointSocket.open(INET);
    }

    @Test
    void optionsComeBackAsSet() throws IOException {
        try (var socket = open()) {
            Map<SocketOption<Boolean>, Boolean> defaults = Map.of(StandardSocketOptions.SO_REUSEADDR, false,
                    StandardSocketOptions.SO_BROADCAST, false, MultipointOptions.EXCLUSIVE_ADDRESS_USE, false,
                    StandardSocketOptions.IP_MULTICAST_LOOP, true, MultipointOptions.LOOPBACK, true);
            for (var entry : defaults.entrySet()) {
                assertEquals(entry.getValue(), socket.getOption(entry.getKey()), entry.getKey().name());
                assertSame(socket, socket.setOption(entry.getKey(), !entry.getValue()));
                assertEquals(!entry.getValue(), socket.getOption(entry.getKey()), entry.getKey().name());
                socket.setOption(entry.getKey(), entry.getValue());
                assertEquals(entry.getValue(), socket.getOption(entry.getKey()), entry.getKey().name());
            }
            socket.setOption(MultipointOptions.LOOPBACK, false);
            assertFalse(socket.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
            assertEquals(1, socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
            for (int ttl : new int[] {0, 7, 255}) {
                assertEquals(ttl, socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl)
                        .getOption(StandardSocketOptions.IP_MULTICAST_TTL));
            }
            assertEquals(65_536, socket.setOption(StandardSocketOptions.SO_RCVBUF, 65_536)
                    .getOption(StandardSocketOptions.SO_RCVBUF));
            assertEquals(65_536, socket.setOption(StandardSocketOptions.SO_SNDBUF, 65_536)
                    .getOption(StandardSocketOptions.SO_SNDBUF));
            assertEquals(Members.lo(), socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo())
                    .getOption(StandardSocketOptions.IP_MULTICAST_IF));
            assertEquals(65_507, socket.getOption(MultipointOptions.MAX_MESSAGE_SIZE));
        }
    }

    @Test
    void timeLimitsAreRoundedAndKept() throws IOException {
        try (var socket = open().bind(0)) {
            assertEquals(Duration.ZERO, socket.getOption(MultipointOptions.RECEIVE_TIMEOUT));
            socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(200));
            assertEquals(Duration.ofMillis(200), socket.getOption(MultipointOptions.RECEIVE_TIMEOUT));
            long before = System.nanoTime();
            WinsockFailure e = Members.assertCode(Winsock.WSAETIMEDOUT,
                    () -> socket.receive(ByteBuffer.allocate(1)));
            long took = Duration.ofNanos(System.nanoTime() - before).toMillis();
            assertTrue(took >= 190 && took < 60_000, "took " + took + " ms");
            assertTrue(e.getMessage().contains("RECEIVE_TIMEOUT"), e.getMessage());
            assertEquals(Duration.ofMillis(1), socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofNanos(1))
                    .getOption(MultipointOptions.RECEIVE_TIMEOUT));
            assertEquals(Duration.ofMillis(70), socket.setOption(MultipointOptions.SEND_TIMEOUT, Duration.ofMillis(70))
                    .getOption(MultipointOptions.SEND_TIMEOUT));
            socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofDays(1_000_000));
            assertThrows(IllegalArgumentException.class,
                    () -> socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(-1)));
        }
    }

    @Test
    void optionsAreJudged() throws IOException {
        try (var socket = open()) {
            assertTrue(socket.supportedOptions().contains(StandardSocketOptions.IP_MULTICAST_IF));
            assertFalse(socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY));
            assertThrows(UnsupportedOperationException.class,
                    () -> socket.getOption(StandardSocketOptions.TCP_NODELAY));
            assertThrows(UnsupportedOperationException.class,
                    () -> socket.setOption(MultipointOptions.IPV6_ONLY, true));
            assertThrows(UnsupportedOperationException.class,
                    () -> socket.setOption(MultipointOptions.MAX_MESSAGE_SIZE, 1));
            assertThrows(IllegalArgumentException.class,
                    () -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 256));
            assertThrows(IllegalArgumentException.class,
                    () -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, -1));
            assertThrows(IllegalArgumentException.class, () -> socket.setOption(StandardSocketOptions.SO_RCVBUF, -1));
            assertThrows(IllegalArgumentException.class, () -> socket.setOption(MultipointOptions.LOOPBACK, null));
            assertThrows(NullPointerException.class, () -> socket.getOption(null));
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            Members.assertCode(Winsock.WSAEINVAL,
                    () -> socket.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true));
        }
    }

    @Test
    void portIsSharedUnlessToldOtherwise() throws IOException {
        int port = Members.freePort(INET);
        try (var first = open().bind(port); var second = open().bind(port)) {
            assertEquals(port, first.getLocalAddress().getPort());
            assertEquals(port, second.getLocalAddress().getPort());
            assertTrue(first.getOption(StandardSocketOptions.SO_REUSEADDR));
        }
        try (var alone = open().setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true).bind(port);
                var second = open()) {
            WinsockFailure e = assertInstanceOf(WinsockFailure.class,
                    assertThrows(BindException.class, () -> second.bind(port)));
            assertTrue(e.code() == Winsock.WSAEADDRINUSE || e.code() == Winsock.WSAEACCES, e.getMessage());
            assertEquals(port, alone.getLocalAddress().getPort());
        }
        try (var chosen = open().bind(0)) {
            assertFalse(chosen.getOption(StandardSocketOptions.SO_REUSEADDR), "not of the system's choice");
            assertNotEquals(0, chosen.getLocalAddress().getPort());
        }
    }

    @Test
    void argumentsAreJudgedInJava() throws IOException {
        SocketAddress odd = new SocketAddress() {
            private static final long serialVersionUID = 1L;
        };
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);
        InetSocketAddress group = Members.group(INET);
        try (var socket = Members.member(group, Direction.BOTH)) {
            assertThrows(ReadOnlyBufferException.class,
                    () -> socket.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()));
            assertThrows(ReadOnlyBufferException.class,
                    () -> socket.receive(ByteBuffer.allocateDirect(1).asReadOnlyBuffer()));
            assertThrows(NullPointerException.class, () -> socket.receive(null));
            assertThrows(NullPointerException.class, () -> socket.send(null));
            assertThrows(NullPointerException.class, () -> socket.send(ByteBuffer.allocate(1), (SocketAddress) null));
            assertThrows(IllegalArgumentException.class, () -> socket.send(ByteBuffer.allocate(1), new PeerAddress()));
            assertThrows(UnsupportedAddressTypeException.class, () -> socket.send(ByteBuffer.allocate(1), odd));
            assertThrows(UnresolvedAddressException.class, () -> socket.send(ByteBuffer.allocate(1), unresolved));
            assertThrows(UnresolvedAddressException.class, () -> socket.joinSession(unresolved, JoinOptions.onSystemChoice()));
            assertThrows(UnresolvedAddressException.class, () -> socket.bind(unresolved));
            assertThrows(UnsupportedAddressTypeException.class, () -> socket.bind(odd));
            assertThrows(NullPointerException.class, () -> socket.joinSession(group, null));
            assertThrows(NullPointerException.class, () -> socket.joinSession(null, JoinOptions.onSystemChoice()));
        }
        assertThrows(NullPointerException.class, () -> MultipointSocket.open((StandardProtocolFamily) null));
        assertThrows(NullPointerException.class, () -> MultipointSocket.open((Provider) null));
    }

    @Test
    void closed() throws IOException {
        InetSocketAddress group = Members.group(INET);
        var socket = Members.member(group, Direction.BOTH);
        assertTrue(socket.isOpen());
        String text = "at 0.0.0.0:" + group.getPort() + " " + NetworkSocket.text(group) + " BOTH";
        assertTrue(socket.toString().contains(text), socket.toString());
        socket.close();
        socket.close();
        assertFalse(socket.isOpen());
        List<Executable> calls = List.of(() -> socket.bind(0), () -> socket.joinSession(group, JoinOptions.onSystemChoice()),
                () -> socket.send(ByteBuffer.allocate(1)), () -> socket.send(ByteBuffer.allocate(1), group),
                () -> socket.receive(ByteBuffer.allocate(1)), () -> socket.receive(ByteBuffer.allocateDirect(1), null),
                socket::getLocalAddress, () -> socket.getOption(StandardSocketOptions.SO_RCVBUF),
                () -> socket.setOption(StandardSocketOptions.SO_RCVBUF, 1000));
        for (Executable call : calls) {
            assertThrows(ClosedChannelException.class, call);
        }
        assertTrue(socket.toString().contains("closed"), socket.toString());
    }

    @Test
    void openWithACatalogueEntry() throws IOException {
        List<Provider> providers = Provider.list();
        assertTrue(providers.size() >= 2, providers.toString());
        Provider udp = providers.stream().filter(one -> one.supportsMultipoint()
                && one.addressFamily() == Winsock.AF_INET && one.protocol() == Winsock.IPPROTO_UDP
                && !one.hasRootedControlPlane()).findFirst().orElseThrow();
        assertEquals(0x609, udp.serviceFlags());
        assertEquals(Winsock.SOCK_DGRAM, udp.socketType());
        assertFalse(udp.hasRootedDataPlane());
        InetSocketAddress group = Members.group(INET);
        try (var socket = MultipointSocket.open(udp).joinSession(group, Direction.BOTH, Members.lo())) {
            assertEquals(INET, socket.family());
            socket.send(Members.text("by entry"));
            Members.assertHears(socket, "by entry");
        }
        assertEquals(udp, Provider.find(udp.catalogEntryId()).orElseThrow());
        assertTrue(Provider.find(-5).isEmpty());
        ByteBuffer entry = ByteBuffer.allocate(Winsock.SIZEOF_WSAPROTOCOL_INFOW).order(ByteOrder.nativeOrder());
        Provider gone = new Provider(entry.putInt(36, -5).putInt(76, Winsock.AF_INET));
        Members.assertCode(Winsock.WSAEINVALIDPROVIDER, () -> MultipointSocket.open(gone));
        Provider strange = new Provider(entry.putInt(36, udp.catalogEntryId()).putInt(76, 99));
        assertThrows(IllegalArgumentException.class, () -> MultipointSocket.open(strange));
        assertTrue(Modifier.isFinal(Provider.class.getModifiers()) && Provider.class.getConstructors().length == 0,
                "nobody makes one up");
    }
}
