package org.joinleaf;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.internal.memory.Buffers;
import org.joinleaf.internal.natives.BatchNatives;
import org.joinleaf.winsock.Winsock;

/**
 * Where a message of a session with a root came from. It can be filled again and again, by {@link
 * RootedSocket#receiveMessage}, which then allocates nothing. Not safe for use by several threads at once.
 */
public final class MessageSource {
    /** One struct joinleaf_run. */
    private final ByteBuffer run = ByteBuffer.allocateDirect(ReceiveBatch.RUN).order(ByteOrder.nativeOrder());
    private final PeerAddress sender = new PeerAddress();
    /** Of the root that received last; null: of no root. */
    private LeafSet leaves;
    /** A receive that wants no bytes needs some, as a slot does. */
    private ByteBuffer one;

    /** Makes an empty one. */
    public MessageSource() {
    }

    /** The next receive is that of a socket with these leaves. */
    void of(LeafSet those) {
        leaves = those;
    }

    /** Receives with an open SOCKET. Returns the number of bytes, or the complement of the code. */
    int receive(long socket, ByteBuffer data, int offset, int length) {
        ByteBuffer memory = data;
        int room = length;
        if (length == 0) {
            memory = one == null ? one = ByteBuffer.allocateDirect(1) : one;
            room = 1;
        }
        int result = BatchNatives.receive(socket, Buffers.checked(memory, length == 0 ? 0 : offset, room),
                length == 0 ? 0 : offset, room, room, run, 1, null);
        if (result < 0) {
            return result;
        }
        sender.copy(run, ReceiveBatch.FROM, run.getInt(ReceiveBatch.FROM_LENGTH));
        int size = run.getInt(ReceiveBatch.SIZE);
        return run.getInt(ReceiveBatch.LOST) != 0 || size > length ? ~Winsock.WSAEMSGSIZE : size;
    }

    /**
     * Returns the sender: the same object while the sender stays the same.
     *
     * @return the address, at a root the leaf's as its control connection has it; null before the first message
     */
    public InetSocketAddress sender() {
        return sender.toSocketAddress();
    }

    /**
     * Returns the leaf that a root has received the message from.
     *
     * @return the leaf, also if it has left since, unless more than 1,024 others have left after it; null at a leaf, and
     *         for a leaf whose accept has not returned yet
     */
    public RemoteLeaf leaf() {
        int member = run.getInt(ReceiveBatch.MEMBER);
        return leaves == null || member == 0 ? null : leaves.find(member);
    }

    /**
     * Tells whether the message was for this member alone: what a root sent on its {@link RemoteLeaf}, or what a leaf
     * sent by {@link MultipointLeaf#sendAside}.
     *
     * @return true if so; false before the first message
     */
    public boolean isAside() {
        return (run.getInt(ReceiveBatch.FLAGS) & JoinleafOptions.JLR_MSG_ASIDE) != 0;
    }

    @Override
    public String toString() {
        return "MessageSource[" + sender + (isAside() ? ", aside]" : "]");
    }
}
