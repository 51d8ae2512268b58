package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.memory.RequestMemory;
import org.joinleaf.internal.waiting.SocketHandle;
import org.joinleaf.winsock.Winsock;

/**
 * The root of a multipoint session (a c_root socket): it admits leaves that ask, invites others, and sends to all.
 *
 * <pre>{@code
 * try (var root = MultipointRoot.open(StandardProtocolFamily.INET, DataPlane.ROOTED)) {
 *     root.bind(5000).listen();
 *     JoinRequest request = root.accept();
 *     RemoteLeaf leaf = request.admit(calleeData);             // or reject(), or defer()
 *     RemoteLeaf other = root.invite(leafAddress); // a leaf that listens
 *     root.send(toEveryLeaf);
 *     leaf.closed().thenAccept(end -> ...);              // left, died, lost
 * }
 * }</pre>
 *
 * <p><b>Data.</b> One send is one message, of at most 65,536 bytes. joinleaf's own provider delivers every message once and
 * in order to every leaf that was admitted when it was sent, and makes the sender wait for the slowest leaf (see {@link
 * RootedOptions#WINDOW} and {@link RootedOptions#SLOW_TIMEOUT}). What another provider guarantees, its {@link Provider}
 * says.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/winsock/semantics-for-joining-multipoint-leaves-2">Semantics
 *      for joining multipoint leaves</a>
 */
public final class MultipointRoot extends RootedSocket<MultipointRoot, JoinRequest> {
    private final LeafSet leaves = new LeafSet();
    /** One invitation at a time (JL-10). */
    private final ReentrantLock inviting = new ReentrantLock();

    private MultipointRoot(Family family, long socket) {
        super(family, socket);
        constructed();
    }

    @Override
    MultipointRoot self() {
        return this;
    }

    @Override
    JoinRequest request(Admission asked, RequestMemory memory) {
        return new JoinRequest(this, asked, memory);
    }

    /**
     * Opens a root with the first entry of the catalogue that has sessions of the kind.
     *
     * @param family    StandardProtocolFamily.INET or INET6
     * @param dataPlane how data flows in the session
     * @return a new root, unbound
     * @throws WinsockException     WSAEINVAL if no provider has such sessions; others of WSASocket or WSAStartup
     * @throws UnsupportedOperationException if the family is another one
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     */
    public static MultipointRoot open(ProtocolFamily family, DataPlane dataPlane) throws WinsockException {
        Family own = Family.of(family);
        boolean rootedData = Objects.requireNonNull(dataPlane, "dataPlane") == DataPlane.ROOTED;
        for (Provider provider : Provider.list()) {
            if (provider.addressFamily() == own.number() && provider.supportsMultipoint()
                    && provider.hasRootedControlPlane() && provider.hasRootedDataPlane() == rootedData) {
                return open(provider);
            }
        }
        throw new WinsockException(Operation.FIND_PROVIDER,
                "root of a session, " + own + ", data plane " + dataPlane, Winsock.WSAEINVAL);
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
        Family family = Family.of(provider);
        int data = provider.hasRootedDataPlane() ? Winsock.WSA_FLAG_MULTIPOINT_D_ROOT
                : Winsock.WSA_FLAG_MULTIPOINT_D_LEAF;
        return new MultipointRoot(family, open(Operation.OPEN_MEMBER, "root of a session, ", provider,
                Winsock.FROM_PROTOCOL_INFO, Winsock.WSA_FLAG_MULTIPOINT_C_ROOT | data | COMMON_FLAGS));
    }

    /* ---- the leaves ---- */

    /**
     * Returns the leaves that are in the session, in the order in which they came. One that has left or died is among them
     * until all that it sent aside has been received, or its {@link RemoteLeaf} is closed. {@link RootedOptions#STATISTICS}
     * does not count it any more, and its {@link RemoteLeaf#behind()} is WSAENOTCONN.
     *
     * @return an unmodifiable copy
     */
    public List<RemoteLeaf> leaves() {
        return leaves.toList();
    }

    /**
     * Returns how many leaves are in the session. Allocates nothing.
     *
     * @return their number, as {@link #leaves()} has them
     */
    public int leafCount() {
        return leaves.size();
    }

    @Override
    LeafSet leafSet() {
        return leaves;
    }

    RemoteLeaf leaf(long socket, InetSocketAddress address, Direction direction, byte[] calleeData) {
        RemoteLeaf leaf = new RemoteLeaf(leaves, family, socket, address, direction, calleeData);
        if (leaves.add(leaf)) {
            leaf.watch();
        } else {
            leaf.close();
        }
        return leaf;
    }

    /* ---- inviting ---- */

    /**
     * Invites a leaf to send and receive, without caller data.
     *
     * @param leaf where the leaf listens
     * @return the leaf, whose {@link RemoteLeaf#calleeData()} is the answer
     * @throws IOException as {@link #invite(InetSocketAddress, JoinOptions)}
     */
    public RemoteLeaf invite(InetSocketAddress leaf) throws IOException {
        return invite(leaf, JoinOptions.defaults());
    }

