package org.joinleaf.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.joinleaf.Direction;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Sends 64 datagrams (50 of 1,200 bytes, which is what fits one train) to a group with one member on lo. */
public class SendBenchmark {
    /** What all have in common. The member does not read: its queue is full, as that of a slow one is. */
    @State(Scope.Thread)
    public static class Session {
        @Param({"64", "1200"})
        int size;

        /** Whether the member takes trains as they come (UDP_GRO), so that the kernel need not divide them at all. */
        @Param({"false", "true"})
        boolean coalescing;

        InetSocketAddress group;
        int count;
        private MultipointSocket member;

        void open() throws IOException {
            group = Lo.group();
            count = Count.of(size);
            member = Lo.member(group, Direction.RECEIVE);
            member.setOption(MultipointOptions.COALESCED_RECEIVE, coalescing);
        }

        void close() throws IOException {
            member.close();
        }
    }

    /** DatagramChannel, connected and not. */
    public static class Nio extends Session {
        java.nio.channels.DatagramChannel channel;
        java.nio.channels.DatagramChannel connected;
        ByteBuffer data;

        @Setup
        public void setUp() throws IOException {
            open();
            channel = Lo.channel(group, false);
            connected = Lo.channel(group, false).connect(group);
            data = Lo.data(size);
            Lo.prove(group, () -> channel.send(data.clear(), group));
            Lo.prove(group, () -> connected.write(data.clear()));
        }

        @TearDown
        public void tearDown() throws IOException {
            channel.close();
            connected.close();
            close();
        }
    }

    @Benchmark
    public void channelSend(Nio s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.channel.send(s.data.clear(), s.group);
        }
    }

    @Benchmark
    public void channelWrite(Nio s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.connected.write(s.data.clear());
        }
    }

    /** MulticastSocket. */
    public static class Old extends Session {
        MulticastSocket socket;
        java.net.DatagramPacket packet;

        @Setup
        public void setUp() throws IOException {
            open();
            socket = new MulticastSocket();
            socket.setNetworkInterface(Lo.INTERFACE);
            packet = new java.net.DatagramPacket(new byte[size], size, group);
            Lo.prove(group, () -> socket.send(packet));
        }

        @TearDown
        public void tearDown() throws IOException {
            socket.close();
            close();
        }
    }

    @Benchmark
    public void multicastSocket(Old s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.socket.send(s.packet);
        }
    }

    /** Netty. */
    public static class Netty extends Session {
        @Param({"false", "true"})
        boolean uring;

        ManualIoEventLoop loop;
        DatagramChannel channel;
        ByteBuf data;
        private final Lo.Strict handler = new Lo.Strict();

        @Setup
        public void setUp() throws IOException {
            open();
            loop = Lo.Transport.of(uring).loop();
            channel = Lo.bind(loop, Lo.Transport.of(uring).bootstrap(loop, handler), 0);
            data = Unpooled.wrappedBuffer(Lo.data(size * count));
            Lo.prove(group, () -> {
                channel.writeAndFlush(packet(0), channel.voidPromise());
                finish();
            });
        }

        @TearDown
        public void tearDown() throws IOException {
            Lo.close(loop, channel);
            close();
        }

        /** What found no room at once waits for the loop; the blocking calls of the others wait, too. */
        void finish() {
            while (channel.unsafe().outboundBuffer().size() > 0) {
                loop.run(1_000_000);
            }
            handler.check();
        }

        DatagramPacket packet(int index) {
            return new DatagramPacket(data.retainedSlice(index * size, size), group);
        }
    }

    @Benchmark
    public void nettyOne(Netty s) {
        for (int i = 0; i < s.count; i++) {
            s.channel.writeAndFlush(s.packet(i), s.channel.voidPromise());
            s.finish();
        }
    }

    @Benchmark
    public void nettyBatch(Netty s) {
        for (int i = 0; i < s.count; i++) {
            s.channel.write(s.packet(i), s.channel.voidPromise());
        }
        s.channel.flush();
        s.finish();
    }

    @Benchmark
    public void nettySegments(Netty s) {
        s.channel.writeAndFlush(new SegmentedDatagramPacket(s.data.retainedDuplicate(), s.size, s.group),
                s.channel.voidPromise());
        s.finish();
    }

    /** joinleaf. */
    public static class Joinleaf extends Session {
        MultipointSocket sender;
        ByteBuffer data;
        IntBuffer sizes;

        @Setup
        public void setUp() throws IOException {
            open();
            sender = Lo.member(group, Direction.SEND);
            data = Lo.data(size * count);
            // Each a byte longer than the one before it, so that no two can be one train; the same bytes all told.
            sizes = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder()).asIntBuffer();
            for (int i = 0; i < count; i++) {
                int around = i - count / 2;
                sizes.put(i, size + (around < 0 ? around : around + 1));
            }
        }

        @TearDown
        public void tearDown() throws IOException {
            sender.close();
            close();
        }
    }

    /** joinleaf where the sender is the member. */
    public static class JoinleafBoth extends Session {
        MultipointSocket both;
        ByteBuffer data;

        @Setup
        public void setUp() throws IOException {
            open();
            close();
            both = Lo.member(group, Direction.BOTH);
            data = Lo.data(size);
        }

        @TearDown
        public void tearDown() {
            both.close();
        }
    }

    @Benchmark
    public void joinleafSend(Joinleaf s) throws IOException {
        ByteBuffer data = s.data.clear().limit(s.size);
        for (int i = 0; i < s.count; i++) {
            s.sender.send(data.position(0));
        }
    }

    @Benchmark
    public void joinleafSendBoth(JoinleafBoth s) throws IOException {
        for (int i = 0; i < s.count; i++) {
            s.both.send(s.data.clear());
        }
    }

    @Benchmark
    public int joinleafBatch(Joinleaf s) throws IOException {
        return s.sender.sendBatch(s.data.clear(), s.sizes.clear());
    }

    @Benchmark
    public int joinleafSegments(Joinleaf s) throws IOException {
        return s.sender.sendBatch(s.data.clear(), s.size);
    }
}
