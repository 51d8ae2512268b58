package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.joinleaf.internal.memory.Buffers;
import org.joinleaf.internal.memory.MemoryFault;
import org.joinleaf.internal.memory.Scratch;
import org.joinleaf.internal.natives.DataNatives;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * How one socket sends and receives: the calls, the waiting that Winsock does not do itself, and the copying of buffers that
 * natives cannot use in place. Allocates nothing, and shares nothing but the socket's own state.
 */
final class Transfers {
    private static final int WOULD_BLOCK = ~Winsock.WSAEWOULDBLOCK;

    /** A call that is made again after each wait. It returns at least 0, or the complement of a code. */
    private interface Transfer<P, Q> {
        int once(long socket, ByteBuffer data, int offset, int length, P first, Q second);
    }

    private static final Transfer<PeerAddress, Void> SEND = (socket, data, offset, length, to, none) ->
            to == null ? DataNatives.send(socket, data, offset, length, 0)
                    : DataNatives.sendto(socket, data, offset, length, 0, to.bytes(), 0, to.length());

    private static final Transfer<PeerAddress, Void> SEND_ASIDE = (socket, data, offset, length, none, nothing) ->
            DataNatives.send(socket, data, offset, length, JoinleafOptions.JLR_MSG_ASIDE);

    private static final Transfer<PeerAddress, ControlData> RECEIVE = (socket, data, offset, length, sender, none) ->
            receiveOnce(socket, data, offset, length, sender);

    private static final Transfer<PeerAddress, ControlData> RECEIVE_WITH_CONTROL =
            (socket, data, offset, length, sender, control) ->
                    received(control.receive(socket, data, offset, length, sender), sender);

    private static final Transfer<PeerAddress, MessageSource> RECEIVE_WITH_SOURCE =
            (socket, data, offset, length, none, source) -> source.receive(socket, data, offset, length);

    /** The length is the size of each datagram. */
    private static final Transfer<IntBuffer, PeerAddress> SEND_BATCH = (socket, source, none, size, sizes, to) ->
            SendBatch.send(socket, source, size, sizes, to);

    private static final Transfer<ReceiveBatch, Void> RECEIVE_BATCH = (socket, none, offset, length, batch, nothing) ->
            batch.receive(socket);

    private final SessionSocket socket;
    private final Waiting waiting;

    /** One address holder kept for the next receive; a concurrent call makes its own. */
    private final AtomicReference<PeerAddress> spareSender = new AtomicReference<>();

    /** The address of WSARecvMsg; 0: not asked for yet. */
    private volatile long receiveFunction;

    Transfers(SessionSocket socket) {
        this.socket = socket;
        waiting = socket.waiting();
    }

    /** One send; `to` null: to the session's peers. Returns 0 if the socket is nonblocking and there is no room. */
    int send(ByteBuffer source, PeerAddress to) throws IOException {
        return send(SEND, source, to);
    }

    /** One send to the other side alone, in the same way. */
    int sendAside(ByteBuffer source) throws IOException {
        return send(SEND_ASIDE, source, null);
    }

    private int send(Transfer<PeerAddress, Void> how, ByteBuffer source, PeerAddress to) throws IOException {
        int position = source.position();
        int length = source.limit() - position;
        ByteBuffer data;
        try {
            data = Buffers.forSending(source, position, length);
        } catch (MemoryFault e) {
            throw fault(socket.sending(), socket.sendText(length, to), e);
        }
        try {
            int sent = run(how, sendsMayWait(), Winsock.SO_SNDTIMEO, data, data == source ? position : 0, length, to,
                    null);
            if (sent == WOULD_BLOCK) {
                return 0;
            }
            if (sent < 0) {
                throw sendFailure(socket.sendText(length, to), ~sent, to, length);
            }
            source.position(position + sent);
            return sent;
        } finally {
            Buffers.done(data, source);
        }
    }