    /**
     * Invites a leaf that listens: WSAJoinLeaf on the c_root. Waits until the leaf has decided, even if the root is
     * nonblocking. It cannot be used while the root is registered with a selector, because the selecting thread would wait
     * for itself: use {@link #inviteAsync} then. Invitations by several threads take turns.
     *
     * @param leaf    where the leaf listens
     * @param options what is asked for; the direction is what the root does towards this leaf: with SEND the leaf
     *                receives only, with RECEIVE it sends only
     * @return the leaf, whose {@link RemoteLeaf#calleeData()} is the answer
     * @throws IOException            a {@link WinsockFailure}: WSAECONNREFUSED if the leaf rejected, nobody listens, or
     *                                the root has {@link RootedOptions#MAX_LEAVES} leaves; WSAETIMEDOUT after {@link
     *                                RootedOptions#JOIN_TIMEOUT}; WSAENETUNREACH without a route; WSAEADDRNOTAVAIL for
     *                                a wildcard, a group or port 0; WSAEFAULT if the caller data is more than the
     *                                provider carries (4,096 bytes); WSAEOPNOTSUPP for flow specifications that cannot
     *                                be honoured; WSAEALREADY while another invitation is pending; others of
     *                                WSAJoinLeaf
     * @throws ClosedChannelException if the root is closed
     * @throws IllegalArgumentException if the options name a source
     * @throws java.nio.channels.IllegalBlockingModeException if the root is registered with a selector
     */
    public RemoteLeaf invite(InetSocketAddress leaf, JoinOptions options) throws IOException {
        Invite invite = new Invite(leaf, options);
        requireOpen();
        inviting.lock();
        try {
            return invite.await();
        } finally {
            inviting.unlock();
        }
    }

    /**
     * Begins to invite a leaf: a nonblocking WSAJoinLeaf, whose end FD_CONNECT tells. The future's {@code cancel}
     * cancels the invitation; the root stays as it is. A future that something else completes, such as {@code orTimeout},
     * leaves the invitation alone, and the leaf may still accept it. One invitation can be pending.
     *
     * <p>The future is completed by the thread that selects if the root is registered with a {@link NetworkSelector},
     * else by a daemon thread named {@code joinleaf-told}.
     *
     * @param leaf    where the leaf listens
     * @param options as for {@link #invite(InetSocketAddress, JoinOptions)}
     * @return the leaf, or the exception that {@link #invite(InetSocketAddress, JoinOptions)} would throw: WSAEALREADY
     *         at once while another invitation is pending
     * @throws IllegalArgumentException if the options name a source
     */
    public CompletableFuture<RemoteLeaf> inviteAsync(InetSocketAddress leaf, JoinOptions options) {
        try {
            return new Invite(leaf, options).begin();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** An invitation. The handle that WSAJoinLeaf returned is the leaf's, once it has come. */
    private final class Invite extends SessionJoin<RemoteLeaf> {
        private SocketHandle made;

        Invite(InetSocketAddress leaf, JoinOptions options) throws IOException {
            super(MultipointRoot.this, Operation.REQUEST, "invite", inet("leaf", leaf),
                    withoutSource(options));
        }

        @Override
        long call() throws IOException {
            long result = super.call();
            made = result < 0 ? null : new SocketHandle(result);
            return result;
        }

        @Override
        RemoteLeaf succeeded() {
            return leaf(made.socket(), address, options.direction().opposite(), calleeData());
        }

        @Override
        void cancelled() {
            waiting.cancelJoin(this);
        }

        @Override
        void abandoned(RemoteLeaf leaf) {
            if (leaf != null) {
                leaf.close();
            } else if (made != null) {
                made.close();
            }
        }
    }

    /* ---- the socket ---- */

    @Override
    public Direction direction() {
        return Direction.BOTH;
    }

    @Override
    boolean peerCanEnd() {
        return false;
    }

    @Override
    String sendText(int length, PeerAddress to) {
        return "message of " + Count.of(length, "byte") + " to " + count();
    }

    @Override
    String fromText() {
        return " from " + count();
    }

    private String count() {
        return Count.of(leaves.size(), "leaf", "leaves");
    }

    /**
     * Ends the session: every leaf gets FD_CLOSE with 0, after it has what was sent before; pending requests are
     * refused, calls that block end. Closing again does nothing. What is not delivered yet is delivered as {@link
     * RootedSocket#close()} tells; {@link RootedOptions#UNDELIVERED} has how much that is.
     */
    @Override
    public void close() {
        List<RemoteLeaf> all = leaves.close();
        all.forEach(leaf -> leaf.waiting.close()); // first, so that no leaf's answer is reported as the end of its session
        super.close();
        all.forEach(RemoteLeaf::close);
    }

    @Override
    public String toString() {
        return "MultipointRoot[" + family + localText() + ", " + count() + (isOpen() ? "]" : ", closed]");
    }
}
