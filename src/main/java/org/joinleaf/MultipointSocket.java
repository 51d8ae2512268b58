package org.joinleaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * A socket that is a leaf of a multipoint session ({@code WSASocket} with c_leaf and d_leaf, {@code WSAJoinLeaf}): over
 * UDP, a member of a multicast group.
 *
 * <pre>{@code
 * try (var socket = MultipointSocket.open(StandardProtocolFamily.INET)) {
 *     socket.bind(5000);
 *     socket.joinSession(new InetSocketAddress("239.1.2.3", 5000), Direction.BOTH, Loopback.networkInterface());
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
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsajoinleaf">WSAJoinLeaf</a>
 */
public final class MultipointSocket extends Datagrams implements MulticastChannel {
    private static final int LEAF = Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF | COMMON_FLAGS;
    /** A BOOL. */
    private static final ByteBuffer FALSE = ByteBuffer.allocateDirect(Integer.BYTES);

    final Memberships memberships = new Memberships(this);

    /** SO_REUSEADDR is still to be set where the class comment says so. */
    private volatile boolean shareByDefault = true;
    private volatile MultipointSession session;
    /** What arrives may be several datagrams in one: {@link MultipointOptions#COALESCED_RECEIVE}. */
    private volatile boolean coalescing;

    private MultipointSocket(Family family, long socket) {
        super(family, socket);
        ignoreLostPeers(socket);
        constructed();
    }

    /**
     * Opens a leaf over UDP.
     *
     * @param family StandardProtocolFamily.INET or INET6
     * @return a new socket, unbound
     * @throws WinsockException     if WSASocket or WSAStartup fails
     * @throws UnsupportedOperationException if the family is another one
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     */
    public static MultipointSocket open(ProtocolFamily family) throws WinsockException {
        Family own = Family.of(family);
        Startup.ensure();
        return new MultipointSocket(own, open(Operation.OTHER, "WSASocket " + own + " UDP", own.number(),
                Winsock.SOCK_DGRAM, Winsock.IPPROTO_UDP, null, LEAF));
    }

    /**
     * Opens a leaf with an entry of the catalogue. An entry whose sessions have a root is not for this class: its leaves are
     * {@link MultipointLeaf}s.
     *
     * @param provider an entry of {@link Provider#list()} of family IPv4 or IPv6
     * @return a new socket, unbound
     * @throws WinsockException         WSAEINVAL for an entry without multipoint support, and for one whose sessions have a
     *                                  root ({@link Provider#hasRootedControlPlane()}); others of WSASocket
     * @throws IllegalArgumentException if the entry's address family is another one
     */
    public static MultipointSocket open(Provider provider) throws WinsockException {
        Family family = Family.of(provider);
        if (provider.hasRootedControlPlane()) {
            throw new WinsockException(Operation.OPEN_SOCKET, "WSASocket " + provider.name(), Winsock.WSAEINVAL);
        }
        return new MultipointSocket(family, open(Operation.OTHER, "WSASocket ", provider, Winsock.FROM_PROTOCOL_INFO, LEAF));
    }

    /**
     * When ICMP reports a closed port or an expired time to live, Windows fails the next receive with WSAECONNRESET or
     * WSAENETRESET, unless a program switches that off. A member of a group does not care about one of its peers, so it is
     * switched off here. The shim does neither. A provider that does not know such an ioctl does not fail receives either.
     */
    private static void ignoreLostPeers(long socket) {
        SocketNatives.ioctl(socket, Winsock.SIO_UDP_CONNRESET, FALSE, 0, FALSE.capacity(), null, 0, 0);
        SocketNatives.ioctl(socket, TcpipOptions.SIO_UDP_NETRESET, FALSE, 0, FALSE.capacity(), null, 0, 0);
    }

    @Override
    public MultipointSocket bind(int port) throws IOException {
        super.bind(port);
        return this;
    }

    @Override
    public MultipointSocket bind(SocketAddress local) throws IOException {
        super.bind(local);
        return this;
    }

    @Override
    void beforeBind(long socket, int port) {
        if (port != 0) {
            share(socket);
        }
    }

    /**
     * Joins a session on an interface, as {@link #joinSession(InetSocketAddress, JoinOptions)} does.
     *
     * @param group            the group's address and port
     * @param direction        what this socket does in the session
     * @param networkInterface the interface; to leave the choice to the system, see {@link
     *                         JoinOptions#onSystemChoice()}
     * @return this socket
     * @throws IOException as {@link #joinSession(InetSocketAddress, JoinOptions)}
     */
    public MultipointSocket joinSession(InetSocketAddress group, Direction direction,
            NetworkInterface networkInterface) throws IOException {
        return joinSession(group, JoinOptions.on(networkInterface).direction(direction));
    }

    /**
     * Joins a session: WSAJoinLeaf. An unbound receiver is bound to the group's port. After a join that sends, {@link
     * #send(ByteBuffer)} goes to the group; after one that receives, its datagrams arrive, and no other group's. A
     * socket is in one session at a time ({@link #leave()}). {@link #join(InetAddress, NetworkInterface)} is something
     * else: a membership for receiving, without a session.
     *
     * <p>It waits until the join has ended, even if the socket is nonblocking. It cannot be used while the socket is
     * registered with a selector, because the selecting thread would wait for itself: use {@link #joinSessionAsync} then.
     *
     * @param group   the group's address and port, of the socket's family: an IPv6 socket has no session with an IPv4
     *                group, whatever its {@link MultipointOptions#IPV6_ONLY}
     * @param options the interface, or that the system chooses it, and what else is asked for
     * @return this socket
     * @throws IOException              a {@link WinsockFailure}: WSAEAFNOSUPPORT for a group of another family;
     *                                  WSAEADDRNOTAVAIL if the address is no group, its port is
     *                                  0, there is no such interface, or {@link #join(InetAddress, NetworkInterface)}
     *                                  has joined the group there; WSAEISCONN if the socket is joined or connected;
     *                                  WSAEALREADY while another join is pending; WSAEOPNOTSUPP for flow specifications
     *                                  that cannot be honoured; WSAEPROTONOSUPPORT for caller data over UDP;
     *                                  WSAENETUNREACH, WSAENOBUFS, WSAEADDRINUSE and others of WSAJoinLeaf. After
     *                                  WSAENETUNREACH, WSAECONNREFUSED and WSAETIMEDOUT the socket may try again
     * @throws ClosedChannelException   if the socket is closed
     * @throws IllegalArgumentException if the options neither name an interface nor leave the choice to the system, or if
     *                                  they name a source without an interface, for sending only, or of another family
     * @throws java.nio.channels.IllegalBlockingModeException if the socket is registered with a selector
     */
    public MultipointSocket joinSession(InetSocketAddress group, JoinOptions options) throws IOException {
        return new MultipointJoin(this, group, options).await();
    }

    /**
     * Begins to join a session: a nonblocking WSAJoinLeaf, whose end FD_CONNECT tells.
     *
     * <p>The future's {@code cancel} cancels the join itself. Winsock does that by closesocket on the handle that the
     * join returned, which for a leaf is this socket: so it is closed. A future that something else completes, such as
     * {@code orTimeout}, leaves the join alone.
     *
     * <p>The future is completed by the thread that selects if the socket is registered with a {@link NetworkSelector},
     * else by a daemon thread named {@code joinleaf-told}. Until then nothing can be done with the socket but to close it.
     * Afterwards it has the blocking mode that it had before.
     *
     * @param group   the group's address and port
     * @param options the interface, or that the system chooses it, and what else is asked for
     * @return the result of the join: this socket, or the exception that {@link #joinSession(InetSocketAddress,
     *         JoinOptions)} would throw. The future may have failed already when it is returned, with WSAEALREADY while
     *         another join is pending, for example. It fails with AsynchronousCloseException if the socket is closed meanwhile
     * @throws IllegalArgumentException as {@link #joinSession(InetSocketAddress, JoinOptions)}
     */
    public CompletableFuture<MultipointSocket> joinSessionAsync(InetSocketAddress group, JoinOptions options) {
        try {
            return new MultipointJoin(this, group, options).begin();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Leaves the session, and keeps the socket: its port, its options, and the memberships of {@link #join(InetAddress,
     * NetworkInterface)}. It may join again, this session or another. What had arrived before is still received. Does
     * nothing if there is no session.
     *
     * <p>Winsock has no such call: WSAConnect with AF_UNSPEC dissolves the association, and on Windows MCAST_LEAVE_GROUP
     * ends the membership; whether WSAJoinLeaf then takes the same socket again is for Windows to say (WSAEISCONN if
     * not). An interface that was deleted takes the session with it ({@link #isJoined()}): once it is there again, joining
     * needs no leave before it on Linux.
     *
     * @return this socket
     * @throws IOException a {@link WinsockFailure} of WSAConnect or setsockopt; ClosedChannelException if the socket is
     *                     closed
     */
    public synchronized MultipointSocket leave() throws IOException {
        long number = handle.enter();
        try {
            MultipointSession left = session;
            if (left != null) {
                dissolve(number, "leave " + text(left.group()));
                JoinPlace.leave(number, left.group(), left.options());
                session = null;
            }
            return this;
        } finally {
            exit();
        }
    }

    /** A join has succeeded. */
    synchronized MultipointSocket joined(MultipointSession joined) {
        session = joined;
        return this;
    }

    /** Sets SO_REUSEADDR, once, unless the user has set it or EXCLUSIVE_ADDRESS_USE. On a bound socket it has no effect. */
    synchronized void share(long socket) {
        if (shareByDefault) {
            shareByDefault = false;
            SocketNatives.setIntOption(socket, Winsock.SOL_SOCKET, Winsock.SO_REUSEADDR, 1);
        }
    }

    /**
     * Joins a group for receiving, without a session: MCAST_JOIN_GROUP. Bind to the group's port first. A socket may
     * have any number of such memberships, and a session besides. Leaving out single sources is the key's {@code
     * block}.
     *
     * <p>An IPv6 socket whose {@link MultipointOptions#IPV6_ONLY} is false joins IPv4 groups, too, and hears their senders as
     * {@code ::ffff:192.0.2.1}.
     *
     * @param group            the group
     * @param networkInterface the interface
     * @return the membership; the one that there is, if the socket has it already
     * @throws WinsockException       WSAEAFNOSUPPORT if the group is of another family; WSAEINVAL for an IPv4 group if an
     *                                IPv6 socket is bound to an IPv6 address; WSAEADDRNOTAVAIL if the session is with this
     *                                group; WSAENOBUFS and others of setsockopt
     * @throws ClosedChannelException if the socket is closed
     * @throws IllegalArgumentException if the address is no group
     * @throws IllegalStateException  if there are memberships of single sources of the group
     */
    @Override
    public MembershipKey join(InetAddress group, NetworkInterface networkInterface) throws IOException {
        return memberships.join(group, networkInterface, null);
    }

    /**
     * Joins a group for receiving from one source only: MCAST_JOIN_SOURCE_GROUP. Each further source is another
     * membership.
     *
     * @param group            the group
     * @param networkInterface the interface
     * @param source           the only source to hear
     * @return the membership; the one that there is, if the socket has it already
     * @throws WinsockException       as {@link #join(InetAddress, NetworkInterface)}
     * @throws ClosedChannelException if the socket is closed
     * @throws IllegalArgumentException if the first address is no group, or the source is the wildcard, a group,
     *                                255.255.255.255 or of the other family
     * @throws IllegalStateException  if there is a membership for any source of the group
     */
    @Override
    public MembershipKey join(InetAddress group, NetworkInterface networkInterface, InetAddress source)
            throws IOException {
        Objects.requireNonNull(source, "source");
        return memberships.join(group, networkInterface, source);
    }

    /**
     * Tells whether the socket is in a session.
     *
     * @return true once a join has succeeded; false after {@link #leave()}, after close, and after the interface on which
     *         it joined was deleted: that ends the membership, even if an interface of the same name comes back. A socket
     *         that only sends has no membership: for it this is true again when an interface of that index is back
     */
    public boolean isJoined() {
        MultipointSession joined = session;
        if (joined == null) {
            return false;
        }
        try {
            long number = handle.enter();
            try {
                return joined.exists(number);
            } finally {
                exit();
            }
        } catch (ClosedChannelException e) {
            return false;
        }
    }

    /**
     * Returns the interface that the session is on, named or {@linkplain JoinOptions#onSystemChoice() chosen}. A mere
     * sender's is the one it sends on, which IP_MULTICAST_IF changes; getOption tells only what was set by that.
     *
     * @return the interface; null without a session, and where it has no address any more, as Java knows none then. On
     *         Windows, which does not tell what it chose, the one that was named, or that IP_MULTICAST_IF has, or null
     */
    public NetworkInterface networkInterface() {
        MultipointSession joined = session;
        if (joined == null) {
            return null;
        }
        try {
            long index;
            long number = handle.enter();
            try {
                index = MultipointSession.interfaceIndex(number);
            } finally {
                exit();
            }
            NetworkInterface named = joined.options().networkInterface().orElse(null);
            if (index < 0) {
                return named != null ? named : getOption(StandardSocketOptions.IP_MULTICAST_IF);
            }
            return index == 0 ? null : NetworkInterface.getByIndex((int) index);
        } catch (IOException e) {
            return null; /* closed meanwhile, or no interface is there at all */
        }
    }

    @Override
    boolean isInSession() {
        return session != null;
    }

    /**
     * Returns the group.
     *
     * @return what was given to join, or null before it and after {@link #leave()}
     */
    public InetSocketAddress group() {
        MultipointSession joined = session;
        return joined == null ? null : joined.group();
    }

    @Override
    boolean takesBothFamilies() throws IOException {
        return family == Family.IPV6 && !getOption(MultipointOptions.IPV6_ONLY);
    }

    @Override
    public Direction direction() {
        MultipointSession joined = session;
        return joined == null ? null : joined.options().direction();
    }

    @Override
    public <T> MultipointSocket setOption(SocketOption<T> option, T value) throws IOException {
        super.setOption(option, value);
        return this;
    }

    @Override
    SocketOptions options() {
        return SocketOptions.ofDatagrams(family);
    }

    @Override
    void optionSet(SocketOption<?> option, Object value) throws IOException {
        if (option == StandardSocketOptions.SO_REUSEADDR || option == MultipointOptions.EXCLUSIVE_ADDRESS_USE) {
            shareByDefault = false;
        }
        if (option == MultipointOptions.IPV6_ONLY && Boolean.FALSE.equals(value)) {
            SocketOptions.shareWithIpv4(this);
        }
        if (option == MultipointOptions.COALESCED_RECEIVE && Boolean.TRUE.equals(value)) {
            coalescing = true;
        }
    }

    @Override
    boolean isCoalescing() {
        return coalescing;
    }

    @Override
    int events() {
        return Winsock.FD_READ | Winsock.FD_WRITE;
    }

    @Override
    boolean peerCanEnd() {
        return false;
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
        MultipointSession joined = session;
        NetworkInterface on = networkInterface();
        String sessionText = joined == null ? "" : " " + text(joined.group()) + " " + joined.options().direction()
                + (on == null ? "" : " on " + on.getName());
        String peerText = peer() == null ? "" : " to " + text(peer());
        return "MultipointSocket[" + family + localText() + sessionText + peerText + (isOpen() ? "]" : " closed]");
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
        return isShaped();
    }

    @Override
    String sendText(int length, PeerAddress to) {
        InetSocketAddress shown = to != null ? to.toSocketAddress() : peer() != null ? peer() : group();
        return "send " + Count.of(length, "byte") + " to " + (shown == null ? "nobody" : text(shown));
    }

    @Override
    String receiveText(int length) {
        return "receive into " + Count.of(length, "byte") + fromText();
    }

    @Override
    String fromText() {
        InetSocketAddress group = group();
        return peer() != null ? " from " + text(peer()) : group != null ? " at " + text(group) : "";
    }
}
