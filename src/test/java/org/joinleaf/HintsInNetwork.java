package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.Hints.told;
import static org.joinleaf.testing.Namespace.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/**
 * Hints about interfaces, addresses, routes and limits: run by {@link HintTest} in a network of its own, where the trouble
 * can be made. Each method makes its own wires and takes them away again.
 */
class HintsInNetwork {
    private static final InetSocketAddress GROUP = new InetSocketAddress("239.9.2.1", 7100);
    private static final InetSocketAddress GROUP6 = new InetSocketAddress("ff15::9:2", 7100);

    /** What is done with a wire, again and again. */
    interface Use {
        void of(NetworkInterface wire) throws Exception;
    }

    /** Joins where the system chooses. */
    static final Use JOIN_SOMEWHERE = none -> {
        try (var socket = MultipointSocket.open(INET)) {
            socket.joinSession(GROUP, JoinOptions.onSystemChoice());
        }
    };

    interface Trouble {
        void with(NetworkInterface wire, NetworkInterface healthy) throws Exception;
    }

    /** Two wires with an address of either family: the trouble is made on one, the other is its healthy neighbour. */
    static void onWires(Trouble trouble) throws Exception {
        sh("sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0");
        for (String name : List.of("ta", "tb")) {
            Namespace.wire(name);
            sh("ip addr add 10.60." + (name.equals("ta") ? 1 : 2) + ".1/24 dev " + name
                    + "; ip -6 addr add fd0" + (name.equals("ta") ? 1 : 2) + "::1/64 dev " + name + " nodad");
        }
        try {
            trouble.with(NetworkInterface.getByName("ta"), NetworkInterface.getByName("tb"));
        } finally {
            sh("ip link del ta 2>/dev/null; ip link del tb; ip link set lo up");
        }
    }

    static InetSocketAddress group(StandardProtocolFamily family) {
        return family == INET ? GROUP : GROUP6;
    }

    static Use join(StandardProtocolFamily family, Direction direction) {
        return wire -> {
            try (var socket = MultipointSocket.open(family)) {
                socket.joinSession(group(family), direction, wire);
            }
        };
    }

    private static Use send(StandardProtocolFamily family) {
        return wire -> {
            try (var socket = MultipointSocket.open(family)) {
                socket.joinSession(group(family), Direction.SEND, wire).send(ByteBuffer.allocate(8));
            }
        };
    }

    private static Use member(StandardProtocolFamily family) {
        return wire -> {
            try (var socket = MultipointSocket.open(family)) {
                socket.join(group(family).getAddress(), wire);
            }
        };
    }

