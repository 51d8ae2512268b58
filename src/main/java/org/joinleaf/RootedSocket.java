package org.joinleaf;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import org.joinleaf.internal.memory.RequestMemory;
import org.joinleaf.winsock.Winsock;

/**
 * A member of a session that has a root: {@link MultipointRoot} or {@link MultipointLeaf}. Here is what both do alike:
 * they listen, and accept what asks them. A root's requests are {@link JoinRequest}s of leaves, a leaf's are {@link
 * Invitation}s of roots.
 *
 * @param <S> the kind of socket itself
 * @param <R> the kind of request that it accepts
 */
public abstract sealed class RootedSocket<S extends RootedSocket<S, R>, R extends Request<?>> extends SessionSocket
        permits MultipointRoot, MultipointLeaf {
    private final Admission admission = new Admission(this);

    RootedSocket(Family family, long socket) {
        super(family, socket);
        ClosedSessions.prepare();
    }

    /** A source is for groups. A root or a leaf is one host, whose address is given to the join anyway. */
    static JoinOptions withoutSource(JoinOptions options) {
        if (Objects.requireNonNull(options, "options").source().isPresent()) {
            throw new IllegalArgumentException("a source is for a MultipointSocket: " + options);
        }
        return options;
    }

    /** This socket, as what it is. */
    abstract S self();

    /** The request that the memory tells of. */
    abstract R request(Admission asked, RequestMemory memory);

    @Override
    public S bind(int port) throws IOException {
        super.bind(port);
        return self();
    }

    @Override
    public S bind(SocketAddress local) throws IOException {
        super.bind(local);
        return self();
    }

    /**
     * Listens with the longest queue that the provider has: 1,024 requests for joinleaf's own.
     *
     * @return this socket
     * @throws IOException as {@link #listen(int)}
     */
    public S listen() throws IOException {
        return listen(Winsock.SOMAXCONN);
    }

    /**
     * Listens: from here on leaves may ask a root to join, and roots may invite a leaf; {@link #accept()} tells of each
     * of them. A root that listens still sends, receives and invites. A leaf that listens joins no session itself: each
     * admission makes a leaf that does. To listen again only changes the backlog. Never waits.
     *
     * @param backlog how many requests may wait for a decision, 1 to 1,024 for joinleaf's own provider: less counts as 1,
     *                and more as 1,024. When that many wait, a further request is refused with WSAECONNREFUSED
     * @return this socket
     * @throws IOException            a {@link WinsockFailure}: WSAEINVAL if the socket is not bound; WSAEISCONN if it is
     *                                a leaf that has joined or joins a session; WSAEADDRINUSE if another socket listens
     *                                there; WSAENOBUFS without memory or threads
     * @throws ClosedChannelException if the socket is closed
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-listen">listen</a>
     */
    public S listen(int backlog) throws IOException {
        admission.listen(backlog);
        return self();
    }

    /**
     * Returns the request at the head of the queue, and waits for one if there is none. Requests that were withdrawn
     * are skipped. One request at a time is shown: while it is undecided, accept waits, whichever thread calls it.
     *
     * <p>An interrupt closes the socket. {@link NetworkEvent#ACCEPT} tells a selector that there is a request.
     *
     * @return the request; null only if the socket is nonblocking and there is none, or one is undecided
     * @throws IOException            a {@link WinsockFailure}: WSAEINVAL if the socket does not listen; WSAENOBUFS
     *                                without memory
     * @throws ClosedChannelException if the socket is closed; AsynchronousCloseException or ClosedByInterruptException
     *                                if it is closed, or the thread interrupted, while accept waits
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaaccept">WSAAccept</a>
     */
    public R accept() throws IOException {
        return accept(Admission.FOREVER);
    }

    /**
     * Returns the request at the head of the queue, as {@link #accept()} does, and waits for one for some time. From
     * here on a daemon thread named {@code joinleaf-events} watches the socket, as Winsock's own accept knows no time
     * limit.
     *
     * @param timeout how long to wait, more than zero; 2,147,483,647 seconds or more wait for ever
     * @return the request; null when the time is over, and as {@link #accept()}
     * @throws IOException              as {@link #accept()}
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    public R accept(Duration timeout) throws IOException {
        return accept(Admission.nanos(timeout));
    }

    private R accept(long nanos) throws IOException {
        return admission.accept(nanos, memory -> request(admission, memory));
    }

    /**
     * Receives one message as {@link #receive(ByteBuffer)} does, and tells more of where it comes from: a root learns
     * which leaf sent it, a leaf whether it is for this leaf alone. Never allocates.
     *
     * @param target gets the bytes
     * @param source gets where the message came from
     * @return the number of bytes, 0 for an empty message; -1 if the socket is nonblocking and there is nothing to
     *         receive
     * @throws IOException as {@link #receive(ByteBuffer)}
     */
    public int receiveMessage(ByteBuffer target, MessageSource source) throws IOException {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(source, "source").of(leafSet());
        return transfers.receive(target, source);
    }

    @Override
    public <T> S setOption(SocketOption<T> option, T value) throws IOException {
        super.setOption(option, value);
        return self();
    }

    @Override
    SocketOptions options() {
        return SocketOptions.ofRooted(family);
    }

    @Override
    int events() {
        return Winsock.FD_READ | Winsock.FD_WRITE | Winsock.FD_ACCEPT;
    }

    /**
     * Leaves the session in good order, and stops listening; calls that block end. Closing again does nothing. What a
     * root's leaves hear of it is at {@link MultipointRoot#close()}.
     *
     * <p>It does not wait: what was sent and is not delivered yet is delivered in the background, for as long as there is
     * progress ({@link RootedOptions#LINGER_TIMEOUT}). The end of the process waits for that, whether main returns, or
     * System.exit or a signal such as SIGTERM ends it. If the process is ending already, as in a shutdown hook, then close
     * itself waits. What is not delivered yet is lost if the process is killed or calls {@link Runtime#halt}.
     */
    @Override
    public void close() {
        super.close();
        admission.close();
        ClosedSessions.added();
    }
}
