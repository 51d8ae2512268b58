package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.testing.Namespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.MembershipKey;
import java.time.Duration;
import java.util.List;
import org.joinleaf.testing.Namespace;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** Tests by which interface and address datagrams go while wires come, go and change, in a network of its own. */
class InterfaceAddress {
    private static final int PORT = 7028;

    /** A wire with an IPv4 address, and one without, so that there is always another address to be wrong. */
    private static NetworkInterface wire(String name, int number) throws Exception {
        Namespace.wire(name);
        ip("addr add 10.50." + number + ".1/24 dev " + name);
        return NetworkInterface.getByName(name);
    }

    private static void readdress(String name, String address) throws Exception {
        ip("addr flush dev " + name);
        ip("addr add " + address + " dev " + name);
    }

    private static MultipointSocket ear(InetAddress group, NetworkInterface via, int port) throws IOException {
        MultipointSocket ear = MultipointSocket.open(Members.family(group)).bind(port);
        ear.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
        ear.join(group, via);
        return ear;
    }

    private static InetSocketAddress senderOf(MultipointSocket ear) throws IOException {
        return ear.receive(ByteBuffer.allocate(10));
    }

    @Test
    void aSenderThatNamedItsInterfaceSendsFromTheAddressThatItHas() throws Exception {
        NetworkInterface wire = wire("dh", 1);
        InetSocketAddress group = new InetSocketAddress("239.9.1.1", PORT);
        try (var ear = ear(group.getAddress(), wire, PORT);
                var sender = MultipointSocket.open(INET).joinSession(group, Direction.SEND, wire);
                var both = MultipointSocket.open(INET).joinSession(group, Direction.BOTH, wire);
                var option = MultipointSocket.open(INET)) {
            option.setOption(StandardSocketOptions.IP_MULTICAST_IF, wire);
            int port = sender.getLocalAddress().getPort();
            for (String address : List.of("10.50.1.1", "10.50.1.77", "10.50.1.78")) {
                if (!address.equals("10.50.1.1")) {
                    readdress("dh", address + "/24");
                }
                sender.send(Members.text("s"));
                assertEquals(new InetSocketAddress(address, port), senderOf(ear));
                both.send(Members.text("b"));
                assertEquals(InetAddress.getByName(address), senderOf(ear).getAddress());
                option.send(Members.text("o"), group);
                assertEquals(InetAddress.getByName(address), senderOf(ear).getAddress());
            }
            ip("addr flush dev dh");
            for (MultipointSocket one : List.of(sender, both)) {
                Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> one.send(Members.text("none")));
            }
            Members.assertSilent(ear);
            readdress("dh", "10.50.1.79/24");
            sender.send(Members.text("s"));
            assertEquals(new InetSocketAddress("10.50.1.79", port), senderOf(ear));
        }
    }

    @Test
    void batchesFollowTheAddressToo() throws Exception {
        NetworkInterface wire = wire("ba", 8);
        InetSocketAddress group = new InetSocketAddress("239.9.1.8", PORT + 8);
        try (var ear = ear(group.getAddress(), wire, PORT + 8);
                var sender = MultipointSocket.open(INET).joinSession(group, Direction.SEND, wire)) {
            ByteBuffer data = ByteBuffer.allocateDirect(20);
            assertEquals(2, sender.sendBatch(data, 10));
            senderOf(ear);
            senderOf(ear);
            readdress("ba", "10.50.8.9/24");
            data.clear();
            assertEquals(2, sender.sendBatch(data, 10));
            assertEquals(InetAddress.getByName("10.50.8.9"), senderOf(ear).getAddress());
        }
    }

    @Test
    void anInterfaceWithoutAnAddressNeverSendsWithThatOfAnother() throws Exception {
        wire("oa", 2);
        NetworkInterface bare = NetworkInterface.getByName("oap");
        for (int i = 0; bare == null && i < 2400; i++) { /* until it has an IPv6 address Java does not list it */
            Thread.sleep(50);
            bare = NetworkInterface.getByName("oap");
        }
        barelyAddressed(bare);
    }

    private static void barelyAddressed(NetworkInterface bare) throws Exception {
        InetSocketAddress group = new InetSocketAddress("239.9.1.2", PORT + 2);
        try (var socket = MultipointSocket.open(INET); var option = MultipointSocket.open(INET);
                var receiver = MultipointSocket.open(INET)) {
            for (Direction direction : List.of(Direction.SEND, Direction.BOTH)) {
                Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> socket.joinSession(group, direction, bare));
            }
            receiver.joinSession(group, Direction.RECEIVE, bare);
            option.setOption(StandardSocketOptions.IP_MULTICAST_IF, bare);
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> option.send(Members.text("x"), group));
            ip("addr add 10.50.22.1/24 dev oap");
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            option.send(Members.text("x"), group);
            assertEquals(InetAddress.getByName("10.50.22.1"), senderOf(receiver).getAddress());
        }
    }

    @Test
    void aSubInterfaceSendsFromItsOwnAddress() throws Exception {
        NetworkInterface wire = wire("su", 3);
        ip("addr add 10.50.3.22/24 dev su label su:1");
        NetworkInterface second = NetworkInterface.getByName("su:1");
        InetSocketAddress group = new InetSocketAddress("239.9.1.3", PORT + 3);
        for (Direction direction : List.of(Direction.SEND, Direction.BOTH)) {
            try (var ear = ear(group.getAddress(), wire, PORT + 3);
                    var sender = MultipointSocket.open(INET).joinSession(group, direction, second);
                    var option = MultipointSocket.open(INET)) {
                sender.send(Members.text("x"));
                assertEquals(InetAddress.getByName("10.50.3.22"), senderOf(ear).getAddress());
                option.setOption(StandardSocketOptions.IP_MULTICAST_IF, second);
                option.send(Members.text("x"), group);
                assertEquals(InetAddress.getByName("10.50.3.22"), senderOf(ear).getAddress());
            }
        }
    }

    /** An interface that comes back has the index that it had. */
    private static NetworkInterface back() throws Exception {
        ip("link add back index 444 type veth peer name backp");
        ip("link set back up");
        ip("addr add 10.50.4.1/24 dev back");
        return NetworkInterface.getByName("back");
    }

    @Test
    void anInterfaceThatComesBackCanBeJoinedAgain() throws Exception {
        for (String group : List.of("239.9.1.4", "ff15::9:4")) {
            NetworkInterface before = back();
            try (var socket = MultipointSocket.open(Members.family(InetAddress.getByName(group)))) {
                MembershipKey key = socket.join(InetAddress.getByName(group), before);
                assertSame(key, socket.join(InetAddress.getByName(group), before));
                assertTrue(key.isValid());
                ip("addr flush dev back");
                assertTrue(key.isValid(), "without an address it is an interface still");
                ip("link del back");
                assertFalse(key.isValid());
                MembershipKey again = socket.join(InetAddress.getByName(group), back());
                assertNotSame(key, again);
                assertTrue(again.isValid());
                ip("link del back");
                MembershipKey third = socket.join(InetAddress.getByName(group), back());
                assertNotSame(again, third);
                assertFalse(again.isValid());
            }
            ip("link del back");
        }
    }

    @Test
    void aSessionEndsWithItsInterfaceAndIsJoinedAgain() throws Exception {
        for (String text : List.of("239.9.1.9", "ff15::9:9")) {
            InetAddress group = InetAddress.getByName(text);
            InetSocketAddress session = new InetSocketAddress(group, PORT + 9);
            for (Direction direction : Direction.values()) {
                NetworkInterface wire = back();
                ip("-6 addr add fd04::1/64 dev back nodad");
                try (var socket = MultipointSocket.open(Members.family(group));
                        var other = MultipointSocket.open(Members.family(group))) {
                    socket.joinSession(session, direction, wire);
                    ip("link set back down");
                    assertTrue(socket.isJoined(), "an interface that is down is one still");
                    ip("link del back");
                    assertFalse(socket.isJoined());
                    wire = back();
                    ip("-6 addr add fd04::1/64 dev back nodad");
                    if (direction == Direction.SEND) {
                        assertTrue(socket.isJoined(), "no membership was lost");
                    } else {
                        socket.joinSession(session, direction, wire);
                    }
                    assertTrue(socket.isJoined());
                    heardAndSent(socket, other, session, wire);
                    socket.leave();
                    socket.joinSession(session, direction, wire);
                    heardAndSent(socket, other, session, wire);
                }
                ip("link del back");
            }
        }
    }

    /** What the socket says it does, it does. */
    private static void heardAndSent(MultipointSocket socket, MultipointSocket other, InetSocketAddress session,
            NetworkInterface wire) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(10);
        if (socket.direction() != Direction.RECEIVE) {
            try (var ear = ear(session.getAddress(), wire, session.getPort())) {
                socket.send(Members.text("out"));
                assertEquals(3, ear.receive(in, null));
            }
        }
        if (socket.direction() != Direction.SEND) {
            socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            other.setOption(StandardSocketOptions.IP_MULTICAST_IF, wire);
            other.send(Members.text("in"), session);
            for (in.clear(); !Members.read(in).equals("in");) {
                socket.receive(in.clear());
            }
        }
    }

    @Test
    void withoutARouteAWireComesBeforeLoopback() throws Exception {
        NetworkInterface wire = wire("nr", 5);
        InetSocketAddress group = new InetSocketAddress("239.9.1.5", PORT + 5);
        takeDownAllBut("lo|nr|nrp");
        try (var ear = ear(group.getAddress(), wire, PORT + 5);
                var sender = MultipointSocket.open(INET).joinSession(group,
                        JoinOptions.onSystemChoice().direction(Direction.SEND))) {
            sender.send(Members.text("x"));
            assertEquals(InetAddress.getByName("10.50.5.1"), senderOf(ear).getAddress());
        }
        chosenIsTold(wire, group);
        chosenIsTold(wire, new InetSocketAddress("ff15::9:5%nr", PORT + 5));
    }

    /**
     * The wires of other tests, in whichever order they came, are not to be chosen: their addresses may be tentative, without
     * carrier for ever.
     */
    private static void takeDownAllBut(String names) {
        Namespace.sh("for i in $(ip -o link show up | sed 's/^[0-9]*: *\\([^:@]*\\).*/\\1/'); do case $i in "
                + names + ") ;; *) ip link set $i down;; esac; done");
    }

    /** Linux' own route for IPv6's groups goes by the first interface that is up, whether or not it has an address. */
    @Test
    void aWireWithoutAnAddressIsNotChosen() throws Exception {
        ip("link add nb index 500 type veth peer name nbp");
        ip("link add nc index 510 type veth peer name ncp");
        for (String name : List.of("nb", "nbp", "nc", "ncp")) {
            ip("link set " + name + " up");
        }
        ip("-6 addr flush dev nb");
        ip("-6 addr add fd0c::1/64 dev nc nodad");
        ip("-6 route add multicast ff15::9:0/112 dev nb table local metric 1");
        takeDownAllBut("lo|nb|nbp|nc|ncp");
        HintsInNetwork.shUntil("[ -z \"$(ip -6 addr show up tentative)\" ]");
        InetSocketAddress group = new InetSocketAddress("ff15::9:11", PORT + 11);
        for (Direction direction : Direction.values()) {
            try (var socket = MultipointSocket.open(INET6)) {
                socket.joinSession(group, JoinOptions.onSystemChoice().direction(direction));
                String chosen = socket.networkInterface().getName();
                assertFalse(chosen.equals("nb"), chosen);
                if (direction != Direction.RECEIVE) {
                    assertEquals(1, socket.send(Members.text("x")));
                }
            }
        }
        ip("-6 addr add fd0b::1/64 dev nb nodad");
        try (var socket = MultipointSocket.open(INET6)) {
            socket.joinSession(group, JoinOptions.onSystemChoice().direction(Direction.SEND));
            assertEquals("nb", socket.networkInterface().getName(), "the route is followed");
        }
        ip("link del nb");
        ip("link del nc");
    }

    /** The API tells what the system chose, and also what was changed afterwards, or has gone. */
    private static void chosenIsTold(NetworkInterface wire, InetSocketAddress group) throws IOException {
        for (Direction direction : Direction.values()) {
            try (var socket = MultipointSocket.open(Members.family(group.getAddress()))) {
                assertNull(socket.networkInterface());
                socket.joinSession(group, JoinOptions.onSystemChoice().direction(direction));
                assertEquals(wire, socket.networkInterface());
                assertTrue(socket.toString().endsWith(" on nr]"), socket::toString);
                socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo());
                assertEquals(direction == Direction.SEND ? Members.lo() : wire, socket.networkInterface());
            }
        }
    }

    @Test
    void aZoneIsNeitherLostNorContradicted() throws Exception {
        NetworkInterface wire = wire("zo", 6);
        NetworkInterface other = wire("zx", 7);
        ip("-6 addr add fd06::1/64 dev zo nodad");
        ip("-6 addr add fd07::1/64 dev zx nodad");
        for (String group : List.of("ff02::9:6", "ff15::9:6")) {
            InetAddress zoned = InetAddress.getByName(group + "%zo");
            InetSocketAddress target = new InetSocketAddress(zoned, PORT + 6);
            try (var ear = ear(InetAddress.getByName(group), wire, PORT + 6);
                    var sender = MultipointSocket.open(INET6).joinSession(target,
                            JoinOptions.onSystemChoice().direction(Direction.SEND));
                    var plain = MultipointSocket.open(INET6); var wrong = MultipointSocket.open(INET6)) {
                sender.send(Members.text("x"));
                senderOf(ear);
                plain.send(Members.text("x"), target);
                senderOf(ear);
                Members.assertCode(Winsock.WSAEINVAL, () -> wrong.joinSession(target, Direction.SEND, other));
                Members.assertCode(Winsock.WSAEINVAL, () -> wrong.join(zoned, other));
            }
        }
    }
}
