package org.joinleaf.benchmarks;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.DataPlane;
import org.joinleaf.Direction;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointRoot;
import org.joinleaf.MultipointSocket;
import org.joinleaf.ReceiveBatch;
import org.joinleaf.RemoteLeaf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Messages of 64 bytes from one to all: sent, and then received by every leaf, in one thread. What a call sends is
 * under way at once; the call is over when every leaf has it all.
 */
public class RootedBenchmark {
    /** How many messages a call of a batch sends. */
    static final int BATCH = 64;

    private static final int SIZE = 64;
    private static final int FRAME = 2 + SIZE;

    /** How many messages a call of single sends sends: so few that a call to many leaves is over in a moment, too. */
    static int singles(int leaves) {
        return leaves < 100 ? 16 : 4;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** What all have in common. */
    @State(Scope.Thread)
    public static class Session {
        @Param({"1", "10", "100"})
        int leaves;

        final ByteBuffer data = Lo.data(BATCH * SIZE);
        final ByteBuffer room = ByteBuffer.allocateDirect(1 << 16);
        private final List<Channel> opened = new ArrayList<>();

        final <T extends Channel> T keep(T channel) {
            opened.add(channel);
            return channel;
        }

        @TearDown
        public void close() throws IOException {
            for (Channel channel : opened) {
                channel.close();
            }
        }

        final ByteBuffer message() {
            return data.clear().limit(SIZE);
        }
    }

    /** A datagram to each leaf, between connected DatagramChannels. */
    public static class Unicast extends Session {
        private DatagramChannel[] senders;
        private DatagramChannel[] receivers;

        @Setup
        public void setUp() throws IOException {
            senders = new DatagramChannel[leaves];
            receivers = new DatagramChannel[leaves];
            for (int i = 0; i < leaves; i++) {
                DatagramChannel leaf = keep(DatagramChannel.open(StandardProtocolFamily.INET)).bind(loopback());
                DatagramChannel root = keep(DatagramChannel.open(StandardProtocolFamily.INET)).bind(loopback());
                senders[i] = root.connect(leaf.getLocalAddress());
                receivers[i] = leaf.connect(root.getLocalAddress());
            }
        }
    }

    @Benchmark
    public void unicast(Unicast s) throws IOException {
        int count = singles(s.leaves);
        for (int i = 0; i < count; i++) {
            for (DatagramChannel root : s.senders) {
                root.write(s.message());
            }
        }
        for (DatagramChannel leaf : s.receivers) {
            for (int i = 0; i < count; i++) {
                leaf.read(s.room.clear());
            }
        }
    }

    /** A connection to each leaf, on which each message has its length before it. */
    public static class Tcp extends Session {
        private SocketChannel[] senders;
        private SocketChannel[] receivers;
        private final ByteBuffer frames = Lo.data(BATCH * FRAME);

        @Setup
        public void setUp() throws IOException {
            senders = new SocketChannel[leaves];
            receivers = new SocketChannel[leaves];
            for (int i = 0; i < BATCH; i++) {
                frames.putShort(i * FRAME, (short) SIZE);
            }
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback())) {
                for (int i = 0; i < leaves; i++) {
                    receivers[i] = keep(SocketChannel.open(server.getLocalAddress()));
                    SocketChannel root = keep(server.accept());
                    senders[i] = root.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
            }
        }

        private static void write(SocketChannel root, ByteBuffer frames) throws IOException {
            while (frames.hasRemaining()) {
                root.write(frames);
            }
        }

        /** Takes so many messages out of the stream. */
        int read(SocketChannel leaf, int count) throws IOException {
            room.clear();
            int bytes = 0;
            int at = 0;
            for (int left = count; left > 0;) {
                leaf.read(room);
                while (room.position() - at >= Short.BYTES
                        && room.position() - at >= Short.BYTES + room.getShort(at)) {
                    bytes += room.getShort(at);
                    at += Short.BYTES + room.getShort(at);
                    left--;
                }
            }
            return bytes;
        }

        int readAll(int count) throws IOException {
            int bytes = 0;
            for (SocketChannel leaf : receivers) {
                bytes += read(leaf, count);
            }
            return bytes;
        }
    }

    @Benchmark
    public int tcp(Tcp s) throws IOException {
        int count = singles(s.leaves);
        for (int i = 0; i < count; i++) {
            for (SocketChannel root : s.senders) {
                Tcp.write(root, s.frames.clear().limit(FRAME));
            }
        }
        return s.readAll(count);
    }

