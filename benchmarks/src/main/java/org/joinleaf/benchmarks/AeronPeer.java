package org.joinleaf.benchmarks;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.ByteBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Aeron over multicast, with flow control by the slowest receiver. Either one media driver serves the sender and all
 * receivers, so that a message reaches the machine once for all; or each has one of its own, as on different hosts.
 */
final class AeronPeer extends Peer {
    private static final int STREAM = 10;
    private static final int MTU = 8192;
    private static final int TERM = 4 << 20;
    private static final int BUFFER = 2 << 20;
    private static final int FRAGMENTS = 256;
    private static int instances;

    private final ExclusivePublication publication;
    private final Subscription[] subscriptions;
    private final FragmentHandler[] handlers;
    private final UnsafeBuffer data = new UnsafeBuffer(ByteBuffer.allocateDirect(LONGEST));

    AeronPeer(int leaves, boolean driverForEach) throws Exception {
        super(leaves);
        String channel = "aeron:udp?endpoint=239.66.8.1:" + Lo.group().getPort() + "|interface="
                + loopback().getAddress().getHostAddress() + "|ttl=0|fc=min";
        Aeron root = client();
        subscriptions = new Subscription[leaves];
        handlers = new FragmentHandler[leaves];
        for (int i = 0; i < leaves; i++) {
            int leaf = i;
            subscriptions[i] = (driverForEach ? client() : root).addSubscription(channel, STREAM);
            handlers[i] = new FragmentAssembler((buffer, at, length, header) -> take(leaf, buffer.getLong(at)));
        }
        publication = root.addExclusivePublication(channel, STREAM);
        for (Subscription one : subscriptions) {
            await("Aeron's connection", () -> one.imageCount() > 0 && publication.isConnected());
        }
        Thread.sleep(300); // until the sender knows of all receivers
    }

    /** With a driver of its own. */
    private Aeron client() {
        String folder = "/dev/shm/joinleaf-benchmarks-" + ProcessHandle.current().pid() + "-" + instances++;
        keep(MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(folder).dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true).threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new BackoffIdleStrategy(10, 20, 1000, 100_000))
                .mtuLength(MTU).publicationTermBufferLength(TERM).initialWindowLength(BUFFER / 2)
                .socketRcvbufLength(BUFFER).socketSndbufLength(BUFFER).termBufferSparseFile(true)));
        return keep(Aeron.connect(new Aeron.Context().aeronDirectoryName(folder)
                .idleStrategy(new SleepingMillisIdleStrategy(5))));
    }

    @Override
    void send(int count) {
        for (int i = 0; i < count; i++) {
            data.putLong(0, sent);
            await("Aeron's offer", () -> {
                long result = publication.offer(data, 0, size);
                if (result < 0 && result != Publication.BACK_PRESSURED && result != Publication.ADMIN_ACTION) {
                    throw new IllegalStateException("offer: " + result);
                }
                return result >= 0;
            });
            sent++;
        }
    }

    @Override
    void receive(int leaf, long until) {
        await("a message", () -> {
            while (received[leaf] < until && subscriptions[leaf].poll(handlers[leaf], FRAGMENTS) > 0) {
                // there may be more
            }
            return received[leaf] >= until;
        });
    }
}
