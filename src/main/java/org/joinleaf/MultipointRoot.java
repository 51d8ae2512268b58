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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.joinleaf.internal.waiting.SocketHandle;
import org.joinleaf.winsock.Winsock;

/**
 * The root of a multipoint session (a c_root socket): it admits leaves that ask, invites others, and sends to all.
 *
 * <pre>{@code
 * try (var root = MultipointRoot.open(Family.IPV4, DataPlane.ROOTED)) {
 *     root.bind(5000).listen();
 *     JoinRequest request = root.accept();
 *     Leaf leaf = request.admit(calleeData);             // or reject(), or defer()
 *     Leaf other = root.invite(leafAddress, callerData); // a leaf that listens
 *     root.send(toEveryLeaf);
 *     leaf.closed().thenAccept(end -> ...);              // left, died, lost
 * }
 * }</pre>
 *
 * <p><b>Data.</b> One send is one message. joinleaf's own provider, which Linux has, delivers every message to every
 * leaf that was admitted when it was sent, once and in order, and holds the sender up for the slowest leaf (see {@link
 * RootedOptions#WINDOW} and {@link RootedOptions#SLOW_TIMEOUT}). Messages are at most 65,536 bytes. Other providers'
 * entries tell what they guarantee.
 *
 * <p><b>Threads.</b> Any number of threads may use one root. Calls block unless {@link #configureBlocking} or a {@link
 * NetworkSelector} makes it nonblocking. {@link #close()}, {@link MultipointOptions#RECEIVE_TIMEOUT}, {@link
 * MultipointOptions#SEND_TIMEOUT} and {@link RootedOptions#JOIN_TIMEOUT} end a call that blocks. So does an interrupt,
 * which closes the root: the call throws ClosedByInterruptException. A call that close ends throws
 * AsynchronousCloseException, a later one ClosedChannelException.
 *
 * <p>An accept, a receive and a send park a virtual thread and leave its carrier alone; from the first one on, a daemon
 * thread named {@code joinleaf-events} watches the root, which must be closed then, or stays open as long as the
 * process lives. An invite keeps the carrier, unless one of those came before.
 *
 * <p><b>Buffers</b> are used as by {@link MultipointSocket}.
 *
 * <p>Failures of Winsock are {@link WinsockFailure}s with the codes of the Winsock call named at each method.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/winsock/semantics-for-joining-multipoint-leaves-2">Semantics
 *      for joining multipoint leaves</a>
 */
public final class MultipointRoot extends SessionSocket implements NetworkChannel {
    private final Admission admission = new Admission(this);
    private final LeafSet leaves = new LeafSet();
    /** One invitation at a time (JL-10). */
    private final ReentrantLock inviting = new ReentrantLock();

    private MultipointRoot(Family family, long socket) {
        super(family, socket);
    }

    /**
     * Opens a root with the first entry of the catalogue that has sessions of the kind.
     *
     * @param family    the address family
     * @param dataPlane how data flows in the session
     * @return a new root, unbound
     * @throws WinsockException     WSAEINVAL if no provider has such sessions; others of WSASocket or WSAStartup
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     */
    public static MultipointRoot open(Family family, DataPlane dataPlane) throws WinsockException {
        boolean rootedData = Objects.requireNonNull(dataPlane, "dataPlane") == DataPlane.ROOTED;
        Objects.requireNonNull(family, "family");
        for (Provider provider : Provider.list()) {
            if (provider.addressFamily() == family.number() && provider.supportsMultipoint()
                    && provider.hasRootedControlPlane() && provider.hasRootedDataPlane() == rootedData) {
                return open(provider);
            }
        }
        throw new WinsockException(Operation.OPEN_MEMBER, "root of a session, " + family + ", data plane " + dataPlane, Winsock.WSAEINVAL);
    }

