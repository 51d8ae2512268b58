package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.DataPlane;
import org.joinleaf.JoinOptions;
import org.joinleaf.JoinRequest;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointRoot;
import org.joinleaf.RootedOptions;
import org.joinleaf.WinsockFailure;

/** A session with a root over loopback, of one leaf that gets one message. It needs more of the system than a group. */
final class RootedSelfTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String WHAT = "a session with a root";

    private RootedSelfTest() {
    }

    /** Tests one family, the first that loopback has an address of; none if it has none, which others tell. */
    static List<Finding> findings() throws IOException {
        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            Optional<NetworkInterface> loopback = Interfaces.loopback(family);
            if (loopback.isPresent()) {
                return List.of(run(family, loopback.get()));
            }
        }
        return List.of();
    }

    private static Finding run(StandardProtocolFamily family, NetworkInterface by) {
        try (MultipointRoot root = MultipointRoot.open(family, DataPlane.ROOTED);
                MultipointLeaf leaf = MultipointLeaf.open(family)) {
            root.bind(new InetSocketAddress(Interfaces.address(by, family).orElseThrow(), 0)).listen();
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, PATIENCE).setOption(MultipointOptions.RECEIVE_TIMEOUT, PATIENCE);
            CompletableFuture<ByteBuffer> joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            JoinRequest request = root.accept(PATIENCE);
            if (request == null) {
                return Advice.TRY_FAILED.finding(null, WHAT, "no request came to the root within " + PATIENCE.toSeconds() + " s");
            }
            request.admit();
            LocalLeaf.get(joined, PATIENCE.toMillis());
            root.send(ByteBuffer.allocate(Long.BYTES));
            leaf.receive(ByteBuffer.allocate(Long.BYTES));
            return Finding.ok(WHAT + " over " + Interfaces.text(by, family) + ": a leaf joined, and got a message");
        } catch (IOException e) {
            return Advice.TRY_FAILED.finding(null, WHAT, e instanceof WinsockFailure ? e.getMessage() : e);
        }
    }
}
