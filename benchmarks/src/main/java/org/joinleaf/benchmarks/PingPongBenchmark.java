package org.joinleaf.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.joinleaf.Direction;
import org.joinleaf.MultipointSocket;
import org.joinleaf.PeerAddress;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A datagram of 64 bytes to a group, and its echo to another group, by two threads that block. */
@BenchmarkMode(Mode.SampleTime)
public class PingPongBenchmark {
    private interface Echo {
        void once() throws IOException;
    }

    private static void echo(Echo echo) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    echo.once();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    /** DatagramChannel. */
    @State(Scope.Thread)
    public static class Nio {
        private DatagramChannel there;
        private DatagramChannel back;
        private DatagramChannel receiver;
        private DatagramChannel sender;
        private final ByteBuffer data = Lo.data(64);

        @Setup
        public void setUp() throws IOException {
            InetSocketAddress ping = Lo.group();
            InetSocketAddress pong = Lo.group();
            there = Lo.channel(ping, true);
            receiver = Lo.channel(pong, true);
            back = Lo.channel(pong, false).connect(pong);
            sender = Lo.channel(ping, false).connect(ping);
            ByteBuffer room = ByteBuffer.allocateDirect(64);
            echo(() -> {
                there.receive(room.clear());
                back.write(room.flip());
            });
        }

        @TearDown
        public void tearDown() throws IOException {
            there.close();
            back.close();
            receiver.close();
            sender.close();
        }
    }

    @Benchmark
    public void channel(Nio s) throws IOException {
        s.sender.write(s.data.clear());
        s.receiver.receive(s.data.clear());
    }

    /** joinleaf. */
    @State(Scope.Thread)
    public static class Joinleaf {
        private MultipointSocket there;
        private MultipointSocket back;
        private MultipointSocket receiver;
        private MultipointSocket sender;
        private final ByteBuffer data = Lo.data(64);
        private final PeerAddress from = new PeerAddress();

        @Setup
        public void setUp() throws IOException {
            InetSocketAddress ping = Lo.group();
            InetSocketAddress pong = Lo.group();
            there = Lo.member(ping, Direction.RECEIVE);
            receiver = Lo.member(pong, Direction.RECEIVE);
            back = Lo.member(pong, Direction.SEND);
            sender = Lo.member(ping, Direction.SEND);
            ByteBuffer room = ByteBuffer.allocateDirect(64);
            PeerAddress pinger = new PeerAddress();
            echo(() -> {
                there.receive(room.clear(), pinger);
                back.send(room.flip());
            });
        }

        @TearDown
        public void tearDown() throws IOException {
            there.close();
            back.close();
            receiver.close();
            sender.close();
        }
    }

    @Benchmark
    public void joinleaf(Joinleaf s) throws IOException {
        s.sender.send(s.data.clear());
        s.receiver.receive(s.data.clear(), s.from);
    }
}
