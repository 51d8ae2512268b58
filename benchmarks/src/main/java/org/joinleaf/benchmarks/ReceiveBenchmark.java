package org.joinleaf.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.uring.IoUringChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.joinleaf.Direction;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.joinleaf.PeerAddress;
import org.joinleaf.ReceiveBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Receives what lies in the queue of a member of a group on lo. Filling the queue is not measured. */
public class ReceiveBenchmark {
    private static final int ROOM = 2048;

    /** What all have in common: a sender that fills the queue before each call. */
    @State(Scope.Thread)
    public static class Session {
        @Param({"64", "1200"})
        int size;

        InetSocketAddress group;
        int count;
        private MultipointSocket filler;
        private ByteBuffer data;

        void open(boolean coalesced) throws IOException {
            group = Lo.group();
            count = coalesced ? Count.coalesced(size) : Count.queued(size);
            filler = Lo.member(group, Direction.SEND);
            data = Lo.data(count * size);
        }

        @Setup(Level.Invocation)
        public void fill() throws IOException {
            data.clear();
            while (data.hasRemaining()) {
                filler.sendBatch(data, size);
            }
        }

        @TearDown
        public void closeFiller() throws IOException {
            filler.close();
        }
    }

    /** DatagramChannel. */
    public static class Nio extends Session {
        java.nio.channels.DatagramChannel channel;
        ByteBuffer room = ByteBuffer.allocateDirect(ROOM);

        @Setup
        public void setUp() throws IOException {
            open(false);
            channel = Lo.channel(group, true);
        }

        @TearDown
        public void tearDown() throws IOException {
            channel.close();
        }
    }

    @Benchmark
    public void channelReceive(Nio s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.channel.receive(s.room.clear());
        }
    }

    /** MulticastSocket. */
    public static class Old extends Session {
        MulticastSocket socket;
        java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[ROOM], ROOM);

        @Setup
        public void setUp() throws IOException {
            open(false);
            socket = new MulticastSocket(group.getPort());
            socket.setOption(StandardSocketOptions.SO_RCVBUF, Lo.BUFFER);
            socket.joinGroup(group, Lo.INTERFACE);
        }

        @TearDown
        public void tearDown() {
            socket.close();
        }
    }

    @Benchmark
    public void multicastSocket(Old s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.packet.setLength(ROOM);
            s.socket.receive(s.packet);
        }
    }

    /** Netty: each datagram reaches the handler, which lets go of it. */
    public static class Netty extends Session {
        @Param({"false", "true"})
        boolean uring;

        ManualIoEventLoop loop;
        DatagramChannel channel;
        int received;
        int bytes;

        void open(boolean coalesced, Bootstrap options) throws IOException {
            open(coalesced);
            channel = Lo.bind(loop, options.option(ChannelOption.SO_RCVBUF, Lo.BUFFER), group.getPort());
            Lo.join(loop, channel, group.getAddress());
        }

        Bootstrap bootstrap(int buffer) {
            loop = Lo.Transport.of(uring).loop();
            return Lo.Transport.of(uring).bootstrap(loop, new Lo.Strict() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    DatagramPacket packet = (DatagramPacket) message;
                    received++;
                    bytes += packet.content().readableBytes();
                    packet.release();
                }
            }).option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(buffer)
                    .respectMaybeMoreData(false).maxMessagesPerRead(4096));
        }

        void receiveAll() {
            received = 0;
            for (int i = 0; received < count; i++) {
                loop.runNow();
                if (i > 10_000_000) {
                    throw new IllegalStateException("only " + received + " of " + count + " datagrams came");
                }
            }
        }

        @TearDown
        public void tearDown() {
            Lo.close(loop, channel);
        }
    }

    /** One datagram a system call. */
    public static class NettyOne extends Netty {
        @Setup
        public void setUp() throws IOException {
            open(false, bootstrap(ROOM));
        }
    }

    /** recvmmsg. */
    public static class NettyMany extends Netty {
        @Setup
        public void setUp() throws IOException {
            open(false, bootstrap(64 * ROOM).option(uring
                    ? IoUringChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE : EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, ROOM));
        }
    }

    /** UDP_GRO. */
    public static class NettyTogether extends Netty {
        @Setup
        public void setUp() throws IOException {
            open(true, bootstrap(65_536).option(EpollChannelOption.UDP_GRO, true));
        }
    }

    @Benchmark
    public int nettyOne(NettyOne s) {
        s.receiveAll();
        return s.bytes;
    }

    @Benchmark
    public int nettyMany(NettyMany s) {
        s.receiveAll();
        return s.bytes;
    }

    @Benchmark
    public int nettyTogether(NettyTogether s) {
        s.receiveAll();
        return s.bytes;
    }

    /** joinleaf. */
    public static class Joinleaf extends Session {
        MultipointSocket socket;
        ByteBuffer room = ByteBuffer.allocateDirect(ROOM);
        PeerAddress sender = new PeerAddress();
        ReceiveBatch batch;

        @Setup
        public void setUp() throws IOException {
            open(false);
            socket = Lo.member(group, Direction.RECEIVE);
            batch = ReceiveBatch.allocate(64, ROOM);
        }

        int receiveAll() throws IOException {
            int bytes = 0;
            for (int left = count; left > 0;) {
                left -= socket.receiveBatch(batch);
                while (batch.next()) {
                    bytes += batch.size();
                }
            }
            return bytes;
        }

        @TearDown
        public void tearDown() throws IOException {
            socket.close();
        }
    }

    /** joinleaf with COALESCED_RECEIVE. */
    public static class JoinleafTogether extends Joinleaf {
        @Setup
        @Override
        public void setUp() throws IOException {
            open(true);
            socket = Lo.member(group, Direction.RECEIVE);
            socket.setOption(MultipointOptions.COALESCED_RECEIVE, true);
            batch = ReceiveBatch.allocate(32, ReceiveBatch.COALESCED_SLOT);
        }
    }

    @Benchmark
    public void joinleafReceive(Joinleaf s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.socket.receive(s.room.clear());
        }
    }

    @Benchmark
    public void joinleafReceiveHolder(Joinleaf s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.socket.receive(s.room.clear(), s.sender);
        }
    }

    @Benchmark
    public int joinleafBatch(Joinleaf s) throws IOException {
        return s.receiveAll();
    }

    @Benchmark
    public int joinleafTogether(JoinleafTogether s) throws IOException {
        return s.receiveAll();
    }
}