    /** One send of what several buffers hold, which none of them loses unless it is sent. */
    int send(ByteBuffer[] sources, int offset, int count) throws IOException {
        if (count == 1) {
            return send(sources[offset], null);
        }
        long length = remaining(sources, offset, count);
        if (length > Scratch.BLOCK) { // no datagram has so many
            throw sendFailure(socket.sendText(asInt(length), null), Winsock.WSAEMSGSIZE, null, length);
        }
        ByteBuffer block = Scratch.take((int) length);
        try {
            int at = 0;
            for (int i = offset; i < offset + count; i++) {
                int part = sources[i].remaining();
                Buffers.gather(sources[i], part, block, at);
                at += part;
            }
            int sent = run(SEND, sendsMayWait(), Winsock.SO_SNDTIMEO, block, 0, at, null, null);
            if (sent == WOULD_BLOCK) {
                return 0;
            }
            if (sent < 0) {
                throw sendFailure(socket.sendText(at, null), ~sent, null, at);
            }
            for (int i = offset; i < offset + count; i++) {
                sources[i].position(sources[i].limit());
            }
            return sent;
        } catch (MemoryFault e) {
            throw fault(socket.sending(), socket.sendText((int) length, null), e);
        } finally {
            Scratch.give(block);
        }
    }

    /** One receive into several buffers. Returns the number of bytes, or -1 as below. */
    int receive(ByteBuffer[] targets, int offset, int count) throws IOException {
        if (count == 1) {
            return receive(targets[offset], (PeerAddress) null);
        }
        int length = asInt(remaining(targets, offset, count));
        int room = Math.min(length, Scratch.BLOCK);
        ByteBuffer block = Scratch.take(room);
        try {
            for (int i = offset; i < offset + count; i++) {
                Buffers.requireWritable(targets[i]);
            }
            int received = run(RECEIVE, waiting.isBlocking(), Winsock.SO_RCVTIMEO, block, 0, room, null, null);
            if (received == WOULD_BLOCK) {
                return -1;
            }
            int left = received == ~Winsock.WSAEMSGSIZE ? room : received;
            for (int i = offset, at = 0; left > 0; i++) {
                int part = Math.min(left, targets[i].remaining());
                Buffers.scatter(block, at, part, targets[i]);
                targets[i].position(targets[i].position() + part);
                at += part;
                left -= part;
            }
            return whole(received, length);
        } catch (MemoryFault e) {
            throw fault(socket.receiving(), socket.receiveText(length), e);
        } finally {
            Scratch.give(block);
        }
    }

    /** Returns the length of a message that fitted into so many bytes; of another one the buffer has the beginning. */
    private int whole(int received, int room) throws IOException {
        if (received < 0) {
            throw socket.failure(socket.receiving(), socket.receiveText(room), ~received, target(null));
        }
        return received;
    }

    private static long remaining(ByteBuffer[] buffers, int offset, int count) {
        long length = 0;
        for (int i = offset; i < offset + count; i++) {
            length += buffers[i].remaining();
        }
        return length;
    }

    private static int asInt(long length) {
        return (int) Math.min(length, Integer.MAX_VALUE);
    }

    /** One receive. Returns the sender, or null if the socket is nonblocking and there is nothing to receive. */
    InetSocketAddress receive(ByteBuffer target) throws IOException {
        PeerAddress holder = PeerAddress.take(spareSender);
        try {
            return receive(target, holder) < 0 ? null : holder.toSocketAddress();
        } finally {
            spareSender.lazySet(holder);
        }
    }

    /** One receive. Returns the number of bytes, or -1 as above. */
    int receive(ByteBuffer target, PeerAddress sender) throws IOException {
        return receive(RECEIVE, target, sender, null);
    }

    /** The same, with control data. */
    int receive(ByteBuffer target, PeerAddress sender, ControlData control) throws IOException {
        control.use(receiveFunction());
        if (sender != null) {
            return receive(RECEIVE_WITH_CONTROL, target, sender, control);
        }
        PeerAddress holder = PeerAddress.take(spareSender);
        try {
            return receive(RECEIVE_WITH_CONTROL, target, holder, control);
        } finally {
            spareSender.lazySet(holder);
        }
    }

