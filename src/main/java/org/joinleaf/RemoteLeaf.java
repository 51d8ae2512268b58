package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A leaf of a {@link MultipointRoot}'s session, as the root has it: the socket that WSAAccept or a root's WSAJoinLeaf
 * made. It carries no data; closing it makes the leaf leave.
 *
 * <p>A leaf that is gone is closed by itself, unless it is registered with a {@link NetworkSelector}, where {@link
 * NetworkEvent#CLOSE} tells of its end.
 *
 * <p>Safe for use by any number of threads.
 */
public final class RemoteLeaf extends NetworkSocket {
    private final LeafSet leaves;
    private final InetSocketAddress address;
    private final Direction direction;
    private final byte[] calleeData;

    /** The socket is a c_leaf that nobody else has. */
    RemoteLeaf(LeafSet leaves, Family family, long socket, InetSocketAddress address, Direction direction,
            byte[] calleeData) {
        super(family, socket);
        this.leaves = leaves;
        this.address = address;
        this.direction = direction;
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
     * Returns what the leaf does in the session.
     *
     * @return the opposite of what the root invited it for: RECEIVE if that was to SEND; null for a leaf that asked:
     *         that is for the leaf to know ({@link MultipointLeaf#direction()})
     */
    public Direction direction() {
        return direction;
    }

    @Override
    boolean endsElsewhere() {
        return true;
    }

    @Override
    int events() {
        return 0; /* but FD_CLOSE, which is always selected */
    }

    @Override
    void sessionEnded(int code, boolean elsewhere) {
        leaves.remove(this);
        if (elsewhere) {
            closeSocket(); // before it is told, so that whoever is told finds it closed
        }
        super.sessionEnded(code, elsewhere);
    }

    /** Ends the leaf's membership: it gets FD_CLOSE with 0. Closing again does nothing. */
    @Override
    public void close() {
        leaves.remove(this);
        super.close();
    }

    @Override
    public String toString() {
        return "RemoteLeaf[" + text(address) + (isOpen() ? "]" : " closed]");
    }
}
