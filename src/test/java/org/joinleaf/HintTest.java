package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.Hints.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.testing.Namespace;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** Hints that need nothing but loopback: each is made, followed and seen to help, and looked for where it must not be. */
class HintTest {
    private final NetworkInterface lo = Members.lo();

    HintTest() throws IOException {
        // the field's value may not be found
    }

    /** A new hint is to have its test; one that only Windows can make says why. */
    @Test
    void everyHintHasItsTest() throws IOException {
        assumeFalse(Platform.isWindows(), "the sources are looked at on Linux");
        List<Hint> elsewhere = List.of(Hint.NO_PROVIDER, Hint.INTERFACE_NOT_UP); // see HintsOnWindows
        String tests;
        try (Stream<Path> files = Files.list(Project.root("src/test/java/org/joinleaf"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
            tests = all.toString().replaceAll("\\s+", " ");
        }
        assertEquals(List.of(), Arrays.stream(Hint.values()).filter(hint -> !elsewhere.contains(hint))
                .filter(hint -> !tests.contains("told(Hint." + hint + ", ")).toList());
    }

    @Test
    void inNetworksOfTheirOwn() {
        Namespace.run(HintsInNetwork.class);
        Namespace.run(HintsOfRoutes.class);
    }

    @Test
    void whereOthersRefuse() {
        Needs.program("nsenter", "util-linux");
        Namespace.run(HintsOnTheWay.class);
    }

    @Test
    void underAFirewall() {
        Needs.program("nft", "nftables");
        Namespace.run(HintsOfFirewalls.class);
    }

    @Test
    void withoutPrivileges() {
        Needs.program("setpriv", "util-linux");
        Namespace.run(HintsUnprivileged.class, "set -- setpriv --bounding-set=-net_bind_service --inh-caps=-net_bind_service \"$@\"");
    }

    /** Of Windows only the last is known: Java does not tell what keeps an interface there from being up. */
    @Test
    void statesOfInterfaces() throws IOException {
        assertNull(LikelyCause.of(LinkState.UP));
        assertEquals(Hint.INTERFACE_WITHOUT_CARRIER, LikelyCause.of(LinkState.NO_CARRIER));
        assertEquals(Hint.INTERFACE_DOWN, LikelyCause.of(LinkState.DOWN));
        assertEquals(Hint.INTERFACE_NOT_UP, LikelyCause.of(LinkState.NOT_UP));
        assertEquals(LinkState.UP, LinkState.of(lo));
    }

    private interface Use {
        void of(MultipointSocket socket) throws IOException;
    }

    private static void with(ProtocolFamily family, Use use) throws IOException {
        try (var socket = MultipointSocket.open(family)) {
            use.of(socket);
        }
    }

    private static Provider provider(boolean rooted) throws IOException {
        return Provider.list().stream().filter(each -> each.addressFamily() == Winsock.AF_INET && each.supportsMultipoint()
                && each.hasRootedControlPlane() == rooted).findFirst().orElseThrow();
    }

    @Test
    void providers() {
        told(Hint.OTHER_PROVIDER, () -> MultipointRoot.open(provider(false)).close(),
                () -> MultipointRoot.open(provider(true)).close(), () -> MultipointLeaf.open(provider(true)).close());
        told(Hint.OTHER_PROVIDER, () -> MultipointLeaf.open(provider(false)).close(),
                () -> MultipointLeaf.open(provider(true)).close(), () -> MultipointSocket.open(provider(false)).close());
        told(Hint.ROOTED_PROVIDER, () -> MultipointSocket.open(provider(true)).close(), () -> {
            MultipointLeaf.open(provider(true)).close();
            MultipointRoot.open(provider(true)).close();
        }, () -> MultipointSocket.open(provider(false)).close());
    }

    @Test
    void families() throws IOException {
        InetSocketAddress four = new InetSocketAddress("127.0.0.1", Members.freePort(INET));
        InetSocketAddress six = new InetSocketAddress("::1", Members.freePort(INET6));
        InetSocketAddress group = Members.group(INET);
        told(Hint.OTHER_FAMILY, () -> with(INET, socket -> socket.bind(six)), () -> with(INET6, socket -> socket.bind(six)),
                () -> with(INET, socket -> socket.bind(four)));
        told(Hint.OTHER_FAMILY, () -> with(INET, socket -> socket.send(Members.text("x"), six)),
                () -> with(INET6, socket -> socket.send(Members.text("x"), six)),
                () -> with(INET, socket -> socket.send(Members.text("x"), four)));
        for (String text : List.of(group.getAddress().getHostAddress(), "::ffff:" + group.getAddress().getHostAddress())) {
            InetSocketAddress named = new InetSocketAddress(InetAddress.getByName(text), group.getPort());
            Use join = socket -> socket.joinSession(named, Direction.BOTH, lo);
            Use heard = socket -> socket.setOption(MultipointOptions.IPV6_ONLY, false).join(named.getAddress(), lo);
            for (Use followed : List.<Use>of(socket -> with(INET, join), heard)) {
                told(Hint.IPV4_GROUP_ON_IPV6, () -> with(INET6, join), () -> with(INET6, followed),
                        () -> with(INET6, socket -> socket.joinSession(Members.group(INET6), Direction.RECEIVE, lo)));
            }
            Use member = socket -> socket.join(named.getAddress(), lo);
            told(Hint.IPV4_ON_IPV6, () -> with(INET6, member),
                    () -> with(INET6, socket -> member.of(socket.setOption(MultipointOptions.IPV6_ONLY, false))),
                    () -> with(INET6, socket -> socket.join(Members.group(INET6).getAddress(), lo)));
        }
        Use bind = socket -> socket.bind(four);
        Use send = socket -> socket.send(Members.text("x"), four);
        Use connect = socket -> socket.connect(four);
        told(Hint.OTHER_FAMILY, () -> with(INET, socket -> socket.connect(six)), () -> with(INET6, socket -> socket.connect(six)),
                () -> with(INET, connect));
        Use asHost = socket -> socket.joinSession(four, Direction.BOTH, lo);
        told(Hint.NOT_A_GROUP, () -> with(INET6, asHost),
                () -> with(INET6, socket -> socket.joinSession(Members.group(INET6), Direction.RECEIVE, lo)),
                () -> with(INET6, socket -> socket.joinSession(group, Direction.RECEIVE, lo)));
        for (Use use : List.of(bind, send, connect)) {
            told(Hint.IPV4_ON_IPV6, () -> with(INET6, use),
                    () -> with(INET6, socket -> use.of(socket.setOption(MultipointOptions.IPV6_ONLY, false))),
                    () -> with(INET6, socket -> socket.send(Members.text("x"), six)));
        }
    }

    @Test
    void bind() throws IOException {
        InetSocketAddress group = Members.group(INET);
        InetSocketAddress foreign = new InetSocketAddress("192.0.2.77", group.getPort());
        Use own = socket -> socket.bind(new InetSocketAddress("127.0.0.1", group.getPort()));
        told(Hint.BIND_GROUP, () -> with(INET, socket -> socket.bind(group)), () -> with(INET, socket -> {
            socket.bind(group.getPort());
            socket.join(group.getAddress(), lo);
        }), () -> with(INET, socket -> socket.bind(foreign)));
        told(Hint.BIND_FOREIGN, () -> with(INET, socket -> socket.bind(foreign)), () -> with(INET, own),
                () -> with(INET, socket -> socket.bind(group)));
        told(Hint.BIND_AGAIN, () -> with(INET, socket -> socket.bind(0).bind(0)), () -> with(INET, socket -> socket.bind(0)),
                () -> with(INET, own));
    }

    @Test
    void ports() throws IOException {
        InetSocketAddress group = Members.group(INET);
        int port = group.getPort();
        Use join = socket -> socket.setOption(StandardSocketOptions.SO_REUSEADDR, false)
                .joinSession(group, Direction.RECEIVE, lo);
        Use shared = socket -> socket.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(port);
        Use selfish = socket -> socket.setOption(StandardSocketOptions.SO_REUSEADDR, false).bind(port);
        for (Use late : List.of(join, selfish)) {
            told(Hint.PORT_TAKEN, () -> with(INET, first -> {
                shared.of(first);
                with(INET, late);
            }), () -> with(INET, first -> {
                shared.of(first);
                with(INET, shared);
            }), () -> with(INET, late));
        }
    }

    @Test
    void portNotShared() throws IOException {
        assumeFalse(Platform.isWindows(), "there such a port is shared, or refused as one that is held exclusively");
        int port = Members.freePort(INET);
        Use shared = socket -> socket.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(port);
        Use selfish = socket -> socket.setOption(StandardSocketOptions.SO_REUSEADDR, false).bind(port);
        told(Hint.PORT_NOT_SHARED, () -> with(INET, first -> {
            selfish.of(first);
            with(INET, shared);
        }), () -> with(INET, first -> {
            shared.of(first);
            with(INET, shared);
        }), () -> with(INET, shared));
        Use joins = socket -> socket.joinSession(new InetSocketAddress("239.1.2.3", port), Direction.RECEIVE,
                Loopback.networkInterface());
        told(Hint.PORT_NOT_SHARED, () -> with(INET, first -> {
            selfish.of(first);
            with(INET, joins);
        }), () -> with(INET, first -> {
            shared.of(first);
            with(INET, joins);
        }), () -> with(INET, joins));
    }

    /** A filter (SELinux's, or systemd's SocketBindDeny) may refuse a port that nobody holds: that is not put on a socket. */
    @Test
    void portThatNobodyHolds() throws IOException {
        assumeFalse(Platform.isWindows(), "there such a port is kept back");
        InetSocketAddress free = new InetSocketAddress("127.0.0.1", Members.freePort(INET));
        assertNull(LikelyCause.of(Operation.BIND, Winsock.WSAEACCES, new Circumstances(null, free, null)));
        with(INET6, holder -> {
            holder.bind(free.getPort());
            assertEquals(Hint.PORT_NOT_SHARED.text(),
                    LikelyCause.of(Operation.BIND, Winsock.WSAEACCES, new Circumstances(null, free, null)));
        });
    }

    @Test
    void broadcasts() throws IOException {
        InetSocketAddress all = new InetSocketAddress("127.255.255.255", Members.freePort(INET));
        InetSocketAddress one = new InetSocketAddress("127.0.0.1", all.getPort());
        told(Hint.BROADCAST, () -> with(INET, socket -> socket.send(ByteBuffer.allocate(1), all)), () -> with(INET, socket ->
                socket.setOption(StandardSocketOptions.SO_BROADCAST, true).send(ByteBuffer.allocate(1), all)),
                () -> with(INET, socket -> socket.send(ByteBuffer.allocate(1), one)));
    }

    @Test
    void joining() throws IOException {
        InetSocketAddress group = Members.group(INET);
        InetSocketAddress other = Members.group(INET);
        Use join = socket -> socket.joinSession(group, Direction.BOTH, lo);
        for (InetSocketAddress none : List.of(new InetSocketAddress("127.0.0.1", 5000),
                new InetSocketAddress(group.getAddress(), 0))) {
            told(Hint.NOT_A_GROUP, () -> with(INET, socket -> socket.joinSession(none, Direction.BOTH, lo)),
                    () -> with(INET, join), () -> with(INET6, join));
        }
        told(Hint.ONE_SESSION, () -> with(INET, socket -> {
            join.of(socket);
            socket.joinSession(other, Direction.BOTH, lo);
        }), () -> with(INET, socket -> {
            join.of(socket);
            with(INET, second -> second.joinSession(other, Direction.BOTH, lo));
        }), () -> with(INET, socket -> socket.joinSession(other, Direction.BOTH, lo)));
    }

    @Test
    void memberships() throws IOException {
        InetSocketAddress group = Members.group(INET);
        InetAddress source = InetAddress.getByName("127.0.0.1");
        Use join = socket -> socket.joinSession(group, Direction.RECEIVE, lo);
        told(Hint.MEMBER_ALREADY, () -> with(INET, socket -> {
            socket.join(group.getAddress(), lo);
            join.of(socket);
        }), () -> with(INET, socket -> {
            socket.join(group.getAddress(), lo).drop();
            join.of(socket);
        }), () -> with(INET, socket -> {
            socket.join(Members.group(INET).getAddress(), lo);
            join.of(socket);
        }));
        for (InetAddress from : new InetAddress[] {null, source}) {
            Use member = socket -> {
                if (from == null) {
                    socket.join(group.getAddress(), lo);
                } else {
                    socket.join(group.getAddress(), lo, from);
                }
            };
            told(Hint.SESSION_HAS_GROUP, () -> with(INET, socket -> {
                join.of(socket);
                member.of(socket);
            }), () -> with(INET, join), () -> with(INET, socket -> {
                socket.joinSession(Members.group(INET), Direction.RECEIVE, lo);
                member.of(socket);
            }));
        }
    }

    @Test
    void sendingToNobody() throws IOException {
        InetSocketAddress group = Members.group(INET);
        Use send = socket -> socket.send(Members.text("x"));
        told(Hint.NOT_JOINED, () -> with(INET, send), () -> with(INET, socket -> send.of(
                socket.joinSession(group, Direction.SEND, lo))), () -> with(INET, socket -> send.of(
                        socket.joinSession(group, Direction.RECEIVE, lo))));
        told(Hint.NOT_JOINED, () -> with(INET, send), () -> with(INET, socket -> socket.send(Members.text("x"),
                new InetSocketAddress("127.0.0.1", group.getPort()))), () -> with(INET, socket -> send.of(
                        socket.joinSession(group, Direction.BOTH, lo))));
    }

    @Test
    void sendingWithoutPort() throws IOException {
        InetSocketAddress group = Members.group(INET);
        told(Hint.TARGET_WITHOUT_PORT,
                () -> with(INET, socket -> socket.send(Members.text("x"), new InetSocketAddress("127.0.0.1", 0))),
                () -> with(INET, socket -> socket.send(Members.text("x"), new InetSocketAddress("127.0.0.1", group.getPort()))),
                () -> with(INET, socket -> socket.send(Members.text("x"))));
    }

    @Test
    void sendingSlowly() throws IOException {
        InetSocketAddress group = Members.group(INET);
        told(Hint.SEND_TIME, () -> sendSlowly(group, SOON), () -> sendSlowly(group, Duration.ofMinutes(1)),
                () -> with(INET, HintTest::receiveInVain));
    }

    /** Each is to wait for a fifth of a second, but for the first, and for those before which this thread has waited. */
    private void sendSlowly(InetSocketAddress group, Duration patience) throws IOException {
        with(INET, socket -> {
            socket.setOption(MultipointOptions.SEND_TIMEOUT, patience).joinSession(group, JoinOptions.on(lo)
                    .direction(Direction.SEND).flowSpecs(FlowSpecs.sending(FlowSpec.rate(ServiceType.GUARANTEED, 500, 100))));
            for (int i = 0; i < 10; i++) {
                socket.send(ByteBuffer.allocate(100));
            }
        });
    }

    @Test
    void sending() throws IOException {
        InetSocketAddress group = Members.group(INET);
        Use send = socket -> socket.send(Members.text("x"));
        told(Hint.JOINED_FOR_RECEIVING, () -> with(INET, socket -> send.of(socket.joinSession(group, Direction.RECEIVE, lo))),
                () -> with(INET, socket -> send.of(socket.joinSession(group, Direction.BOTH, lo))), () -> with(INET, send));
        told(Hint.DATAGRAM_LONG, () -> with(INET, socket -> socket.joinSession(group, Direction.SEND, lo)
                .send(ByteBuffer.allocate(65_508))), () -> with(INET, socket -> socket.joinSession(group, Direction.SEND, lo)
                        .send(ByteBuffer.allocate(65_507))), () -> with(INET6, socket -> socket.send(
                                ByteBuffer.allocate(65_527), new InetSocketAddress("::1", group.getPort()))));
    }

    @Test
    void datagramsLongerThanTheFlowAllows() throws IOException {
        InetSocketAddress group = Members.group(INET);
        JoinOptions plain = JoinOptions.on(lo).direction(Direction.SEND);
        JoinOptions shaped = plain.flowSpecs(FlowSpecs.sending(SMALL));
        told(Hint.FLOW_SIZE, () -> with(INET, socket -> socket.joinSession(group, shaped).send(ByteBuffer.allocate(501))),
                () -> with(INET, socket -> socket.joinSession(group, shaped).send(ByteBuffer.allocate(500))),
                () -> with(INET, socket -> socket.joinSession(group, plain).send(ByteBuffer.allocate(65_508))));
    }

    @Test
    void messagesLongerThanTheFlowAllows() throws IOException {
        try (var root = Rooted.root()) {
            told(Hint.FLOW_SIZE, () -> root.flowSpecs(FlowSpecs.sending(SMALL)).send(ByteBuffer.allocate(501)),
                    () -> root.send(ByteBuffer.allocate(500)), () -> root.send(ByteBuffer.allocate(70_000)));
        }
    }

    private static final FlowSpec SMALL = FlowSpec.builder(ServiceType.GUARANTEED).tokenRate(100_000).tokenBucketSize(1000)
            .maxSduSize(500).build();
    private static final Duration SOON = Duration.ofMillis(50);

    private static void receive(MultipointSocket socket) throws IOException {
        socket.receive(ByteBuffer.allocate(100));
    }

    private static void receiveInVain(MultipointSocket socket) throws IOException {
        socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, SOON).bind(0);
        receive(socket);
    }

    private void receiveOwn(MultipointSocket socket, InetSocketAddress group, int room) throws IOException {
        socket.joinSession(group, Direction.BOTH, lo).send(Members.text("four"));
        socket.receive(ByteBuffer.allocate(room));
    }

    @Test
    void receivingUnbound() throws IOException {
        InetSocketAddress group = Members.group(INET);
        told(Hint.NOT_BOUND, () -> with(INET, HintTest::receive), () -> with(INET, socket -> receiveOwn(socket, group, 4)),
                () -> with(INET, HintTest::receiveInVain));
    }

    @Test
    void receiving() throws IOException {
        InetSocketAddress group = Members.group(INET);
        Use loop = socket -> receiveOwn(socket, group, 4);
        Use cut = socket -> receiveOwn(socket, group, 3);
        told(Hint.JOINED_FOR_SENDING, () -> with(INET, socket -> receive(socket.joinSession(group, Direction.SEND, lo))),
                () -> with(INET, loop), () -> with(INET, HintTest::receiveInVain));
        told(Hint.BUFFER_SHORT, () -> with(INET, cut), () -> with(INET, loop), () -> with(INET, HintTest::receiveInVain));
        told(Hint.NOTHING_CAME, () -> with(INET, socket -> receive(socket.joinSession(group, Direction.BOTH, lo)
                .setOption(MultipointOptions.RECEIVE_TIMEOUT, SOON))), () -> with(INET, loop), () -> with(INET, cut));
        told(Hint.COALESCED_ROOM, () -> batch(group, 100), () -> batch(group, ReceiveBatch.COALESCED_SLOT),
                () -> with(INET, socket -> {
                    socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, SOON).bind(0);
                    socket.receiveBatch(ReceiveBatch.allocate(1, 100));
                }));
    }

    private void batch(InetSocketAddress group, int slot) throws IOException {
        with(INET, socket -> {
            socket.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            socket.joinSession(group, Direction.BOTH, lo).send(Members.text("x"));
            socket.receiveBatch(ReceiveBatch.allocate(1, slot));
        });
    }
}
