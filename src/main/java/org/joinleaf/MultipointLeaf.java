package org.joinleaf;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.winsock.Winsock;

/**
 * A leaf of a session that has a root (a c_leaf socket). Either it asks the root:
 *
 * <pre>{@code
 * try (var leaf = MultipointLeaf.open(Family.IPV4)) {
 *     ByteBuffer calleeData = leaf.join(rootAddress, callerData);
 *     InetSocketAddress from = leaf.receive(buffer);
 * }
 * }</pre>
 *
 * <p>or it listens, and roots invite it; then each admission makes a new one, which is in that root's session:
 *
 * <pre>{@code
 * try (var door = MultipointLeaf.open(Family.IPV4).bind(5000).listen()) {
 *     MultipointLeaf leaf = door.accept().admit(calleeData);
 * }
 * }</pre>
 *
 * <p><b>The end.</b> {@link #closed()} tells when the session is over and why. Then send and receive fail with
 * WSAESHUTDOWN after an orderly end, WSAECONNRESET if the root died, WSAECONNABORTED if it was lost; what had come
 * before can still be received. Such a leaf is done with: open another one to join anew.
 *
 * <p>Threads, virtual threads and interrupts are treated as by {@link MultipointRoot}, buffers as by {@link
 * MultipointSocket}. Failures of Winsock are {@link WinsockFailure}s with the codes of the Winsock call named at each
 * method.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/winsock/semantics-for-joining-multipoint-leaves-2">Semantics
 *      for joining multipoint leaves</a>
 */
public final class MultipointLeaf extends SessionSocket implements NetworkChannel {
    private static final int LEAF = Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF | ANY;

    private final Admission admission = new Admission(this);
    private final EndFuture end = new EndFuture();
    private volatile InetSocketAddress root;

    /** One that was invited, or one that has no root yet. */
    MultipointLeaf(Family family, long socket, InetSocketAddress root) {
        super(family, socket);
        this.root = root;
    }

    /**
     * Opens a leaf for sessions of either data plane.
     *
     * @param family the address family
     * @return a new leaf, unbound
     * @throws WinsockException     WSAEINVAL if no provider has sessions with a root; others of WSASocket or WSAStartup
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     */
    public static MultipointLeaf open(Family family) throws WinsockException {
        Objects.requireNonNull(family, "family");
        for (Provider provider : Provider.list()) {
            if (provider.addressFamily() == family.number() && provider.supportsMultipoint()
                    && provider.hasRootedControlPlane()) {
                return open(provider, 0);
            }
        }
        throw new WinsockException(Operation.OPEN_MEMBER, "leaf of a session, " + family, Winsock.WSAEINVAL);
    }

    /**
     * Opens a leaf with an entry of the catalogue, for sessions of that entry's data plane.
     *
     * @param provider an entry of {@link Provider#list()} of family IPv4 or IPv6
     * @return a new leaf, unbound
     * @throws WinsockException         if WSASocket fails: WSAEINVAL for an entry without multipoint support
     * @throws IllegalArgumentException if the entry's address family is another one
     */
    public static MultipointLeaf open(Provider provider) throws WinsockException {
        return open(provider, Winsock.FROM_PROTOCOL_INFO);
    }

    private static MultipointLeaf open(Provider provider, int protocol) throws WinsockException {
        return new MultipointLeaf(Family.ofNumber(provider.addressFamily()),
                SessionSocket.open(Operation.OPEN_MEMBER, "leaf of a session, " + provider.name(), Winsock.FROM_PROTOCOL_INFO,
                        Winsock.FROM_PROTOCOL_INFO, protocol, provider.structure(), LEAF), null);
    }

    /* ---- asking ---- */

