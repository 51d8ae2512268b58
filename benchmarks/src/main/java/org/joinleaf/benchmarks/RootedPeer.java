package org.joinleaf.benchmarks;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.DataPlane;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.MultipointRoot;
import org.joinleaf.ReceiveBatch;

/** A session with a root. A thread of joinleaf's takes part: it reads what comes, and the leaves' answers. */
final class RootedPeer extends Peer {
    private final int together;
    private final MultipointRoot root;
    private final MultipointLeaf[] members;
    private final ByteBuffer data = ByteBuffer.allocateDirect(BATCH_BYTES);
    private final ByteBuffer room = ByteBuffer.allocateDirect(LONGEST);
    private ReceiveBatch batch;

    /** together: how many messages a call sends, and may receive. */
    RootedPeer(int leaves, int together) throws IOException {
        super(leaves);
        this.together = together;
        root = keep(MultipointRoot.open(INET, DataPlane.ROOTED)).bind(loopback()).listen();
        CompletableFuture<Void> admitted = CompletableFuture.runAsync(this::admitAll);
        members = new MultipointLeaf[leaves];
        for (int i = 0; i < leaves; i++) {
            members[i] = keep(MultipointLeaf.open(INET));
            members[i].joinSession((InetSocketAddress) root.getLocalAddress());
        }
        admitted.join();
    }

    private void admitAll() {
        try {
            for (int i = 0; i < leaves; i++) {
                root.accept().admit();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void use(int bytes) {
        super.use(bytes);
        batch = ReceiveBatch.allocate(Math.min(BATCH, BATCH_BYTES / bytes), bytes);
    }

    @Override
    void send(int count) throws IOException {
        for (int left = count; left > 0; left -= together) {
            int some = Math.min(left, together);
            data.clear().limit(some * size);
            for (int i = 0; i < some; i++) {
                data.putLong(i * size, sent++);
            }
            if (together == 1) {
                root.send(data);
            }
            while (data.hasRemaining()) {
                root.sendBatch(data, size);
            }
        }
    }

    @Override
    void receive(int leaf, long until) throws IOException {
        while (received[leaf] < until) {
            if (together == 1) {
                members[leaf].receive(room.clear(), null);
                take(leaf, room.getLong(0));
                continue;
            }
            members[leaf].receiveBatch(batch);
            while (batch.next()) {
                take(leaf, batch.memory().getLong(batch.offset()));
            }
        }
    }
}
