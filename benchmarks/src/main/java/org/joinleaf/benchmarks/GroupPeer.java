package org.joinleaf.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.joinleaf.Direction;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointSocket;
import org.joinleaf.ReceiveBatch;

/** Plain multicast with joinleaf, and all that makes it fast. */
final class GroupPeer extends Peer {
    private final MultipointSocket sender;
    private final MultipointSocket[] receivers;
    private final ByteBuffer data = ByteBuffer.allocateDirect(BATCH_BYTES);
    private final ReceiveBatch batch = ReceiveBatch.allocate(4, ReceiveBatch.COALESCED_SLOT);

    GroupPeer(int leaves) throws IOException {
        super(leaves);
        InetSocketAddress group = Lo.group();
        sender = keep(Lo.member(group, Direction.SEND));
        receivers = new MultipointSocket[leaves];
        for (int i = 0; i < leaves; i++) {
            MultipointSocket leaf = keep(Lo.member(group, Direction.RECEIVE));
            receivers[i] = leaf.setOption(MultipointOptions.COALESCED_RECEIVE, true);
        }
    }

    @Override
    void send(int count) throws IOException {
        data.clear().limit(count * size);
        for (int i = 0; i < count; i++) {
            data.putLong(i * size, sent++);
        }
        sender.sendBatch(data, size);
    }

    @Override
    void receive(int leaf, long until) throws IOException {
        while (received[leaf] < until) {
            receivers[leaf].receiveBatch(batch);
            while (batch.next()) {
                take(leaf, batch.memory().getLong(batch.offset()));
            }
        }
    }
}