    /**
     * Opens a root with an entry of the catalogue. It is d_root if the entry's data plane is rooted, else d_leaf.
     *
     * @param provider an entry of {@link Provider#list()} of family IPv4 or IPv6
     * @return a new root, unbound
     * @throws WinsockException         if WSASocket fails: WSAEINVAL for an entry without a rooted control plane
     * @throws IllegalArgumentException if the entry's address family is another one
     */
    public static MultipointRoot open(Provider provider) throws WinsockException {
        Family family = Family.ofNumber(provider.addressFamily());
        int data = provider.hasRootedDataPlane() ? Winsock.WSA_FLAG_MULTIPOINT_D_ROOT
                : Winsock.WSA_FLAG_MULTIPOINT_D_LEAF;
        return new MultipointRoot(family, SessionSocket.open(Operation.OPEN_MEMBER,
                "root of a session, " + provider.name(), Winsock.FROM_PROTOCOL_INFO, Winsock.FROM_PROTOCOL_INFO, Winsock.FROM_PROTOCOL_INFO,
                provider.structure(), Winsock.WSA_FLAG_MULTIPOINT_C_ROOT | data | ANY));
    }

    /* ---- listening and admitting ---- */

    /**
     * Binds to a port on every address of the host.
     *
     * @param port the port, or 0 for one of the system's choice
     * @return this root
     * @throws IOException as {@link #bind(SocketAddress)}
     */
    public MultipointRoot bind(int port) throws IOException {
        return bind(family.any(port));
    }

    /**
     * Binds to an address of this host and a port, at which leaves ask.
     *
     * @param local an InetSocketAddress, a wildcard of either family, or null for the wildcard and port 0
     * @return this root
     * @throws WinsockException       WSAEADDRINUSE, WSAEADDRNOTAVAIL, WSAEINVAL if already bound, and others of bind
     * @throws ClosedChannelException if the root is closed
     */
    @Override
    public MultipointRoot bind(SocketAddress local) throws IOException {
        bindTo(boundAddress(this, local));
        return this;
    }

    /** What bind is to be given; a wildcard becomes that of the socket's family. */
    static InetSocketAddress boundAddress(SessionSocket socket, SocketAddress local) throws IOException {
        InetSocketAddress address = local == null ? socket.family.any(0) : inet(local);
        if (address.getAddress().isAnyLocalAddress()) {
            address = socket.family.any(address.getPort());
        }
        socket.requireFamily(Operation.BIND, "bind", address);
        return address;
    }

    /**
     * Listens with the longest queue that the provider has.
     *
     * @return this root
     * @throws IOException as {@link #listen(int)}
     */
    public MultipointRoot listen() throws IOException {
        return listen(Winsock.SOMAXCONN);
    }

    /**
     * Listens: from here on leaves may ask.
     *
     * @param backlog how many requests may wait; more are refused
     * @return this root
     * @throws WinsockException       WSAEINVAL if unbound, and others of listen
     * @throws ClosedChannelException if the root is closed
     */
    public MultipointRoot listen(int backlog) throws IOException {
        admission.listen(backlog);
        return this;
    }

    /**
     * Returns the request at the head of the queue, and waits for one if there is none. Requests that were withdrawn
     * are skipped. One request at a time is shown: while it is undecided, accept waits.
     *
     * @return the request; null only if the root is nonblocking and there is none, or one is undecided
     * @throws WinsockException       WSAEINVAL without listen, and others of WSAAccept
     * @throws ClosedChannelException if the root is closed
     */
    public JoinRequest accept() throws IOException {
        return admission.accept(Admission.FOREVER, memory -> new JoinRequest(this, admission, memory));
    }

    /**
     * Returns the request at the head of the queue, as {@link #accept()} does, and waits for one for some time. From
     * here on a daemon thread named {@code joinleaf-events} watches the root, as Winsock's own accept knows no time
     * limit.
     *
     * @param timeout how long to wait, more than zero
     * @return the request; null also when the time is over
     * @throws IOException              as {@link #accept()}
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    public JoinRequest accept(Duration timeout) throws IOException {
        return admission.accept(Admission.nanos(timeout), memory -> new JoinRequest(this, admission, memory));
    }

    /**
     * Returns the leaves that are in the session, in the order in which they came.
     *
     * @return an unmodifiable copy
     */
    public List<Leaf> leaves() {
        return leaves.toList();
    }

