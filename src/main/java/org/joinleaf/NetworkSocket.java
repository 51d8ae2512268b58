package org.joinleaf;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.InterruptibleChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.waiting.AbandonedCleaner;
import org.joinleaf.internal.waiting.EndFuture;
import org.joinleaf.internal.waiting.Interruption;
import org.joinleaf.internal.waiting.SocketHandle;
import org.joinleaf.internal.waiting.VirtualThreads;
import org.joinleaf.internal.watch.Watch;
import org.joinleaf.winsock.Winsock;

/**
 * A SOCKET that a {@link NetworkSelector} can watch.
 *
 * <p>Safe for use by any number of threads.
 */
public abstract sealed class NetworkSocket implements InterruptibleChannel permits SessionSocket {
    /**
     * The flags that every socket is opened with. On Windows only an overlapped socket has time limits, and lets one thread
     * send while another receives.
     */
    static final int COMMON_FLAGS = Winsock.WSA_FLAG_OVERLAPPED | Winsock.WSA_FLAG_NO_HANDLE_INHERIT;

    final Family family;
    final SocketHandle handle;
    final Waiting waiting;
    final Interruption interruption = Interruption.ofLongWaits(this::close);
    final EndFuture<SessionEnd> end = new EndFuture<>();
    private final Cleaner.Cleanable cleanable;

    NetworkSocket(Family family, long socket) {
        this.family = family;
        handle = new SocketHandle(socket);
        cleanable = AbandonedCleaner.register(this, handle);
        waiting = new Waiting(this, socket);
    }

    /** WSASocket; info is a WSAPROTOCOL_INFOW from its position on, or null. */
    static long open(Operation operation, String call, int family, int type, int protocol, ByteBuffer info, int flags)
            throws WinsockException {
        int infoOffset = info == null ? 0 : info.position();
        long socket = SocketNatives.socket(family, type, protocol, info, infoOffset, 0, flags);
        if (socket < 0) {
            throw new WinsockException(operation, call, (int) ~socket);
        }
        return socket;
    }

    /** WSASocket with an entry of the catalogue; the protocol is the entry's, or 0 for any of its provider's. */
    static long open(Operation operation, String call, Provider provider, int protocol, int flags)
            throws WinsockException {
        return open(operation, call + provider.name(), Winsock.FROM_PROTOCOL_INFO, Winsock.FROM_PROTOCOL_INFO,
                protocol, provider.structure(), flags);
    }

    /**
     * Returns the address family.
     *
     * @return INET or INET6
     */
    public final StandardProtocolFamily family() {
        return family.standard();
    }

    /**
     * Returns the SOCKET for calls of {@link Winsock} that this class lacks. It must not be closed there, and not be
     * used after {@link #close()}.
     *
     * @return the SOCKET
     */
    public final long handle() {
        return handle.socket();
    }

    @Override
    public final boolean isOpen() {
        return !waiting.isClosed();
    }

    /**
     * Closes the socket; calls that block in it end, a pending join fails, its registration with a selector ends.
     * Closing again does nothing.
     */
    @Override
    public void close() {
        closeSocket();
        ended(SessionEnd.HERE, false);
    }

    /** Closes it without telling anybody of the end. */
    final void closeSocket() {
        waiting.close();
        cleanable.clean();
    }

