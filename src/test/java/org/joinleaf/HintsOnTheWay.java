package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.Hints.told;
import static org.joinleaf.HintsInNetwork.shUntil;
import static org.joinleaf.testing.Namespace.sh;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.Test;

/** Hints where this host has a route, and others on the way have none: {@link HintTest} runs it in a network of its own. */
class HintsOnTheWay {
    private static final List<StandardProtocolFamily> FAMILIES = List.of(INET, INET6);
    private static final int PORT = 7105;

    /** Another host, at the other end of the wire ta, is 10.60.1.2 and fd01::2, and passes on what it gets. */
    private static final class Router implements AutoCloseable {
        private final Process process;
        private final String in;

        Router() throws IOException {
            process = new ProcessBuilder("unshare", "--net", "sleep", "600").start();
            in = "nsenter --target " + process.pid() + " --net ";
            shUntil("[ \"$(readlink /proc/" + process.pid() + "/ns/net)\" != \"$(readlink /proc/self/ns/net)\" ]");
            sh("ip link add ta type veth peer name tap; ip link set tap netns " + process.pid());
            sh(in + "sh -c 'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; ip link set lo up; "
                    + "ip link set tap up; ip addr add 10.60.1.2/24 dev tap; ip -6 addr add fd01::2/64 dev tap nodad'");
            sh("ip link set ta up; ip addr add 10.60.1.1/24 dev ta; ip -6 addr add fd01::1/64 dev ta nodad; "
                    + "ip route add 10.77.0.0/16 via 10.60.1.2; ip -6 route add fd77::/16 via fd01::2");
        }

        /** Runs an ip command there. */
        void ip(StandardProtocolFamily family, String arguments) {
            sh(in + (family == INET ? "ip " : "ip -6 ") + arguments);
        }

        @Override
        public void close() {
            process.destroyForcibly();
            shUntil("! ip link show ta >/dev/null 2>&1");
        }
    }

