package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.Hints.told;
import static org.joinleaf.HintsInNetwork.group;
import static org.joinleaf.HintsInNetwork.onWires;
import static org.joinleaf.HintsInNetwork.setCarrier;
import static org.joinleaf.testing.Namespace.sh;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hints of sends that no join prepared, and that name no interface: run by {@link HintTest} in a network of its own. */
class HintsOfRoutes {
    private static final List<StandardProtocolFamily> FAMILIES = List.of(INET, INET6);
    private static final List<String> TYPES = List.of("blackhole", "prohibit", "unreachable");

    /** via: what the advice says to name; null: nothing is named. */
    private static void send(InetSocketAddress to, NetworkInterface via) throws IOException {
        try (var socket = MultipointSocket.open(Members.family(to.getAddress()))) {
            if (via != null) {
                socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, via);
            }
            socket.send(ByteBuffer.allocate(8), to);
        }
    }

    private static void send(StandardProtocolFamily family) throws IOException {
        send(group(family), null);
    }

    /** Each interface that the advice names can be sent by. */
    private static void follow(StandardProtocolFamily family, String... named) throws IOException {
        String message = assertThrows(IOException.class, () -> send(family)).getMessage();
        String list = message.replaceAll("(?s).*IP_MULTICAST_IF \\(([^);]*).*", "$1");
        for (String name : named) {
            assertTrue(List.of(list.split(", ")).contains(name), message);
        }
        for (String name : list.split(", ")) {
            send(group(family), NetworkInterface.getByName(name));
        }
    }

    @Test
    void aRouteThatRejectsGroups() throws Exception {
        for (String type : TYPES) {
            onWires((wire, healthy) -> told(Hint.ROUTE_REJECTS_GROUP, () -> {
                sh("ip route add " + type + " 224.0.0.0/4");
                send(INET);
            }, () -> follow(INET, "ta", "tb", "lo"), () -> {
                sh("ip route del " + type + " 224.0.0.0/4");
                send(INET); /* there is none, then */
            }));
            onWires((wire, healthy) -> told(Hint.ROUTE_REJECTS_GROUP, () -> {
                sh("ip -6 route add " + type + " ff00::/8 table local metric 1");
                send(INET6);
            }, () -> follow(INET6, "ta", "tb"), () -> {
                sh("ip -6 route del " + type + " ff00::/8 table local metric 1");
                send(INET6);
            }));
        }
    }

    /** A rule is no route of the main table, and that of IPv6 does not ask for the interface. */
    @Test
    void aRuleThatRejectsGroups() throws Exception {
        onWires((wire, healthy) -> told(Hint.ROUTE_REJECTS_GROUP, () -> {
            sh("ip rule add to 224.0.0.0/4 prohibit pref 1");
            send(INET);
        }, () -> {
            follow(INET, "ta", "tb", "lo");
            sh("ip rule del pref 1");
        }, () -> send(INET)));
        for (NetworkInterface via : new NetworkInterface[] {null, NetworkInterface.getByName("ta")}) {
            onWires((wire, healthy) -> told(Hint.RULE_REJECTS_GROUP, () -> {
                sh("ip -6 rule add pref 5 lookup local; ip -6 rule del pref 0; ip -6 rule add to ff00::/8 blackhole pref 1");
                send(group(INET6), via == null ? null : wire);
            }, () -> {
                sh("ip -6 rule del pref 1; ip -6 rule add pref 0 lookup local; ip -6 rule del pref 5");
                send(group(INET6), via == null ? null : wire);
            }, () -> send(INET6)));
        }
    }

    /** A route of the type throw is as none: the next table is asked, and where none has one the first wire is taken. */
    @Test
    void aRouteThatThrows() throws Exception {
        onWires((wire, healthy) -> told(Hint.NO_ROUTE_TO_GROUP, () -> {
            sh("ip route add throw 224.0.0.0/4; ip link set ta down; ip link set tb down");
            send(INET);
        }, () -> {
            sh("ip link set tb up");
            send(INET);
        }, () -> {
            sh("ip link set ta up");
            send(INET);
            sh("ip route del throw 224.0.0.0/4");
        }));
    }

    @Test
    void allWiresAreDown() throws Exception {
        onWires((wire, healthy) -> told(Hint.NO_ROUTE_TO_GROUP, () -> {
            sh("ip link set ta down; ip link set tb down");
            String message = assertThrows(IOException.class, () -> send(INET)).getMessage();
            assertTrue(message.contains("(lo; ") && message.contains("; ta is down"), message);
            assertTrue(message.contains("; tb is down"), message);
            send(INET);
        }, () -> {
            follow(INET, "lo");
            sh("ip link set ta up");
            send(INET);
        }, () -> send(group(INET), NetworkInterface.getByName("lo"))));
        onWires((wire, healthy) -> told(Hint.LOOPBACK_ROUTE, () -> {
            sh("ip link set ta down; ip link set tb down; ip link set tap down; ip link set tbp down");
            send(INET6);
        }, () -> {
            sh("ip -6 route add local ff00::/8 dev lo");
            send(INET6);
            sh("ip -6 route del local ff00::/8 dev lo");
        }, () -> {
            sh("ip link set ta up; ip link set tap up; ip -6 addr add fd01::1/64 dev ta nodad");
            send(INET6);
        }));
    }

    @Test
    void allIsDown() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            onWires((wire, healthy) -> told(Hint.NO_INTERFACE_UP, () -> {
                sh("for i in lo ta tb tap tbp; do ip link set $i down; done");
                send(family);
            }, () -> {
                sh("for i in ta tap; do ip link set $i up; done; ip -6 addr add fd01::1/64 dev ta nodad");
                send(group(family), wire);
            }, () -> send(group(family), wire)));
        }
    }

    @Test
    void noCarrierAnywhere() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            onWires((wire, healthy) -> told(Hint.NO_CARRIER_AT_ALL, () -> {
                sh("ip link set ta down; ip link set tb down; ip link set lo down");
                setCarrier(false, "ta", "tb");
                sh("ip link set ta up; ip link set tb up");
                send(family);
            }, () -> {
                setCarrier(true, "ta");
                HintsInNetwork.untilTaIsUsable();
                send(group(family), wire);
            }, () -> send(group(family), wire)));
        }
    }

    /** A wire that is up, of which Java knows nothing, as it has no address. */
    @Test
    void upAndWithoutAnyAddress() throws Exception {
        onWires((wire, healthy) -> told(Hint.NO_ADDRESS_AT_ALL, () -> {
            sh("for i in lo tb tap tbp; do ip link set $i down; done; sysctl -qw net.ipv6.conf.ta.disable_ipv6=1; "
                    + "ip addr flush dev ta");
            HintsInNetwork.JOIN_SOMEWHERE.of(null);
        }, () -> {
            sh("ip link set tap up; ip addr add 10.60.1.1/24 dev ta");
            HintsInNetwork.JOIN_SOMEWHERE.of(null);
        }, () -> HintsInNetwork.JOIN_SOMEWHERE.of(null)));
    }

    /** A host without IPv4: a sender, too, is told what it lacks. */
    @Test
    void aHostOfIpv6Alone() throws Exception {
        onWires((wire, healthy) -> told(Hint.NO_ADDRESS_AT_ALL, () -> {
            sh("ip addr del 127.0.0.1/8 dev lo; ip addr del 10.60.1.1/24 dev ta; ip addr del 10.60.2.1/24 dev tb");
            sendSomewhere(INET);
        }, () -> {
            sh("ip addr add 10.60.1.1/24 dev ta");
            sendSomewhere(INET);
            sh("ip addr add 127.0.0.1/8 dev lo");
        }, () -> sendSomewhere(INET6)));
    }

    /** An address cannot be given where IPv6 is off. */
    @Test
    void ipv6IsOff() throws Exception {
        onWires((wire, healthy) -> told(Hint.INTERFACE_IPV6_OFF, () -> {
            sh("sysctl -qw net.ipv6.conf.ta.disable_ipv6=1");
            send(group(INET6), wire);
        }, () -> {
            sh("sysctl -qw net.ipv6.conf.ta.disable_ipv6=0");
            HintsInNetwork.untilTaIsUsable();
            send(group(INET6), wire);
        }, () -> send(group(INET6), healthy)));
        onWires((wire, healthy) -> told(Hint.INTERFACE_SMALL_MTU, () -> {
            sh("ip link set ta mtu 600");
            send(group(INET6), wire);
        }, () -> {
            sh("ip link set ta mtu 1280");
            HintsInNetwork.untilTaIsUsable();
            send(group(INET6), wire);
        }, () -> send(group(INET6), healthy)));
        onWires((wire, healthy) -> told(Hint.IPV6_OFF, () -> {
            sh("sysctl -qw net.ipv6.conf.all.disable_ipv6=1");
            send(INET6);
        }, () -> {
            sh("sysctl -qw net.ipv6.conf.all.disable_ipv6=0");
            HintsInNetwork.untilTaIsUsable();
            send(INET6);
        }, () -> send(group(INET), wire)));
    }

    /** A group can be joined where IPv6 is off: who waits in vain is told. */
    @Test
    void ipv6IsOffWhereAGroupIsJoined() throws Exception {
        for (String off : List.of("ta", "all")) {
            onWires((wire, healthy) -> told(off.equals("all") ? Hint.IPV6_OFF : Hint.INTERFACE_IPV6_OFF, () -> {
                NetworkInterface other = NetworkInterface.getByName("tap");
                sh("sysctl -qw net.ipv6.conf." + off + ".disable_ipv6=1; sysctl -qw net.ipv6.conf.tap.disable_ipv6=0");
                HintsInNetwork.shUntil("ip -6 addr show dev tap -tentative | grep -q fe80:");
                hear(wire, other);
            }, () -> {
                sh("sysctl -qw net.ipv6.conf." + off + ".disable_ipv6=0");
                HintsInNetwork.untilTaIsUsable();
                hear(wire, NetworkInterface.getByName("tap"));
            }, () -> hear(healthy, NetworkInterface.getByName("tap"))));
        }
    }

    /** Joins on one wire, and waits for what is sent by another one. */
    private static void hear(NetworkInterface on, NetworkInterface from) throws IOException {
        try (var socket = MultipointSocket.open(INET6)) {
            socket.joinSession(group(INET6), Direction.RECEIVE, on);
            socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(500));
            send(group(INET6), from);
            socket.receive(ByteBuffer.allocate(8));
        }
    }

    @Test
    void theBoundAddressIsLost() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            String address = family == INET ? "10.60.1.99" : "fd01::99";
            String change = family == INET ? "ip addr %s 10.60.1.99/24 dev ta" : "ip -6 addr %s fd01::99/64 dev ta";
            InetSocketAddress host = new InetSocketAddress(family == INET ? "10.60.1.2" : "fd01::2", 7104);
            for (Direction joined : new Direction[] {null, Direction.SEND}) {
                for (InetSocketAddress to : List.of(group(family), host)) {
                    onWires((wire, healthy) -> {
                        try (var socket = MultipointSocket.open(family); var other = MultipointSocket.open(family)) {
                            sh(String.format(change, "add") + (family == INET ? "" : " nodad"));
                            socket.bind(new InetSocketAddress(address, 0));
                            if (joined != null) {
                                socket.joinSession(group(family), JoinOptions.onSystemChoice().direction(joined));
                            }
                            told(Hint.BOUND_LOST, () -> {
                                sh(String.format(change, "del"));
                                socket.send(ByteBuffer.allocate(8), to);
                            }, () -> other.setOption(StandardSocketOptions.IP_MULTICAST_IF, wire)
                                    .send(ByteBuffer.allocate(8), to), () -> send(group(family), healthy));
                        }
                    });
                }
            }
        }
    }

    /** A leaf and a root that are bound to it cannot ask or invite, and a leaf's session ends. */
    @Test
    void theBoundAddressOfASessionIsLost() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            String address = family == INET ? "10.60.1.99" : "fd01::99";
            String change = family == INET ? "ip addr %s 10.60.1.99/24 dev ta" : "ip -6 addr %s fd01::99/64 dev ta";
            onWires((wire, healthy) -> {
                InetSocketAddress stays = new InetSocketAddress(family == INET ? "10.60.1.1" : "fd01::1", 0);
                InetSocketAddress goes = new InetSocketAddress(address, 0);
                try (var root = MultipointRoot.open(family, DataPlane.ROOTED); var lost = MultipointRoot.open(family, DataPlane.ROOTED);
                        var inviting = MultipointRoot.open(family, DataPlane.ROOTED); var door = Rooted.leaf(family);
                        var leaf = Rooted.leaf(family); var member = Rooted.leaf(family); var other = Rooted.leaf(family);
                        var another = Rooted.leaf(family)) {
                    sh(String.format(change, "add") + (family == INET ? "" : " nodad"));
                    root.setOption(RootedOptions.DEAD_TIMEOUT, Duration.ofSeconds(2));
                    root.bind(stays).listen();
                    door.bind(stays).listen();
                    for (SessionSocket socket : List.of(lost, leaf, member)) {
                        socket.bind(goes);
                    }
                    admit(root, member);
                    told(Hint.BOUND_LOST, () -> {
                        sh(String.format(change, "del"));
                        leaf.joinSession(root.getLocalAddress());
                    }, () -> admit(root, other), () -> other.joinSession(new InetSocketAddress(goes.getAddress(), 0)));
                    told(Hint.BOUND_LOST, () -> lost.invite(door.getLocalAddress()), () -> {
                        var invited = Rooted.start(() -> inviting.invite(door.getLocalAddress()));
                        door.accept().admit().close();
                        Rooted.get(invited);
                    }, () -> lost.invite(new InetSocketAddress(stays.getAddress(), 0)));
                    told(Hint.BOUND_LOST, () -> member.receive(ByteBuffer.allocate(8)), () -> admit(root, another),
                            () -> member.joinSession(group(family)));
                }
            });
        }
    }

    private static void admit(MultipointRoot root, MultipointLeaf leaf) throws Exception {
        var joined = Rooted.ask(leaf, root, "x");
        root.accept().admit();
        Rooted.get(joined);
    }

    /** The state is that of the interface, whatever its name is by now. */
    @Test
    void aRenamedInterface() throws Exception {
        onWires((wire, healthy) -> told(Hint.INTERFACE_DOWN, () -> {
            sh("ip link set ta down; ip link set ta name rena");
            HintsInNetwork.join(INET, Direction.BOTH).of(wire);
        }, () -> {
            sh("ip link set rena up");
            HintsInNetwork.join(INET, Direction.BOTH).of(wire);
            sh("ip link set rena down; ip link set rena name ta");
        }, () -> HintsInNetwork.join(INET, Direction.BOTH).of(healthy)));
    }

    private static void sendSomewhere(StandardProtocolFamily family) throws IOException {
        try (var socket = MultipointSocket.open(family)) {
            socket.joinSession(group(family), JoinOptions.onSystemChoice().direction(Direction.SEND));
            socket.send(ByteBuffer.allocate(8));
        }
    }

    @Test
    void aRouteThatRejectsAHost() throws Exception {
        InetSocketAddress host = new InetSocketAddress("10.60.1.2", 7103);
        InetSocketAddress host6 = new InetSocketAddress("fd01::2", 7103);
        for (String type : TYPES) {
            onWires((wire, healthy) -> told(Hint.ROUTE_REJECTS_HOST, () -> {
                sh("ip route add " + type + " 10.60.1.2");
                send(host, null);
            }, () -> {
                sh("ip route del " + type + " 10.60.1.2");
                send(host, null);
            }, () -> send(new InetSocketAddress("10.77.1.1", 7103), null)));
            onWires((wire, healthy) -> told(Hint.ROUTE_REJECTS_HOST, () -> {
                sh("ip -6 route add " + type + " fd01::2 metric 1");
                send(host6, null);
            }, () -> {
                sh("ip -6 route del " + type + " fd01::2 metric 1");
                send(host6, null);
            }, () -> send(new InetSocketAddress("fd77::1", 7103), null)));
        }
    }
}
