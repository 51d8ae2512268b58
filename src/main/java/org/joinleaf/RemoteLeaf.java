package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * A leaf of a {@link MultipointRoot}'s session, as the root has it: the socket that WSAAccept or a root's WSAJoinLeaf
 * made. Closing it makes the leaf leave.
 *
 * <p><b>Messages aside.</b> What is sent on it goes to this leaf alone, which knows it by {@link
 * MessageSource#isAside()}; what is received on it is what the leaf has sent to the root alone, by {@link
 * MultipointLeaf#sendAside}. Such messages arrive once, and in order with the messages that the same side sends to all. They
 * are as reliable as those. If a leaf does not read them, sends to it wait as soon as 192 KiB wait for the leaf. They are no
 * more secret than other messages: whoever can read the network can read them.
 *
 * <p>When a leaf has gone and all that it sent aside has been received, this socket is closed automatically. If it is
 * registered with a {@link NetworkSelector}, it is not: there {@link NetworkEvent#CLOSE} tells of the end. In either case
 * a send or a receive that waits, or begins later, fails with the code of the end: WSAESHUTDOWN if the leaf has left,
 * WSAECONNRESET if it died, WSAECONNABORTED if it was lost. Only {@link #close()}, the root's and an interrupt make it a
 * ClosedChannelException.
 *
 * <p>Its options are those of its root's session, but for {@link MultipointOptions#SEND_TIMEOUT} and {@link
 * MultipointOptions#RECEIVE_TIMEOUT}. It cannot be bound: WSAEINVAL.
 *
 * <p>Safe for use by any number of threads.
 */
public final class RemoteLeaf extends SessionSocket {
    private final LeafSet leaves;
    private final InetSocketAddress address;
    private final Direction direction;
    private final byte[] calleeData;
    private final int member;
    private volatile Object attachment;
    /** The code of the leaf's end; 0: it has not come, or the socket was closed on this side. */
    private volatile int endCode;

    /** The socket is a c_leaf that nobody else has. */
    RemoteLeaf(LeafSet leaves, Family family, long socket, InetSocketAddress address, Direction direction,
            byte[] calleeData) {
        super(family, socket);
        this.leaves = leaves;
        this.address = address;
        this.direction = direction;
        this.calleeData = calleeData == null ? new byte[0] : calleeData;
        /* The result is negative if the provider has no such numbers. */
        member = (int) Math.max(0, SocketNatives.getIntOption(socket, JoinleafOptions.SOL_JLROOTED,
                JoinleafOptions.JLR_MEMBER));
        constructed();
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
     * Returns the leaf's address: the one from which it asked, or at which it was invited.
     *
     * @return its address and port
     */
    public InetSocketAddress address() {
        return address;
    }

    /** The leaf's number in the session; 0 if the provider has none. */
    int member() {
        return member;
    }

    /**
     * Attaches an object, in place of the one that was attached before. What it is for is the application's matter.
     *
     * @param object any object, or null
     * @return the object that was attached before, or null
     */
    public synchronized Object attach(Object object) {
        Object before = attachment;
        attachment = object;
        return before;
    }

    /**
     * Returns the attachment.
     *
     * @return what was attached last, or null
     */
    public Object attachment() {
        return attachment;
    }

    /**
     * Tells how far the leaf is behind. A leaf that stalls holds all others up: when it has made no progress for half of
     * {@link RootedOptions#SLOW_TIMEOUT}, {@link NetworkEvent#QOS} comes for it, once, with WSAETIMEDOUT as its error
     * (again only after progress, and after {@link #flowSpecs()} has enabled it); when all of that time is over, it is
     * closed. Costs time in proportion to what it lacks, at most {@link RootedOptions#WINDOW} datagrams.
     *
     * @return what holds now
     * @throws WinsockException       WSAENOTCONN if it has left, WSAENOPROTOOPT of another provider
     * @throws java.nio.channels.ClosedChannelException if it is closed
     */
    public Behind behind() throws IOException {
        ByteBuffer memory = ByteBuffer.allocateDirect(Behind.SIZE).order(ByteOrder.nativeOrder());
        long socket = handle.enter();
        try {
            int result = SocketNatives.getsockopt(socket, JoinleafOptions.SOL_JLROOTED, JoinleafOptions.JLR_BEHIND_NAME,
                    memory, 0, Behind.SIZE);
            if (result < 0) {
                throw failure(Operation.OTHER, "how far " + text(address) + " is behind", ~result);
            }
            return Behind.read(memory);
        } finally {
            exit();
        }
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
        return "message of " + Count.of(length, "byte") + " to " + text(address) + " alone";
    }

    @Override
    String fromText() {
        return " from " + text(address) + " alone";
    }

    @Override
    boolean peerCanEnd() {
        return true;
    }

    @Override
    int events() {
        return Winsock.FD_READ | Winsock.FD_WRITE; /* no call waits for FD_QOS */
    }

    @Override
    int closedBecause() {
        return isOpen() ? 0 : endCode;
    }

    @Override
    void sessionEnded(int code, boolean otherThread) {
        endCode = code == 0 ? Winsock.WSAESHUTDOWN : code;
        leaves.remove(this);
        try {
            if (otherThread) {
                closeSocket(); // before it is told, so that whoever is told finds it closed
            }
        } finally {
            super.sessionEnded(code, otherThread);
        }
    }

    /**
     * Ends the leaf's membership: it gets FD_CLOSE with 0. Closing again does nothing. What was sent to all before, and to
     * this leaf alone, is delivered first, as after {@link RootedSocket#close()}: in the background, and the end of the process
     * waits for it.
     */
    @Override
    public void close() {
        endCode = 0;
        leaves.remove(this);
        super.close();
        ClosedSessions.added();
    }

    @Override
    public String toString() {
        return "RemoteLeaf[" + text(address) + (isOpen() ? "]" : " closed]");
    }
}
