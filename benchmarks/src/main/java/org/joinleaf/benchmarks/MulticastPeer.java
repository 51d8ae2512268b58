package org.joinleaf.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Plain multicast with DatagramChannel: nobody looks after what is lost, or who has it. */
final class MulticastPeer extends Peer {
    private final DatagramChannel sender;
    private final DatagramChannel[] receivers;
    private final ByteBuffer data = ByteBuffer.allocateDirect(LONGEST);
    private final ByteBuffer room = ByteBuffer.allocateDirect(LONGEST);

    MulticastPeer(int leaves) throws IOException {
        super(leaves);
        InetSocketAddress group = Lo.group();
        sender = keep(Lo.channel(group, false)).connect(group);
        receivers = new DatagramChannel[leaves];
        for (int i = 0; i < leaves; i++) {
            receivers[i] = keep(Lo.channel(group, true));
        }
    }

    @Override
    void send(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            sender.write(data.clear().limit(size).putLong(0, sent++));
        }
    }

    @Override
    void receive(int leaf, long until) throws IOException {
        while (received[leaf] < until) {
            receivers[leaf].receive(room.clear());
            take(leaf, room.getLong(0));
        }
    }
}
