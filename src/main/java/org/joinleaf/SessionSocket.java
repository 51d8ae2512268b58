package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.util.Objects;
import java.util.Set;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.memory.QosMemory;
import org.joinleaf.internal.natives.BatchNatives;
import org.joinleaf.internal.natives.QosNatives;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.watch.Register;
import org.joinleaf.winsock.Winsock;

/**
 * A member of a multipoint session: {@link MultipointSocket} of one without a root, {@link MultipointRoot} and {@link
 * MultipointLeaf} of one that has a root, and {@link RemoteLeaf}, which is what a root has for each of its leaves. This
 * class has what all of them share: sending and receiving, one message or a batch, blocking or not, options and flow
 * specifications. What only root and leaf share is in {@link RootedSocket}.
 *
 * <p><b>Messages.</b> One send is one message; over UDP it is one datagram. Where it goes depends on the socket: from a
 * MultipointSocket to the group; from a root to every leaf; from a leaf to the root, or to all other members if the data
 * plane is nonrooted; from a RemoteLeaf to that leaf alone.
 *
 * <p><b>Threads.</b> Any number of threads may use one socket. Calls block unless {@link #configureBlocking} or a
 * {@link NetworkSelector} makes the socket nonblocking. {@link #close()} and the time limits of
 * {@link MultipointOptions} and {@link RootedOptions} end a call that blocks. An interrupt ends a receive, a join, an
 * accept, and a send that may have to wait (in a session with a root, or because of flow specifications): as with a
 * DatagramChannel it closes the socket, and the call throws ClosedByInterruptException. A call that is ended by close
 * throws AsynchronousCloseException; a call that begins later throws ClosedChannelException. What a {@link RemoteLeaf}
 * says whose leaf is gone is told there. Before JDK 21 an interrupt may come just when a wait begins, so that Java does
 * not tell it: there a daemon thread named {@code joinleaf-interrupts} looks for such ones as long as threads wait.
 *
 * <p><b>Virtual threads.</b> When a virtual thread waits in a receive, an accept, a join that asks a root, an invitation or
 * a send, it is parked and does not keep its carrier. From the first such call on, a daemon thread named {@code
 * joinleaf-events} watches the socket, and Winsock itself no longer blocks in it. Such a socket must be closed: otherwise it
 * stays open for as long as the process lives.
 *
 * <p><b>Buffers.</b> Direct buffers are used in place, heap buffers are copied. The position moves by the number of
 * bytes, as in DatagramChannel. Memory of a java.lang.foreign.Arena must stay open until the call is over.
 *
 * <p>Failures of Winsock are {@link WinsockFailure}s with the codes of the Winsock call named at each method.
 */
