package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Options of sessions with a root, and what they do. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RootedOptionsTest {
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return key;
    }

    @Test
    void comeBackAsSet() throws Exception {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED);
                var leaf = MultipointLeaf.open(INET)) {
            Map<SocketOption<Integer>, Integer> numbers = Map.of(RootedOptions.WINDOW, 512, RootedOptions.MAX_LEAVES, 7,
                    RootedOptions.MAX_HALF_OPEN, 9, RootedOptions.LEAST_RATE, 125_000,
                    StandardSocketOptions.IP_MULTICAST_TTL, 3,
                    StandardSocketOptions.SO_RCVBUF, 70_000);
            for (var entry : numbers.entrySet()) {
                root.setOption(entry.getKey(), entry.getValue());
                assertEquals(entry.getValue(), root.getOption(entry.getKey()), entry.getKey().name());
            }
            for (SocketOption<Duration> time : List.of(RootedOptions.HANDSHAKE_TIMEOUT, RootedOptions.JOIN_TIMEOUT,
                    RootedOptions.KEEP_ALIVE, RootedOptions.DEAD_TIMEOUT, RootedOptions.SLOW_TIMEOUT,
                    RootedOptions.LINGER_TIMEOUT, MultipointOptions.RECEIVE_TIMEOUT, MultipointOptions.SEND_TIMEOUT)) {
                leaf.setOption(time, Duration.ofMillis(1234));
                assertEquals(Duration.ofMillis(1234), leaf.getOption(time), time.name());
            }
            InetSocketAddress group = new InetSocketAddress("239.1.2.3", 5000);
            assertEquals(group, root.setOption(RootedOptions.GROUP, group).getOption(RootedOptions.GROUP));
            assertEquals(Members.lo(), root.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo())
                    .getOption(StandardSocketOptions.IP_MULTICAST_IF));
            assertEquals(0, root.getOption(RootedOptions.STATISTICS).leaves());
            assertTrue(root.supportedOptions().containsAll(numbers.keySet()));
            assertTrue(root.supportedOptions().contains(RootedOptions.KEY));
            assertFalse(root.supportedOptions().contains(StandardSocketOptions.IP_MULTICAST_LOOP));
        }
    }

    @Test
    void areJudged() throws Exception {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            Members.assertCode(Winsock.WSAEINVAL, () -> root.setOption(RootedOptions.WINDOW, 100));
            Members.assertCode(Winsock.WSAEINVAL, () -> root.setOption(RootedOptions.KEY, new byte[15]));
            assertThrows(IllegalArgumentException.class, () -> root.setOption(RootedOptions.KEY, new byte[257]));
            assertThrows(IllegalArgumentException.class, () -> root.setOption(RootedOptions.KEY, null));
            assertThrows(IllegalArgumentException.class, () -> root.setOption(RootedOptions.WINDOW, -1));
            assertThrows(IllegalArgumentException.class,
                    () -> root.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMillis(-1)));
            assertThrows(UnsupportedOperationException.class, () -> root.getOption(RootedOptions.KEY));
            assertThrows(UnsupportedOperationException.class, () -> root.setOption(RootedOptions.STATISTICS, null));
            assertThrows(UnsupportedOperationException.class,
                    () -> root.getOption(StandardSocketOptions.TCP_NODELAY));
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL,
                    () -> root.setOption(RootedOptions.GROUP, new InetSocketAddress("127.0.0.1", 1)));
            Members.assertCode(Winsock.WSAEAFNOSUPPORT,
                    () -> root.setOption(RootedOptions.GROUP, new InetSocketAddress("ff15::1", 1)));
            Members.assertCode(Winsock.WSAENOTCONN, () -> root.getOption(RootedOptions.GROUP));
            assertThrows(UnsupportedOperationException.class, () -> MultipointSocket.open(INET)
                    .getOption(RootedOptions.WINDOW));
        }
    }

    /** An option that is not had is told with the kind of socket that lacks it, because another kind has it. */
    @Test
    void whatAKindOfSocketLacksIsToldWithTheKind() throws Exception {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED); var leaf = MultipointLeaf.open(INET);
                var socket = MultipointSocket.open(INET6)) {
            lacks("a MultipointRoot of IPv4 has no option TCP_NODELAY", () -> root.getOption(StandardSocketOptions.TCP_NODELAY));
            lacks("a MultipointLeaf of IPv4 has no option IPV6_ONLY", () -> leaf.setOption(MultipointOptions.IPV6_ONLY, true));
            lacks("a MultipointSocket of IPv6 has no option WINDOW", () -> socket.setOption(RootedOptions.WINDOW, 128));
            lacks("STATISTICS of a MultipointLeaf of IPv4 is read only", () -> leaf.setOption(RootedOptions.STATISTICS, null));
            lacks("KEY of a MultipointRoot of IPv4 is write only", () -> root.getOption(RootedOptions.KEY));
        }
    }

    private static void lacks(String message, Executable call) {
        assertEquals(message, assertThrows(UnsupportedOperationException.class, call).getMessage());
    }

    @Test
    void contradictionsAreRefusedWithBothValues() throws Exception {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED); var other = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            root.setOption(RootedOptions.KEEP_ALIVE, Duration.ofSeconds(3));
            assertRefused("DEAD_TIMEOUT PT2S while KEEP_ALIVE is PT3S",
                    () -> root.setOption(RootedOptions.DEAD_TIMEOUT, Duration.ofSeconds(2)));
            other.setOption(RootedOptions.DEAD_TIMEOUT, Duration.ofSeconds(2));
            assertRefused("KEEP_ALIVE PT3S while DEAD_TIMEOUT is PT2S",
                    () -> other.setOption(RootedOptions.KEEP_ALIVE, Duration.ofSeconds(3)));
            root.setOption(RootedOptions.SLOW_TIMEOUT, Duration.ofMillis(100));
            assertRefused("LEAST_RATE 1000 while SLOW_TIMEOUT is PT0.1S",
                    () -> root.setOption(RootedOptions.LEAST_RATE, 1000));
            root.setOption(RootedOptions.WINDOW, 256);
            assertRefused("SO_SNDBUF 100000 while WINDOW is 256",
                    () -> root.setOption(StandardSocketOptions.SO_SNDBUF, 100_000));
            root.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true);
            assertRefused("SO_REUSEADDR true while EXCLUSIVE_ADDRESS_USE is true",
                    () -> root.setOption(StandardSocketOptions.SO_REUSEADDR, true));
            /* A value that is wrong by itself contradicts nothing. */
            var wrong = assertThrows(WinsockException.class, () -> root.setOption(RootedOptions.WINDOW, 100));
            assertFalse(wrong.getMessage().contains("while"), wrong.getMessage());
        }
    }

    /** Whichever option and whichever socket it is. */
    @Test
    void noOptionTakesANegativeValue() throws Exception {
        try (var root = Rooted.root(); var socket = MultipointSocket.open(INET); var six = MultipointSocket.open(INET6)) {
            Rooted.Pair pair = Rooted.admit(root);
            int tried = 0;
            for (SessionSocket each : List.of(root, pair.member(), pair.leaf(), socket, six)) {
                for (SocketOption<?> option : each.supportedOptions()) {
                    if (option.type() == Integer.class && !option.equals(MultipointOptions.MAX_MESSAGE_SIZE)) {
                        assertNegativeIsRefused(each, option, -1);
                        tried++;
                    } else if (option.type() == Duration.class) {
                        assertNegativeIsRefused(each, option, Duration.ofNanos(-1));
                        tried++;
                    }
                }
            }
            assertTrue(tried > 50, "tried " + tried);
            pair.member().close();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> void assertNegativeIsRefused(SessionSocket socket, SocketOption<?> option, T value) {
        assertThrows(IllegalArgumentException.class, () -> socket.setOption((SocketOption<T>) option, value),
                () -> option.name() + " of " + socket);
    }

    /** The message of a refused value has the range, and blames no other option that was never set. */
    @Test
    void valuesOutOfRangeAreToldTheRange() throws Exception {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            assertRefused("WINDOW 1000 (it is a power of two from 128 to 4096)",
                    () -> root.setOption(RootedOptions.WINDOW, 1000));
            assertRefused("MAX_LEAVES 0 (it is 1 to 1048576)", () -> root.setOption(RootedOptions.MAX_LEAVES, 0));
            assertRefused("DEAD_TIMEOUT PT0.049S (it is PT0.05S to PT1H)",
                    () -> root.setOption(RootedOptions.DEAD_TIMEOUT, Duration.ofMillis(49)));
            assertRefused("JOIN_TIMEOUT " + FOREVER + " (it is PT0.01S to PT1H)",
                    () -> root.setOption(RootedOptions.JOIN_TIMEOUT, FOREVER));
            assertRefused("KEY of 15 bytes (it has 16 to 256)", () -> root.setOption(RootedOptions.KEY, new byte[15]));
            String negative = assertThrows(IllegalArgumentException.class,
                    () -> root.setOption(RootedOptions.WINDOW, -1)).getMessage();
            assertEquals("WINDOW is a power of two from 128 to 4096, not -1", negative);
            root.setOption(MultipointOptions.RECEIVE_TIMEOUT, FOREVER);
            assertEquals(Duration.ofMillis(Integer.MAX_VALUE), root.getOption(MultipointOptions.RECEIVE_TIMEOUT));
            for (SocketOption<Duration> time : List.of(RootedOptions.JOIN_TIMEOUT, MultipointOptions.SEND_TIMEOUT)) {
                String message = assertThrows(IllegalArgumentException.class,
                        () -> root.setOption(time, Duration.ofMillis(-1))).getMessage();
                assertTrue(message.startsWith(time.name() + " is not negative"), message);
            }
        }
    }

    @Test
    void aSourceIsForDatagrams() throws Exception {
        JoinOptions options = JoinOptions.on(Members.lo()).source(Members.address(INET));
        InetSocketAddress nobody = new InetSocketAddress(Members.address(INET), 9);
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED); var leaf = MultipointLeaf.open(INET)) {
            assertThrows(IllegalArgumentException.class, () -> leaf.joinSession(nobody, options));
            assertThrows(IllegalArgumentException.class, () -> leaf.joinSessionAsync(nobody, options));
            assertThrows(IllegalArgumentException.class, () -> root.invite(nobody, options));
        }
    }

    private static void assertRefused(String words, Executable call) {
        var refused = assertThrows(WinsockException.class, call);
        assertEquals(Winsock.WSAEINVAL, refused.code());
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }

    @Test
    void settledByTheSession() throws Exception {
        InetSocketAddress group = Members.group(INET);
        try (var root = Rooted.root()) {
            root.setOption(RootedOptions.GROUP, group);
            Rooted.Pair pair = Rooted.admit(root);
            assertEquals(group, root.getOption(RootedOptions.GROUP));
            Members.assertCode(Winsock.WSAEISCONN, () -> root.setOption(RootedOptions.WINDOW, 512));
            root.send(Members.text("x"));
            Rooted.receive(pair.member());
            RootedStatistics statistics = root.getOption(RootedOptions.STATISTICS);
            assertEquals(1, statistics.messagesSent());
            assertEquals(1, statistics.leaves());
            assertEquals(1, pair.member().getOption(RootedOptions.STATISTICS).messagesReceived());
            pair.member().close();
        }
    }

    @Test
    void aKeyKeepsOthersOut() throws Exception {
        try (var root = Rooted.root(); var friend = Rooted.leaf(INET); var stranger = Rooted.leaf(INET);
                var keyless = Rooted.leaf(INET)) {
            try {
                root.setOption(RootedOptions.KEY, key(1));
            } catch (WinsockException e) {
                assertEquals(Winsock.WSAEOPNOTSUPP, e.code()); // no libcrypto here
                return;
            }
            friend.setOption(RootedOptions.KEY, key(1));
            stranger.setOption(RootedOptions.KEY, key(2));
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> stranger.joinSession(root.getLocalAddress()));
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> keyless.joinSession(root.getLocalAddress()));
            var joined = Rooted.ask(friend, root, "friend");
            JoinRequest request = root.accept();
            assertEquals("friend", Rooted.text(request.callerData()));
            request.admit();
            Rooted.get(joined);
            root.send(Members.text("sealed"));
            assertEquals("sealed", Rooted.receive(friend));
        }
    }

    @Test
    void noMoreLeavesThanAdmitted() throws Exception {
        try (var root = Rooted.root(); var late = Rooted.leaf(INET)) {
            root.setOption(RootedOptions.MAX_LEAVES, 2);
            Rooted.Pair one = Rooted.admit(root);
            Rooted.Pair two = Rooted.admit(root);
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> late.joinSession(root.getLocalAddress()));
            one.member().close();
            Rooted.get(one.leaf().closed());
            var joined = Rooted.ask(late, root, "late");
            root.accept().admit();
            Rooted.get(joined);
            two.member().close();
        }
    }

    @Test
    void thePlanesMustAgree() throws Exception {
        Provider nonrooted = Provider.list().stream().filter(one -> one.addressFamily() == Winsock.AF_INET
                && one.hasRootedControlPlane() && !one.hasRootedDataPlane()).findFirst().orElseThrow();
        try (var root = Rooted.root(); var leaf = MultipointLeaf.open(nonrooted)) {
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> leaf.joinSession(root.getLocalAddress()));
        }
        try (var root = MultipointRoot.open(nonrooted).bind(0).listen(); var leaf = MultipointLeaf.open(nonrooted)) {
            var joined = Rooted.start(() -> leaf.joinSession(
                    new InetSocketAddress("127.0.0.1", root.getLocalAddress().getPort())));
            root.accept().admit();
            Rooted.get(joined);
        }
    }

    /** Returns how many messages came before the end. */
    private static int readAll(MultipointLeaf member) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(100);
        for (int i = 0;; i++) {
            member.receive(in.clear());
            if (Members.read(in).equals("end")) {
                return i;
            }
            assertEquals("message " + i, Members.read(in));
        }
    }

    @Test
    void aSlowLeafIsClosed() throws Exception {
        try (var root = Rooted.root()) {
            root.setOption(RootedOptions.SLOW_TIMEOUT, Duration.ofSeconds(3));
            root.setOption(RootedOptions.WINDOW, 128);
            Rooted.Pair quick = Rooted.admit(root);
            Rooted.Pair slow = Rooted.admit(root);
            CompletableFuture<SessionEnd> closed = slow.leaf().closed();
            CompletableFuture<Integer> reader = Rooted.start(() -> readAll(quick.member()));
            int sent = 0;
            // As many messages as the window takes: what waits for its turn shares a datagram.
            for (long begin = System.nanoTime(); !closed.isDone() && System.nanoTime() - begin < LIMIT_NANOS; sent++) {
                root.send(Members.text("message " + sent));
            }
            root.send(Members.text("end"));
            assertEquals(sent, Rooted.get(reader));
            Rooted.assertEnd(SessionEnd.Cause.LOST, closed);
            assertEquals(List.of(quick.leaf()), root.leaves());
            ByteBuffer in = ByteBuffer.allocate(100);
            int received = 0;
            try {
                while (received < sent) {
                    slow.member().receive(in.clear());
                    received++;
                }
            } catch (WinsockException e) {
                assertEquals(Winsock.WSAECONNABORTED, e.code());
            }
            assertTrue(received < sent, "it has all");
            quick.member().close();
            slow.member().close();
        }
    }

    /** Each number stands behind the name of the method that tells it. */
    @Test
    void statisticsInWords() throws ReflectiveOperationException {
        ByteBuffer counted = ByteBuffer.allocate(RootedStatistics.SIZE).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 13; i++) {
            counted.putLong(100 + i);
        }
        RootedStatistics statistics = RootedStatistics.read(counted.putInt(7).putInt(3).putLong(9));
        String text = statistics.toString();
        for (Method method : RootedStatistics.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("toString")) {
                String part = method.getName() + "=" + method.invoke(statistics);
                assertTrue(text.matches(".*[\\[ ]" + part + "[,\\]].*"), part + " is not in " + text);
            }
        }
    }
}
