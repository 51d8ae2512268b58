package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ScatteringByteChannel;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.joinleaf.internal.natives.MessageNatives;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.WSAPOLLFD;
import org.joinleaf.winsock.Winsock;

/**
 * What a socket does whose messages are datagrams, in a session or not: as java.nio's channels have it, and more. Programs
 * use {@link MultipointSocket}, the only class of this kind. It is public because reflection, and so scripts, templates and
 * languages that call methods by it, reaches methods of public classes only.
 */
public abstract sealed class Datagrams extends SessionSocket
        implements ByteChannel, GatheringByteChannel, ScatteringByteChannel permits MultipointSocket {
    /** One address holder kept for the next send; a concurrent call makes its own. */
    private final AtomicReference<PeerAddress> spareTarget = new AtomicReference<>();

    /** Timestamps were asked for. */
    private volatile boolean timestamped;
    /** Control data were asked for. */
    private volatile boolean controlled;
    /** The peer of connect, or null. Written with this locked. */
    volatile InetSocketAddress remote;

    Datagrams(Family family, long socket) {
        super(family, socket);
    }

    /** Whether the socket is in a session, as far as it knows. */
    abstract boolean isInSession();

    /** A bound socket counts as writable: if there is no room, the send that says so enables FD_WRITE. */
    @Override
    final int holding(int mask) {
        int holds = 0;
        if ((mask & Winsock.FD_READ) != 0) {
            WSAPOLLFD polled = new WSAPOLLFD();
            polled.fd(handle());
            polled.events(Winsock.POLLRDNORM);
            holds |= MessageNatives.poll(polled.pointer(), 0, 1, 0) > 0 ? Winsock.FD_READ : 0;
        }
        if ((mask & Winsock.FD_WRITE) != 0) {
            ByteBuffer name = ByteBuffer.allocateDirect(Winsock.SIZEOF_SOCKADDR_IN6);
            holds |= SocketNatives.getsockname(handle(), name, 0, name.capacity()) >= 0 ? Winsock.FD_WRITE : 0;
        }
        return holds;
    }

    /* ---- one peer ---- */

    /**
     * Connects the socket to a peer: WSAConnect. From then on {@link #send(ByteBuffer)} and {@link #write(ByteBuffer)} go
     * there, and only what the peer sends is received; what had come from others before still is. Nothing is sent by
     * this call, and whether there is such a peer does not show. An unbound socket is bound. Another peer takes the place
     * of the first. Sending to an address, and memberships, remain as they were; but on Linux nothing that is sent to a
     * group is heard while the socket is connected. In a session this changes nothing, and is taken for the session's
     * own group only.
     *
     * @param remote an InetSocketAddress: a host's, or a group's, to which nobody can answer as the group itself; of
     *               IPv6 sockets with {@link MultipointOptions#IPV6_ONLY} false one of IPv4, too
     * @return this socket
     * @throws WinsockException       WSAEISCONN for another address than the session's group; WSAEAFNOSUPPORT;
     *                                WSAENETUNREACH and others of WSAConnect. Port 0 is no error, but reaches nobody
     * @throws ClosedChannelException if the socket is closed
     * @throws IllegalArgumentException if the address is the wildcard
     */
    public final synchronized MultipointSocket connect(SocketAddress remote) throws IOException {
        InetSocketAddress address = inet("remote", remote);
        if (address.getAddress().isAnyLocalAddress()) {
            throw new IllegalArgumentException("remote is no peer: " + text(address));
        }
        requireTaken(Operation.CONNECT, "WSAConnect", address);
        PeerAddress name = new PeerAddress();
        name.set(address, family);
        long socket = handle.enter();
        try {
            int result = SocketNatives.connect(socket, name.bytes(), 0, name.length());
            if (result < 0) {
                throw failure(Operation.CONNECT, "WSAConnect " + text(address), ~result,
                        new Circumstances(this, address, null));
            }
            if (!isInSession()) {
                this.remote = address;
            }
            return (MultipointSocket) this;
        } finally {
            exit();
        }
    }

    /**
     * Ends what {@link #connect(SocketAddress)} began: WSAConnect with AF_UNSPEC. The socket stays bound, and receives from
     * everybody. Does nothing if it is not connected, in a session for example.
     *
     * @return this socket
     * @throws IOException a {@link WinsockFailure} of WSAConnect; ClosedChannelException if the socket is closed
     */
    public final synchronized MultipointSocket disconnect() throws IOException {
        long socket = handle.enter();
        try {
            if (remote != null) {
                dissolve(socket, "disconnect");
                remote = null;
            }
            return (MultipointSocket) this;
        } finally {
            exit();
        }
    }

    /** WSAConnect with AF_UNSPEC. */
    final void dissolve(long socket, String call) throws IOException {
        PeerAddress nowhere = new PeerAddress();
        nowhere.set(family.any(0));
        nowhere.bytes().putShort(0, (short) Winsock.AF_UNSPEC);
        int result = SocketNatives.connect(socket, nowhere.bytes(), 0, nowhere.length());
        if (result < 0) {
            throw failure(Operation.OTHER, call, ~result);
        }
    }

    /**
     * Tells whether the socket is connected to a peer.
     *
     * @return true between {@link #connect(SocketAddress)} and {@link #disconnect()}, also after close; a session is no
     *         such connection
     */
    public final boolean isConnected() {
        return remote != null;
    }

    /**
     * Returns the peer.
     *
     * @return the address that was given to {@link #connect(SocketAddress)}, or null if the socket is not connected
     * @throws ClosedChannelException if the socket is closed
     */
    public final InetSocketAddress getRemoteAddress() throws IOException {
        requireOpen();
        return remote;
    }

    /** Where a send without an address goes; null: to the group of the session. */
    final InetSocketAddress peer() {
        return remote;
    }

    /* ---- as the channels of java.nio ---- */

    /**
     * Receives one datagram of the peer or the session, as {@link #receive(ByteBuffer, PeerAddress)} without a sender.
     * Never allocates.
     *
     * @param target gets its bytes from the position on, which moves behind them. A longer datagram fills the buffer, and
     *               then the call fails with WSAEMSGSIZE (DatagramChannel says nothing of the loss).
     * @return the number of bytes, 0 for an empty datagram; 0, too, if the socket is nonblocking and there is nothing to
     *         receive. Never -1.
     * @throws IOException              as {@link #receive(ByteBuffer)}
     * @throws NotYetConnectedException if the socket is neither connected nor in a session
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws IllegalStateException    if {@link MultipointOptions#COALESCED_RECEIVE} was set, or the buffer is of an
     *                                  arena that is closed
     */
    @Override
    public final int read(ByteBuffer target) throws IOException {
        if (Objects.requireNonNull(target, "target").isReadOnly()) {
            throw new IllegalArgumentException("target is read-only: " + target);
        }
        requireSingle();
        requirePeer();
        return Math.max(transfers.receive(target, (PeerAddress) null), 0);
    }

    /**
     * Receives one datagram into several buffers, one behind the other, as {@link #read(ByteBuffer)} into one. Never
     * allocates.
     *
     * @param targets the buffers; not changed by other threads meanwhile
     * @param offset  the index of the first
     * @param length  how many
     * @return the number of bytes
     * @throws IOException               as {@link #read(ByteBuffer)}
     * @throws NotYetConnectedException  if the socket is neither connected nor in a session
     * @throws IndexOutOfBoundsException if there are fewer buffers
     * @throws IllegalArgumentException  if one is read-only; nothing is received then
     * @throws IllegalStateException     if {@link MultipointOptions#COALESCED_RECEIVE} was set, or a buffer is of an arena
     *                                   that is closed
     */
    @Override
    public final long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, Objects.requireNonNull(targets, "targets").length);
        for (int i = offset; i < offset + length; i++) {
            if (element("targets", targets, i).isReadOnly()) {
                throw new IllegalArgumentException("targets[" + i + "] is read-only: " + targets[i]);
            }
        }
        requireSingle();
        requirePeer();
        return Math.max(transfers.receive(targets, offset, length), 0);
    }

    /**
     * Receives one datagram into all of these buffers, as {@link #read(ByteBuffer[], int, int)}.
     *
     * @param targets the buffers
     * @return the number of bytes
     * @throws IOException as there
     */
    @Override
    public final long read(ByteBuffer[] targets) throws IOException {
        return read(targets, 0, Objects.requireNonNull(targets, "targets").length);
    }

    /**
     * Sends one datagram to the peer or the session, as {@link #send(ByteBuffer)}. Never allocates.
     *
     * @param source its bytes
     * @return the number of bytes sent; 0, with the position unmoved, if the socket is nonblocking and there is no room
     * @throws IOException              as {@link #send(ByteBuffer)}
     * @throws NotYetConnectedException if the socket is neither connected nor in a session
     */
    @Override
    public final int write(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        requirePeer();
        return transfers.send(source, null);
    }

    /**
     * Sends one datagram that is made of several buffers, one behind the other, to the peer or the session. Never
     * allocates. With no bytes at all it is an empty datagram.
     *
     * @param sources the buffers; their positions move to their limits once the datagram is sent. Not changed by other
     *                threads meanwhile.
     * @param offset  the index of the first
     * @param length  how many
     * @return the number of bytes sent; 0, with the positions unmoved, if the socket is nonblocking and there is no room
     * @throws IOException               as {@link #send(ByteBuffer)}: WSAEMSGSIZE if they are more bytes than a datagram
     *                                   has
     * @throws NotYetConnectedException  if the socket is neither connected nor in a session
     * @throws IndexOutOfBoundsException if there are fewer buffers
     * @throws IllegalStateException     if a buffer is of an arena that is closed; nothing is sent then
     */
    @Override
    public final long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, Objects.requireNonNull(sources, "sources").length);
        for (int i = offset; i < offset + length; i++) {
            element("sources", sources, i);
        }
        requirePeer();
        return transfers.send(sources, offset, length);
    }

    /**
     * Sends one datagram that is made of all of these buffers, as {@link #write(ByteBuffer[], int, int)}.
     *
     * @param sources the buffers
     * @return the number of bytes sent
     * @throws IOException as there
     */
    @Override
    public final long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, Objects.requireNonNull(sources, "sources").length);
    }

    private static ByteBuffer element(String name, ByteBuffer[] buffers, int index) {
        if (buffers[index] == null) {
            throw new NullPointerException(name + "[" + index + "]");
        }
        return buffers[index];
    }

    private void requirePeer() throws IOException {
        if (remote == null && !isInSession()) {
            requireOpen();
            throw new NotYetConnectedException();
        }
    }

    /* ---- to an address ---- */

    /**
     * Sends one datagram to an address, which need not be a group. Allocates nothing while the target stays the same. A
     * group that no route leads to is sent to by the interface that {@link JoinOptions#onSystemChoice()} tells, as long as none
     * was chosen by IP_MULTICAST_IF or bind; but by loopback only where the host has no other interface for multicast.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @param target an InetSocketAddress; of IPv6 sockets with {@link MultipointOptions#IPV6_ONLY} false one of IPv4, too
     * @return the number of bytes sent, or 0, as {@link #send(ByteBuffer)}
     * @throws WinsockException       as {@link #send(ByteBuffer)}
     * @throws ClosedChannelException if the socket is closed
     */
    public final int send(ByteBuffer source, SocketAddress target) throws IOException {
        Objects.requireNonNull(source, "source");
        InetSocketAddress address = inet("target", target);
        requireTaken(Operation.SEND, "send to", address);
        PeerAddress holder = PeerAddress.take(spareTarget);
        try {
            holder.update(address, family);
            return transfers.send(source, holder);
        } finally {
            spareTarget.lazySet(holder);
        }
    }

    /**
     * Sends one datagram to an address in a holder: the way to answer without allocating.
     *
     * @param source its bytes, from position to limit; the position moves to the limit
     * @param target the address, not empty, of a family as {@link #send(ByteBuffer, SocketAddress)} takes it; not changed by
     *               other threads meanwhile
     * @return the number of bytes sent, or 0, as {@link #send(ByteBuffer)}
     * @throws WinsockException       as {@link #send(ByteBuffer)}
     * @throws ClosedChannelException if the socket is closed
     */
    public final int send(ByteBuffer source, PeerAddress target) throws IOException {
        Objects.requireNonNull(source, "source");
        return isOfOtherForm(target) ? send(source, target.toSocketAddress()) : transfers.send(source, target);
    }

    /** Whether the address is written as sockets of the other family have it, which may be one of IPv4 nevertheless. */
    private boolean isOfOtherForm(PeerAddress target) {
        boolean four = PeerAddress.requireFilled("target", target).length() == Winsock.SIZEOF_SOCKADDR_IN;
        return four != (family == Family.IPV4);
    }

    private int sendBatch(ByteBuffer source, int size, IntBuffer sizes, PeerAddress target) throws IOException {
        if (!isOfOtherForm(target)) {
            return transfers.sendBatch(source, size, sizes, target);
        }
        InetSocketAddress address = target.toSocketAddress();
        requireTaken(Operation.SEND, "send to", address);
        PeerAddress holder = PeerAddress.take(spareTarget);
        try {
            holder.update(address, family);
            return transfers.sendBatch(source, size, sizes, holder);
        } finally {
            spareTarget.lazySet(holder);
        }
    }

    /**
     * Sends many datagrams of one size as {@link #sendBatch(ByteBuffer, int)}, to an address.
     *
     * @param source their bytes
     * @param size   the size of each
     * @param target the address, not empty; not changed by other threads meanwhile
     * @return the number of datagrams sent
     * @throws IOException as {@link #sendBatch(ByteBuffer, int)}
     */
    public final int sendBatch(ByteBuffer source, int size, PeerAddress target) throws IOException {
        SendBatch.check(source, size);
        return sendBatch(source, size, null, target);
    }

    /**
     * Sends many datagrams as {@link #sendBatch(ByteBuffer, IntBuffer)}, to an address.
     *
     * @param source their bytes
     * @param sizes  the size of each
     * @param target the address, not empty; not changed by other threads meanwhile
     * @return the number of datagrams sent
     * @throws IOException as {@link #sendBatch(ByteBuffer, IntBuffer)}
     */
    public final int sendBatch(ByteBuffer source, IntBuffer sizes, PeerAddress target) throws IOException {
        SendBatch.check(source, sizes);
        return sendBatch(source, 0, sizes, target);
    }

    /* ---- control data ---- */

    /**
     * Says which control data are wanted from now on, in place of those that were wanted before: IP_PKTINFO and similar
     * options. Datagrams that have arrived already may lack them. A receive into a {@link ControlData} tells them, and a
     * {@link ReceiveBatch}.
     *
     * @param kinds what is wanted; none to ask for nothing
     * @return this socket
     * @throws WinsockException       WSAENOPROTOOPT for what the system lacks, for TIMESTAMP WSAEOPNOTSUPP or WSAEINVAL, and
     *                                others of setsockopt and WSAIoctl
     * @throws ClosedChannelException if the socket is closed
     */
    public final MultipointSocket requestControlData(Set<ControlData.Kind> kinds) throws IOException {
        for (ControlData.Kind kind : Objects.requireNonNull(kinds, "kinds")) {
            Objects.requireNonNull(kind, "kinds");
        }
        boolean both = takesBothFamilies();
        long socket = handle.enter();
        try {
            controlled = !kinds.isEmpty();
            requestTimestamps(socket, kinds.contains(ControlData.Kind.TIMESTAMP));
            requestControlData(socket, family, kinds);
            if (both) {
                requestControlData(socket, Family.IPV4, kinds);
            }
            return (MultipointSocket) this;
        } finally {
            exit();
        }
    }

    @Override
    final boolean tellsControlData() {
        return controlled;
    }

    /** Asks for those of datagrams of one family. */
    private void requestControlData(long socket, Family of, Set<ControlData.Kind> kinds) throws IOException {
        int level = of == Family.IPV4 ? Winsock.IPPROTO_IP : Winsock.IPPROTO_IPV6;
        for (ControlData.Kind kind : ControlData.Kind.values()) {
            int option = kind.option(of);
            if (option == 0) {
                continue;
            }
            boolean wanted = kinds.stream().anyMatch(one -> one.option(of) == option);
            int result = SocketNatives.setIntOption(socket, level, option, wanted ? 1 : 0);
            boolean takesNone = result == ~Winsock.WSAEINVAL && of != family; // bound to an address of IPv6, or no IPv4 at all
            if (result < 0 && !takesNone) {
                throw failure(Operation.OTHER, "setsockopt for " + kind + (wanted ? " 1" : " 0"), ~result);
            }
        }
    }

    /** SIO_TIMESTAMPING. Older systems lack it, so it is called only if the user wants timestamps, or wanted them. */
    private void requestTimestamps(long socket, boolean wanted) throws IOException {
        if (!wanted && !timestamped) {
            return;
        }
        ByteBuffer config = ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
        config.putInt(0, wanted ? TcpipOptions.TIMESTAMPING_FLAG_RX : 0);
        long result = SocketNatives.ioctl(socket, TcpipOptions.SIO_TIMESTAMPING, config, 0, config.capacity(), null, 0, 0);
        if (result < 0) {
            throw failure(Operation.OTHER, "WSAIoctl SIO_TIMESTAMPING for " + ControlData.Kind.TIMESTAMP,
                    SocketNatives.value(result));
        }
        timestamped = wanted;
    }

    /**
     * Receives one datagram as {@link #receive(ByteBuffer, PeerAddress)} does, with the control data that were asked
     * for: WSARecvMsg. Never allocates.
     *
     * @param target  gets the bytes
     * @param sender  gets the sender's address, or null if it is not wanted
     * @param control gets the control data
     * @return the number of bytes, 0 for an empty datagram; -1 if the socket is nonblocking and there is nothing to
     *         receive
     * @throws IOException as {@link #receive(ByteBuffer)}; WSAEOPNOTSUPP or WSAEINVAL of WSAIoctl if the provider has
     *                     no WSARecvMsg
     */
    public final int receive(ByteBuffer target, PeerAddress sender, ControlData control) throws IOException {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(control, "control");
        requireSingle();
        return transfers.receive(target, sender, control);
    }
}