public abstract sealed class SessionSocket extends NetworkSocket implements NetworkChannel
        permits Datagrams, RootedSocket, RemoteLeaf {
    final Transfers transfers = new Transfers(this);

    /** Flow specifications were asked for, so a send may wait for long. */
    private volatile boolean shaped;

    SessionSocket(Family family, long socket) {
        super(family, socket);
    }

    /** The end of each constructor: from here on other threads find the socket, and ask it for its name and its counters. */
    final void constructed() {
        Register.opened(handle.socket(), this);
    }

    /**
     * Tells what was counted for this socket since it was opened.
     *
     * @return the counters
     * @throws IOException if the socket is closed, or getsockopt fails
     */
    public final SocketCounters counters() throws IOException {
        return SocketCounters.read(this);
    }

    /* ---- names ---- */

    /**
     * Binds to a port on every address of the host.
     *
     * @param port the port, or 0 for one of the system's choice
     * @return this socket
     * @throws IOException as {@link #bind(SocketAddress)}
     */
    public SessionSocket bind(int port) throws IOException {
        return bind(family.any(port));
    }

    /**
     * Binds to an address of this host and a port. A member of a group binds to the group's port and joins the group:
     * binding to the group itself is WSAEADDRNOTAVAIL.
     *
     * @param local an InetSocketAddress, a wildcard of either family, or null for the wildcard and port 0
     * @return this socket
     * @throws java.net.BindException WSAEADDRINUSE, WSAEADDRNOTAVAIL, WSAEINVAL if already bound or joined, and others
     *                                of bind
     * @throws ClosedChannelException if the socket is closed
     */
    @Override
    public SessionSocket bind(SocketAddress local) throws IOException {
        InetSocketAddress address = local == null ? family.any(0) : inet("local", local);
        if (address.getAddress().isAnyLocalAddress()) {
            address = family.any(address.getPort());
        }
        requireTaken(Operation.BIND, "bind", address);
        long socket = handle.enter();
        try {
            beforeBind(socket, address.getPort());
            int result = bind(socket, address, family);
            if (result < 0) {
                throw failure(Operation.BIND, "bind " + text(address), ~result,
                        new Circumstances(this, address, null));
            }
            return this;
        } finally {
            exit();
        }
    }

    /** bind: 0 or more, or the complement of a code. */
    static int bind(long socket, InetSocketAddress address, Family family) {
        PeerAddress name = PeerAddress.lend();
        try {
            name.set(address, family);
            return SocketNatives.bind(socket, name.bytes(), 0, name.length());
        } finally {
            name.keep();
        }
    }

    /**
     * Returns the address that the socket is bound to.
     *
     * @return an InetSocketAddress, or null while the socket is unbound
     * @throws WinsockException       if getsockname fails
     * @throws ClosedChannelException if the socket is closed
     */
    @Override
    public final InetSocketAddress getLocalAddress() throws IOException {
        PeerAddress name = new PeerAddress();
        long socket = handle.enter();
        try {
            int result = SocketNatives.getsockname(socket, name.bytes(), 0, Winsock.SIZEOF_SOCKADDR_IN6);
            if (result == ~Winsock.WSAEINVAL) {
                return null;
            }
            if (result < 0) {
                throw failure(Operation.OTHER, "getsockname", ~result);
            }
            name.length(result);
            return name.toSocketAddress();
        } finally {
            exit();
        }
    }

    /* ---- the session ---- */

    /**
     * Returns what this socket does in the session.
     *
     * @return the direction of the join; BOTH for a root, whose leaves may each have a direction of their own; null
     *         before the join, and at a leaf that was invited: that is for the root to know ({@link
     *         RemoteLeaf#direction()})
     */
    public abstract Direction direction();

    /**
     * Returns the flow specifications that are in force: SIO_GET_QOS, which re-enables {@link NetworkEvent#QOS}.
     *
     * @return those of the last join or {@link #flowSpecs(FlowSpecs)}, as granted
     * @throws WinsockException       if WSAIoctl fails
     * @throws ClosedChannelException if the socket is closed
     */
    public final FlowSpecs flowSpecs() throws IOException {
        ByteBuffer qos = QosMemory.allocate(0);
        long socket = handle.enter();
        try {
            long result = QosNatives.get(socket, Winsock.SIO_GET_QOS, qos, 0, qos.capacity());
            while (SocketNatives.value(result) == Winsock.WSAEFAULT && SocketNatives.size(result) > qos.capacity()) {
                qos = QosMemory.allocate(SocketNatives.size(result) - Winsock.SIZEOF_QOS);
                result = QosNatives.get(socket, Winsock.SIO_GET_QOS, qos, 0, qos.capacity());
            }
            if (result < 0) {
                throw failure(Operation.OTHER, "WSAIoctl SIO_GET_QOS", SocketNatives.value(result));
            }
            return FlowSpecs.read(qos);
        } finally {
            exit();
        }
    }

    /**
     * Changes the flow specifications: SIO_SET_QOS.
     *
     * @param flowSpecs the new ones; {@link FlowSpec#UNCHANGED} leaves a direction as it is
     * @return this socket
     * @throws WinsockException       WSAEOPNOTSUPP for what cannot be honoured, and others of WSAIoctl
     * @throws ClosedChannelException if the socket is closed
     */
    public final SessionSocket flowSpecs(FlowSpecs flowSpecs) throws IOException {
        ByteBuffer qos = FlowSpecs.structure(Objects.requireNonNull(flowSpecs, "flowSpecs"));
        long socket = handle.enter();
        try {
            int result = QosNatives.set(socket, Winsock.SIO_SET_QOS, qos, 0, qos.capacity());
            if (result < 0) {
                throw failure(Operation.OTHER, "WSAIoctl SIO_SET_QOS " + flowSpecs, ~result);
            }
            shaped = true;
            return this;
        } finally {
            exit();
        }
    }

    /* ---- data ---- */

    /**
     * Sends one message to the session. Allocates nothing.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @return the number of bytes sent; 0, with the position unmoved, if the socket is nonblocking and there is no room
     * @throws IOException            a {@link WinsockFailure}: WSAENOTCONN before the session has begun (a socket and a
     *                                leaf join, a root listens or invites; a root without leaves then sends to nobody,
     *                                and that is no failure), WSAEOPNOTSUPP for a mere receiver, WSAEMSGSIZE,
     *                                WSAETIMEDOUT after {@link MultipointOptions#SEND_TIMEOUT}; at a leaf WSAESHUTDOWN,
     *                                WSAECONNRESET or WSAECONNABORTED when the session is over; others of send
     * @throws ClosedChannelException if the socket is closed
     */
    public final int send(ByteBuffer source) throws IOException {
        return transfers.send(Objects.requireNonNull(source, "source"), null);
    }

    /**
     * Receives one message. Allocates nothing while the sender stays the same: the address is the same object then.
     *
     * @param target gets its bytes from the position on, which moves behind them. A longer message fills the buffer,
     *               and then the call fails with WSAEMSGSIZE; its rest is lost.
     * @return the sender, one of IPv4 with an {@link java.net.Inet4Address} also on an IPv6 socket; at a root the leaf's
     *         address as its control connection has it; null if the socket is nonblocking and there is nothing to receive
     * @throws IOException             a {@link WinsockFailure}: WSAEINVAL on an unbound MultipointSocket, WSAENOTCONN
     *                                 before a session with a root has begun, WSAEOPNOTSUPP for a mere sender,
     *                                 WSAEMSGSIZE, WSAETIMEDOUT after {@link MultipointOptions#RECEIVE_TIMEOUT}; at a
     *                                 leaf WSAESHUTDOWN, WSAECONNRESET or WSAECONNABORTED when the session is over;
     *                                 others of recvfrom
     * @throws AsynchronousCloseException if the socket is closed meanwhile
     * @throws ClosedChannelException  if the socket is closed
     * @throws ReadOnlyBufferException if the buffer is read-only
     * @throws IllegalStateException   if {@link MultipointOptions#COALESCED_RECEIVE} was set
     */
    public final InetSocketAddress receive(ByteBuffer target) throws IOException {
        Objects.requireNonNull(target, "target");
        requireSingle();
        return transfers.receive(target);
    }

    /**
     * Receives one message as {@link #receive(ByteBuffer)} does, and never allocates.
     *
     * @param target gets the bytes
     * @param sender gets the sender's address, or null if it is not wanted
     * @return the number of bytes, 0 for an empty message; -1 if the socket is nonblocking and there is nothing to
     *         receive
     * @throws IOException as {@link #receive(ByteBuffer)}
     */
    public final int receive(ByteBuffer target, PeerAddress sender) throws IOException {
        Objects.requireNonNull(target, "target");
        requireSingle();
        return transfers.receive(target, sender);
    }

    /**
     * Sends many messages of one size to the session, with as few system calls as can be. Allocates nothing.
     *
     * @param source a direct buffer: their bytes one behind the other, from position to limit; the position moves
     *               behind what was sent
     * @param size   the size of each, in bytes, at least 1; the last one may be shorter
     * @return the number of messages sent. If the source still has bytes, the next message could not be sent: another call
     *         that begins with it tells why.
     * @throws IOException              as {@link #send(ByteBuffer)}, for the first message
     * @throws IllegalArgumentException if the buffer is not direct, or size is less than 1
     */
    public final int sendBatch(ByteBuffer source, int size) throws IOException {
        SendBatch.check(source, size);
        return transfers.sendBatch(source, size, null, null);
    }

    /**
     * Sends many messages of given sizes to the session, with as few system calls as can be. Allocates nothing.
     *
     * @param source a direct buffer: their bytes one behind the other, from the position on, which moves behind what
     *               was sent
     * @param sizes  a direct buffer of the native order: the size of each, from position to limit, 0 for an empty one;
     *               the position moves by the number of messages sent. Neither is changed by other threads meanwhile.
     * @return the number of messages sent. If there are sizes left, the next message could not be sent; a call that
     *         starts with it tells why.
     * @throws IOException              as {@link #send(ByteBuffer)}, for the first message
     * @throws IllegalArgumentException if a buffer is not as it has to be, or sizes are negative or more than there is
     */
    public final int sendBatch(ByteBuffer source, IntBuffer sizes) throws IOException {
        SendBatch.check(source, sizes);
        return transfers.sendBatch(source, 0, sizes, null);
    }

    /**
     * Receives the messages that are there, as many as there is room for, with as few system calls as can be; waits for
     * the first. Allocates nothing, but for the first time that control data are asked for ({@link ReceiveBatch}).
     *
     * @param batch gets them, in place of what it had
     * @return their number; 0 only if the socket is nonblocking and there is nothing to receive
     * @throws IOException as {@link #receive(ByteBuffer)}, but for WSAEMSGSIZE ({@link ReceiveBatch#isTruncated()});
     *                     WSAEINVAL too if {@link MultipointOptions#COALESCED_RECEIVE} is set and the batch's slots are
     *                     smaller than {@link ReceiveBatch#COALESCED_SLOT}
     */
    public final int receiveBatch(ReceiveBatch batch) throws IOException {
        Objects.requireNonNull(batch, "batch").of(leafSet(), tellsControlData());
        return transfers.receiveBatch(batch);
    }

    /**
     * Tells how batches are sent and received, as far as the socket knows now.
     *
     * @param size the size of the messages, in bytes, at least 1
     * @return the modes in force. Whether the messages of a root are sent as segments is known once there is a leaf
     * @throws ClosedChannelException   if the socket is closed
     * @throws IllegalArgumentException if the size is less than 1, as no batch of one size is
     */
    public final Set<BatchMode> batchModes(int size) throws IOException {
        SendBatch.check(size);
        long socket = handle.enter();
        try {
            int modes = BatchNatives.modes(socket, size);
            if (modes < 0) {
                throw failure(Operation.OTHER, "batch modes", ~modes);
            }
            return BatchMode.of(modes);
        } finally {
            exit();
        }
    }

    /* ---- blocking and options ---- */

    /**
     * Makes the socket nonblocking or blocking again; new ones block. On a nonblocking socket a receive with nothing to
     * receive returns null or -1, a send without room returns 0, an accept without a request null; none of them throws
     * WSAEWOULDBLOCK. Time limits have no effect then.
     *
     * @param block whether calls are to block
     * @return this socket
     * @throws WinsockException       WSAEALREADY while a thread waits in a join or an invitation
     * @throws ClosedChannelException if the socket is closed
     * @throws java.nio.channels.IllegalBlockingModeException if it is to block while it is registered with a selector
     */
    public final SessionSocket configureBlocking(boolean block) throws IOException {
        waiting.block(block);
        return this;
    }

    /**
     * Tells whether calls block.
     *
     * @return false after {@link #configureBlocking configureBlocking(false)} or a registration with a selector
     */
    public final boolean isBlocking() {
        return waiting.isBlocking();
    }

    /**
     * Sets an option: of {@link java.net.StandardSocketOptions}, {@link MultipointOptions} or {@link RootedOptions}.
     *
     * @throws IOException                   a {@link WinsockFailure} of setsockopt: WSAEINVAL for a value out of range
     *                                       and where options exclude each other, WSAEISCONN for what the session has
     *                                       settled, WSAENOPROTOOPT if the provider lacks the option
     * @throws ClosedChannelException        if the socket is closed
     * @throws UnsupportedOperationException if the option is none of {@link #supportedOptions()}, or read only
     * @throws IllegalArgumentException      if the value is null, or one that the option can never have
     */
    @Override
    public <T> SessionSocket setOption(SocketOption<T> option, T value) throws IOException {
        options().write(this, Objects.requireNonNull(option, "option"), value);
        optionSet(option, value);
        return this;
    }

    /**
     * Reads an option.
     *
     * @throws IOException                   a {@link WinsockFailure} of getsockopt
     * @throws ClosedChannelException        if the socket is closed
     * @throws UnsupportedOperationException if the option is none of {@link #supportedOptions()}, or write only
     */
    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        return options().read(this, Objects.requireNonNull(option, "option"));
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return options().supported();
    }

    /* ---- what the kinds differ in ---- */

    /** The table of the options that this kind has. */
    abstract SocketOptions options();

    /** The user has set an option. */
    void optionSet(SocketOption<?> option, Object value) throws IOException {
    }

    /** A bind is about to be made. */
    void beforeBind(long socket, int port) {
    }

    /** Whether what arrives may be several datagrams in one. */
    boolean isCoalescing() {
        return false;
    }

    final void requireSingle() {
        if (isCoalescing()) {
            throw new IllegalStateException("COALESCED_RECEIVE was set: receiveBatch");
        }
    }

    /** For toString: the address that the socket is bound to, if it is. */
    final String localText() {
        try {
            InetSocketAddress local = isOpen() ? getLocalAddress() : null;
            return local == null ? "" : " at " + text(local);
        } catch (IOException e) {
            return ""; /* closed meanwhile */
        }
    }

    /** The leaves that messages may come from; null if this is no root. */
    LeafSet leafSet() {
        return null;
    }

    /** Whether control data of datagrams were asked for. */
    boolean tellsControlData() {
        return false;
    }

    /** Flow specifications were asked for. */
    final void shape(boolean wanted) {
        shaped |= wanted;
    }

    final boolean isShaped() {
        return shaped;
    }

    /** Whether a send may have to wait for long, so that an interrupt must be able to end it. */
    boolean sendsMayWait() {
        return true;
    }

    /** As what a failed send, or batch of sends, is reported. */
    Operation sending() {
        return Operation.SEND_MESSAGE;
    }

    /** As what a failed receive, or batch of receives, is reported. */
    Operation receiving() {
        return Operation.RECEIVE_MESSAGE;
    }

    /** What a send was to do, for the message of a failure; `to` null: to the session. */
    abstract String sendText(int length, PeerAddress to);

    /** What a receive was to do, for the message of a failure. */
    String receiveText(int length) {
        return "message into " + Count.of(length, "byte") + fromText();
    }

    /** Whose messages a receive waits for, for the message of a failure: " from 192.0.2.1:5000"; empty for no session's. */
    abstract String fromText();
}