    @Benchmark
    public int tcpBatch(Tcp s) throws IOException {
        for (SocketChannel root : s.senders) {
            Tcp.write(root, s.frames.clear());
        }
        return s.readAll(BATCH);
    }

    /** Plain multicast: nobody looks after what is lost, or who has it. */
    public static class ChannelGroup extends Session {
        private DatagramChannel sender;
        private DatagramChannel[] receivers;

        @Setup
        public void setUp() throws IOException {
            InetSocketAddress group = Lo.group();
            sender = keep(Lo.channel(group, false)).connect(group);
            receivers = new DatagramChannel[leaves];
            for (int i = 0; i < leaves; i++) {
                receivers[i] = keep(Lo.channel(group, true));
            }
        }
    }

    @Benchmark
    public void multicastChannel(ChannelGroup s) throws IOException {
        int count = singles(s.leaves);
        for (int i = 0; i < count; i++) {
            s.sender.write(s.message());
        }
        for (DatagramChannel leaf : s.receivers) {
            for (int i = 0; i < count; i++) {
                leaf.receive(s.room.clear());
            }
        }
    }

    /** The same with joinleaf, and all that makes it fast. */
    public static class JoinleafGroup extends Session {
        private MultipointSocket sender;
        private MultipointSocket[] receivers;
        private final ReceiveBatch batch = ReceiveBatch.allocate(4, ReceiveBatch.COALESCED_SLOT);

        @Setup
        public void setUp() throws IOException {
            InetSocketAddress group = Lo.group();
            sender = keep(Lo.member(group, Direction.SEND));
            receivers = new MultipointSocket[leaves];
            for (int i = 0; i < leaves; i++) {
                MultipointSocket leaf = keep(Lo.member(group, Direction.RECEIVE));
                receivers[i] = leaf.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            }
        }
    }

    @Benchmark
    public int multicastBatch(JoinleafGroup s) throws IOException {
        int bytes = 0;
        s.sender.sendBatch(s.data.clear(), SIZE);
        for (MultipointSocket leaf : s.receivers) {
            for (int left = BATCH; left > 0;) {
                left -= leaf.receiveBatch(s.batch);
                while (s.batch.next()) {
                    bytes += s.batch.size();
                }
            }
        }
        return bytes;
    }

    /** A session with a root. Its thread takes part: it reads what comes, and the leaves' answers. */
    public static class Rooted extends Session {
        private MultipointRoot root;
        private MultipointLeaf[] members;
        private final ReceiveBatch batch = ReceiveBatch.allocate(BATCH, SIZE);

        @Setup
        public void setUp() throws IOException {
            root = MultipointRoot.open(INET, DataPlane.ROOTED).bind(loopback()).listen();
            CompletableFuture<List<RemoteLeaf>> admitted = CompletableFuture.supplyAsync(this::admitAll);
            members = new MultipointLeaf[leaves];
            for (int i = 0; i < leaves; i++) {
                MultipointLeaf member = keep(MultipointLeaf.open(INET));
                member.joinSession((InetSocketAddress) root.getLocalAddress());
                members[i] = member;
            }
            admitted.join();
            keep(root); // which closes its side of every leaf
        }

        private List<RemoteLeaf> admitAll() {
            try {
                List<RemoteLeaf> all = new ArrayList<>();
                while (all.size() < leaves) {
                    all.add(root.accept().admit());
                }
                return all;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Benchmark
    public void rootedSend(Rooted s) throws IOException {
        int count = singles(s.leaves);
        for (int i = 0; i < count; i++) {
            s.root.send(s.message());
        }
        for (MultipointLeaf leaf : s.members) {
            for (int i = 0; i < count; i++) {
                leaf.receive(s.room.clear(), null);
            }
        }
    }

    @Benchmark
    public int rootedBatch(Rooted s) throws IOException {
        int bytes = 0;
        s.root.sendBatch(s.data.clear(), SIZE);
        for (MultipointLeaf leaf : s.members) {
            for (int left = BATCH; left > 0;) {
                left -= leaf.receiveBatch(s.batch);
                while (s.batch.next()) {
                    bytes += s.batch.size();
                }
            }
        }
        return bytes;
    }
}
