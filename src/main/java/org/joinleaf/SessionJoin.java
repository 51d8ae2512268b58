package org.joinleaf;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.LongFunction;
import org.joinleaf.internal.memory.CalleeMemory;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.waiting.JoinFuture;
import org.joinleaf.internal.watch.Watch;
import org.joinleaf.winsock.Winsock;

/**
 * One call of WSAJoinLeaf: its arguments, copied and checked, and what is made of its result. The join of a session, the
 * request of a leaf and the invitation by a root differ only in the result.
 *
 * @param <T> what the join gives
 */
abstract class SessionJoin<T> {
    private static final int SCOPE_ID = 24;
    /** Bytes of memory for callee data, at the most. */
    private static final int MOST_ROOM = 1 << 20;

    final SessionSocket socket;
    final Operation operation;
    final InetSocketAddress address;
    final JoinOptions options;
    private final String verb;
    private final ByteBuffer qos;
    /** Memory for callee data; null if none can come back. */
    private final CalleeMemory callee;
    private final JoinFuture<T> future = new JoinFuture<>(this::cancelled);

    SessionJoin(SessionSocket socket, Operation operation, String verb, InetSocketAddress address,
            JoinOptions options) throws IOException {
        socket.requireFamily(operation, verb, address);
        this.socket = socket;
        this.operation = operation;
        this.address = address;
        this.options = options;
        this.verb = verb;
        qos = FlowSpecs.structure(options.flowSpecs().orElse(null));
        callee = operation == Operation.REQUEST ? new CalleeMemory(Math.min(options.calleeRoom(), MOST_ROOM)) : null;
    }

    /** Joins, and waits until that has ended: in Winsock, or for FD_CONNECT. */
    final T await() throws IOException {
        socket.requireOpen();
        socket.parkIfVirtual(operation == Operation.REQUEST); /* the other side takes its time, and may need the carrier */
        if (!socket.waiting.beginJoinInWinsock(this)) {
            return endOfBegun();
        }
        boolean completed = false;
        socket.interruption.enter();
        try {
            long result = call();
            if (result < 0) {
                throw socket.isOpen() ? failure((int) ~result) : socket.failure(operation, toString(), (int) ~result);
            }
            T joined = done();
            completed = true;
            return joined;
        } finally {
            socket.waiting.endJoinInWinsock();
            socket.interruption.exit(completed);
            Reference.reachabilityFence(socket);
        }
    }

    /** An interrupt closes the socket here as well. Only cancelling would leave a root open. */
    private T endOfBegun() throws IOException {
        try {
            return begin().end();
        } catch (ClosedByInterruptException e) {
            socket.close();
            throw e;
        }
    }

    /** Begins to join; FD_CONNECT tells the end. */
    final JoinFuture<T> begin() {
        socket.waiting.join(this);
        return future;
    }

    final JoinFuture<T> future() {
        return future;
    }

    /** Returns the SOCKET or a negative result. */
    long call() throws IOException {
        long number = socket.handle.enter();
        try {
            if (options.networkInterface().isPresent()) {
                chooseInterface(number, options.networkInterface().get());
            }
            int prepared = beforeCall(number);
            if (prepared < 0) {
                return prepared;
            }
            long joined = joinLeaf(number);
            int settled = joined < 0 ? 0 : afterCall(number);
            return settled < 0 ? settled : joined;
        } finally {
            socket.exit();
        }
    }

    private void chooseInterface(long number, NetworkInterface chosen) throws IOException {
        int result = socket.options().get(socket, StandardSocketOptions.IP_MULTICAST_IF).write(number, chosen);
        if (result < 0) {
            throw socket.failure(operation, toString(), ~result, new Circumstances(socket, address, chosen));
        }
    }

    private long joinLeaf(long number) {
        PeerAddress name = PeerAddress.lend();
        try {
            name.set(address);
            boolean group = address.getAddress().isMulticastAddress();
            if (group && name.length() == Winsock.SIZEOF_SOCKADDR_IN6 && name.bytes().getInt(SCOPE_ID) == 0) {
                options.networkInterface().ifPresent(one -> name.bytes().putInt(SCOPE_ID, one.getIndex()));
            }
            ByteBuffer caller = options.callerMemory();
            return SocketNatives.joinLeaf(number, name.bytes(), 0, name.length(), caller, 0,
                    caller == null ? -1 : caller.limit(), callee == null ? null : callee.block(),
                    callee == null ? 0 : callee.room(), qos, 0, qos == null ? 0 : qos.capacity(), null, 0, 0,
                    options.direction().flags());
        } finally {
            name.keep();
        }
    }

    /** WSAJoinLeaf is about to be called. Returns the complement of a code if it is not to be. */
    int beforeCall(long number) {
        return 0;
    }

    /** WSAJoinLeaf has succeeded, or has begun. Returns the complement of a code if the join fails all the same. */
    int afterCall(long number) {
        return 0;
    }

    /** WSAJoinLeaf has failed: takes back what {@link #beforeCall} did, as far as it would be in the way. */
    void undo() {
    }

    /** Why the join failed, with what the other side told. */
    final IOException failure(int code) {
        undo();
        Circumstances about = new Circumstances(socket, address, options.networkInterface().orElse(null));
        if (operation == Operation.REQUEST && code == Winsock.WSAETIMEDOUT) {
            String waitedFor = told(number -> Refusal.waitedFor(number, about));
            return operation.failure(toString(), code, waitedFor);
        }
        if (operation == Operation.REQUEST && code == Winsock.WSAECONNREFUSED) {
            return operation.refused(toString(), code, told(Refusal::of));
        }
        return operation.failure(this + disliked(code), code, about);
    }

    /** The options that a code is about, for the message of the failure. */
    private String disliked(int code) {
        ByteBuffer data = options.callerMemory();
        String caller = " with " + Count.of(data == null ? 0 : data.limit(), "byte") + " of caller data";
        return switch (code) {
            case Winsock.WSAEOPNOTSUPP -> options.flowSpecs().map(specs -> " with " + specs).orElse("");
            case Winsock.WSAEPROTONOSUPPORT -> data == null ? "" : caller + ", which sessions without a root do not carry";
            case Winsock.WSAEFAULT -> operation != Operation.REQUEST ? ""
                    : caller + ", and room for " + options.calleeRoom() + " of the answer";
            default -> "";
        };
    }

    /** What the provider tells of the join that has failed; null if the socket was closed meanwhile. */
    private <R> R told(LongFunction<R> of) {
        try {
            long number = socket.handle.enter();
            try {
                return of.apply(number);
            } finally {
                socket.exit();
            }
        } catch (IOException e) {
            return null; /* nobody is there to ask */
        }
    }

    /** After success: tells those who watch, and returns what the join gives. */
    final T done() {
        Watch.joined(this, socket.handle(), address);
        return succeeded();
    }

    /** After success: what the join gives. */
    abstract T succeeded();

    /** The join was cancelled by way of its future. */
    abstract void cancelled();

    /** The call had succeeded, but the join failed after that, or nobody wants what it gave. */
    void abandoned(T result) {
    }

    /** After success: what came back. */
    final byte[] calleeData() {
        byte[] data = new byte[callee.length()];
        callee.bytes().get(data);
        return data;
    }

    /** For the message of a failure, and for those who watch. */
    @Override
    public final String toString() {
        return verb + " " + NetworkSocket.text(address)
                + options.networkInterface().map(one -> " on " + one.getName()).orElse("");
    }
}