    /**
     * Returns the end of the session for this socket: FD_CLOSE, or {@link #close()} on this side, whichever comes
     * first. A session without a root, and one of a root's own, ends by close only.
     *
     * <p>FD_CLOSE comes when all that was sent before it has been received, also if the other side has died: for a {@link
     * RemoteLeaf}, all that the leaf sent aside. A daemon thread named {@code
     * joinleaf-events} waits for it, unless the socket is registered with a {@link NetworkSelector}: for a {@link
     * RemoteLeaf} always, for a {@link MultipointLeaf} from the first call of this method on. Winsock no longer blocks
     * in a leaf that is watched so, and it must be closed, or it stays open as long as the process lives.
     *
     * <p>The future is completed by the thread that selects if the socket is registered with a selector, else by a
     * daemon thread named {@code joinleaf-told}, or by the thread that closes the socket or its root.
     *
     * @return a new future. If the program completes it itself, nothing else changes. It fails with an IOException if the
     *         system has no memory, descriptor or thread left to wait for the end.
     */
    public final CompletableFuture<SessionEnd> closed() {
        if (peerCanEnd()) {
            try {
                waiting.watchEnd();
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return end.copy();
    }

    /** Whether the other side can end the session, so that FD_CLOSE may come. */
    abstract boolean peerCanEnd();

    final Waiting waiting() {
        return waiting;
    }

    /** The events that wake those who wait in the socket; FD_CONNECT and FD_CLOSE always come. */
    abstract int events();

    /**
     * Which of these events hold though Winsock does not record them for a new selection, as an earlier one was told of them
     * and no call has enabled them again (EV-06b). The SOCKET stays open meanwhile. Our own provider records them.
     */
    int holding(int mask) {
        return 0;
    }

    /** FD_CLOSE has come. otherThread: another thread is to tell the user, because this one must not be held up. */
    void sessionEnded(int code, boolean otherThread) {
        ended(SessionEnd.of(code), otherThread);
    }

    private void ended(SessionEnd how, boolean otherThread) {
        end.complete(how, otherThread, () -> Watch.ended(handle.socket(), how.cause().name(), how.code()));
    }

    /* ---- calls ---- */

    /** A virtual thread that may wait is to be parked, rather than keep its carrier. */
    final void parkIfVirtual(boolean blocking) throws IOException {
        if (blocking && VirtualThreads.isCurrent()) {
            waiting.parkInstead();
        }
    }

    /** From here on an interrupt closes the socket. */
    final void begin(boolean blocking) {
        if (blocking) {
            interruption.enter();
        }
    }

    final void end(boolean blocking, boolean completed) throws AsynchronousCloseException {
        if (blocking) {
            interruption.exit(completed);
        }
    }

    /** Ends what handle.enter() began. */
    final void exit() {
        handle.exit();
        Reference.reachabilityFence(this);
    }

    /**
     * Why a call failed. If the socket was closed meanwhile, that is why, whatever code the provider gives: on Windows
     * WSAEINTR, WSAENOTSOCK, WSAEINVAL, WSA_OPERATION_ABORTED and others have been seen.
     */
    final IOException failure(Operation operation, String call, int code) {
        return failure(operation, call, code, Circumstances.NONE);
    }

    /** The same of a call about an address or an interface. */
    final IOException failure(Operation operation, String call, int code, Circumstances about) {
        if (isOpen()) {
            return operation.failure(call, code, about);
        }
        int because = closedBecause();
        return because == 0 || operation == Operation.OTHER ? new AsynchronousCloseException()
                : operation.failure(call, because, about);
    }

    /** With which code sends and receives fail that find it closed, because the session has ended; 0: they are told so. */
    int closedBecause() {
        return 0;
    }

    final void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** Checked here so that the code is the same on every system: Winsock may check the length of the name first. */
    final void requireFamily(Operation operation, String call, InetSocketAddress address) throws IOException {
        if (Family.of(address.getAddress()) != family) {
            requireOpen();
            throw operation.failure(call + " " + text(address), Winsock.WSAEAFNOSUPPORT,
                    new Circumstances((SessionSocket) this, address, null));
        }
    }

    /** The same for the address of a host: an IPv6 socket may accept IPv4 addresses. */
    final void requireTaken(Operation operation, String call, InetSocketAddress address) throws IOException {
        if (Family.of(address.getAddress()) != family && !takesBothFamilies()) {
            requireFamily(operation, call, address);
        }
    }

    /** Whether an IPv4 address is one of this IPv6 socket, too. */
    boolean takesBothFamilies() throws IOException {
        return false;
    }

    /** An address that Winsock can be given. */
    static InetSocketAddress inet(String name, SocketAddress address) {
        if (!(Objects.requireNonNull(address, name) instanceof InetSocketAddress inet)) {
            throw new UnsupportedAddressTypeException();
        }
        if (inet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        return inet;
    }

    static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String name = host.getHostAddress();
        return (Family.of(host) == Family.IPV6 ? "[" + name + "]" : name) + ":" + address.getPort();
    }
}
