package org.joinleaf.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.nio.channels.DatagramChannel;
import org.joinleaf.Direction;
import org.joinleaf.MultipointSocket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Opens a socket, joins a group on lo, and leaves it by closing: what a session costs before its first datagram. */
@State(Scope.Thread)
public class JoinBenchmark {
    private InetSocketAddress group;

    @Setup
    public void setUp() throws IOException {
        group = Lo.group();
    }

    @Benchmark
    public void channel() throws IOException {
        try (DatagramChannel channel = Lo.channel(group, true)) {
            channel.isOpen();
        }
    }

    @Benchmark
    public void multicastSocket() throws IOException {
        try (MulticastSocket socket = new MulticastSocket(group.getPort())) {
            socket.joinGroup(group, Lo.INTERFACE);
        }
    }

    @Benchmark
    public void joinleaf() throws IOException {
        try (MultipointSocket socket = Lo.member(group, Direction.BOTH)) {
            socket.isOpen();
        }
    }
}