    /** The same, and where it came from. */
    int receive(ByteBuffer target, MessageSource source) throws IOException {
        return receive(RECEIVE_WITH_SOURCE, target, null, source);
    }

    /** WSARecvMsg of the socket's provider; asked for once. */
    private long receiveFunction() throws IOException {
        long known = receiveFunction;
        if (known != 0) {
            return known;
        }
        long number = socket.handle.enter();
        try {
            long found = DataNatives.receiveFunction(number);
            if (found < 0) {
                throw socket.failure(Operation.OTHER, "WSAIoctl SIO_GET_EXTENSION_FUNCTION_POINTER WSARecvMsg",
                        (int) ~found);
            }
            receiveFunction = found;
            return found;
        } finally {
            socket.exit();
        }
    }

    private <Q> int receive(Transfer<PeerAddress, Q> how, ByteBuffer target, PeerAddress sender, Q more)
            throws IOException {
        int position = target.position();
        int length = target.limit() - position;
        ByteBuffer data;
        try {
            data = Buffers.forReceiving(target, position, length);
        } catch (MemoryFault e) {
            throw fault(socket.receiving(), socket.receiveText(length), e);
        }
        int room = data == target ? length : Math.min(length, data.capacity());
        try {
            int received = run(how, waiting.isBlocking(), Winsock.SO_RCVTIMEO, data, data == target ? position : 0,
                    room, sender, more);
            if (received == WOULD_BLOCK) {
                return -1;
            }
            int filled = received == ~Winsock.WSAEMSGSIZE ? room : received;
            if (filled >= 0) {
                if (data != target) {
                    Buffers.received(target, position, data, filled);
                }
                target.position(position + filled);
            }
            return whole(received, length);
        } catch (MemoryFault e) {
            throw fault(socket.receiving(), socket.receiveText(length), e);
        } finally {
            Buffers.done(data, target);
        }
    }

    /** Why a send failed, whose next message, or only one, had so many bytes. */
    private IOException sendFailure(String call, int code, PeerAddress to, long length) {
        if (code == Winsock.WSAEMSGSIZE && socket.isOpen()) {
            return socket.sending().failure(call, code, LikelyCause.ofLong(socket, length));
        }
        return socket.failure(socket.sending(), call, code, target(to));
    }

    /** What a failed transfer was about, for its likely cause; `to` null: the session's peers. */
    private Circumstances target(PeerAddress to) {
        InetSocketAddress peers = !(socket instanceof MultipointSocket one) ? null : one.isConnected() ? one.remote : one.group();
        return new Circumstances(socket, to == null ? peers : to.toSocketAddress(), null);
    }

    /** Memory that is not there fails as in Winsock. */
    private IOException fault(Operation operation, String call, MemoryFault cause) {
        IOException failure = socket.failure(operation, call, Winsock.WSAEFAULT);
        failure.initCause(cause);
        return failure;
    }

    /**
     * One batch, of datagrams of the sizes or, if those are null, of one size; `to` null: to the session's peers.
     * Returns how many were sent, 0 as above.
     */
    int sendBatch(ByteBuffer source, int size, IntBuffer sizes, PeerAddress to) throws IOException {
        int length = source.remaining();
        int all = 0;
        int sent;
        boolean parts = SendBatch.goesInParts(source);
        try {
            do {
                sent = run(SEND_BATCH, sendsMayWait(), Winsock.SO_SNDTIMEO, source, 0, size, sizes, to);
                all += Math.max(sent, 0);
            } while (sent > 0 && SendBatch.isLeft(source, sizes) && (parts || waiting.parks()));
        } catch (MemoryFault e) {
            if (all > 0) {
                return all;
            }
            throw fault(socket.sending(), SendBatch.text(source, size, sizes) + socket.sendText(length, to), e);
        }
        if (sent < 0 && sent != WOULD_BLOCK && all == 0) {
            String call = SendBatch.text(source, size, sizes) + socket.sendText(length, to);
            throw sendFailure(call, ~sent, to, SendBatch.next(source, size, sizes));
        }
        if (!socket.isOpen() && SendBatch.isLeft(source, sizes)) {
            String call = SendBatch.text(source, size, sizes) + socket.sendText(length, to);
            throw socket.failure(socket.sending(), call, Winsock.WSAENOTSOCK); // under the call: that is no success
        }
        return all;
    }

