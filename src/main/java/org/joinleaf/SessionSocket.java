package org.joinleaf;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.InterruptibleChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.joinleaf.internal.memory.Buffers;
import org.joinleaf.internal.natives.BatchNatives;
import org.joinleaf.internal.natives.DataNatives;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.waiting.SocketHandle;
import org.joinleaf.internal.waiting.VirtualThreads;
import org.joinleaf.winsock.Winsock;

/**
 * A socket of a multipoint session, as far as all kinds are alike: {@link MultipointSocket} is a leaf of a session
 * without a root, {@link MultipointRoot} the root of one and {@link MultipointLeaf} a leaf of it, and {@link Leaf} is
 * what the root has for each of its leaves. All of them can be registered with a {@link NetworkSelector}.
 *
 * <p>Safe for use by any number of threads.
 */
public abstract sealed class SessionSocket implements InterruptibleChannel
        permits MultipointSocket, MultipointRoot, MultipointLeaf, Leaf {
    /** Windows honours the time limits, and lets one thread send while another receives, on overlapped sockets only. */
    static final int ANY = Winsock.WSA_FLAG_OVERLAPPED | Winsock.WSA_FLAG_NO_HANDLE_INHERIT;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final int WOULD_BLOCK = ~Winsock.WSAEWOULDBLOCK;

    final Family family;
    final SocketHandle handle;
    final Waiting waiting;
    final Interruption interruption = new Interruption(this);
    private final Cleaner.Cleanable cleanable;

    /** One address holder kept for the next receive; a concurrent call makes its own. */
    private final AtomicReference<PeerAddress> spareSender = new AtomicReference<>();

    SessionSocket(Family family, long socket) {
        this.family = family;
        handle = new SocketHandle(socket);
        cleanable = CLEANER.register(this, handle);
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

    /**
     * Returns the address family.
     *
     * @return the family
     */
    public final Family family() {
        return family;
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
        waiting.close();
        cleanable.clean();
    }

    final Waiting waiting() {
        return waiting;
    }

    /** The events that wake those who wait for something to send or receive. */
    int events() {
        return Winsock.FD_READ | Winsock.FD_WRITE;
    }

    /** FD_CLOSE has come; elsewhere: what the user does about it must not hold this thread up. */
    void sessionEnded(int code, boolean elsewhere) {
    }

    /** Whether a send may take long, so that it is worth being interruptible. */
    boolean sendsMayWait() {
        return true;
    }

    /** What a send was to do, for the message of a failure. */
    abstract String sendText(int length, PeerAddress to, InetSocketAddress target);

    /** What a failed send, or batch of sends, is. */
    Operation sending() {
        return Operation.MESSAGE;
    }

    /** What a failed receive, or batch of receives, is. */
    Operation receiving() {
        return Operation.MESSAGE;
    }

    /** What a receive was to do, for the message of a failure. */
    String receiveText(int length) {
        return "receive into " + length + " bytes";
    }

    /* ---- data ---- */

    /** One send; `to` null: to the session's peers. Returns 0 if the socket is nonblocking and there is no room. */
    final int sendMessage(ByteBuffer source, PeerAddress to, InetSocketAddress target) throws IOException {
        int position = source.position();
        int length = source.limit() - position;
        ByteBuffer data = Buffers.forSending(source, position, length);
        int offset = data == source ? position : 0;
        boolean mayWait = sendsMayWait() && waiting.isBlocking();
        long socket = enter(data, source);
        boolean completed = false;
        begin(mayWait);
        try {
            parkIfVirtual(mayWait);
            int seen = waiting.changes();
            int sent = sendOnce(socket, data, offset, length, to);
            for (long waited = 0; sent == WOULD_BLOCK && waited >= 0;) {
                waited = waiting.await(seen, waited, Winsock.SO_SNDTIMEO);
                seen = waiting.changes();
                sent = waited < 0 ? (int) waited : sendOnce(socket, data, offset, length, to);
            }
            if (sent == WOULD_BLOCK) {
                return 0;
            }
            if (sent < 0) {
                throw failure(sending(), sendText(length, to, target), ~sent);
            }
            completed = true;
            source.position(position + sent);
            return sent;
        } finally {
            exit(data, source);
            end(mayWait, completed);
        }
    }

    private static int sendOnce(long socket, ByteBuffer data, int offset, int length, PeerAddress to) {
        return to == null ? DataNatives.send(socket, data, offset, length, 0)
                : DataNatives.sendto(socket, data, offset, length, 0, to.bytes(), 0, to.length());
    }

    /** One receive. Returns the sender, or null if the socket is nonblocking and there is nothing to receive. */
    final InetSocketAddress receiveMessage(ByteBuffer target) throws IOException {
        PeerAddress holder = take(spareSender);
        try {
            return receiveMessage(target, holder) < 0 ? null : holder.toSocketAddress();
        } finally {
            spareSender.lazySet(holder);
        }
    }

    /** One receive. Returns the number of bytes, or -1 as above. */
    final int receiveMessage(ByteBuffer target, PeerAddress sender) throws IOException {
        int position = target.position();
        int length = target.limit() - position;
        ByteBuffer data = Buffers.forReceiving(target, position, length);
        int offset = data == target ? position : 0;
        int room = data == target ? length : Math.min(length, data.capacity());
        boolean blocking = waiting.isBlocking();
        long socket = enter(data, target);
        boolean completed = false;
        begin(blocking);
        try {
            parkIfVirtual(blocking);
            int seen = waiting.changes();
            int received = receiveOnce(socket, data, offset, room, sender);
            for (long waited = 0; received == WOULD_BLOCK && waited >= 0;) {
                waited = waiting.await(seen, waited, Winsock.SO_RCVTIMEO);
                seen = waiting.changes();
                received = waited < 0 ? (int) waited : receiveOnce(socket, data, offset, room, sender);
            }
            if (received == WOULD_BLOCK) {
                return -1;
            }
            int filled = received == ~Winsock.WSAEMSGSIZE ? room : received;
            if (filled >= 0) {
                if (data != target) {
                    target.put(position, data, 0, filled);
                }
                target.position(position + filled);
            }
            if (received < 0) {
                throw failure(receiving(), receiveText(length), ~received);
            }
            completed = true;
            return received;
        } finally {
            exit(data, target);
            end(blocking, completed);
        }
    }

    /**
     * One batch, of datagrams of the sizes or, if those are null, of one size; `to` null: to the session's peers.
     * Returns how many were sent, 0 as above.
     */
    final int sendMessages(ByteBuffer source, int size, IntBuffer sizes, PeerAddress to) throws IOException {
        int length = source.remaining();
        boolean mayWait = sendsMayWait() && waiting.isBlocking();
        long socket = handle.enter();
        boolean completed = false;
        int sent;
        int all;
        begin(mayWait);
        try {
            parkIfVirtual(mayWait);
            sent = sendSome(socket, source, size, sizes, to);
            all = Math.max(sent, 0);
            while (sent > 0 && SendBatch.isLeft(source, sizes) && waiting.parks()) {
                sent = sendSome(socket, source, size, sizes, to);
                all += Math.max(sent, 0);
            }
            completed = sent >= 0;
        } finally {
            exit();
            end(mayWait, completed);
        }
        if (sent < 0 && sent != WOULD_BLOCK && (all == 0 || !isOpen())) {
            throw failure(sending(), "batch, " + sendText(length, to, null), ~sent);
        }
        return all;
    }

    private int sendSome(long socket, ByteBuffer source, int size, IntBuffer sizes, PeerAddress to) {
        int seen = waiting.changes();
        int sent = SendBatch.send(socket, source, size, sizes, to);
        for (long waited = 0; sent == WOULD_BLOCK && waited >= 0;) {
            waited = waiting.await(seen, waited, Winsock.SO_SNDTIMEO);
            seen = waiting.changes();
            sent = waited < 0 ? (int) waited : SendBatch.send(socket, source, size, sizes, to);
        }
        return sent;
    }

    /** One batch. Returns the number of datagrams; 0 if the socket is nonblocking and there is nothing to receive. */
    final int receiveMessages(ReceiveBatch batch) throws IOException {
        boolean blocking = waiting.isBlocking();
        long socket = handle.enter();
        boolean completed = false;
        int received;
        begin(blocking);
        try {
            parkIfVirtual(blocking);
            int seen = waiting.changes();
            received = batch.receive(socket);
            for (long waited = 0; received == WOULD_BLOCK && waited >= 0;) {
                waited = waiting.await(seen, waited, Winsock.SO_RCVTIMEO);
                seen = waiting.changes();
                received = waited < 0 ? (int) waited : batch.receive(socket);
            }
            completed = received >= 0;
        } finally {
            exit();
            end(blocking, completed);
        }
        if (received < 0 && received != WOULD_BLOCK) {
            throw failure(receiving(), "receive into " + batch, ~received);
        }
        return Math.max(received, 0);
    }

    final Set<BatchMode> modesOfBatches(int size) throws IOException {
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

    private static int receiveOnce(long socket, ByteBuffer data, int offset, int room, PeerAddress sender) {
        if (sender == null) {
            return DataNatives.recv(socket, data, offset, room, 0);
        }
        long result = DataNatives.recvfrom(socket, data, offset, room, 0, sender.bytes(), 0,
                Winsock.SIZEOF_SOCKADDR_IN6);
        int received = result < 0 ? ~SocketNatives.value(result) : SocketNatives.value(result);
        if (received >= 0 || received == ~Winsock.WSAEMSGSIZE) {
            sender.length(SocketNatives.size(result));
        }
        return received;
    }

    /* ---- names and options ---- */

    final void bindTo(InetSocketAddress address) throws IOException {
        PeerAddress name = new PeerAddress();
        name.set(address);
        long socket = handle.enter();
        try {
            int result = SocketNatives.bind(socket, name.bytes(), 0, name.length());
            if (result < 0) {
                throw failure(Operation.BIND, "bind " + text(address), ~result);
            }
        } finally {
            exit();
        }
    }

    /** getsockname; null while unbound. */
    final InetSocketAddress localAddress() throws IOException {
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

    final <T> void writeOption(SocketOptions options, SocketOption<T> option, T value) throws IOException {
        SocketOptions.Entry<T> entry = options.get(option);
        if (entry.toInt() == null) {
            throw new UnsupportedOperationException(option.name() + " is read only");
        }
        if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException(option.name() + " cannot be " + value);
        }
        int number = entry.toInt().of(value);
        long socket = handle.enter();
        try {
            int result = SocketNatives.setIntOption(socket, entry.level(), entry.number(), number);
            if (result < 0) {
                throw failure(Operation.OTHER, "setsockopt " + option.name() + " " + value, ~result);
            }
        } finally {
            exit();
        }
    }

    final <T> T readOption(SocketOptions options, SocketOption<T> option) throws IOException {
        SocketOptions.Entry<T> entry = options.get(option);
        long socket = handle.enter();
        try {
            long result = SocketNatives.getIntOption(socket, entry.level(), entry.number());
            if (result < 0) {
                throw failure(Operation.OTHER, "getsockopt " + option.name(), (int) ~result);
            }
            return entry.toValue().of((int) result);
        } finally {
            exit();
        }
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

    /** Enters for a data call; what {@link Buffers} lent goes back if the socket is closed. */
    private long enter(ByteBuffer data, ByteBuffer user) throws ClosedChannelException {
        try {
            return handle.enter();
        } catch (ClosedChannelException e) {
            Buffers.done(data, user);
            throw e;
        }
    }

    private void exit(ByteBuffer data, ByteBuffer user) {
        Buffers.done(data, user);
        exit();
    }

    final void exit() {
        handle.exit();
        Reference.reachabilityFence(this);
    }

    final IOException failure(Operation operation, String call, int code) {
        boolean byClose = code == Winsock.WSAEINTR || code == Winsock.WSAENOTSOCK;
        return byClose && !isOpen() ? new AsynchronousCloseException() : operation.failure(call, code);
    }

    final void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** The other family is the same code on every system, where Winsock itself may judge the length first. */
    final void requireFamily(Operation operation, String call, InetSocketAddress address) throws IOException {
        if (Family.of(address.getAddress()) != family) {
            requireOpen();
            throw operation.failure(call + " " + text(address), Winsock.WSAEAFNOSUPPORT);
        }
    }

    static PeerAddress take(AtomicReference<PeerAddress> spare) {
        PeerAddress holder = spare.getAndSet(null);
        return holder == null ? new PeerAddress() : holder;
    }

    static InetSocketAddress inet(SocketAddress address) {
        if (!(Objects.requireNonNull(address, "address") instanceof InetSocketAddress inet)) {
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
