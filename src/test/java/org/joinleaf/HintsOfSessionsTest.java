package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Hints.told;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.joinleaf.internal.load.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the hints about sessions with a root. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HintsOfSessionsTest {
    private static final Duration SOON = Duration.ofMillis(300);

    /** Joins, and the root admits that. */
    private static void admitted(MultipointRoot root, MultipointLeaf leaf, JoinOptions options) throws Exception {
        CompletableFuture<ByteBuffer> joined = Rooted.start(() -> leaf.joinSession(root.getLocalAddress(), options));
        root.accept().admit();
        Rooted.get(joined);
    }

    /** Joins in vain by way of another address, though the root admits that. */
    private static void admitted(MultipointRoot root, MultipointLeaf leaf, InetSocketAddress there) throws Exception {
        CompletableFuture<ByteBuffer> joined = Rooted.start(() -> leaf.joinSession(there));
        root.accept().admit();
        throw Rooted.failure(IOException.class, joined);
    }

    /** Joins, and the root rejects that. */
    private static void rejected(MultipointRoot root) throws Exception {
        try (var leaf = Rooted.leaf(INET)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, null);
            root.accept().reject();
            throw Rooted.failure(IOException.class, joined);
        }
    }

    @Test
    void asking() throws Exception {
        InetSocketAddress empty = new InetSocketAddress("127.0.0.1", Members.freePort(INET));
        InetSocketAddress group = Members.group(INET);
        try (var root = Rooted.root(); var first = Rooted.leaf(INET); var second = Rooted.leaf(INET);
                var third = Rooted.leaf(INET); var fourth = Rooted.leaf(INET); var six = Rooted.leaf(INET6)) {
            told(Hint.NOBODY_LISTENS, () -> first.joinSession(empty),
                    () -> admitted(root, first, JoinOptions.defaults()), () -> rejected(root));
            second.setOption(RootedOptions.JOIN_TIMEOUT, SOON);
            try (var slow = Rooted.root()) {
                told(Hint.NOT_DECIDED, () -> second.joinSession(slow.getLocalAddress()), () -> {
                    second.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMinutes(1));
                    CompletableFuture<ByteBuffer> joined = Rooted.ask(second, slow, "again");
                    Rooted.admitText(slow, "again"); // the request that was given up may still be there, before the new one
                    Rooted.get(joined);
                }, () -> rejected(root));
            }
            told(Hint.NOT_A_HOST, () -> third.joinSession(group), () -> admitted(root, third, JoinOptions.defaults()),
                    () -> fourth.joinSession(empty));
            told(Hint.ONE_ROOT, () -> third.joinSession(root.getLocalAddress()),
                    () -> admitted(root, fourth, JoinOptions.defaults()), () -> six.joinSession(group));
            told(Hint.OTHER_FAMILY, () -> six.joinSession(root.getLocalAddress()), () -> {
                try (var leaf = Rooted.leaf(INET)) {
                    admitted(root, leaf, JoinOptions.defaults());
                }
            }, () -> rejected(root));
        }
    }

    /** A root's port is its own, whatever the sockets that want it say of sharing. */
    @Test
    @SuppressWarnings("try") // closed within
    void portOfARoot() throws Exception {
        try (var first = Rooted.root()) {
            InetSocketAddress there = first.getLocalAddress();
            for (boolean shares : new boolean[] {false, !Platform.isWindows()}) { // Windows lets the second one take it away
                told(Hint.ROOTED_PORT_TAKEN, () -> bind(there, shares),
                        () -> bind(new InetSocketAddress(there.getAddress(), 0), shares),
                        () -> bind(new InetSocketAddress("192.0.2.1", there.getPort()), shares));
            }
            first.close();
            bind(there, false);
        }
    }

    private static void bind(InetSocketAddress there, boolean shares) throws IOException {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            root.setOption(StandardSocketOptions.SO_REUSEADDR, shares).bind(there).listen();
        }
    }

    /** Waits in vain for an answer of another program that listens there, and for the decision of one that has the request. */
    @Test
    @SuppressWarnings("try") // closed within
    void waitingForAnAnswer() throws Exception {
        try (var slow = Rooted.root(); var other = new ServerSocket(0, 50, Members.address(INET)); var leaf = Rooted.leaf(INET)) {
            InetSocketAddress there = new InetSocketAddress(other.getInetAddress(), other.getLocalPort());
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, SOON);
            told(Hint.NOT_ANSWERED, () -> leaf.joinSession(there), () -> {
                end(other);
                try (var root = MultipointRoot.open(INET, DataPlane.ROOTED); var again = Rooted.leaf(INET)) {
                    root.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(there).listen();
                    admitted(root, again, JoinOptions.defaults());
                }
            }, () -> leaf.joinSession(slow.getLocalAddress()));
        }
    }

    private static void end(ServerSocket other) throws IOException {
        other.close();
    }

    /** Between the leaf and its root there is somebody who keeps the last frame of the handshake back. */
    @Test
    void waitingForTheStart() throws Exception {
        try (var root = Rooted.root(); var between = new ServerSocket(0, 50, Members.address(INET));
                var leaf = Rooted.leaf(INET); var again = Rooted.leaf(INET)) {
            InetSocketAddress there = new InetSocketAddress(between.getInetAddress(), between.getLocalPort());
            CompletableFuture<?> carried = Rooted.start(() -> carryAllButStart(between, root.getLocalAddress()));
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, SOON.multipliedBy(10));
            told(Hint.NOT_STARTED, () -> admitted(root, leaf, there), () -> admitted(root, again, JoinOptions.defaults()),
                    () -> rejected(root));
            Rooted.get(carried);
        }
    }

    /** Both sides have the frames of the handshake, as far as ADMIT; the leaf then goes. */
    private static Void carryAllButStart(ServerSocket between, InetSocketAddress root) throws IOException {
        try (Socket leafs = between.accept(); Socket roots = new Socket(root.getAddress(), root.getPort())) {
            DataInputStream asking = new DataInputStream(leafs.getInputStream());
            DataInputStream answering = new DataInputStream(roots.getInputStream());
            for (int i = 0; i < 2; i++) { // HELLO and WELCOME, REQUEST and ADMIT
                carryFrame(asking, roots.getOutputStream());
                carryFrame(answering, leafs.getOutputStream());
            }
            asking.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            return null; // the leaf has given up
        }
        return null;
    }

    private static void carryFrame(DataInputStream from, OutputStream to) throws IOException {
        byte[] head = from.readNBytes(8);
        to.write(head);
        to.write(from.readNBytes(ByteBuffer.wrap(head).getInt(4)));
    }

    @Test
    void askingTwice() throws Exception {
        try (var root = Rooted.root(); var door = Rooted.door(INET); var leaf = Rooted.leaf(INET)) {
            JoinOptions plain = JoinOptions.defaults();
            CompletableFuture<RemoteLeaf> first = root.inviteAsync(door.getLocalAddress(), plain);
            told(Hint.JOIN_PENDING, () -> {
                throw Rooted.failure(IOException.class, root.inviteAsync(door.getLocalAddress(), plain));
            }, () -> {
                door.accept().admit();
                Rooted.get(first);
                CompletableFuture<RemoteLeaf> second = root.inviteAsync(door.getLocalAddress(), plain);
                door.accept().admit();
                Rooted.get(second);
            }, () -> rejected(root));
            told(Hint.LEAF_USED, () -> door.joinSession(root.getLocalAddress()), () -> admitted(root, leaf, plain),
                    () -> leaf.joinSession(root.getLocalAddress()));
        }
    }

    @Test
    void connectData() throws Exception {
        try (var root = Rooted.root(); var first = Rooted.leaf(INET); var second = Rooted.leaf(INET)) {
            JoinOptions much = JoinOptions.defaults().callerData(ByteBuffer.allocate(100_000));
            JoinOptions little = JoinOptions.defaults().callerData(ByteBuffer.allocate(100));
            told(Hint.CONNECT_DATA_LONG, () -> first.joinSession(root.getLocalAddress(), much),
                    () -> admitted(root, first, little), () -> rejected(root));
            String message = assertThrows(IOException.class, () -> second.joinSession(root.getLocalAddress(), much)).getMessage();
            assertTrue(message.contains(" with 100000 bytes of caller data, and room for "), message);
            told(Hint.CONNECT_DATA_LONG, () -> {
                CompletableFuture<ByteBuffer> joined = Rooted.start(() -> second.joinSession(root.getLocalAddress(),
                        JoinOptions.defaults().calleeRoom(2)));
                root.accept().admit(Members.text("longer"));
                throw Rooted.failure(IOException.class, joined);
            }, () -> {
                try (var again = Rooted.leaf(INET)) {
                    CompletableFuture<ByteBuffer> joined = Rooted.start(() -> again.joinSession(root.getLocalAddress(),
                            JoinOptions.defaults().calleeRoom(6)));
                    root.accept().admit(Members.text("longer"));
                    Rooted.get(joined);
                }
            }, () -> rejected(root));
        }
    }

    @Test
    void messages() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET); var ear = Rooted.leaf(INET)) {
            told(Hint.SESSION_NOT_BEGUN, () -> leaf.send(Members.text("x")), () -> {
                admitted(root, leaf, JoinOptions.defaults());
                leaf.send(Members.text("x"));
            }, () -> root.send(Members.text("x")));
            admitted(root, ear, JoinOptions.defaults().direction(Direction.RECEIVE));
            told(Hint.OTHER_DIRECTION, () -> ear.send(Members.text("x")), () -> leaf.send(Members.text("x")), () -> {
                try (var idle = Rooted.leaf(INET)) {
                    idle.send(Members.text("x"));
                }
            });
            int most = root.getOption(MultipointOptions.MAX_MESSAGE_SIZE);
            told(Hint.MESSAGE_LONG, () -> root.send(ByteBuffer.allocate(most + 1)), () -> root.send(ByteBuffer.allocate(most)),
                    () -> ear.send(Members.text("x")));
        }
    }

    @Test
    void messagesWithoutRoom() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair slow = Rooted.admit(root);
            Rooted.Pair other = Rooted.admit(root);
            ByteBuffer kilobyte = ByteBuffer.allocate(1000);
            slow.leaf().setOption(MultipointOptions.SEND_TIMEOUT, SOON);
            AtomicInteger sent = new AtomicInteger();
            told(Hint.NO_ROOM, () -> {
                for (; sent.get() < 1000; sent.getAndIncrement()) {
                    slow.leaf().send(kilobyte.clear());
                }
            }, () -> {
                CompletableFuture<Integer> waiting = Rooted.start(() -> {
                    slow.leaf().setOption(MultipointOptions.SEND_TIMEOUT, Duration.ofMinutes(1));
                    return slow.leaf().send(kilobyte.duplicate().clear());
                });
                for (int i = 0; i <= sent.get(); i++) {
                    slow.member().receive(ByteBuffer.allocate(1000));
                }
                Rooted.get(waiting);
            }, () -> other.leaf().send(kilobyte.clear()));
            slow.member().close();
            other.member().close();
        }
    }

    @Test
    void receivedMessages() throws Exception {
        MultipointRoot root = Rooted.root();
        MultipointLeaf leaf = Rooted.admit(root).member();
        told(Hint.MESSAGE_CUT, () -> {
            root.send(Members.text("four"));
            leaf.receive(ByteBuffer.allocate(3));
        }, () -> {
            root.send(Members.text("four"));
            leaf.receive(ByteBuffer.allocate(4));
        }, () -> root.send(Members.text("four")));
        leaf.receive(ByteBuffer.allocate(4));
        leaf.setOption(MultipointOptions.RECEIVE_TIMEOUT, SOON);
        told(Hint.NOTHING_CAME, () -> leaf.receive(ByteBuffer.allocate(4)), () -> {
            leaf.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            CompletableFuture<?> late = Rooted.start(() -> leaf.receive(ByteBuffer.allocate(4)));
            Thread.sleep(SOON.toMillis() + 100);
            root.send(Members.text("late"));
            Rooted.get(late);
        }, () -> {
            try (var idle = Rooted.leaf(INET)) {
                idle.receive(ByteBuffer.allocate(4));
            }
        });
        told(Hint.SESSION_ENDED, () -> {
            root.close();
            leaf.receive(ByteBuffer.allocate(4));
        }, () -> {
            try (var another = Rooted.root()) {
                receivesFrom(another);
            }
        }, () -> {
            try (var idle = Rooted.leaf(INET)) {
                idle.receive(ByteBuffer.allocate(4));
            }
        });
        leaf.close();
    }

    @Test
    void theRootDies() throws Exception {
        Process process = Rooted.process(RootedMember.class);
        try (var leaf = Rooted.leaf(INET); var root = Rooted.root()) {
            int port = Integer.parseInt(process.inputReader().readLine());
            leaf.joinSession(new InetSocketAddress("127.0.0.1", port));
            told(Hint.PEER_DIED, () -> {
                process.destroyForcibly().waitFor();
                leaf.receive(ByteBuffer.allocate(4));
            }, () -> receivesFrom(root), () -> endedInGoodOrder());
        } finally {
            process.destroyForcibly();
        }
    }

    /** A leaf that takes nothing is given up. */
    @Test
    void aSlowLeafIsGivenUp() throws Exception {
        try (var root = Rooted.root()) {
            root.setOption(RootedOptions.SLOW_TIMEOUT, SOON);
            root.setOption(RootedOptions.WINDOW, 128);
            MultipointLeaf slow = Rooted.admit(root).member();
            told(Hint.PEER_LOST, () -> {
                while (!root.leaves().isEmpty()) { // as many as the window takes: what waits for its turn shares a datagram
                    root.send(Members.text("message"));
                }
                while (true) {
                    slow.receive(ByteBuffer.allocate(10));
                }
            }, () -> {
                root.setOption(RootedOptions.SLOW_TIMEOUT, Duration.ofMinutes(1));
                receivesFrom(root);
            }, () -> endedInGoodOrder());
            slow.close();
        }
    }

    private static void receivesFrom(MultipointRoot root) throws Exception {
        try (var leaf = Rooted.admit(root).member()) {
            root.send(Members.text("x"));
            leaf.receive(ByteBuffer.allocate(4));
        }
    }

    private static void endedInGoodOrder() throws Exception {
        MultipointRoot root = Rooted.root();
        try (var leaf = Rooted.admit(root).member()) {
            root.close();
            leaf.receive(ByteBuffer.allocate(4));
        }
    }
}
