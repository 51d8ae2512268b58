package org.joinleaf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import org.joinleaf.internal.memory.Buffers;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.natives.BatchNatives;

/**
 * Memory for the datagrams that one {@link MultipointSocket#receiveBatch(ReceiveBatch)} gets, or the messages of a
 * {@link MultipointRoot#receiveBatch(ReceiveBatch) root} or {@link MultipointLeaf#receiveBatch(ReceiveBatch) leaf}, and
 * a cursor over them that makes no objects.
 *
 * <pre>{@code
 * var batch = ReceiveBatch.allocate(64, 2048);
 * socket.receiveBatch(batch);
 * while (batch.next()) {
 *     use(batch.memory(), batch.offset(), batch.size(), batch.sender());
 * }
 * }</pre>
 *
 * <p>To which group, and on which interface, a datagram came, its TTL, TOS and time of arrival are control data: a batch tells
 * those that {@link MultipointSocket#requestControlData} of its socket has asked for. What decides is the socket, and no option
 * of the batch, since without that request the system tells nothing; so one who does not ask pays nothing. The first receive
 * after the request makes room for them, 256 bytes for each slot; later ones allocate nothing.
 *
 * <pre>{@code
 * socket.requestControlData(EnumSet.of(ControlData.Kind.DESTINATION, ControlData.Kind.INTERFACE));
 * socket.receiveBatch(batch);
 * while (batch.next()) {
 *     use(batch.destination(), batch.interfaceIndex(), batch.datagram());
 * }
 * }</pre>
 *
 * <p>Datagrams that came together ({@link MultipointOptions#COALESCED_RECEIVE}) have one set of control data: they have one
 * destination, interface, TTL and TOS, and the time is that of the train.
 *
 * <p>For use by one thread at a time.
 */
public final class ReceiveBatch {
    /** The memory that a socket with {@link MultipointOptions#COALESCED_RECEIVE} needs for each train of datagrams. */
    public static final int COALESCED_SLOT = 65_536;

    /** More than this many slots of a batch are not used. */
    static final int MOST_RUNS = 4096;

    /** struct joinleaf_run of joinleaf/batch.h. */
    static final int RUN = 64;
    private static final int OFFSET = 0;
    static final int SIZE = 4;
    private static final int EACH = 8;
    private static final int COUNT = 12;
    static final int LOST = 16;
    static final int FROM_LENGTH = 20;
    static final int FROM = 24;
    static final int FLAGS = 52;
    static final int MEMBER = 56;
    private static final int CONTROL = 60;

    private final ByteBuffer memory;
    private final int start;
    private final int length;
    private final int slot;
    private final ByteBuffer runs;
    private final int room;
    private final PeerAddress sender = new PeerAddress();

    /** Of the root that received last; null: of no root. */
    private LeafSet leaves;
    /** Null until it is needed. */
    private ByteBuffer own;

    /** The socket that receives next was asked for control data. */
    private boolean controlWanted;
    /** Of each run, as it came; null until it is needed. */
    private ByteBuffer controls;
    /** Of the run before `controlOf`; null until it is needed. */
    private ControlData control;
    private int controlOf;

    private int filled;
    /** The run after the current one. */
    private int nextRun;
    /** What is left of the current run. */
    private int left;
    private int each;
    private int runEnd;
    private int nextOffset;
    private int offset;
    private int size;

    /**
     * Makes one of a buffer's memory.
     *
     * @param memory a direct buffer; what lies between its position and its limit now is used. Memory of an arena or of
     *               a mapped file is not received into in place: the batch has as much memory of its own, and copies
     * @param slot   the room for each datagram, in bytes: a longer one is cut
     * @throws IllegalArgumentException if the buffer is not direct, or slot is not 1 to the buffer's remaining bytes
     * @throws ReadOnlyBufferException  if the buffer is read-only
     */
    public ReceiveBatch(ByteBuffer memory, int slot) {
        if (!Objects.requireNonNull(memory, "memory").isDirect()) {
            throw new IllegalArgumentException("memory is not a direct buffer: " + memory);
        }
        if (memory.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        start = memory.position();
        length = memory.limit() - start;
        if (slot < 1 || slot > length) {
            throw new IllegalArgumentException("slot is 1 to the memory's " + Count.of(length, "byte") + ", not " + slot);
        }
        this.memory = memory;
        this.slot = slot;
        room = Math.min(length / slot, MOST_RUNS);
        runs = ByteBuffer.allocateDirect(room * RUN).order(ByteOrder.nativeOrder());
    }

    /**
     * Makes one of new memory.
     *
     * @param slots how many datagrams it has room for
     * @param slot  the room for each, in bytes: a longer one is cut
     * @return a batch
     * @throws IllegalArgumentException if one of them is less than 1, or the memory would be more than 2 GiB
     */
    public static ReceiveBatch allocate(int slots, int slot) {
        long bytes = (long) slots * slot;
        if (slots < 1 || slot < 1) {
            throw new IllegalArgumentException(slots < 1 ? "slots is at least 1, not " + slots
                    : "slot is at least 1, not " + slot);
        }
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("slots times slot is less than 2 GiB, not " + slots + " times " + slot);
        }
        return new ReceiveBatch(ByteBuffer.allocateDirect((int) bytes), slot);
    }

