package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.joinleaf.winsock.Winsock;

/**
 * A leaf of a {@link MultipointRoot}'s session, as the root has it: the socket that WSAAccept or a root's WSAJoinLeaf
 * made. Closing it makes the leaf leave.
 *
 * <p><b>Messages aside.</b> What is sent on it goes to this leaf alone, which knows it by {@link
 * MessageSource#isAside()}; what is received on it is what the leaf has said to the root alone, by {@link
 * MultipointLeaf#sendAside}. Such messages come once, and in the order in which the root sent them and its messages to
 * all. They are as reliable as those, and wait as they do: a leaf that does not read holds up those who speak to it, once
 * 192 KiB wait for it. Nothing is more secret about them: who can read the network can read them.
 *
 * <p>A leaf that is gone is closed by itself when all that it said aside has been received, unless it is registered with
 * a {@link NetworkSelector}, where {@link NetworkEvent#CLOSE} tells of its end.
 *
 * <p>Its options are those of its root's session, but for {@link MultipointOptions#SEND_TIMEOUT} and {@link
 * MultipointOptions#RECEIVE_TIMEOUT}. It cannot be bound: WSAEINVAL.
 *
 * <p>Safe for use by any number of threads.
 *
 * @since 0.1.0
 */
public final class RemoteLeaf extends SessionSocket {
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
    @Override
    public Direction direction() {
        return direction;
    }

    @Override
    SocketOptions options() {
        return SocketOptions.ofRooted(family);
    }

    @Override
    String sendText(int length, PeerAddress to) {
        return "message of " + length + " bytes to " + text(address) + " alone";
    }

    @Override
    boolean endsElsewhere() {
        return true;
    }

    @Override
    int events() {
        return Winsock.FD_READ | Winsock.FD_WRITE;
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
