package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * A leaf of a {@link MultipointRoot}'s session, as the root has it: the socket that WSAAccept or a root's WSAJoinLeaf
 * made. It carries no data; closing it makes the leaf leave.
 *
 * <p>A leaf that is gone is closed by itself, unless it is registered with a {@link NetworkSelector}, where {@link
 * NetworkEvent#CLOSE} tells of its end.
 *
 * <p>Safe for use by any number of threads.
 */
public final class Leaf extends SessionSocket {
    private final LeafSet leaves;
    private final InetSocketAddress address;
    private final byte[] calleeData;
    private final EndFuture end = new EndFuture();

    /** The socket is a c_leaf that nobody else has. */
    Leaf(LeafSet leaves, Family family, long socket, InetSocketAddress address, byte[] calleeData) {
        super(family, socket);
        this.leaves = leaves;
        this.address = address;
        this.calleeData = calleeData == null ? new byte[0] : calleeData;
    }

    /** Has the session's end watched, from before anybody can have the leaf. */
    void watch() {
        try {
            waiting.watchEnd();
        } catch (IOException e) {
            close(); /* out of memory or descriptors, or closed meanwhile */
        }
    }

    /**
     * Returns the leaf's address: that which it asked from, or at which it was invited.
     *
     * @return its address and port
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Returns what the leaf answered to an invitation.
     *
     * @return a read-only buffer of its own, empty if there is none or the leaf was not invited
     */
    public ByteBuffer calleeData() {
        return ByteBuffer.wrap(calleeData).asReadOnlyBuffer();
    }

    /**
     * Returns the end of the leaf's membership: FD_CLOSE, or {@link #close()} on this side. It is completed by the
     * thread that selects if the leaf is registered with a {@link NetworkSelector}, else by the executor of
     * CompletableFuture's own asynchronous methods, or by the thread that closes the leaf or its root.
     *
     * @return a new future; completing it otherwise changes nothing
     */
    public CompletableFuture<SessionEnd> closed() {
        return end.copy();
    }

    @Override
    int events() {
        return 0; /* but FD_CLOSE, which is always selected */
    }

    @Override
    void sessionEnded(int code, boolean elsewhere) {
        leaves.remove(this);
        if (elsewhere) {
            super.close(); // before it is told, so that whoever is told finds it closed
        }
        end.complete(SessionEnd.of(code), elsewhere);
    }

    @Override
    String sendText(int length, PeerAddress to, InetSocketAddress target) {
        throw new AssertionError();
    }

    /** Ends the leaf's membership: it gets FD_CLOSE with 0. Closing again does nothing. */
    @Override
    public void close() {
        super.close();
        leaves.remove(this);
        end.complete(SessionEnd.HERE, false);
    }

    @Override
    public String toString() {
        return "Leaf[" + text(address) + (isOpen() ? "]" : " closed]");
    }
}
