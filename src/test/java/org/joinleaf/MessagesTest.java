package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.time.Duration;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What a failed call says names the argument and its value, or the state that was in the way. */
@Timeout(120)
class MessagesTest {
    private static void refused(String message, Executable call) {
        String told = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(told.contains(message), told);
    }

    private static void failed(int code, String message, Executable call) {
        String told = Members.assertCode(code, call).getMessage();
        assertTrue(told.contains(message), told);
    }

    @Test
    void ofBatches() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(100);
        ByteBuffer heap = ByteBuffer.allocate(100);
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            refused("size is at least 1, not 0", () -> root.sendBatch(direct, 0));
            refused("size is at least 1, not 0", () -> root.batchModes(0));
            refused("size is at least 1, not -1", () -> root.batchModes(-1));
            refused("source is not a direct buffer: java.nio.HeapByteBuffer", () -> root.sendBatch(heap, 10));
            refused("sizes is not a direct buffer of the native order", () -> root.sendBatch(direct, IntBuffer.allocate(2)));
            refused("sizes has 180 bytes in all, but source has 100", () -> root.sendBatch(direct, sizes(90, 90)));
            refused("sizes has -5 at index 1: each is at least 0", () -> root.sendBatch(direct, sizes(90, -5)));
            refused("memory is not a direct buffer: java.nio.HeapByteBuffer", () -> new ReceiveBatch(heap, 10));
            refused("slot is 1 to the memory's 100 bytes, not 0", () -> new ReceiveBatch(direct, 0));
            refused("slot is 1 to the memory's 100 bytes, not 101", () -> new ReceiveBatch(direct, 101));
            refused("slots is at least 1, not 0", () -> ReceiveBatch.allocate(0, 5));
            refused("slot is at least 1, not -5", () -> ReceiveBatch.allocate(1, -5));
            refused("slots times slot is less than 2 GiB, not 65536 times 65536", () -> ReceiveBatch.allocate(65_536, 65_536));
            failed(Winsock.WSAENOTCONN, "batch of 0 datagrams, the first of 0 bytes; message of",
                    () -> root.sendBatch(direct, sizes(7, 8).limit(0)));
            failed(Winsock.WSAENOTCONN, "batch of 30 bytes each, 100 in all; message of", () -> root.sendBatch(direct, 30));
            failed(Winsock.WSAENOTCONN, "batch of 2 datagrams, the first of 7 bytes; message of",
                    () -> root.sendBatch(direct, sizes(7, 8)));
        }
    }

    @Test
    void ofWhatIsTooLong() throws Exception {
        String limit = " A message holds at most 65536 bytes (MultipointOptions.MAX_MESSAGE_SIZE).";
        try (var root = Rooted.root()) {
            assertEquals(65_536, root.getOption(MultipointOptions.MAX_MESSAGE_SIZE));
            for (Executable call : new Executable[] {() -> root.send(ByteBuffer.allocate(65_537)),
                () -> root.sendBatch(ByteBuffer.allocateDirect(65_537), 65_537)}) {
                failed(Winsock.WSAEMSGSIZE, "message of 65537 bytes to 0 leaves: WSAEMSGSIZE", call);
                failed(Winsock.WSAEMSGSIZE, limit, call);
            }
            try (var leaf = Rooted.admit(root).member()) {
                failed(Winsock.WSAEMSGSIZE, "message of 65537 bytes to 1 leaf: WSAEMSGSIZE",
                        () -> root.send(ByteBuffer.allocate(65_537)));
                failed(Winsock.WSAEMSGSIZE, limit, () -> leaf.send(ByteBuffer.allocate(65_537)));
                assertTrue(root.toString().endsWith(", 1 leaf]"), root.toString());
            }
        }
    }

    private static IntBuffer sizes(int first, int second) {
        return ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).asIntBuffer().put(0, first).put(1, second);
    }

    /** A program with many sockets is to know which of them it was. */
    @Test
    void ofReceives() throws Exception {
        var peer = new InetSocketAddress("127.0.0.1", Members.freePort(INET));
        var batch = ReceiveBatch.allocate(2, 10);
        ByteBuffer buffer = ByteBuffer.allocate(10);
        try (var root = Rooted.root(); var idle = Rooted.leaf(INET); var socket = MultipointSocket.open(INET)) {
            failed(Winsock.WSAENOTCONN, "message into 10 bytes from no root: ", () -> idle.receive(buffer));
            socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(50));
            socket.bind(0);
            failed(Winsock.WSAETIMEDOUT, "receive into 10 bytes: ", () -> socket.receive(buffer));
            socket.connect(peer);
            failed(Winsock.WSAETIMEDOUT, "receive into 10 bytes from 127.0.0.1:" + peer.getPort() + ": ",
                    () -> socket.receive(buffer));
            failed(Winsock.WSAETIMEDOUT, "] from 127.0.0.1:" + peer.getPort() + ": ", () -> socket.receiveBatch(batch));
            Rooted.Pair pair = Rooted.admit(root);
            String there = "127.0.0.1:" + root.getLocalAddress().getPort();
            String here = "127.0.0.1:" + pair.leaf().address().getPort();
            for (SessionSocket each : new SessionSocket[] {root, pair.leaf(), pair.member()}) {
                each.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(50));
            }
            failed(Winsock.WSAETIMEDOUT, "message into 10 bytes from 1 leaf: ", () -> root.receive(buffer));
            failed(Winsock.WSAETIMEDOUT, "message into 10 bytes from " + here + " alone: ", () -> pair.leaf().receive(buffer));
            failed(Winsock.WSAETIMEDOUT, "message into 10 bytes from " + there + ": ", () -> pair.member().receive(buffer));
            failed(Winsock.WSAETIMEDOUT, "] from " + there + ": ", () -> pair.member().receiveBatch(batch));
            pair.member().close();
        }
    }

    @Test
    void ofOptions() throws IOException {
        for (String none : new String[] {"0.0.0.0", "239.1.1.1", "255.255.255.255"}) {
            refused("source is the address of one host, not " + none,
                    () -> JoinOptions.defaults().source(InetAddress.getByName(none)));
        }
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            failed(Winsock.WSAENOTCONN, "getsockopt GROUP (a root has one that was set",
                    () -> root.getOption(RootedOptions.GROUP));
            failed(Winsock.WSAEADDRNOTAVAIL, "setsockopt GROUP 192.0.2.1:5 (it is the address of a group): ",
                    () -> root.setOption(RootedOptions.GROUP, new InetSocketAddress("192.0.2.1", 5)));
            root.bind(new InetSocketAddress("127.0.0.1", 0));
            failed(Winsock.WSAEINVAL, "EXCLUSIVE_ADDRESS_USE true (it is set before the socket is bound)",
                    () -> root.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true));
        }
    }

    @Test
    void ofSets() throws IOException {
        Set<ControlData.Kind> none = new HashSet<>();
        none.add(null);
        try (var socket = MultipointSocket.open(INET)) {
            assertEquals("kinds", assertThrows(NullPointerException.class, () -> socket.requestControlData(none)).getMessage());
        }
    }

    @Test
    void ofListening() throws IOException {
        try (var root = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            failed(Winsock.WSAEINVAL, "listen with a backlog of 3 (a socket is bound before it listens)", () -> root.listen(3));
            failed(Winsock.WSAEINVAL, "accept (a socket listens before it accepts)", root::accept);
            refused("timeout is more than zero, not PT0S", () -> root.accept(Duration.ZERO));
        }
    }

    @Test
    void ofAdmissions() throws Exception {
        FlowSpecs wanted = FlowSpecs.sending(FlowSpec.rate(ServiceType.GUARANTEED, 100_000, 1000));
        FlowSpecs impossible = FlowSpecs.sending(FlowSpec.rate(ServiceType.GUARANTEED, 4_000_000_000L, 1000));
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            CompletableFuture<ByteBuffer> joined = Rooted.start(
                    () -> leaf.joinSession(root.getLocalAddress(), JoinOptions.defaults().flowSpecs(wanted)));
            JoinRequest request = root.accept();
            failed(Winsock.WSAEFAULT, " with 5000 bytes of callee data (more than the provider carries)",
                    () -> request.admit(ByteBuffer.allocate(5000)));
            failed(Winsock.WSAEINVAL, "granting FlowSpecs", () -> request.admit(ByteBuffer.allocate(0), impossible));
            String told = assertThrows(IllegalStateException.class, request::reject).getMessage();
            assertTrue(told.contains("given back to the queue, where accept finds it: JoinRequest"), told);
            JoinRequest again = root.accept();
            assertEquals(request.address(), again.address());
            again.admit();
            Rooted.get(joined);
        }
    }
}
