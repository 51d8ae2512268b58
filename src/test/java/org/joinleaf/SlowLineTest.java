package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.internal.load.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A leaf that closes while a slow line still has its messages goes on for as long as they get on, however short its linger time. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SlowLineTest {
    private static final int COUNT = 180;
    private static final int SIZE = 1000;

    @Test
    void whatALeafHasSentGetsOn() throws Exception {
        assumeFalse(Platform.isWindows(), "Windows does not tell how much of a connection's data is under way");
        try (MultipointRoot root = Rooted.root();
                SlowRelay line = new SlowRelay(root.getLocalAddress().getPort())) {
            MultipointLeaf leaf = Rooted.leaf(INET);
            root.setOption(RootedOptions.KEEP_ALIVE, Duration.ofMillis(20)); // a PING that finds no connection resets it
            leaf.setOption(RootedOptions.LINGER_TIMEOUT, Duration.ofMillis(300));
            CompletableFuture<?> joined = Rooted.start(() -> leaf.joinSession(line.address()));
            RemoteLeaf remote = root.accept().admit();
            Rooted.get(joined);
            ByteBuffer message = ByteBuffer.allocate(SIZE);
            for (int i = 0; i < COUNT; i++) {
                leaf.send(message.clear().putInt(0, i));
            }
            leaf.close();
            for (int i = 0; i < COUNT; i++) {
                root.receive(message.clear());
                assertEquals(i, message.getInt(0));
            }
            Rooted.assertEnd(SessionEnd.Cause.LEFT, remote.closed());
        }
    }
}