    /** The next receive is that of a socket with these leaves, which was asked for control data or not. */
    void of(LeafSet those, boolean wanted) {
        leaves = those;
        controlWanted = wanted;
        if (wanted && controls == null) {
            controls = ByteBuffer.allocateDirect(room * BatchNatives.CONTROL_ROOM).order(ByteOrder.nativeOrder());
            control = new ControlData();
        }
    }

    /** Receives with an open SOCKET. Returns the number of datagrams, or the complement of the code. */
    int receive(long socket) {
        clear();
        ByteBuffer to = Buffers.isSteady(memory) ? Buffers.checked(memory, start, length) : own();
        int result = BatchNatives.receive(socket, to, to == memory ? start : 0, length, slot, runs, room,
                controlWanted ? controls : null);
        if (result < 0) {
            return result;
        }
        int datagrams = 0;
        for (int i = 0; i < result; i++) {
            datagrams += runs.getInt(i * RUN + COUNT);
            if (to != memory) {
                copyRun(i * RUN);
            }
        }
        filled = result;
        return datagrams;
    }

    /** Whether there is no room for one train of datagrams. */
    boolean isTooSmallToCoalesce() {
        return length < COALESCED_SLOT;
    }

    /** Memory to receive into where the user's may go away meanwhile; what came is copied. */
    private ByteBuffer own() {
        Buffers.requireThere(memory, start, length);
        if (own == null) {
            own = ByteBuffer.allocateDirect(length);
        }
        return own;
    }

    private void copyRun(int at) {
        int from = runs.getInt(at + OFFSET);
        Buffers.received(memory, start + from, own.slice(from, runs.getInt(at + SIZE)), runs.getInt(at + SIZE));
    }

    /** Forgets what was received. */
    public void clear() {
        filled = 0;
        rewind();
    }

    /** Starts over: {@link #next()} moves to the first datagram again. */
    public void rewind() {
        nextRun = 0;
        controlOf = 0;
        left = 0;
        size = 0;
        offset = start;
    }

    /**
     * Moves to the next datagram; at first to the first.
     *
     * @return false if there is none
     */
    public boolean next() {
        if (left == 0 && !enterRun()) {
            return false;
        }
        left--;
        offset = nextOffset;
        size = left == 0 ? runEnd - offset : each;
        nextOffset = offset + size;
        return true;
    }

    private boolean enterRun() {
        if (nextRun == filled) {
            return false;
        }
        int at = nextRun++ * RUN;
        nextOffset = start + runs.getInt(at + OFFSET);
        runEnd = nextOffset + runs.getInt(at + SIZE);
        each = runs.getInt(at + EACH);
        left = runs.getInt(at + COUNT);
        return true;
    }

    /**
     * Returns the memory.
     *
     * @return the buffer given to the constructor, with its position and limit as they are
     */
    public ByteBuffer memory() {
        return memory;
    }

    /**
     * Returns where the current datagram starts.
     *
     * @return an index into {@link #memory()}
     */
    public int offset() {
        return offset;
    }

    /**
     * Returns the size of the current datagram.
     *
     * @return its bytes in {@link #memory()}; 0 for an empty one
     */
    public int size() {
        return size;
    }

    /**
     * Tells whether the current datagram was longer than its slot, so that its rest is lost: what a single receive says
     * by WSAEMSGSIZE.
     *
     * @return true if so
     */
    public boolean isTruncated() {
        return nextRun > 0 && runs.getInt(current() + LOST) != 0;
    }

