package org.joinleaf.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.joinleaf.Direction;
import org.joinleaf.KeyAction;
import org.joinleaf.MultipointSocket;
import org.joinleaf.NetworkEvent;
import org.joinleaf.NetworkKey;
import org.joinleaf.NetworkSelector;
import org.joinleaf.PeerAddress;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One of many sockets in a selector gets a datagram: sent, found and received, in one thread, so that the scheduler has
 * no part in it. Each socket is a member of a group of its own port.
 */
public class WakeupBenchmark {
    /** Sends to one after the other, in an order that no cache foresees. */
    @State(Scope.Thread)
    public static class Session {
        @Param({"1", "100", "1000"})
        int sockets;

        private final Random random = new Random(1);
        private DatagramChannel sender;
        private final ByteBuffer data = Lo.data(64);
        private final List<InetSocketAddress> groups = new ArrayList<>();

        InetSocketAddress addGroup() throws IOException {
            groups.add(Lo.group());
            return groups.get(groups.size() - 1);
        }

        void open() throws IOException {
            sender = Lo.channel(groups.get(0), false);
        }

        void send() throws IOException {
            sender.send(data.clear(), groups.get(random.nextInt(groups.size())));
        }

        void close() throws IOException {
            sender.close();
        }
    }

    /** DatagramChannel and Selector. */
    public static class Nio extends Session implements Consumer<SelectionKey> {
        private final List<DatagramChannel> channels = new ArrayList<>();
        private final ByteBuffer room = ByteBuffer.allocateDirect(2048);
        Selector selector;
        int received;

        @Setup
        public void setUp() throws IOException {
            selector = Selector.open();
            for (int i = 0; i < sockets; i++) {
                DatagramChannel channel = Lo.channel(addGroup(), true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                channels.add(channel);
            }
            open();
        }

        @Override
        public void accept(SelectionKey key) {
            try {
                ((DatagramChannel) key.channel()).receive(room.clear());
                received++;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @TearDown
        public void tearDown() throws IOException {
            for (DatagramChannel channel : channels) {
                channel.close();
            }
            selector.close();
            close();
        }
    }

    @Benchmark
    public int selector(Nio s) throws IOException {
        s.send();
        int before = s.received;
        while (s.received == before) {
            s.selector.select(s);
        }
        return s.received;
    }

    /** MultipointSocket and NetworkSelector. */
    public static class Joinleaf extends Session implements KeyAction {
        private final List<MultipointSocket> members = new ArrayList<>();
        private final ByteBuffer room = ByteBuffer.allocateDirect(2048);
        private final PeerAddress sender = new PeerAddress();
        NetworkSelector selector;
        int received;

        @Setup
        public void setUp() throws IOException {
            selector = NetworkSelector.open();
            for (int i = 0; i < sockets; i++) {
                MultipointSocket member = Lo.member(addGroup(), Direction.RECEIVE);
                selector.register(member, EnumSet.of(NetworkEvent.READ), member);
                members.add(member);
            }
            open();
        }

        @Override
        public void accept(NetworkKey key) {
            try {
                if (((MultipointSocket) key.attachment()).receive(room.clear(), sender) >= 0) {
                    received++;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @TearDown
        public void tearDown() throws IOException {
            for (MultipointSocket member : members) {
                member.close();
            }
            selector.close();
            close();
        }
    }

    @Benchmark
    public int joinleaf(Joinleaf s) throws IOException {
        s.send();
        int before = s.received;
        while (s.received == before) {
            s.selector.select(s);
        }
        return s.received;
    }
}
