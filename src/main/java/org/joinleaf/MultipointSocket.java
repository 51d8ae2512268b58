package org.joinleaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * A socket that is a leaf of a multipoint session ({@code WSASocket} with c_leaf and d_leaf, {@code WSAJoinLeaf}): over
 * UDP, a member of a multicast group.
 *
 * <pre>{@code
 * try (var socket = MultipointSocket.open(Family.IPV4)) {
 *     socket.bind(5000);
 *     socket.join(new InetSocketAddress("239.1.2.3", 5000), Direction.BOTH);
 *     socket.send(hello);
 *     InetSocketAddress from = socket.receive(buffer);
 * }
 * }</pre>
 *
 * <p><b>Sharing a port.</b> Several members on one host is the usual case, so binding to a port other than 0 sets
 * SO_REUSEADDR, as does a receiver's join of an unbound socket; setting {@code StandardSocketOptions.SO_REUSEADDR} to
 * false or {@link MultipointOptions#EXCLUSIVE_ADDRESS_USE} to true before that turns it off. Never bind to the group
 * itself.
 *
 * <p><b>Threads.</b> Any number of threads may use one socket. Calls block unless {@link #configureBlocking} or a
 * {@link NetworkSelector} makes the socket nonblocking. {@link #close()} and the timeouts of {@link MultipointOptions}
 * end a call that blocks. So does an interrupt of a join, of a receive and of a send that flow specifications hold
 * back: it closes the socket, as it does a DatagramChannel, and the call throws ClosedByInterruptException. A call that
 * close ends throws AsynchronousCloseException, a later one ClosedChannelException.
 *
 * <p><b>Virtual threads.</b> A receive, and a send that flow specifications may hold back, parks a virtual thread and
 * leaves its carrier alone: from the first one on, a daemon thread named {@code joinleaf-events} watches the socket,
 * and Winsock no longer blocks in it. Such a socket must be closed, or it stays open as long as the process lives.
 *
 * <p><b>Buffers.</b> Direct buffers are used in place, heap buffers are copied. The position moves by the number of
 * bytes, as in DatagramChannel. Memory of a java.lang.foreign.Arena must stay open until the call is over.
 *
 * <p>Failures of Winsock are {@link WinsockFailure}s with the codes of the Winsock call named at each method.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsajoinleaf">WSAJoinLeaf</a>
 */
public final class MultipointSocket extends SessionSocket implements MulticastChannel {
    /** Windows honours the time limits, and lets one thread send while another receives, on overlapped sockets only. */
    private static final int LEAF = Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF
            | Winsock.WSA_FLAG_OVERLAPPED | Winsock.WSA_FLAG_NO_HANDLE_INHERIT;
    private static final int SCOPE_ID = 24;

    private final Memberships memberships = new Memberships(this);

    /** One address holder kept for the next send; a concurrent call makes its own. */
    private final AtomicReference<PeerAddress> spareTarget = new AtomicReference<>();

    /** SO_REUSEADDR is still to be set where the class comment says so. */
    private volatile boolean shareByDefault = true;
    private volatile Session session;
    /** Flow specifications were asked for, so a send may wait for long. */
    private volatile boolean shaped;
    /** What arrives may be several datagrams in one: {@link MultipointOptions#COALESCED_RECEIVE}. */
    private volatile boolean coalescing;

    private record Session(InetSocketAddress group, Direction direction) {
    }

    private MultipointSocket(Family family, long socket) {
        super(family, socket);
    }

    /**
     * Opens a leaf over UDP.
     *
     * @param family the address family
     * @return a new socket, unbound
     * @throws WinsockException     if WSASocket or WSAStartup fails
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     */
    public static MultipointSocket open(Family family) throws WinsockException {
        Startup.ensure();
        return open("WSASocket " + family + " UDP", family, family.number(), Winsock.SOCK_DGRAM, Winsock.IPPROTO_UDP,
                null);
    }

    /**
     * Opens a leaf with an entry of the catalogue.
     *
     * @param provider an entry of {@link Provider#list()} of family IPv4 or IPv6
     * @return a new socket, unbound
     * @throws WinsockException         if WSASocket fails: WSAEINVAL for an entry without multipoint support
     * @throws IllegalArgumentException if the entry's address family is another one
     */
    public static MultipointSocket open(Provider provider) throws WinsockException {
        Family family = Family.ofNumber(provider.addressFamily());
        return open("WSASocket " + provider.name(), family, Winsock.FROM_PROTOCOL_INFO, Winsock.FROM_PROTOCOL_INFO,
                Winsock.FROM_PROTOCOL_INFO, provider.structure());
    }

    private static MultipointSocket open(String call, Family family, int number, int type, int protocol,
            ByteBuffer info) throws WinsockException {
        return new MultipointSocket(family, SessionSocket.open(Operation.OTHER, call, number, type, protocol, info, LEAF));
    }

    /**
     * Binds to a port on every address of the host.
     *
     * @param port the port, or 0 for one of the system's choice
     * @return this socket
     * @throws IOException as {@link #bind(SocketAddress)}
     */
    public MultipointSocket bind(int port) throws IOException {
        return bind(family.any(port));
    }

    /**
     * Binds to an address of this host and a port. Bind to the group's port and join the group: binding to the group
     * itself is WSAEADDRNOTAVAIL.
     *
     * @param local an InetSocketAddress, a wildcard of either family, or null for the wildcard and port 0
     * @return this socket
     * @throws WinsockException       WSAEADDRINUSE, WSAEADDRNOTAVAIL, WSAEINVAL if already bound, and others of bind
     * @throws ClosedChannelException if the socket is closed
     */
    @Override
    public MultipointSocket bind(SocketAddress local) throws IOException {
        InetSocketAddress address = local == null ? family.any(0) : inet(local);
        if (address.getAddress().isAnyLocalAddress()) {
            address = family.any(address.getPort());
        }
        requireFamily(Operation.BIND, "bind", address);
        PeerAddress name = new PeerAddress();
        name.set(address);
        long socket = handle.enter();
        try {
            if (address.getPort() != 0) {
                share(socket);
            }
            int result = SocketNatives.bind(socket, name.bytes(), 0, name.length());
            if (result < 0) {
                throw failure(Operation.BIND, "bind " + text(address), ~result);
            }
            return this;
        } finally {
            exit();
        }
    }

    /**
     * Joins a group on the interface of IP_MULTICAST_IF if that is set, else on the one that the socket is bound to or
     * that the address's scope id names, else on the system's choice.
     *
     * @param group     the group's address and port
     * @param direction what this socket does in the session
     * @return this socket
     * @throws IOException as {@link #join(InetSocketAddress, Direction, NetworkInterface)}
     */
    public MultipointSocket join(InetSocketAddress group, Direction direction) throws IOException {
        return join(group, direction, null);
    }

    /**
     * Joins a group on an interface, which also becomes the one to send on. An unbound receiver is bound to the group's
     * port. After a join that sends, {@link #send(ByteBuffer)} goes to the group; after one that receives, its
     * datagrams arrive, and no other group's. A socket joins once.
     *
     * @param group     the group's address and port
     * @param direction what this socket does in the session
     * @param via       the interface, or null to choose as {@link #join(InetSocketAddress, Direction)} does
     * @return this socket
     * @throws IOException as {@link #join(InetSocketAddress, Direction, NetworkInterface, FlowSpecs)}
     */
    public MultipointSocket join(InetSocketAddress group, Direction direction, NetworkInterface via)
            throws IOException {
        return join(group, direction, via, null);
    }

    /**
     * Joins a group on an interface with flow specifications. It waits for the end of the join, also if the socket is
     * nonblocking; not if it is registered with a selector, as that would have to tell of it: {@link #joinAsync} is
     * for such.
     *
     * @param group     the group's address and port
     * @param direction what this socket does in the session
     * @param via       the interface, or null to choose as {@link #join(InetSocketAddress, Direction)} does
     * @param flowSpecs what the session is to be granted, or null to leave it at that
     * @return this socket
     * @throws WinsockException       WSAEADDRNOTAVAIL for no group, port 0 or no such interface; WSAEISCONN if joined;
     *                                WSAEALREADY while another join is pending; WSAEOPNOTSUPP for flow specifications
     *                                that cannot be honoured; WSAENETUNREACH, WSAENOBUFS, WSAEADDRINUSE and others of
     *                                WSAJoinLeaf. After WSAENETUNREACH, WSAECONNREFUSED and WSAETIMEDOUT the socket may
     *                                try again
     * @throws ClosedChannelException if the socket is closed
     * @throws java.nio.channels.IllegalBlockingModeException if the socket is registered with a selector
     */
    public MultipointSocket join(InetSocketAddress group, Direction direction, NetworkInterface via,
            FlowSpecs flowSpecs) throws IOException {
        Join join = new Join(group, direction, via, flowSpecs);
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (!waiting.beginJoinInWinsock(Operation.JOIN, join.call)) {
            return joinAsync(join).end();
        }
        boolean completed = false;
        interruption.enter();
        try {
            long result = join.call();
            if (result < 0) {
                throw failure(Operation.JOIN, join.call, (int) ~result);
            }
            join.succeeded();
            completed = true;
            return this;
        } finally {
            waiting.endJoinInWinsock();
            interruption.exit(completed);
        }
    }

    /**
     * Joins a group as {@link #joinAsync(InetSocketAddress, Direction, NetworkInterface, FlowSpecs)} does, on the
     * interface that {@link #join(InetSocketAddress, Direction)} would choose.
     *
     * @param group     the group's address and port
     * @param direction what this socket does in the session
     * @return the join's end
     */
    public CompletableFuture<MultipointSocket> joinAsync(InetSocketAddress group, Direction direction) {
        return joinAsync(group, direction, null, null);
    }

    /**
     * Begins to join a group: a nonblocking WSAJoinLeaf, whose end FD_CONNECT tells.
     *
     * <p>The future's {@code cancel} cancels the join itself. Winsock does that by closesocket on the handle that the
     * join returned, which for a leaf is this socket: so it is closed. A future that something else completes, such as
     * {@code orTimeout}, leaves the join alone.
     *
     * <p>The future is completed by the thread that selects if the socket is registered with a {@link NetworkSelector},
     * else by the executor of CompletableFuture's own asynchronous methods. Until then the socket is of no use but to
     * be closed. Its blocking mode afterwards is what it was.
     *
     * @param group     the group's address and port
     * @param direction what this socket does in the session
     * @param via       the interface, or null to choose as {@link #join(InetSocketAddress, Direction)} does
     * @param flowSpecs what the session is to be granted, or null to leave it at that
     * @return the join's end: this socket, or the exception that {@link #join(InetSocketAddress, Direction,
     *         NetworkInterface, FlowSpecs)} would throw. That may be there at once: WSAEALREADY while another join is
     *         pending, for example. AsynchronousCloseException if the socket is closed meanwhile
     */
    public CompletableFuture<MultipointSocket> joinAsync(InetSocketAddress group, Direction direction,
            NetworkInterface via, FlowSpecs flowSpecs) {
        try {
            return joinAsync(new Join(group, direction, via, flowSpecs));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private JoinFuture<MultipointSocket> joinAsync(Join join) {
        JoinFuture<MultipointSocket> future = new JoinFuture<>(this::close);
        waiting.join(future, Operation.JOIN, join.call, join);
        return future;
    }

    /** A join with all that it needs, checked. */
    private final class Join implements Waiting.Join<MultipointSocket> {
        final String call;
        private final Session target;
        private final NetworkInterface via;
        private final ByteBuffer qos;
        private final PeerAddress name = new PeerAddress();

        Join(InetSocketAddress group, Direction direction, NetworkInterface via, FlowSpecs flowSpecs)
                throws IOException {
            Objects.requireNonNull(direction, "direction");
            requireFamily(Operation.JOIN, "WSAJoinLeaf", inet(group));
            name.set(group);
            this.via = via;
            qos = FlowSpecs.structure(flowSpecs);
            target = new Session(group, direction);
            call = "WSAJoinLeaf " + text(group) + (via == null ? "" : " on " + via.getName());
        }

        @Override
        public long call() throws IOException {
            long socket = handle.enter();
            try {
                if (via != null) {
                    chooseInterface(socket, call, via, name);
                }
                if (target.direction() != Direction.SEND) {
                    share(socket);
                }
                return SocketNatives.joinLeaf(socket, name.bytes(), 0, name.length(), null, 0, -1, null, 0, qos, 0,
                        null, 0, target.direction().flags());
            } finally {
                exit();
            }
        }

        @Override
        public MultipointSocket succeeded() {
            shaped |= qos != null;
            session = target;
            return MultipointSocket.this;
        }
    }

    private void chooseInterface(long socket, String call, NetworkInterface via, PeerAddress name) throws IOException {
        var option = SocketOptions.of(family).get(StandardSocketOptions.IP_MULTICAST_IF);
        int result = SocketNatives.setIntOption(socket, option.level(), option.number(), option.toInt().of(via));
        if (result < 0) {
            throw failure(Operation.JOIN, call, ~result);
        }
        if (name.length() == Winsock.SIZEOF_SOCKADDR_IN6 && name.bytes().getInt(SCOPE_ID) == 0) {
            name.bytes().putInt(SCOPE_ID, via.getIndex());
        }
    }

    /** Sets SO_REUSEADDR unless the user has chosen, or the socket is bound already and it is too late. */
    private synchronized void share(long socket) {
        if (shareByDefault) {
            shareByDefault = false;
            SocketNatives.setIntOption(socket, Winsock.SOL_SOCKET, Winsock.SO_REUSEADDR, 1);
        }
    }

    /**
     * Makes the socket nonblocking or blocking again; new ones block. On a nonblocking socket a receive with nothing to
     * receive returns null or -1, and a send without room returns 0; none of them throws WSAEWOULDBLOCK. Timeouts mean
     * nothing then.
     *
     * @param block whether calls are to block
     * @return this socket
     * @throws WinsockException       WSAEALREADY while a join blocks
     * @throws ClosedChannelException if the socket is closed
     * @throws java.nio.channels.IllegalBlockingModeException if it is to block while it is registered with a selector
     */
    public MultipointSocket configureBlocking(boolean block) throws IOException {
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
     * Joins a group for receiving, without a session: MCAST_JOIN_GROUP. Bind to the group's port first. A socket may
     * have any number of such memberships, and a session besides. Leaving out single sources is the key's {@code
     * block}.
     *
     * @param group the group
     * @param via   the interface
     * @return the membership; the one that there is, if the socket has it already
     * @throws WinsockException       WSAEADDRNOTAVAIL if the session is with this group, or it is none; WSAENOBUFS and
     *                                others of setsockopt
     * @throws ClosedChannelException if the socket is closed
     * @throws IllegalStateException  if there are memberships of single sources of the group
     */
    @Override
    public MembershipKey join(InetAddress group, NetworkInterface via) throws IOException {
        return memberships.join(group, via, null);
    }

    /**
     * Joins a group for receiving from one source only: MCAST_JOIN_SOURCE_GROUP. Each further source is another
     * membership.
     *
     * @param group  the group
     * @param via    the interface
     * @param source the only source to hear
     * @return the membership; the one that there is, if the socket has it already
     * @throws WinsockException       as {@link #join(InetAddress, NetworkInterface)}
     * @throws ClosedChannelException if the socket is closed
     * @throws IllegalStateException  if there is a membership for any source of the group
     */
    @Override
    public MembershipKey join(InetAddress group, NetworkInterface via, InetAddress source) throws IOException {
        return memberships.join(group, via, Objects.requireNonNull(source, "source"));
    }

    /**
     * Changes the flow specifications: SIO_SET_QOS.
     *
     * @param flowSpecs the new ones; {@link FlowSpec#UNCHANGED} leaves a direction as it is
     * @return this socket
     * @throws WinsockException       WSAEOPNOTSUPP for what cannot be honoured, and others of WSAIoctl
     * @throws ClosedChannelException if the socket is closed
     */
    public MultipointSocket flowSpecs(FlowSpecs flowSpecs) throws IOException {
        ByteBuffer qos = FlowSpecs.structure(Objects.requireNonNull(flowSpecs, "flowSpecs"));
        long socket = handle.enter();
        try {
            long result = SocketNatives.ioctl(socket, Winsock.SIO_SET_QOS, qos, 0, Winsock.SIZEOF_QOS, null, 0, 0);
            if (result < 0) {
                throw failure(Operation.OTHER, "WSAIoctl SIO_SET_QOS " + flowSpecs, SocketNatives.value(result));
            }
            shaped = true;
            return this;
        } finally {
            exit();
        }
    }

    /**
     * Returns the flow specifications that are in force: SIO_GET_QOS, which re-enables {@link NetworkEvent#QOS}.
     *
     * @return those of the last join or {@link #flowSpecs(FlowSpecs)}, as granted
     * @throws WinsockException       if WSAIoctl fails
     * @throws ClosedChannelException if the socket is closed
     */
    public FlowSpecs flowSpecs() throws IOException {
        ByteBuffer qos = FlowSpecs.memory();
        long socket = handle.enter();
        try {
            long result = SocketNatives.ioctl(socket, Winsock.SIO_GET_QOS, null, 0, 0, qos, 0, Winsock.SIZEOF_QOS);
            if (result < 0) {
                throw failure(Operation.OTHER, "WSAIoctl SIO_GET_QOS", SocketNatives.value(result));
            }
            return FlowSpecs.read(qos);
        } finally {
            exit();
        }
    }

    /** setsockopt for {@link Memberships}. */
    void setMembership(String call, int option, ByteBuffer value) throws IOException {
        long socket = handle.enter();
        try {
            int level = family == Family.IPV4 ? Winsock.IPPROTO_IP : Winsock.IPPROTO_IPV6;
            int result = SocketNatives.setsockopt(socket, level, option, value, 0, value.capacity());
            if (result < 0) {
                throw failure(Operation.OTHER, call, ~result);
            }
        } finally {
            exit();
        }
    }

    /**
     * Tells whether the socket has joined a group.
     *
     * @return true from the end of the join on, also after close
     */
    public boolean isJoined() {
        return session != null;
    }

    /**
     * Returns the group.
     *
     * @return what was given to join, or null before it
     */
    public InetSocketAddress group() {
        Session joined = session;
        return joined == null ? null : joined.group();
    }

    /**
     * Returns the direction of the join.
     *
     * @return what was given to join, or null before it
     */
    public Direction direction() {
        Session joined = session;
        return joined == null ? null : joined.direction();
    }

    /**
     * Sends one datagram to the group. Allocates nothing.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @return the number of bytes sent; 0, with the position unmoved, if the socket is nonblocking and there is no room
     * @throws WinsockException       WSAENOTCONN before a join, WSAEOPNOTSUPP for a mere receiver, WSAEMSGSIZE,
     *                                WSAETIMEDOUT after {@link MultipointOptions#SEND_TIMEOUT}, and others of send
     * @throws ClosedChannelException if the socket is closed
     */
    public int send(ByteBuffer source) throws IOException {
        return sendMessage(source, null, null);
    }

    /**
     * Sends one datagram to an address, which need not be a group. Allocates nothing while the target stays the same.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @param target an InetSocketAddress
     * @return the number of bytes sent, or 0, as {@link #send(ByteBuffer)}
     * @throws WinsockException       as {@link #send(ByteBuffer)}
     * @throws ClosedChannelException if the socket is closed
     */
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        InetSocketAddress address = inet(target);
        requireFamily(Operation.SEND, "send to", address);
        PeerAddress holder = take(spareTarget);
        try {
            holder.update(address);
            return sendMessage(source, holder, address);
        } finally {
            spareTarget.lazySet(holder);
        }
    }

    /**
     * Sends one datagram to an address in a holder: the way to answer without allocating.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @param target the address, not empty; not changed by other threads meanwhile
     * @return the number of bytes sent, or 0, as {@link #send(ByteBuffer)}
     * @throws WinsockException       as {@link #send(ByteBuffer)}
     * @throws ClosedChannelException if the socket is closed
     */
    public int send(ByteBuffer source, PeerAddress target) throws IOException {
        if (target.length() == 0) {
            throw new IllegalArgumentException("the target is empty");
        }
        return sendMessage(source, target, null);
    }

    /**
     * Receives one datagram. Allocates nothing while the sender stays the same: the address is the same object then.
     *
     * @param target gets its bytes from the position on, which moves behind them. A longer datagram fills the buffer,
     *               and then the call fails with WSAEMSGSIZE; its rest is lost.
     * @return the sender, or null if the socket is nonblocking and there is nothing to receive
     * @throws WinsockException        WSAEINVAL on an unbound socket, WSAEOPNOTSUPP for a mere sender, WSAEMSGSIZE,
     *                                 WSAETIMEDOUT after {@link MultipointOptions#RECEIVE_TIMEOUT}, and others of
     *                                 recvfrom
     * @throws AsynchronousCloseException if the socket is closed meanwhile
     * @throws ClosedChannelException  if the socket is closed
     * @throws ReadOnlyBufferException if the buffer is read-only
     */
    public InetSocketAddress receive(ByteBuffer target) throws IOException {
        requireSingle();
        return receiveMessage(target);
    }

    /**
     * Receives one datagram as {@link #receive(ByteBuffer)} does, and never allocates.
     *
     * @param target gets the bytes
     * @param sender gets the sender's address, or null if it is not wanted
     * @return the number of bytes, 0 for an empty datagram; -1 if the socket is nonblocking and there is nothing to
     *         receive
     * @throws IOException as {@link #receive(ByteBuffer)}
     */
    public int receive(ByteBuffer target, PeerAddress sender) throws IOException {
        requireSingle();
        return receiveMessage(target, sender);
    }

    private void requireSingle() {
        if (coalescing) {
            throw new IllegalStateException("COALESCED_RECEIVE was set: receiveBatch");
        }
    }

    /**
     * Sends many datagrams of one size to the group, with as few system calls as can be. Allocates nothing.
     *
     * @param source a direct buffer: their bytes one behind the other, from position to limit; the position moves
     *               behind what was sent
     * @param size   the size of each, in bytes; the last has what is left
     * @return the number of datagrams sent. If the source still has bytes, the next datagram could not be sent; a call
     *         that starts with it tells why.
     * @throws WinsockException         as {@link #send(ByteBuffer)}, for the first datagram
     * @throws IllegalArgumentException if the buffer is not direct, or size is less than 1
     * @throws ClosedChannelException   if the socket is closed
     */
    public int sendBatch(ByteBuffer source, int size) throws IOException {
        return sendBatch(source, size, null);
    }

    /**
     * Sends many datagrams of one size as {@link #sendBatch(ByteBuffer, int)}, to an address.
     *
     * @param source their bytes
     * @param size   the size of each
     * @param target the address, not changed by other threads meanwhile; null for the group
     * @return the number of datagrams sent
     * @throws IOException as {@link #sendBatch(ByteBuffer, int)}
     */
    public int sendBatch(ByteBuffer source, int size, PeerAddress target) throws IOException {
        SendBatch.check(source, size, target);
        return sendMessages(source, size, null, target);
    }

    /**
     * Sends many datagrams of given sizes to the group, with as few system calls as can be. Allocates nothing.
     *
     * @param source a direct buffer: their bytes one behind the other, from the position on, which moves behind what
     *               was sent
     * @param sizes  a direct buffer of the native order: the size of each, from position to limit, 0 for an empty one;
     *               the position moves by the number of datagrams sent. Neither is changed by other threads meanwhile.
     * @return the number of datagrams sent. If there are sizes left, the next datagram could not be sent; a call that
     *         starts with it tells why.
     * @throws WinsockException         as {@link #send(ByteBuffer)}, for the first datagram
     * @throws IllegalArgumentException if a buffer is not as it has to be, or sizes are negative or more than there is
     * @throws ClosedChannelException   if the socket is closed
     */
    public int sendBatch(ByteBuffer source, IntBuffer sizes) throws IOException {
        return sendBatch(source, sizes, null);
    }

    /**
     * Sends many datagrams as {@link #sendBatch(ByteBuffer, IntBuffer)}, to an address.
     *
     * @param source their bytes
     * @param sizes  the size of each
     * @param target the address, not changed by other threads meanwhile; null for the group
     * @return the number of datagrams sent
     * @throws IOException as {@link #sendBatch(ByteBuffer, IntBuffer)}
     */
    public int sendBatch(ByteBuffer source, IntBuffer sizes, PeerAddress target) throws IOException {
        SendBatch.check(source, sizes, target);
        return sendMessages(source, 0, sizes, target);
    }

    /**
     * Receives the datagrams that are there, as many as there is room for, with as few system calls as can be; waits
     * for the first. Allocates nothing.
     *
     * @param batch gets them, in place of what it had
     * @return their number; 0 only if the socket is nonblocking and there is nothing to receive
     * @throws IOException as {@link #receive(ByteBuffer)}, but for WSAEMSGSIZE ({@link ReceiveBatch#isTruncated()});
     *                     WSAEINVAL too if COALESCED_RECEIVE is set and the batch is smaller than
     *                     {@link ReceiveBatch#COALESCED_SLOT}
     */
    public int receiveBatch(ReceiveBatch batch) throws IOException {
        return receiveMessages(batch);
    }

    /**
     * Tells how batches are sent and received, as far as the socket knows now.
     *
     * @param size the size of the datagrams, in bytes
     * @return what is in force
     * @throws ClosedChannelException if the socket is closed
     */
    public Set<BatchMode> batchModes(int size) throws IOException {
        return modesOfBatches(size);
    }

    /**
     * Returns the address that the socket is bound to.
     *
     * @return an InetSocketAddress, or null while the socket is unbound
     * @throws WinsockException       if getsockname fails
     * @throws ClosedChannelException if the socket is closed
     */
    @Override
    public InetSocketAddress getLocalAddress() throws IOException {
        return localAddress();
    }

    /**
     * Sets an option.
     *
     * @throws WinsockException              if setsockopt fails: WSAEINVAL where options exclude each other
     * @throws ClosedChannelException        if the socket is closed
     * @throws UnsupportedOperationException if the option is none of {@link #supportedOptions()}, or read only
     * @throws IllegalArgumentException      if the value is null or out of range
     */
    @Override
    public <T> MultipointSocket setOption(SocketOption<T> option, T value) throws IOException {
        writeOption(SocketOptions.of(family), option, value);
        if (option == StandardSocketOptions.SO_REUSEADDR || option == MultipointOptions.EXCLUSIVE_ADDRESS_USE) {
            shareByDefault = false;
        }
        if (option == MultipointOptions.COALESCED_RECEIVE && Boolean.TRUE.equals(value)) {
            coalescing = true;
        }
        return this;
    }

    /**
     * Reads an option.
     *
     * @throws WinsockException              if getsockopt fails
     * @throws ClosedChannelException        if the socket is closed
     * @throws UnsupportedOperationException if the option is none of {@link #supportedOptions()}
     */
    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return readOption(SocketOptions.of(family), option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return SocketOptions.of(family).supported();
    }

    /**
     * Leaves the group and closes the socket; calls that block in it end, a pending join fails, its registration with a
     * selector ends. Closing again does nothing.
     */
    @Override
    public void close() {
        memberships.close();
        super.close();
    }

    @Override
    public String toString() {
        Session joined = session;
        String sessionText = joined == null ? "" : " " + text(joined.group()) + " " + joined.direction();
        return "MultipointSocket[" + family + sessionText + (isOpen() ? "]" : " closed]");
    }

    @Override
    Operation sending() {
        return Operation.SEND;
    }

    @Override
    Operation receiving() {
        return Operation.RECEIVE;
    }

    @Override
    boolean sendsMayWait() {
        return shaped;
    }

    @Override
    String sendText(int length, PeerAddress to, InetSocketAddress target) {
        InetSocketAddress shown = target != null ? target : to != null ? to.toSocketAddress() : group();
        return "send " + length + " bytes to " + (shown == null ? "no group" : text(shown));
    }
}