    /**
     * Returns the leaf that a root has received the current message from. Allocates nothing.
     *
     * @return the leaf, also if it has left since, unless more than 1,024 others have left after it; null if it was no root
     *         that received, before the first message, and for a leaf whose accept has not returned yet
     */
    public RemoteLeaf leaf() {
        int member = nextRun == 0 ? 0 : runs.getInt(current() + MEMBER);
        return leaves == null || member == 0 ? null : leaves.find(member);
    }

    /**
     * Tells whether the current message was for this member alone: what a root sent on its {@link RemoteLeaf}, or what a
     * leaf sent by {@link MultipointLeaf#sendAside}.
     *
     * @return true if so
     */
    public boolean isAside() {
        return nextRun > 0 && (runs.getInt(current() + FLAGS) & JoinleafOptions.JLR_MSG_ASIDE) != 0;
    }

    /**
     * Gives the memory the current datagram's bounds.
     *
     * @return {@link #memory()}, from position to limit
     */
    public ByteBuffer datagram() {
        return memory.limit(offset + size).position(offset);
    }

    /**
     * Returns the sender of the current datagram: the same object while the sender stays the same.
     *
     * @return the address, or null before the first datagram
     */
    public InetSocketAddress sender() {
        sender(sender);
        return sender.toSocketAddress();
    }

    /**
     * Puts the sender of the current datagram into a holder.
     *
     * @param holder gets the address; is empty before the first datagram
     */
    public void sender(PeerAddress holder) {
        Objects.requireNonNull(holder, "holder");
        if (nextRun == 0) {
            holder.length(0);
        } else {
            holder.copy(runs, current() + FROM, runs.getInt(current() + FROM_LENGTH));
        }
    }

    /**
     * Tells whether something came with the current datagram, as {@link ControlData#has}.
     *
     * @param kind what
     * @return false if it was not asked for, or the system does not tell it, and before the first datagram
     */
    public boolean has(ControlData.Kind kind) {
        Objects.requireNonNull(kind, "kind");
        ControlData told = control();
        return told != null && told.has(kind);
    }

    /**
     * Returns the address that the current datagram was sent to: the same object while it stays the same. Allocates nothing
     * then.
     *
     * @return the address, such as the group; null if it did not come
     */
    public InetAddress destination() {
        ControlData told = control();
        return told == null ? null : told.destination();
    }

    /**
     * Returns the interface that the current datagram arrived on, as {@link java.net.NetworkInterface#getByIndex} takes it.
     *
     * @return its index, or -1 if it did not come
     */
    public int interfaceIndex() {
        ControlData told = control();
        return told == null ? -1 : told.interfaceIndex();
    }

    /**
     * Returns the TTL or hop limit that the current datagram arrived with.
     *
     * @return 0 to 255, or -1 if it did not come
     */
    public int ttl() {
        ControlData told = control();
        return told == null ? -1 : told.ttl();
    }

    /**
     * Returns the type of service or traffic class that the current datagram arrived with.
     *
     * @return 0 to 255, or -1 if it did not come
     */
    public int tos() {
        ControlData told = control();
        return told == null ? -1 : told.tos();
    }

    /**
     * Returns when the current datagram arrived at this host, as {@link ControlData#timestamp}.
     *
     * @return nanoseconds on the clock of {@link System#nanoTime()}; 0 if it did not come, so ask {@link #has has(TIMESTAMP)}
     */
    public long timestamp() {
        ControlData told = control();
        return told == null ? 0 : told.timestamp();
    }

    /**
     * Tells whether the current datagram was sent to a group: MSG_MCAST. It needs {@link ControlData.Kind#DESTINATION} to be
     * asked for.
     *
     * @return true if so
     */
    public boolean isMulticast() {
        ControlData told = control();
        return told != null && told.isMulticast();
    }

    /** Those of the current datagram, which are read once for each run; null if none were wanted or there is no datagram. */
    private ControlData control() {
        if (!controlWanted || nextRun == 0) {
            return null;
        }
        if (controlOf != nextRun) {
            controlOf = nextRun;
            int at = current();
            control.clear();
            control.read(controls, (nextRun - 1) * BatchNatives.CONTROL_ROOM, runs.getInt(at + CONTROL),
                    runs.getInt(at + FLAGS));
        }
        return control;
    }

    private int current() {
        return (nextRun - 1) * RUN;
    }

    @Override
    public String toString() {
        return "ReceiveBatch[" + Count.of(room, "slot") + " of " + Count.of(slot, "byte") + "]";
    }
}
