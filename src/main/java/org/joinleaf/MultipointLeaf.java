package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.memory.RequestMemory;
import org.joinleaf.winsock.Winsock;

/**
 * A leaf of a session that has a root (a c_leaf socket). Either it asks the root:
 *
 * <pre>{@code
 * try (var leaf = MultipointLeaf.open(StandardProtocolFamily.INET)) {
 *     ByteBuffer calleeData = leaf.joinSession(root, JoinOptions.defaults().callerData(token));
 *     InetSocketAddress from = leaf.receive(buffer);
 * }
 * }</pre>
 *
 * <p>or it listens, and roots invite it; then each admission makes a new one, which is in that root's session:
 *
 * <pre>{@code
 * try (var door = MultipointLeaf.open(StandardProtocolFamily.INET).bind(5000).listen()) {
 *     MultipointLeaf leaf = door.accept().admit(calleeData);
 * }
 * }</pre>
 *
 * <p><b>The end.</b> {@link #closed()} tells when the session is over and why. Then send and receive fail with
 * WSAESHUTDOWN after an orderly end, WSAECONNRESET if the root died, WSAECONNABORTED if it was lost; what had come
 * before can still be received. Such a leaf cannot join again: open another one.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/winsock/semantics-for-joining-multipoint-leaves-2">Semantics
 *      for joining multipoint leaves</a>
 */
public final class MultipointLeaf extends RootedSocket<MultipointLeaf, Invitation> {
    private static final int LEAF = Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF | COMMON_FLAGS;

    private volatile InetSocketAddress root;
    private volatile Direction direction;

    /** root: that of the session to which the leaf was invited; null: it has not joined yet. */
    MultipointLeaf(Family family, long socket, InetSocketAddress root) {
        super(family, socket);
        this.root = root;
        constructed();
    }

    @Override
    MultipointLeaf self() {
        return this;
    }

    @Override
    Invitation request(Admission asked, RequestMemory memory) {
        return new Invitation(this, asked, memory);
    }

    /**
     * Opens a leaf for sessions of either data plane.
     *
     * @param family StandardProtocolFamily.INET or INET6
     * @return a new leaf, unbound
     * @throws WinsockException     WSAEINVAL if no provider has sessions with a root; others of WSASocket or WSAStartup
     * @throws UnsupportedOperationException if the family is another one
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     */
    public static MultipointLeaf open(ProtocolFamily family) throws WinsockException {
        Family own = Family.of(family);
        for (Provider provider : Provider.list()) {
            if (provider.addressFamily() == own.number() && provider.supportsMultipoint()
                    && provider.hasRootedControlPlane()) {
                return open(provider, 0);
            }
        }
        throw new WinsockException(Operation.FIND_PROVIDER, "leaf of a session, " + own, Winsock.WSAEINVAL);
    }

    /**
     * Opens a leaf with an entry of the catalogue, for sessions of that entry's data plane.
     *
     * @param provider an entry of {@link Provider#list()} of family IPv4 or IPv6
     * @return a new leaf, unbound
     * @throws WinsockException         WSAEINVAL for an entry whose sessions have no root ({@link
     *                                  Provider#hasRootedControlPlane()}); others of WSASocket
     * @throws IllegalArgumentException if the entry's address family is another one
     */
    public static MultipointLeaf open(Provider provider) throws WinsockException {
        Family.of(provider);
        if (!provider.hasRootedControlPlane()) {
            throw new WinsockException(Operation.OPEN_MEMBER, "leaf of a session, " + provider.name(), Winsock.WSAEINVAL);
        }
        return open(provider, Winsock.FROM_PROTOCOL_INFO);
    }

    private static MultipointLeaf open(Provider provider, int protocol) throws WinsockException {
        return new MultipointLeaf(Family.of(provider),
                open(Operation.OPEN_MEMBER, "leaf of a session, ", provider, protocol, LEAF), null);
    }

    /* ---- asking ---- */

    /**
     * Asks a root to be admitted, to send and receive, without caller data.
     *
     * @param root where the root listens
     * @return the callee data, read-only; empty if there is none
     * @throws IOException as {@link #joinSession(InetSocketAddress, JoinOptions)}
     */
    public ByteBuffer joinSession(InetSocketAddress root) throws IOException {
        return joinSession(root, JoinOptions.defaults());
    }