    private static Use option(StandardProtocolFamily family) {
        return wire -> {
            try (var socket = MultipointSocket.open(family)) {
                socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, wire).send(ByteBuffer.allocate(8), group(family));
            }
        };
    }

    static void shUntil(String condition) {
        sh("until " + condition + "; do sleep 0.1; done");
    }

    /** Until ta has a link-local address that is not tentative. */
    static void untilTaIsUsable() {
        shUntil("ip -6 addr show dev ta -tentative | grep -q fe80:");
    }

    @Test
    void aHostThatIsNotThere() throws Exception {
        InetSocketAddress there = new InetSocketAddress("10.60.1.9", 7100);
        onWires((wire, healthy) -> {
            try (var leaf = Rooted.leaf(INET)) {
                leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMillis(300));
                told(Hint.NOT_CONNECTED, () -> leaf.joinSession(there), () -> {
                    sh("ip addr add 10.60.1.9/24 dev tap");
                    try (var root = MultipointRoot.open(INET, DataPlane.ROOTED).bind(there).listen();
                            var again = Rooted.leaf(INET)) {
                        var joined = Rooted.start(() -> again.joinSession(there));
                        root.accept().admit();
                        Rooted.get(joined);
                    }
                }, () -> leaf.joinSession(new InetSocketAddress("10.60.1.1", 7100)));
            }
        });
    }

    @Test
    void interfaceDown() throws Exception {
        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            for (Use use : List.of(join(family, Direction.BOTH), join(family, Direction.RECEIVE), send(family),
                    member(family), option(family))) {
                onWires((wire, healthy) -> told(Hint.INTERFACE_DOWN, () -> {
                    sh("ip link set ta down");
                    use.of(wire);
                }, () -> {
                    sh("ip link set ta up; ip -6 addr add fd01::1/64 dev ta nodad 2>/dev/null || true");
                    use.of(wire);
                }, () -> use.of(healthy)));
            }
        }
    }

    /** The interface goes down under a session: sending is explained by that, and not by routes. */
    @Test
    void downWhileJoined() throws Exception {
        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            onWires((wire, healthy) -> {
                try (var socket = MultipointSocket.open(family); var other = MultipointSocket.open(family)) {
                    socket.joinSession(group(family), Direction.SEND, wire);
                    other.joinSession(group(family), Direction.SEND, healthy);
                    told(Hint.INTERFACE_DOWN, () -> {
                        sh("ip link set ta down");
                        socket.send(ByteBuffer.allocate(8));
                    }, () -> {
                        sh("ip link set ta up; ip -6 addr add fd01::1/64 dev ta nodad 2>/dev/null || true");
                        socket.send(ByteBuffer.allocate(8));
                    }, () -> other.send(ByteBuffer.allocate(8)));
                }
            });
        }
    }

    static void setCarrier(boolean there, String... names) {
        for (String name : names) {
            sh("ip link set " + name + "p " + (there ? "up" : "down"));
        }
    }

    /** What is at the other end is off: nothing is to be switched on here. */
    @Test
    void noCarrier() throws Exception {
        for (Use use : List.of(send(INET6), option(INET6))) {
            onWires((wire, healthy) -> told(Hint.INTERFACE_WITHOUT_CARRIER, () -> {
                sh("ip link set ta down");
                setCarrier(false, "ta");
                sh("ip link set ta up"); /* it gets no IPv6 address by itself as long as it has no carrier */
                use.of(wire);
            }, () -> {
                setCarrier(true, "ta");
                untilTaIsUsable();
                use.of(wire);
            }, () -> use.of(healthy)));
        }
        onWires((wire, healthy) -> told(Hint.INTERFACE_WITHOUT_ADDRESS, () -> {
            setCarrier(false, "ta");
            sh("ip addr del 10.60.1.1/24 dev ta");
            join(INET, Direction.BOTH).of(wire);
        }, () -> {
            sh("ip addr add 10.60.1.1/24 dev ta");
            join(INET, Direction.BOTH).of(wire);
        }, () -> join(INET, Direction.BOTH).of(healthy)));
    }

    @Test
    void noCarrierAnywhere() throws Exception {
        onWires((wire, healthy) -> told(Hint.NO_CARRIER_AT_ALL, () -> {
            setCarrier(false, "ta", "tb");
            sh("ip link set lo down");
            JOIN_SOMEWHERE.of(null);
        }, () -> {
            setCarrier(true, "ta");
            JOIN_SOMEWHERE.of(null);
        }, () -> {
            sh("ip link set ta down; ip link set tb down");
            JOIN_SOMEWHERE.of(null);
        }));
    }

    @Test
    void interfaceGone() throws Exception {
        for (Use use : List.of(join(INET, Direction.BOTH), member(INET), join(INET6, Direction.RECEIVE))) {
            onWires((wire, healthy) -> told(Hint.INTERFACE_GONE, () -> {
                sh("ip link del ta");
                use.of(wire);
            }, () -> {
                sh("ip link add ta type veth peer name tap; ip link set tap up; ip link set ta up; "
                        + "ip addr add 10.60.1.1/24 dev ta; ip -6 addr add fd01::1/64 dev ta nodad");
                use.of(NetworkInterface.getByName("ta"));
            }, () -> use.of(healthy)));
        }
    }

    @Test
    void noAddress() throws Exception {
        for (Use use : List.of(join(INET, Direction.BOTH), send(INET), option(INET))) {
            onWires((wire, healthy) -> told(Hint.INTERFACE_WITHOUT_ADDRESS, () -> {
                sh("ip addr del 10.60.1.1/24 dev ta");
                use.of(wire);
            }, () -> {
                sh("ip addr add 10.60.1.1/24 dev ta");
                use.of(wire);
            }, () -> use.of(healthy)));
        }
    }

    @Test
    void tentative() throws Exception {
        onWires((wire, healthy) -> {
            Use bind = at -> {
                try (var socket = MultipointSocket.open(INET6)) {
                    socket.bind(new InetSocketAddress(at.getName().equals("ta") ? "fd01::9" : "fd02::9", 7101));
                }
            };
            String slow = "sysctl -qw net.ipv6.conf.ta.accept_dad=1 net.ipv6.conf.all.accept_dad=1 "
                    + "net.ipv6.conf.ta.dad_transmits=4; ip -6 addr add fd02::9/64 dev tb nodad; ip -6 addr flush dev ta; "
                    + "ip -6 addr add fd01::9/64 dev ta";
            told(Hint.BIND_TENTATIVE, () -> {
                sh(slow);
                bind.of(wire);
            }, () -> {
                shUntil("[ -z \"$(ip -6 addr show dev ta tentative)\" ]");
                bind.of(wire);
            }, () -> bind.of(healthy));
            told(Hint.INTERFACE_TENTATIVE, () -> {
                sh("ip -6 addr flush dev ta; ip -6 addr add fd01::9/64 dev ta");
                send(INET6).of(wire);
            }, () -> {
                shUntil("[ -z \"$(ip -6 addr show dev ta tentative)\" ]");
                send(INET6).of(wire);
            }, () -> send(INET6).of(healthy));
        });
    }

    /** The address is on two hosts of one wire: the second that gets it may not use it. */
    @Test
    void duplicate() throws Exception {
        onWires((wire, healthy) -> {
            Use bind = at -> {
                try (var socket = MultipointSocket.open(INET6)) {
                    socket.bind(new InetSocketAddress(at.getName().equals("ta") ? "fd01::7" : "fd02::1", 7101));
                }
            };
            told(Hint.BIND_DUPLICATE, () -> {
                sh("ip -6 addr add fd01::7/64 dev tap nodad; sysctl -qw net.ipv6.conf.ta.accept_dad=1 "
                        + "net.ipv6.conf.all.accept_dad=1; ip -6 addr add fd01::7/64 dev ta");
                shUntil("[ -n \"$(ip -6 addr show dev ta dadfailed)\" ]");
                sh("ip -6 addr del fd01::7/64 dev tap");
                bind.of(wire);
            }, () -> bind.of(healthy), () -> bind.of(healthy));
            told(Hint.INTERFACE_DUPLICATE, () -> {
                sh("ip -6 addr flush dev ta; ip -6 addr add fd01::7/64 dev tap nodad; ip -6 addr add fd01::7/64 dev ta");
                shUntil("[ -n \"$(ip -6 addr show dev ta dadfailed)\" ]");
                send(INET6).of(wire);
            }, () -> {
                sh("ip -6 addr add fd01::8/64 dev ta nodad");
                send(INET6).of(wire);
            }, () -> send(INET6).of(healthy));
        });
    }

    @Test
    void linkLocal() throws Exception {
        onWires((wire, healthy) -> {
            InetAddress own = wire.inetAddresses().filter(InetAddress::isLinkLocalAddress).findFirst().orElseThrow();
            InetAddress unscoped = InetAddress.getByAddress(own.getAddress());
            Use bind = at -> {
                try (var leaf = MultipointLeaf.open(INET6)) {
                    leaf.bind(new InetSocketAddress(at == null ? unscoped : own, 7102));
                }
            };
            try (var socket = MultipointSocket.open(INET6)) {
                socket.bind(new InetSocketAddress(unscoped, 0)); /* UDP finds the interface by itself */
                assertEquals(wire.getIndex(), ((Inet6Address) socket.getLocalAddress().getAddress()).getScopeId());
            }
            told(Hint.BIND_LINK_LOCAL, () -> bind.of(null), () -> bind.of(wire), () -> {
                try (var socket = MultipointSocket.open(INET6)) {
                    socket.bind(0).bind(0);
                }
            });
        });
    }

    @Test
    void noInterface() throws Exception {
        onWires((wire, healthy) -> {
            told(Hint.NO_INTERFACE_UP, () -> {
                sh("ip link set lo down; ip link set ta down; ip link set tb down; ip link set tap down; ip link set tbp down");
                JOIN_SOMEWHERE.of(null);
            }, () -> {
                sh("ip link set ta up; ip link set tap up; sleep 1"); /* until its carrier is told */
                JOIN_SOMEWHERE.of(null);
            }, () -> {
                sh("ip addr flush dev ta");
                JOIN_SOMEWHERE.of(null);
            });
            told(Hint.NO_ADDRESS_AT_ALL, () -> {
                sh("ip addr flush dev ta; ip link set tap down; ip -6 addr add fd01::1/64 dev ta nodad; ip link set tap up; "
                        + "sleep 1");
                JOIN_SOMEWHERE.of(null);
            }, () -> {
                sh("ip addr add 10.60.1.1/24 dev ta");
                JOIN_SOMEWHERE.of(null);
            }, () -> {
                sh("ip link set ta down; ip link set tap down");
                JOIN_SOMEWHERE.of(null);
            });
        });
    }

    @Test
    void routes() throws Exception {
        NetworkInterface lo = NetworkInterface.getByName("lo");
        told(Hint.LOOPBACK_ROUTE, () -> send(INET6).of(lo), () -> {
            sh("ip -6 route add local ff00::/8 dev lo");
            send(INET6).of(lo);
            sh("ip -6 route del local ff00::/8 dev lo");
        }, () -> send(INET).of(lo));
        onWires((wire, healthy) -> {
            Use host = via -> {
                try (var socket = MultipointSocket.open(INET)) {
                    socket.send(ByteBuffer.allocate(8), new InetSocketAddress(via == null ? "10.77.1.1" : "10.60.2.1", 7103));
                }
            };
            String message = assertThrows(WinsockException.class, () -> {
                try (var socket = MultipointSocket.open(INET)) {
                    socket.connect(new InetSocketAddress("10.77.1.1", 7103));
                }
            }).getMessage();
            assertTrue(message.endsWith(Hint.NO_ROUTE_TO_HOST.text()), message);
            told(Hint.NO_ROUTE_TO_HOST, () -> host.of(null), () -> {
                sh("ip route add 10.77.1.0/24 dev ta");
                host.of(null);
                sh("ip route del 10.77.1.0/24 dev ta");
            }, () -> {
                sh("ip link set ta down; ip link set tb down");
                try (var socket = MultipointSocket.open(INET)) {
                    socket.send(ByteBuffer.allocate(8), GROUP);
                }
            });
        });
    }

    private static void groups(int count, NetworkInterface wire, boolean session) throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            socket.bind(0);
            for (int i = 0; i < count; i++) {
                socket.join(InetAddress.getByName("239.9.3." + i), wire);
            }
            if (session) {
                socket.joinSession(GROUP, Direction.RECEIVE, wire);
            }
        }
    }

    private static void sources(int count, NetworkInterface wire, boolean block) throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            var key = block ? socket.join(GROUP.getAddress(), wire) : null;
            for (int i = 1; i <= count; i++) {
                InetAddress source = InetAddress.getByName("10.60.9." + i);
                if (block) {
                    key.block(source);
                } else {
                    socket.join(GROUP.getAddress(), wire, source);
                }
            }
        }
    }

    @Test
    void limits() throws Exception {
        onWires((wire, healthy) -> {
            for (boolean session : new boolean[] {false, true}) {
                int count = session ? 20 : 21;
                told(Hint.MEMBERSHIP_LIMIT, () -> {
                    sh("sysctl -qw net.ipv4.igmp_max_memberships=20");
                    groups(count, wire, session);
                }, () -> {
                    sh("sysctl -qw net.ipv4.igmp_max_memberships=21");
                    groups(count, wire, session);
                }, () -> sources(11, wire, false));
            }
            for (boolean block : new boolean[] {false, true}) {
                told(Hint.SOURCE_LIMIT, () -> {
                    sh("sysctl -qw net.ipv4.igmp_max_msf=10");
                    sources(11, wire, block);
                }, () -> {
                    sh("sysctl -qw net.ipv4.igmp_max_msf=11");
                    sources(11, wire, block);
                }, () -> groups(22, wire, false));
            }
            told(Hint.OPTION_MEMORY, () -> {
                sh("sysctl -qw net.core.optmem_max=600 net.ipv4.igmp_max_memberships=100");
                groups(21, wire, false);
            }, () -> {
                sh("sysctl -qw net.core.optmem_max=131072");
                groups(21, wire, false);
            }, () -> sources(12, wire, false));
        });
    }

    /** In a network namespace Linux does not show the limit of IPv6. */
    @Test
    void sourcesOfIpv6() throws Exception {
        onWires((wire, healthy) -> {
            InetAddress group = GROUP6.getAddress();
            try (var socket = MultipointSocket.open(INET6); var another = MultipointSocket.open(INET6)) {
                told(Hint.SOURCE_LIMIT_UNREAD, () -> {
                    for (int i = 1; i < 10_000; i++) {
                        socket.join(group, wire, InetAddress.getByName("fd01::" + i));
                    }
                }, () -> another.join(group, wire, InetAddress.getByName("fd01::9999")),
                        () -> socket.join(InetAddress.getByName("ff15::9:3"), wire));
            }
        });
    }
}
