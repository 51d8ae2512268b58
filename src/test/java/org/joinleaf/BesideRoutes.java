package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.testing.Namespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.joinleaf.testing.Namespace;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** Sends to a group that no route leads to, on a host that has wires: run by {@link NoRouteTest} in a namespace. */
class BesideRoutes {
    private static final InetSocketAddress GROUP = new InetSocketAddress("239.9.7.1", 7107);

    interface Send {
        void by(MultipointSocket socket) throws IOException;
    }

    /** Each way of sending one datagram without a join. */
    private static final Map<String, Send> WAYS = Map.of(
            "sendto", socket -> socket.send(Members.text("x"), GROUP),
            "batch", socket -> {
                PeerAddress to = new PeerAddress();
                to.set(GROUP);
                assertEquals(1, socket.sendBatch(ByteBuffer.allocateDirect(1), 10, to));
            },
            "connect", socket -> {
                socket.connect(GROUP);
                socket.write(Members.text("x"));
                socket.disconnect();
            },
            "batch of a connected socket", socket -> {
                socket.connect(GROUP);
                assertEquals(1, socket.sendBatch(ByteBuffer.allocateDirect(1), 10));
                socket.disconnect();
            },
            "time to live 0", socket -> {
                socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
                socket.send(Members.text("x"), GROUP);
                socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
            });

    private static void wires() throws Exception {
        for (String name : List.of("ra", "rb")) {
            Namespace.wire(name);
            ip("addr add 10.52." + (name.equals("ra") ? 1 : 2) + ".1/24 dev " + name);
        }
    }

    private static void noWires() throws Exception {
        ip("link del ra");
        ip("link del rb");
    }

    private static MultipointSocket ear(String... wires) throws IOException {
        MultipointSocket ear = MultipointSocket.open(INET).bind(GROUP.getPort());
        ear.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
        for (String wire : wires) {
            ear.join(GROUP.getAddress(), NetworkInterface.getByName(wire));
        }
        return ear;
    }

    private static InetAddress heard(MultipointSocket ear) throws IOException {
        return ear.receive(ByteBuffer.allocate(10)).getAddress();
    }

    @Test
    void byTheFirstWireThatIsUp() throws Exception {
        wires();
        try (var ear = ear("ra", "rb")) {
            for (Map.Entry<String, Send> way : WAYS.entrySet()) {
                try (var socket = MultipointSocket.open(INET)) {
                    way.getValue().by(socket);
                    assertEquals(InetAddress.getByName("10.52.1.1"), heard(ear), way.getKey());
                    ip("link set ra down");
                    way.getValue().by(socket);
                    assertEquals(InetAddress.getByName("10.52.2.1"), heard(ear), way.getKey());
                    ip("link set ra up");
                }
            }
            Members.assertSilent(ear);
        }
        noWires();
    }

    @Test
    void aSocketOfIpv6ForBoth() throws Exception {
        wires();
        try (var ear = ear("ra", "rb")) {
            for (String way : List.of("sendto", "connect", "batch of a connected socket")) {
                try (var socket = MultipointSocket.open(INET6)) {
                    socket.setOption(MultipointOptions.IPV6_ONLY, false);
                    WAYS.get(way).by(socket);
                    assertEquals(InetAddress.getByName("10.52.1.1"), heard(ear), way);
                }
            }
        }
        noWires();
    }

    /** What was chosen for want of a route is not kept. */
    @Test
    void aRouteThatComesIsFollowed() throws Exception {
        wires();
        try (var ear = ear("ra", "rb"); var socket = MultipointSocket.open(INET)) {
            for (int i = 0; i < 2; i++) {
                socket.send(Members.text("x"), GROUP);
                assertEquals(InetAddress.getByName("10.52.1.1"), heard(ear));
                ip("route add 239.9.7.0/24 dev rb");
                socket.send(Members.text("x"), GROUP);
                assertEquals(InetAddress.getByName("10.52.2.1"), heard(ear));
                ip("route del 239.9.7.0/24 dev rb");
            }
        }
        noWires();
    }

    /** A route that rejects is no missing one, and down is down, also where loopback is up. */
    @Test
    void whatIsNoMissingRouteStaysAnError() throws Exception {
        wires();
        Map<String, Integer> types = Map.of("blackhole", Winsock.WSAEINVAL, "prohibit", Winsock.WSAEACCES,
                "unreachable", Winsock.WSAEHOSTUNREACH);
        for (Map.Entry<String, Integer> type : types.entrySet()) {
            ip("route add " + type.getKey() + " 224.0.0.0/4");
            for (String way : List.of("sendto", "batch", "connect")) {
                try (var socket = MultipointSocket.open(INET)) {
                    Members.assertCode(type.getValue(), () -> WAYS.get(way).by(socket));
                }
            }
            ip("route del " + type.getKey() + " 224.0.0.0/4");
        }
        ip("link set ra down");
        ip("link set rb down");
        for (Map.Entry<String, Send> way : WAYS.entrySet()) {
            try (var socket = MultipointSocket.open(INET)) {
                Members.assertCode(Winsock.WSAENETUNREACH, () -> way.getValue().by(socket));
            }
        }
        try (var socket = MultipointSocket.open(INET)) {
            Members.assertCode(Winsock.WSAENETUNREACH,
                    () -> socket.send(Members.text("x"), new InetSocketAddress("203.0.113.9", 9)));
        }
        noWires();
    }

    /** The interface that was named is the one, whether it can send or not. */
    @Test
    void aNamedInterfaceIsKept() throws Exception {
        wires();
        try (var socket = MultipointSocket.open(INET); var six = MultipointSocket.open(INET6)) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("rb"));
            ip("link set rb down");
            Members.assertCode(Winsock.WSAENETUNREACH, () -> socket.send(Members.text("x"), GROUP));
            six.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo());
            Members.assertCode(Winsock.WSAENETUNREACH,
                    () -> six.send(Members.text("x"), new InetSocketAddress("ff15::9:7", 7107)));
        }
        noWires();
    }
}