    Leaf leaf(long socket, InetSocketAddress address, byte[] calleeData) {
        Leaf leaf = new Leaf(leaves, family, socket, address, calleeData);
        if (leaves.add(leaf)) {
            leaf.watch();
        } else {
            leaf.close();
        }
        return leaf;
    }

    /* ---- inviting ---- */

    /**
     * Invites a leaf, as {@link #invite(InetSocketAddress, ByteBuffer, Direction, FlowSpecs)} does, to send and
     * receive.
     *
     * @param leafAddress where the leaf listens
     * @param callerData  what goes to the leaf, from position to limit; null for nothing
     * @return the leaf
     * @throws IOException as {@link #invite(InetSocketAddress, ByteBuffer, Direction, FlowSpecs)}
     */
    public Leaf invite(InetSocketAddress leafAddress, ByteBuffer callerData) throws IOException {
        return invite(leafAddress, callerData, Direction.BOTH, null);
    }

    /**
     * Invites a leaf that listens: WSAJoinLeaf on the c_root. Waits until the leaf has decided, also if the root is
     * nonblocking; not if it is registered with a selector, as that would have to tell of it: {@link #inviteAsync} is
     * for such. Invitations by several threads take turns.
     *
     * @param leafAddress where the leaf listens
     * @param callerData  what goes to the leaf, from position to limit; null for nothing. The position is not moved.
     * @param direction   what the root does towards this leaf: with SEND the leaf receives only, with RECEIVE it sends
     *                    only
     * @param flowSpecs   the flow specifications that are asked for, or null
     * @return the leaf, whose {@link Leaf#calleeData()} is the answer
     * @throws WinsockException       WSAECONNREFUSED if the leaf rejected, or nobody listens; WSAETIMEDOUT after {@link
     *                                RootedOptions#JOIN_TIMEOUT}; WSAENETUNREACH or WSAEHOSTUNREACH without a route;
     *                                WSAEADDRNOTAVAIL for a wildcard, a group or port 0; WSAEFAULT if the caller data
     *                                is more than the provider carries (4,096 bytes); WSAEOPNOTSUPP for flow
     *                                specifications that cannot be honoured; WSAEALREADY while another invitation is
     *                                pending; others of WSAJoinLeaf
     * @throws ClosedChannelException if the root is closed
     * @throws java.nio.channels.IllegalBlockingModeException if the root is registered with a selector
     */
    public Leaf invite(InetSocketAddress leafAddress, ByteBuffer callerData, Direction direction, FlowSpecs flowSpecs)
            throws IOException {
        RootedJoin join = new RootedJoin(this, "invite", leafAddress, callerData, direction, flowSpecs);
        requireOpen();
        inviting.lock();
        try {
            if (!waiting.beginJoinInWinsock(Operation.REQUEST, join.call)) {
                return inviteAsync(join).end();
            }
            boolean completed = false;
            interruption.enter();
            try {
                long result = join.call();
                if (result < 0) {
                    throw failure(Operation.REQUEST, join.call, (int) ~result);
                }
                Leaf leaf = leaf(result, join.address, join.calleeData());
                completed = true;
                return leaf;
            } finally {
                waiting.endJoinInWinsock();
                interruption.exit(completed);
            }
        } finally {
            inviting.unlock();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Begins to invite a leaf: a nonblocking WSAJoinLeaf, whose end FD_CONNECT tells. The future's {@code cancel}
     * cancels the invitation; the root stays as it is. One invitation can be pending.
     *
     * <p>The future is completed by the thread that selects if the root is registered with a {@link NetworkSelector},
     * else by the executor of CompletableFuture's own asynchronous methods.
     *
     * @param leafAddress where the leaf listens
     * @param callerData  what goes to the leaf, from position to limit; null for nothing
     * @param direction   as for {@link #invite(InetSocketAddress, ByteBuffer, Direction, FlowSpecs)}
     * @param flowSpecs   the flow specifications that are asked for, or null
     * @return the leaf, or the exception that {@link #invite(InetSocketAddress, ByteBuffer, Direction, FlowSpecs)}
     *         would throw: WSAEALREADY at once while another invitation is pending
     */
    public CompletableFuture<Leaf> inviteAsync(InetSocketAddress leafAddress, ByteBuffer callerData,
            Direction direction, FlowSpecs flowSpecs) {
        try {
            return inviteAsync(new RootedJoin(this, "invite", leafAddress, callerData, direction, flowSpecs));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private JoinFuture<Leaf> inviteAsync(RootedJoin join) {
        Invite invite = new Invite(join);
        waiting.join(invite.future, Operation.REQUEST, join.call, invite);
        return invite.future;
    }

    /** An invitation under way. The handle that WSAJoinLeaf returned is the leaf's, once it has come. */
    private final class Invite implements Waiting.Join<Leaf> {
        final JoinFuture<Leaf> future = new JoinFuture<>(this::cancel);
        private final RootedJoin join;
        private SocketHandle made;

        Invite(RootedJoin join) {
            this.join = join;
        }

        private void cancel() {
            waiting.cancelJoin(future);
        }

        @Override
        public long call() throws IOException {
            long result = join.call();
            made = result < 0 ? null : new SocketHandle(result);
            return result;
        }

        @Override
        public Leaf succeeded() {
            return leaf(made.socket(), join.address, join.calleeData());
        }

        @Override
        public void abandoned(Leaf leaf) {
            if (leaf != null) {
                leaf.close();
            } else if (made != null) {
                made.close();
            }
        }
    }

    /* ---- data ---- */

    /**
     * Sends one message to every leaf.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @return the number of bytes sent; 0, with the position unmoved, if the root is nonblocking and there is no room
     * @throws WinsockException       WSAENOTCONN before listen and before the first leaf, WSAEMSGSIZE, WSAETIMEDOUT
     *                                after {@link MultipointOptions#SEND_TIMEOUT}, and others of send
     * @throws ClosedChannelException if the root is closed
     */
    public int send(ByteBuffer source) throws IOException {
        return sendMessage(source, null, null);
    }

    /**
     * Receives one message of a leaf.
     *
     * @param target gets its bytes from the position on, which moves behind them. A longer message fills the buffer,
     *               and then the call fails with WSAEMSGSIZE; its rest is lost.
     * @return the leaf's address, as its control connection has it; null if the root is nonblocking and there is
     *         nothing to receive
     * @throws WinsockException        WSAENOTCONN before listen and before the first leaf, WSAEMSGSIZE, WSAETIMEDOUT
     *                                 after {@link MultipointOptions#RECEIVE_TIMEOUT}, and others of recvfrom
     * @throws java.nio.channels.AsynchronousCloseException if the root is closed meanwhile
     * @throws ClosedChannelException  if the root is closed
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
     */
    public InetSocketAddress receive(ByteBuffer target) throws IOException {
        return receiveMessage(target);
    }

    /**
     * Receives one message as {@link #receive(ByteBuffer)} does, and never allocates.
     *
     * @param target gets the bytes
     * @param sender gets the leaf's address, or null if it is not wanted
     * @return the number of bytes, 0 for an empty message; -1 if the root is nonblocking and there is nothing to
     *         receive
     * @throws IOException as {@link #receive(ByteBuffer)}
     */
    public int receive(ByteBuffer target, PeerAddress sender) throws IOException {
        return receiveMessage(target, sender);
    }

    /**
     * Sends many messages of one size to every leaf, with as few system calls as can be: they leave together. Allocates
     * nothing.
     *
     * @param source a direct buffer: their bytes one behind the other, from position to limit; the position moves
     *               behind what was sent
     * @param size   the size of each, in bytes; the last has what is left
     * @return the number of messages sent. If the source still has bytes, the next message could not be sent; a call
     *         that starts with it tells why.
     * @throws WinsockException         as {@link #send(ByteBuffer)}, for the first message
     * @throws IllegalArgumentException if the buffer is not direct, or size is less than 1
     * @throws ClosedChannelException   if the root is closed
     */
    public int sendBatch(ByteBuffer source, int size) throws IOException {
        SendBatch.check(source, size, null);
        return sendMessages(source, size, null, null);
    }

    /**
     * Sends many messages of given sizes to every leaf, as {@link #sendBatch(ByteBuffer, int)}.
     *
     * @param source a direct buffer: their bytes one behind the other, from the position on, which moves behind what
     *               was sent
     * @param sizes  a direct buffer of the native order: the size of each, from position to limit, 0 for an empty one;
     *               the position moves by the number of messages sent. Neither is changed by other threads meanwhile.
     * @return the number of messages sent. If there are sizes left, the next message could not be sent; a call that
     *         starts with it tells why.
     * @throws WinsockException         as {@link #send(ByteBuffer)}, for the first message
     * @throws IllegalArgumentException if a buffer is not as it has to be, or sizes are negative or more than there is
     * @throws ClosedChannelException   if the root is closed
     */
    public int sendBatch(ByteBuffer source, IntBuffer sizes) throws IOException {
        SendBatch.check(source, sizes, null);
        return sendMessages(source, 0, sizes, null);
    }

    /**
     * Receives the messages of leaves that are there, as many as there is room for; waits for the first. Allocates
     * nothing.
     *
     * @param batch gets them, in place of what it had
     * @return their number; 0 only if the root is nonblocking and there is nothing to receive
     * @throws IOException as {@link #receive(ByteBuffer)}, but for WSAEMSGSIZE ({@link ReceiveBatch#isTruncated()})
     */
    public int receiveBatch(ReceiveBatch batch) throws IOException {
        return receiveMessages(batch);
    }

    /**
     * Tells how batches are sent and received, as far as the root knows now.
     *
     * @param size the size of the messages, in bytes
     * @return what is in force; whether they are sent as segments shows once a leaf is there
     * @throws ClosedChannelException if the root is closed
     */
    public Set<BatchMode> batchModes(int size) throws IOException {
        return modesOfBatches(size);
    }

    /* ---- the socket ---- */

    /**
     * Makes the root nonblocking or blocking again; new ones block.
     *
     * @param block whether calls are to block
     * @return this root
     * @throws WinsockException       WSAEALREADY while an invite blocks
     * @throws ClosedChannelException if the root is closed
     * @throws java.nio.channels.IllegalBlockingModeException if it is to block while it is registered with a selector
     */
    public MultipointRoot configureBlocking(boolean block) throws IOException {
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
     * Returns the address that the root is bound to.
     *
     * @return an InetSocketAddress, or null while it is unbound
     * @throws WinsockException       if getsockname fails
     * @throws ClosedChannelException if the root is closed
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
     * @throws ClosedChannelException        if the root is closed
     * @throws UnsupportedOperationException if the option is none of {@link #supportedOptions()}, or read only
     * @throws IllegalArgumentException      if the value is null or cannot be
     */
    @Override
    public <T> MultipointRoot setOption(SocketOption<T> option, T value) throws IOException {
        RootedSettings.of(family).write(this, option, value);
        return this;
    }

    /**
     * Reads an option.
     *
     * @throws WinsockException              if getsockopt fails
     * @throws ClosedChannelException        if the root is closed
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
    String sendText(int length, PeerAddress to, InetSocketAddress target) {
        return "message of " + length + " bytes to " + leaves.size() + " leaves";
    }

    @Override
    String receiveText(int length) {
        return "message into " + length + " bytes";
    }

    /**
     * Ends the session: every leaf gets FD_CLOSE with 0, after it has what was sent before; pending requests are
     * refused, calls that block end. Closing again does nothing.
     */
    @Override
    public void close() {
        List<Leaf> all = leaves.close();
        all.forEach(leaf -> leaf.waiting.close()); // that they answer is not news any more
        super.close();
        admission.close();
        all.forEach(Leaf::close);
    }

    @Override
    public String toString() {
        return "MultipointRoot[" + family + ", " + leaves.size() + " leaves" + (isOpen() ? "]" : ", closed]");
    }
}
