package org.joinleaf.benchmarks;

import static java.net.StandardProtocolFamily.INET;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import org.joinleaf.Direction;
import org.joinleaf.Loopback;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;

/** A group on the loopback interface, and every peer's sockets in it. */
final class Lo {
    /** Enough for one queue of a benchmark; the most that an unprivileged socket gets by default. */
    static final int BUFFER = 212_992;

    static final NetworkInterface INTERFACE = loopback();

    private Lo() {
    }

    private static NetworkInterface loopback() {
        try {
            return Loopback.networkInterface();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A group with a port that is free now. */
    static InetSocketAddress group() throws IOException {
        try (DatagramChannel any = DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(0))) {
            int port = ((InetSocketAddress) any.getLocalAddress()).getPort();
            return new InetSocketAddress("239.66.0." + (1 + port % 200), port);
        }
    }

    static MultipointSocket member(InetSocketAddress group, Direction direction) throws IOException {
        MultipointSocket socket = MultipointSocket.open(INET);
        if (direction != Direction.SEND) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            socket.bind(group.getPort());
        }
        return socket.joinSession(group, direction, INTERFACE);
    }

    /** Sends. */
    interface Sending {
        void send() throws IOException;
    }

    /** Fails unless the group's members get what this sends: whoever sends elsewhere measures nothing. */
    static void prove(InetSocketAddress group, Sending sending) throws IOException {
        try (MultipointSocket listener = member(group, Direction.RECEIVE)) {
            listener.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofSeconds(2));
            sending.send();
            listener.receive(ByteBuffer.allocateDirect(1 << 16));
        }
    }

    static DatagramChannel channel(InetSocketAddress group, boolean receives) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, INTERFACE);
        if (receives) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.bind(new InetSocketAddress(group.getPort()));
            channel.join(group.getAddress(), INTERFACE);
        }
        return channel;
    }

    /** Why there are no lines of Netty's io_uring transport; null where it works. */
    static String withoutUring() {
        return IoUring.isAvailable() ? null : String.valueOf(IoUring.unavailabilityCause());
    }

    static List<Transport> transports() {
        return withoutUring() == null ? List.of(Transport.EPOLL, Transport.URING) : List.of(Transport.EPOLL);
    }

    /** Netty's transports. */
    enum Transport {
        EPOLL, URING;

        static Transport of(boolean uring) {
            return uring ? URING : EPOLL;
        }

        /** An event loop that runs in the benchmark's own thread, so that no time goes by between threads. */
        ManualIoEventLoop loop() {
            IoHandlerFactory factory = this == URING ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
            return new ManualIoEventLoop(Thread.currentThread(), factory);
        }

        /** A channel of IPv4: one of both families would take the interface for IPv6 only, and send to the network. */
        private io.netty.channel.socket.DatagramChannel channel() {
            return this == URING ? new IoUringDatagramChannel(SocketProtocolFamily.INET)
                    : new EpollDatagramChannel(SocketProtocolFamily.INET);
        }

        Bootstrap bootstrap(ManualIoEventLoop loop, ChannelHandler handler) {
            return new Bootstrap().group(loop).handler(handler).channelFactory(this::channel)
                    .option(ChannelOption.IP_MULTICAST_IF, INTERFACE)
                    .option(ChannelOption.SO_REUSEADDR, true);
        }
    }

    static void await(ManualIoEventLoop loop, Future<?> future) {
        while (!future.isDone()) {
            loop.run(1_000_000);
        }
        if (!future.isSuccess()) {
            throw new IllegalStateException(future.cause());
        }
    }

    /** A handler that lets no failure pass. */
    static class Strict extends ChannelInboundHandlerAdapter {
        private Throwable failure;

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause; // what is thrown here is logged only
        }

        void check() {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
    }

    static io.netty.channel.socket.DatagramChannel bind(ManualIoEventLoop loop, Bootstrap bootstrap, int port) {
        ChannelFuture bound = bootstrap.bind(port);
        await(loop, bound);
        return (io.netty.channel.socket.DatagramChannel) bound.channel();
    }

    static void join(ManualIoEventLoop loop, io.netty.channel.socket.DatagramChannel channel, InetAddress group) {
        await(loop, channel.joinGroup(group, INTERFACE, null));
    }

    static void close(ManualIoEventLoop loop, io.netty.channel.socket.DatagramChannel channel) {
        await(loop, channel.close());
        loop.shutdown();
        while (!loop.isTerminated()) {
            loop.run(1_000_000);
        }
    }

    /** Bytes that are not all zero. */
    static ByteBuffer data(int length) {
        ByteBuffer data = ByteBuffer.allocateDirect(length);
        for (int i = 0; i < length; i++) {
            data.put(i, (byte) i);
        }
        return data;
    }
}
