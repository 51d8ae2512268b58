package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;

/** The join of a session without a root. A receiver is bound first, and is a member on the right interface after it. */
final class MultipointJoin extends SessionJoin<MultipointSocket> {
    private final MultipointSocket leaf;
    /** This join has made the membership for the one source that was asked for. */
    private boolean sourceJoined;

    MultipointJoin(MultipointSocket leaf, InetSocketAddress group, JoinOptions options) throws IOException {
        super(leaf, Operation.JOIN, "WSAJoinLeaf", NetworkSocket.inet("group", group),
                requireInterface(NetworkSocket.inet("group", group), Objects.requireNonNull(options, "options")));
        this.leaf = leaf;
    }

    private static JoinOptions requireInterface(InetSocketAddress group, JoinOptions options) {
        if (options.networkInterface().isEmpty() && !options.systemChooses()) {
            throw new IllegalArgumentException("options name no interface: JoinOptions.on(networkInterface), "
                    + "or JoinOptions.onSystemChoice()");
        }
        if (options.source().isPresent() && (options.networkInterface().isEmpty() || options.direction() == Direction.SEND
                || Family.of(options.source().get()) != Family.of(group.getAddress()))) {
            throw new IllegalArgumentException("a source needs a direction that receives, an interface that is named and "
                    + "a group of its family: " + options);
        }
        return options;
    }

    @Override
    int beforeCall(long number) {
        if (options.direction() == Direction.SEND) {
            return 0;
        }
        leaf.share(number);
        int bound = JoinPlace.bind(number, address, options.networkInterface().orElse(null));
        int joined = bound < 0 ? bound : JoinPlace.joinSource(number, address, options);
        sourceJoined = joined > 0;
        return joined;
    }

    @Override
    int afterCall(long number) {
        return options.direction() == Direction.SEND ? 0 : JoinPlace.settle(number, address, options);
    }

    @Override
    MultipointSocket succeeded() {
        leaf.shape(options.flowSpecs().isPresent());
        return leaf.joined(new MultipointSession(address, options));
    }

    @Override
    void undo() {
        if (!sourceJoined) {
            return;
        }
        try {
            long number = leaf.handle.enter();
            try {
                JoinPlace.leaveSource(number, address, options);
            } finally {
                leaf.exit();
            }
        } catch (ClosedChannelException e) {
            sourceJoined = false; /* closing has left the group */
        }
    }

    @Override
    void cancelled() {
        leaf.close();
    }
}