    /** One batch. Returns the number of datagrams; 0 if the socket is nonblocking and there is nothing to receive. */
    int receiveBatch(ReceiveBatch batch) throws IOException {
        int received;
        try {
            received = run(RECEIVE_BATCH, waiting.isBlocking(), Winsock.SO_RCVTIMEO, null, 0, 0, batch, null);
        } catch (MemoryFault e) {
            throw fault(socket.receiving(), "receive into " + batch + socket.fromText(), e);
        }
        if (received < 0 && received != WOULD_BLOCK) {
            boolean tooSmall = received == ~Winsock.WSAEINVAL && socket.isCoalescing() && batch.isTooSmallToCoalesce();
            throw socket.failure(tooSmall ? Operation.COALESCED : socket.receiving(),
                    "receive into " + batch + socket.fromText(), ~received, target(null));
        }
        return Math.max(received, 0);
    }

    private boolean sendsMayWait() {
        return socket.sendsMayWait() && waiting.isBlocking();
    }

    private <P, Q> int run(Transfer<P, Q> transfer, boolean mayWait, int option, ByteBuffer data, int offset,
            int length, P first, Q second) throws IOException {
        try {
            return runIfOpen(transfer, mayWait, option, data, offset, length, first, second);
        } catch (ClosedChannelException e) {
            int because = socket.closedBecause();
            if (because == 0 || e instanceof ClosedByInterruptException) {
                throw e;
            }
            return ~because;
        }
    }

    /** A transfer with an open handle, which an interrupt of a thread that waits in it closes. */
    private <P, Q> int runIfOpen(Transfer<P, Q> transfer, boolean mayWait, int option, ByteBuffer data, int offset,
            int length, P first, Q second) throws IOException {
        socket.requireOpen();
        int result = WOULD_BLOCK;
        socket.begin(mayWait); /* before enter: if the thread is interrupted already, this closes the socket, and close waits
                                  until every enter has its exit */
        try {
            long number = socket.handle.enter();
            try {
                socket.parkIfVirtual(mayWait);
                result = untilDone(transfer, option, number, data, offset, length, first, second);
            } finally {
                socket.exit();
            }
        } finally {
            socket.end(mayWait, result >= 0);
        }
        return result;
    }

    /** Repeats the call after each wait. Returns WOULD_BLOCK only if the socket is nonblocking. */
    private <P, Q> int untilDone(Transfer<P, Q> transfer, int option, long number, ByteBuffer data, int offset,
            int length, P first, Q second) {
        int seen = waiting.changes();
        int result = transfer.once(number, data, offset, length, first, second);
        for (long waited = 0; result == WOULD_BLOCK && waited >= 0;) {
            waited = waiting.await(seen, waited, option);
            seen = waiting.changes();
            result = waited < 0 ? (int) waited : transfer.once(number, data, offset, length, first, second);
        }
        return result;
    }

    private static int receiveOnce(long number, ByteBuffer data, int offset, int room, PeerAddress sender) {
        if (sender == null) {
            return DataNatives.recv(number, data, offset, room, 0);
        }
        return received(DataNatives.recvfrom(number, data, offset, room, 0, sender.bytes(), 0,
                Winsock.SIZEOF_SOCKADDR_IN6), sender);
    }

    /** Notes the size of the sender's address. Returns the number of bytes, or the complement of the code. */
    private static int received(long result, PeerAddress sender) {
        int received = result < 0 ? ~SocketNatives.value(result) : SocketNatives.value(result);
        if (received >= 0 || received == ~Winsock.WSAEMSGSIZE) {
            sender.length(SocketNatives.size(result));
        }
        return received;
    }
}