    /**
     * Asks a root to be admitted: WSAJoinLeaf. Waits until the root has decided, even if the leaf is nonblocking. It cannot
     * be used while the leaf is registered with a selector: use {@link #joinSessionAsync} then.
     *
     * @param root    where the root listens
     * @param options what is asked for
     * @return the callee data, read-only; empty if there is none
     * @throws IOException            a {@link WinsockFailure}: WSAECONNREFUSED if the root rejected, has {@link
     *                                RootedOptions#MAX_LEAVES} leaves or another key, or nobody listens; WSAETIMEDOUT after
     *                                {@link RootedOptions#JOIN_TIMEOUT}, with a message that tells what was waited for;
     *                                WSAENETUNREACH without a route:
     *                                after these the leaf may try again. WSAEISCONN if it has joined, WSAEALREADY while
     *                                another join is pending; WSAEINVAL if it listens, or its session is over;
     *                                WSAEADDRNOTAVAIL for a wildcard, a group or port 0; WSAEFAULT if the caller data
     *                                is more than the provider carries (4,096 bytes); WSAEOPNOTSUPP for flow
     *                                specifications that cannot be honoured; others of WSAJoinLeaf
     * @throws ClosedChannelException if the leaf is closed
     * @throws IllegalArgumentException if the options name a source
     * @throws java.nio.channels.IllegalBlockingModeException if the leaf is registered with a selector
     */
    public ByteBuffer joinSession(InetSocketAddress root, JoinOptions options) throws IOException {
        return new Ask(root, options).await();
    }

    /**
     * Begins to ask a root: a nonblocking WSAJoinLeaf, whose end FD_CONNECT tells.
     *
     * <p>The future's {@code cancel} cancels the join itself, and Winsock does that by closing this socket. A future that
     * something else completes, such as {@code orTimeout}, leaves the join alone: the root may still admit the leaf. How long
     * the join itself waits is {@link RootedOptions#JOIN_TIMEOUT}. The future is completed by the thread that selects if
     * the leaf is registered with a {@link NetworkSelector}, else by a daemon thread named {@code joinleaf-told}.
     *
     * @param root    where the root listens
     * @param options what is asked for
     * @return the callee data, or the exception that {@link #joinSession(InetSocketAddress, JoinOptions)} would throw
     * @throws IllegalArgumentException if the options name a source
     */
    public CompletableFuture<ByteBuffer> joinSessionAsync(InetSocketAddress root, JoinOptions options) {
        try {
            return new Ask(root, options).begin();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private final class Ask extends SessionJoin<ByteBuffer> {
        Ask(InetSocketAddress root, JoinOptions options) throws IOException {
            super(MultipointLeaf.this, Operation.REQUEST, "ask", inet("root", root),
                    withoutSource(options));
        }

        @Override
        ByteBuffer succeeded() {
            root = address;
            direction = options.direction();
            return ByteBuffer.wrap(calleeData()).asReadOnlyBuffer();
        }

        @Override
        void cancelled() {
            close();
        }
    }

    /**
     * Returns the root.
     *
     * @return its address: where it was asked, or where it invited from; null before
     */
    public InetSocketAddress root() {
        return root;
    }

    /* ---- data ---- */

    /**
     * Sends one message to the root alone, whatever the data plane is: the root receives it on its {@link RemoteLeaf}. It
     * comes once, and in order with what this leaf sends otherwise. Allocates nothing.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @return the number of bytes sent; 0, with the position unmoved, if the leaf is nonblocking and there is no room:
     *         the root has 192 KiB of this leaf's messages that it has not read
     * @throws IOException            as {@link #send(ByteBuffer)}
     * @throws ClosedChannelException if the leaf is closed
     */
    public int sendAside(ByteBuffer source) throws IOException {
        return transfers.sendAside(Objects.requireNonNull(source, "source"));
    }

    /* ---- the socket ---- */

    @Override
    public Direction direction() {
        return direction;
    }

    @Override
    boolean peerCanEnd() {
        return true;
    }

    @Override
    String sendText(int length, PeerAddress to) {
        return "message of " + Count.of(length, "byte") + " to " + rootText();
    }

    @Override
    String fromText() {
        return " from " + rootText();
    }

    private String rootText() {
        InetSocketAddress known = root;
        return known == null ? "no root" : text(known);
    }

    @Override
    public String toString() {
        InetSocketAddress known = root;
        String rootText = known == null ? "" : " of " + text(known);
        return "MultipointLeaf[" + family + localText() + rootText + (isOpen() ? "]" : " closed]");
    }
}