    private static InetSocketAddress host(StandardProtocolFamily family, String four, String six) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(family == INET ? four : six), PORT);
    }

    private static void join(InetSocketAddress root, Duration patience) throws IOException {
        try (var leaf = Rooted.leaf(Members.family(root.getAddress()))) {
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, patience);
            leaf.joinSession(root);
        }
    }

    private static void join(InetSocketAddress root) throws IOException {
        join(root, Duration.ofSeconds(30));
    }

    /** The host itself is asked, and says that nobody listens there. */
    private static void isReached(InetSocketAddress root) {
        String message = assertThrows(WinsockConnectException.class, () -> join(root)).getMessage();
        assertTrue(message.contains(Hint.NOBODY_LISTENS.text()), message);
    }

    /** Runs the command that the message of a failure names, and returns the next hop that it tells. */
    private static String nextHop(InetSocketAddress root, Duration patience) {
        String message = assertThrows(IOException.class, () -> join(root, patience)).getMessage();
        Matcher command = Pattern.compile("ip route get [^ ]+( dev [^ ]+)?").matcher(message);
        assertTrue(command.find(), message);
        String told = Command.of(command.group().split(" "))
                .environment("LD_PRELOAD", "") // of a JVM with a sanitizer, which would end ip for a fault of its own
                .run().expectSuccess().out();
        Matcher via = Pattern.compile(" via ([^ ]+)").matcher(told);
        return via.find() ? via.group(1) : root.getAddress().getHostAddress().replaceFirst("%.*", "");
    }

    private static void assertNeighbour(String hop, String states) {
        String told = Command.of("ip", "neigh", "show", "to", hop).run().expectSuccess().out();
        assertTrue(Pattern.compile("\\b(" + states + ")\\b").matcher(told).find(), told);
    }

    @Test
    void nobodyHasTheAddress() throws Exception {
        Duration soon = Duration.ofMillis(300);
        for (StandardProtocolFamily family : FAMILIES) {
            for (String[] pair : new String[][] {{"10.60.1.9", "fd01::9"}, {"10.78.1.1", "fd78::1"}}) {
                try (var router = new Router()) {
                    InetSocketAddress there = host(family, pair[0], pair[1]);
                    sh("ip route add 10.78.0.0/16 via 10.60.1.9; ip -6 route add fd78::/16 via fd01::9");
                    told(Hint.NEXT_HOP, () -> join(there, soon), () -> {
                        String hop = nextHop(there, soon);
                        assertNeighbour(hop, "FAILED|INCOMPLETE");
                        router.ip(family, "addr add " + hop + (family == INET ? "/24 dev tap" : "/64 dev tap nodad"));
                        router.ip(family, "addr replace " + there.getAddress().getHostAddress() + " dev lo");
                        sh("ip neigh flush to " + hop);
                        isReached(there);
                    }, () -> join(host(family, "10.60.1.2", "fd01::2")));
                }
            }
        }
    }

    /** The router drops what goes on. */
    @Test
    void theNextHopIsThere() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            try (var router = new Router()) {
                InetSocketAddress there = host(family, "10.77.1.1", "fd77::1");
                Duration patience = Duration.ofSeconds(1);
                router.ip(family, "route add blackhole " + there.getAddress().getHostAddress());
                told(Hint.NEXT_HOP, () -> join(there, patience), () -> {
                    String hop = nextHop(there, patience);
                    assertNeighbour(hop, "REACHABLE|STALE|DELAY|PROBE");
                    router.ip(family, "route del blackhole " + there.getAddress().getHostAddress());
                    router.ip(family, "addr add " + there.getAddress().getHostAddress() + " dev lo");
                    isReached(there);
                }, () -> join(host(family, "10.60.1.2", "fd01::2")));
            }
        }
    }

    /** The router has no route and says so. */
    @Test
    void aRouterRefusesTheConnection() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            try (var router = new Router()) {
                InetSocketAddress there = host(family, "10.77.1.1", "fd77::1");
                told(Hint.REFUSED_ON_THE_WAY, () -> join(there), () -> {
                    assertTrue(host(family, "10.60.1.2", "fd01::2").getAddress()
                            .equals(InetAddress.getByName(nextHop(there, Duration.ofSeconds(30)))));
                    router.ip(family, "addr add " + there.getAddress().getHostAddress() + " dev lo");
                    isReached(there);
                }, () -> join(host(family, "10.79.1.1", "fd79::1")));
            }
        }
    }

    /** An answer to one datagram fails the next, if the socket is connected. */
    private static void sendUntilRefused(InetSocketAddress to) throws Exception {
        try (var socket = MultipointSocket.open(Members.family(to.getAddress()))) {
            socket.connect(to);
            for (int i = 0; i < 20; i++) {
                socket.send(ByteBuffer.allocate(8));
                Thread.sleep(50);
            }
        }
    }

    @Test
    void aRouterRefusesDatagrams() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            try (var router = new Router()) {
                InetSocketAddress there = host(family, "10.77.1.1", "fd77::1");
                String rejected = "prohibit " + there.getAddress().getHostAddress();
                router.ip(family, "route add " + rejected);
                told(Hint.REFUSED_ON_THE_WAY, () -> sendUntilRefused(there), () -> {
                    router.ip(family, "route del " + rejected);
                    router.ip(family, "addr add " + there.getAddress().getHostAddress() + " dev lo");
                    sendUntilRefused(there);
                }, () -> sendUntilRefused(host(family, "10.79.1.1", "fd79::1")));
            }
        }
    }

    /** What a connection is refused with does not tell which route it was. */
    @Test
    void thisHostHasNoRoute() throws Exception {
        for (StandardProtocolFamily family : FAMILIES) {
            InetSocketAddress there = host(family, "10.60.1.2", "fd01::2");
            InetSocketAddress far = host(family, "10.79.1.1", "fd79::1");
            try (var router = new Router()) {
                told(Hint.NO_ROUTE_TO_HOST, () -> join(far), () -> {
                    router.ip(family, "addr add " + far.getAddress().getHostAddress() + " dev lo");
                    sh("ip route add " + far.getAddress().getHostAddress() + " via " + there.getAddress().getHostAddress());
                    isReached(far);
                }, () -> isReached(there));
                for (String type : List.of("blackhole", "prohibit", "unreachable")) {
                    String rejected = type + " " + there.getAddress().getHostAddress() + (family == INET ? "" : " metric 1");
                    told(Hint.ROUTE_REJECTS_HOST, () -> {
                        sh("ip route add " + rejected);
                        try (var socket = MultipointSocket.open(family)) {
                            String message = assertThrows(IOException.class, () -> socket.connect(there)).getMessage();
                            assertTrue(message.contains(Hint.ROUTE_REJECTS_HOST.text(type)), message);
                        }
                        join(there, Duration.ofSeconds(1));
                    }, () -> {
                        sh("ip route del " + rejected);
                        isReached(there);
                    }, () -> join(host(family, "10.80.1.1", "fd80::1")));
                }
            }
        }
    }

    /** Neither family has a host that is all hosts. */
    @Test
    void noHost() throws Exception {
        try (var router = new Router()) {
            told(Hint.NOT_A_HOST, () -> join(host(INET, "10.60.1.255", "")), () -> isReached(host(INET, "10.60.1.2", "")),
                    () -> join(host(INET, "10.79.1.1", "")));
            told(Hint.BIND_LINK_LOCAL, () -> join(host(INET6, "", "fe80::9")), () -> {
                router.ip(INET6, "addr add fe80::9/64 dev tap nodad");
                isReached(host(INET6, "", "fe80::9%ta"));
            }, () -> join(host(INET6, "", "fd79::1")));
        }
    }
}