    /**
     * Asks a root, as {@link #join(InetSocketAddress, ByteBuffer, Direction, FlowSpecs)} does, to send and receive.
     *
     * @param rootAddress where the root listens
     * @param callerData  what goes to the root, from position to limit; null for nothing
     * @return the callee data
     * @throws IOException as {@link #join(InetSocketAddress, ByteBuffer, Direction, FlowSpecs)}
     */
    public ByteBuffer join(InetSocketAddress rootAddress, ByteBuffer callerData) throws IOException {
        return join(rootAddress, callerData, Direction.BOTH, null);
    }

    /**
     * Asks a root to be admitted: WSAJoinLeaf. Waits until the root has decided, also if the leaf is nonblocking; not
     * if it is registered with a selector: {@link #joinAsync} is for such.
     *
     * @param rootAddress where the root listens
     * @param callerData  what goes to the root, from position to limit; null for nothing. The position is not moved.
     * @param direction   what the leaf does in the session
     * @param flowSpecs   the flow specifications that are asked for, or null
     * @return the callee data, read-only; empty if there is none
     * @throws WinsockException       WSAECONNREFUSED if the root rejected, has as many leaves as it admits or another
     *                                key, or nobody listens; WSAETIMEDOUT after {@link RootedOptions#JOIN_TIMEOUT};
     *                                WSAENETUNREACH or WSAEHOSTUNREACH without a route: after these the leaf may try
     *                                again. WSAEISCONN if it has joined, WSAEALREADY while another join is pending;
     *                                WSAEINVAL if it listens, or its session is over; WSAEADDRNOTAVAIL for a wildcard,
     *                                a group or port 0; WSAEFAULT if the caller data is more than the provider carries
     *                                (4,096 bytes); WSAEOPNOTSUPP for flow specifications that cannot be honoured;
     *                                others of WSAJoinLeaf
     * @throws ClosedChannelException if the leaf is closed
     * @throws java.nio.channels.IllegalBlockingModeException if the leaf is registered with a selector
     */
    public ByteBuffer join(InetSocketAddress rootAddress, ByteBuffer callerData, Direction direction,
            FlowSpecs flowSpecs) throws IOException {
        RootedJoin join = new RootedJoin(this, "ask", rootAddress, callerData, direction, flowSpecs);
        requireOpen();
        if (!waiting.beginJoinInWinsock(Operation.REQUEST, join.call)) {
            return joinAsync(join).end();
        }
        boolean completed = false;
        interruption.enter();
        try {
            long result = join.call();
            if (result < 0) {
                throw failure(Operation.REQUEST, join.call, (int) ~result);
            }
            completed = true;
            return joined(join);
        } finally {
            waiting.endJoinInWinsock();
            interruption.exit(completed);
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Begins to ask a root: a nonblocking WSAJoinLeaf, whose end FD_CONNECT tells.
     *
     * <p>The future's {@code cancel} cancels the join itself, and Winsock does that by closing this socket. The future
     * is completed by the thread that selects if the leaf is registered with a {@link NetworkSelector}, else by the
     * executor of CompletableFuture's own asynchronous methods.
     *
     * @param rootAddress where the root listens
     * @param callerData  what goes to the root, from position to limit; null for nothing
     * @param direction   what the leaf does in the session
     * @param flowSpecs   the flow specifications that are asked for, or null
     * @return the callee data, or the exception that {@link #join(InetSocketAddress, ByteBuffer, Direction, FlowSpecs)}
     *         would throw
     */
    public CompletableFuture<ByteBuffer> joinAsync(InetSocketAddress rootAddress, ByteBuffer callerData,
            Direction direction, FlowSpecs flowSpecs) {
        try {
            return joinAsync(new RootedJoin(this, "ask", rootAddress, callerData, direction, flowSpecs));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private JoinFuture<ByteBuffer> joinAsync(RootedJoin join) {
        JoinFuture<ByteBuffer> future = new JoinFuture<>(this::close);
        waiting.join(future, Operation.REQUEST, join.call, new Waiting.Join<ByteBuffer>() {
            @Override
            public long call() throws IOException {
                return join.call();
            }

            @Override
            public ByteBuffer succeeded() {
                return joined(join);
            }
        });
        return future;
    }

    private ByteBuffer joined(RootedJoin join) {
        root = join.address;
        return ByteBuffer.wrap(join.calleeData()).asReadOnlyBuffer();
    }

    /**
     * Returns the root.
     *
     * @return its address: where it was asked, or where it invited from; null before
     */
    public InetSocketAddress root() {
        return root;
    }

    /* ---- being invited ---- */

    /**
     * Binds to a port on every address of the host.
     *
     * @param port the port, or 0 for one of the system's choice
     * @return this leaf
     * @throws IOException as {@link #bind(SocketAddress)}
     */
    public MultipointLeaf bind(int port) throws IOException {
        return bind(family.any(port));
    }

    /**
     * Binds to an address of this host and a port: where to listen, or where to ask from.
     *
     * @param local an InetSocketAddress, a wildcard of either family, or null for the wildcard and port 0
     * @return this leaf
     * @throws WinsockException       WSAEADDRINUSE, WSAEADDRNOTAVAIL, WSAEINVAL if already bound or joined, and others
     *                                of bind
     * @throws ClosedChannelException if the leaf is closed
     */
    @Override
    public MultipointLeaf bind(SocketAddress local) throws IOException {
        bindTo(MultipointRoot.boundAddress(this, local));
        return this;
    }

    /**
     * Listens with the longest queue that the provider has.
     *
     * @return this leaf
     * @throws IOException as {@link #listen(int)}
     */
    public MultipointLeaf listen() throws IOException {
        return listen(Winsock.SOMAXCONN);
    }

    /**
     * Listens: from here on roots may invite.
     *
     * @param backlog how many invitations may wait; more are refused
     * @return this leaf
     * @throws WinsockException       WSAEINVAL if unbound, WSAEISCONN if it has joined, and others of listen
     * @throws ClosedChannelException if the leaf is closed
     */
    public MultipointLeaf listen(int backlog) throws IOException {
        admission.listen(backlog);
        return this;
    }

    /**
     * Returns the invitation at the head of the queue, and waits for one if there is none; as {@link
     * MultipointRoot#accept()}.
     *
     * @return the invitation; null only if the leaf is nonblocking and there is none, or one is undecided
     * @throws WinsockException       WSAEINVAL without listen, and others of WSAAccept
     * @throws ClosedChannelException if the leaf is closed
     */
    public Invitation accept() throws IOException {
        return admission.accept(Admission.FOREVER, memory -> new Invitation(this, admission, memory));
    }

    /**
     * Returns the invitation at the head of the queue, as {@link #accept()} does, and waits for one for some time. From
     * here on a daemon thread named {@code joinleaf-events} watches the leaf, as Winsock's own accept knows no time
     * limit.
     *
     * @param timeout how long to wait, more than zero
     * @return the invitation; null also when the time is over
     * @throws IOException              as {@link #accept()}
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    public Invitation accept(Duration timeout) throws IOException {
        return admission.accept(Admission.nanos(timeout), memory -> new Invitation(this, admission, memory));
    }

    /* ---- data ---- */

    /**
     * Sends one message: to the root if the session's data plane is rooted, else to all other members.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @return the number of bytes sent; 0, with the position unmoved, if the leaf is nonblocking and there is no room
     * @throws WinsockException       WSAENOTCONN before a join, WSAEOPNOTSUPP for a mere receiver, WSAEMSGSIZE,
     *                                WSAETIMEDOUT after {@link MultipointOptions#SEND_TIMEOUT}, WSAESHUTDOWN,
     *                                WSAECONNRESET or WSAECONNABORTED when the session is over, and others of send
     * @throws ClosedChannelException if the leaf is closed
     */
    public int send(ByteBuffer source) throws IOException {
        return sendMessage(source, null, null);
    }

    /**
     * Receives one message.
     *
     * @param target gets its bytes from the position on, which moves behind them. A longer message fills the buffer,
     *               and then the call fails with WSAEMSGSIZE; its rest is lost.
     * @return the root's address, or that of the leaf that sent it; null if the leaf is nonblocking and there is
     *         nothing to receive
     * @throws WinsockException        WSAENOTCONN before a join, WSAEOPNOTSUPP for a mere sender, WSAEMSGSIZE,
     *                                 WSAETIMEDOUT after {@link MultipointOptions#RECEIVE_TIMEOUT}, WSAESHUTDOWN,
     *                                 WSAECONNRESET or WSAECONNABORTED when the session is over, and others of recvfrom
     * @throws java.nio.channels.AsynchronousCloseException if the leaf is closed meanwhile
     * @throws ClosedChannelException  if the leaf is closed
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
     */
    public InetSocketAddress receive(ByteBuffer target) throws IOException {
        return receiveMessage(target);
    }

    /**
     * Receives one message as {@link #receive(ByteBuffer)} does, and never allocates.
     *
     * @param target gets the bytes
     * @param sender gets the sender's address, or null if it is not wanted
     * @return the number of bytes, 0 for an empty message; -1 if the leaf is nonblocking and there is nothing to
     *         receive
     * @throws IOException as {@link #receive(ByteBuffer)}
     */
    public int receive(ByteBuffer target, PeerAddress sender) throws IOException {
        return receiveMessage(target, sender);
    }

    /**
     * Sends many messages of one size, as {@link #send(ByteBuffer)} sends one, with as few system calls as can be: they
     * leave together. Allocates nothing.
     *
     * @param source a direct buffer: their bytes one behind the other, from position to limit; the position moves
     *               behind what was sent
     * @param size   the size of each, in bytes; the last has what is left
     * @return the number of messages sent. If the source still has bytes, the next message could not be sent; a call
     *         that starts with it tells why.
     * @throws WinsockException         as {@link #send(ByteBuffer)}, for the first message
     * @throws IllegalArgumentException if the buffer is not direct, or size is less than 1
     * @throws ClosedChannelException   if the leaf is closed
     */
    public int sendBatch(ByteBuffer source, int size) throws IOException {
        SendBatch.check(source, size, null);
        return sendMessages(source, size, null, null);
    }

    /**
     * Sends many messages of given sizes, as {@link #sendBatch(ByteBuffer, int)}.
     *
     * @param source a direct buffer: their bytes one behind the other, from the position on, which moves behind what
     *               was sent
     * @param sizes  a direct buffer of the native order: the size of each, from position to limit, 0 for an empty one;
     *               the position moves by the number of messages sent. Neither is changed by other threads meanwhile.
     * @return the number of messages sent. If there are sizes left, the next message could not be sent; a call that
     *         starts with it tells why.
     * @throws WinsockException         as {@link #send(ByteBuffer)}, for the first message
     * @throws IllegalArgumentException if a buffer is not as it has to be, or sizes are negative or more than there is
     * @throws ClosedChannelException   if the leaf is closed
     */
    public int sendBatch(ByteBuffer source, IntBuffer sizes) throws IOException {
        SendBatch.check(source, sizes, null);
        return sendMessages(source, 0, sizes, null);
    }

    /**
     * Receives the messages that are there, as many as there is room for; waits for the first. Allocates
     * nothing.
     *
     * @param batch gets them, in place of what it had
     * @return their number; 0 only if the leaf is nonblocking and there is nothing to receive
     * @throws IOException as {@link #receive(ByteBuffer)}, but for WSAEMSGSIZE ({@link ReceiveBatch#isTruncated()})
     */
    public int receiveBatch(ReceiveBatch batch) throws IOException {
        return receiveMessages(batch);
    }

    /**
     * Tells how batches are sent and received, as far as the leaf knows now.
     *
     * @param size the size of the messages, in bytes
     * @return what is in force
     * @throws ClosedChannelException if the leaf is closed
     */
    public Set<BatchMode> batchModes(int size) throws IOException {
        return modesOfBatches(size);
    }

    /**
     * Returns the end of the session: FD_CLOSE, which comes when all that was sent before has been received, or {@link
     * #close()} on this side. From the first call on a daemon thread named {@code joinleaf-events} watches the leaf,
     * unless it is registered with a {@link NetworkSelector}, and Winsock no longer blocks in it. Such a leaf must be
     * closed, or it stays open as long as the process lives.
     *
     * @return a new future; completing it otherwise changes nothing. It is completed as that of {@link Leaf#closed()}.
     * @throws IOException if the event that is waited for cannot be made
     */
    public CompletableFuture<SessionEnd> closed() throws IOException {
        waiting.watchEnd();
        return end.copy();
    }

    /* ---- the socket ---- */

    /**
     * Makes the leaf nonblocking or blocking again; new ones block.
     *
     * @param block whether calls are to block
     * @return this leaf
     * @throws WinsockException       WSAEALREADY while a join blocks
     * @throws ClosedChannelException if the leaf is closed
     * @throws java.nio.channels.IllegalBlockingModeException if it is to block while it is registered with a selector
     */
    public MultipointLeaf configureBlocking(boolean block) throws IOException {
        waiting.block(block);
        return this;
    }

    /**
     * Tells whether calls block.
     *
     * @return false after {@link #configureBlocking configureBlocking(false)} or a registration with a selector
     */
    public boolean isBlocking() {
        return waiting.isBlocking();
    }

    /**
     * Returns the address that the leaf is bound to.
     *
     * @return an InetSocketAddress, or null while it is unbound
     * @throws WinsockException       if getsockname fails
     * @throws ClosedChannelException if the leaf is closed
     */
    @Override
    public InetSocketAddress getLocalAddress() throws IOException {
        return localAddress();
    }

    /**
     * Sets an option: of {@link RootedOptions}, or of {@link MultipointOptions} and {@link
     * java.net.StandardSocketOptions}.
     *
     * @throws WinsockException              if setsockopt fails: WSAEINVAL for a value out of range, WSAEISCONN for
     *                                       what the session has settled, WSAENOPROTOOPT if the provider lacks the
     *                                       option
     * @throws ClosedChannelException        if the leaf is closed
     * @throws UnsupportedOperationException if the option is none of {@link #supportedOptions()}, or read only
     * @throws IllegalArgumentException      if the value is null or cannot be
     */
    @Override
    public <T> MultipointLeaf setOption(SocketOption<T> option, T value) throws IOException {
        RootedSettings.of(family).write(this, option, value);
        return this;
    }

    /**
     * Reads an option.
     *
     * @throws WinsockException              if getsockopt fails
     * @throws ClosedChannelException        if the leaf is closed
     * @throws UnsupportedOperationException if the option is none of {@link #supportedOptions()}, or write only
     */
    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return RootedSettings.of(family).read(this, option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return RootedSettings.of(family).supported();
    }

    @Override
    int events() {
        return Winsock.FD_READ | Winsock.FD_WRITE | Winsock.FD_ACCEPT;
    }

    @Override
    void sessionEnded(int code, boolean elsewhere) {
        end.complete(SessionEnd.of(code), elsewhere);
    }

    @Override
    String sendText(int length, PeerAddress to, InetSocketAddress target) {
        InetSocketAddress known = root;
        return "message of " + length + " bytes to " + (known == null ? "no root" : text(known));
    }

    @Override
    String receiveText(int length) {
        return "message into " + length + " bytes";
    }

    /** Leaves the session in good order, or stops listening; calls that block end. Closing again does nothing. */
    @Override
    public void close() {
        super.close();
        admission.close();
        end.complete(SessionEnd.HERE, false);
    }

    @Override
    public String toString() {
        InetSocketAddress known = root;
        return "MultipointLeaf[" + family + (known == null ? "" : " of " + text(known)) + (isOpen() ? "]" : " closed]");
    }
}
