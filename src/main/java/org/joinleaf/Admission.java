package org.joinleaf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.memory.Memory;
import org.joinleaf.internal.memory.RequestMemory;
import org.joinleaf.internal.natives.RequestNatives;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.watch.Watch;
import org.joinleaf.winsock.Winsock;

/**
 * The requests at a listening socket. Winsock shows only the request at the head of the queue until it is decided (AC-05), so
 * the application has at most one.
 */
final class Admission {
    private static final int WOULD_BLOCK = ~Winsock.WSAEWOULDBLOCK;

    private final SessionSocket socket;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    /** Guarded by lock: a thread looks for a request, or the application has one that is undecided. */
    private boolean taken;
    private Request<?> undecided;
    /** Used only by the thread that has set `taken`. The call that decides needs what the call that looked has noted. */
    private RequestMemory memory;

    Admission(SessionSocket socket) {
        this.socket = socket;
    }

    /* ---- listening ---- */

    void listen(int backlog) throws IOException {
        long number = socket.handle.enter();
        try {
            int result = SocketNatives.listen(number, backlog);
            if (result < 0) {
                boolean early = result == ~Winsock.WSAEINVAL && socket.getLocalAddress() == null;
                String why = early ? " (a socket is bound before it listens)" : "";
                throw socket.failure(Operation.OTHER, "listen with a backlog of " + backlog + why, ~result);
            }
        } finally {
            socket.exit();
        }
    }

    /** A time limit that never comes. */
    static final long FOREVER = Long.MAX_VALUE;

    static long nanos(Duration timeout) {
        if (Objects.requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is more than zero, not " + timeout);
        }
        return timeout.getSeconds() > Integer.MAX_VALUE ? FOREVER : timeout.toNanos();
    }

    /**
     * Returns the next request; null if the time is over, or if the socket is nonblocking and there is no request or one is
     * undecided.
     */
    <R extends Request<?>> R accept(long timeout, Function<RequestMemory, R> make) throws IOException {
        long began = System.nanoTime();
        boolean blocking = socket.waiting.isBlocking();
        boolean completed = false;
        socket.requireOpen();
        socket.begin(blocking);
        try {
            if (!take(blocking, timeout)) {
                completed = true;
                return null;
            }
            R request = null;
            try {
                long left = timeout == FOREVER ? FOREVER : Math.max(0, timeout - (System.nanoTime() - began));
                request = look(blocking, left, make);
            } finally {
                if (request == null) {
                    release(null);
                }
            }
            completed = true;
            return request;
        } finally {
            socket.end(blocking, completed);
        }
    }

    private boolean take(boolean blocking, long timeout) throws IOException {
        lock.lock();
        try {
            long left = timeout;
            while (taken && blocking && left > 0 && socket.isOpen()) {
                left = awaitFree(left);
            }
            if (!socket.isOpen()) {
                throw new AsynchronousCloseException();
            }
            boolean mine = !taken;
            taken = true;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the time that is left. An interrupt closes the socket, and that wakes. */
    private long awaitFree(long timeout) {
        if (timeout == FOREVER) {
            free.awaitUninterruptibly();
            return timeout;
        }
        try {
            return free.awaitNanos(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private <R extends Request<?>> R look(boolean blocking, long timeout, Function<RequestMemory, R> make)
            throws IOException {
        long number = socket.handle.enter();
        try {
            if (blocking && timeout != FOREVER) {
                socket.waiting.parkInstead(); /* Winsock's own accept knows no time limit */
            } else {
                socket.parkIfVirtual(blocking);
            }
            if (memory == null) {
                memory = new RequestMemory();
            }
            long waited = 0;
            while (true) {
                int seen = socket.waiting.changes();
                long result = memory.look(number, null, 0, null);
                if (memory.seen() == RequestNatives.THIS) {
                    R request = make.apply(memory);
                    lock.lock();
                    undecided = request;
                    lock.unlock();
                    return request;
                }
                if (result == WOULD_BLOCK) {
                    waited = socket.waiting.await(seen, waited, 0, timeout);
                    if (waited == WOULD_BLOCK || waited == ~Winsock.WSAETIMEDOUT) {
                        return null;
                    }
                    result = waited;
                }
                if (result < 0 && result != ~Winsock.WSAECONNRESET && result != ~Winsock.WSAEACCES) {
                    String why = result == ~Winsock.WSAEINVAL ? " (a socket listens before it accepts)" : "";
                    throw socket.failure(Operation.OTHER, "accept" + why, (int) ~result);
                }
                /* A request was withdrawn, or something has changed: look for the next. */
            }
        } finally {
            socket.exit();
        }
    }

    /* ---- deciding ---- */

    /** Returns the SOCKET. */
    long admit(Request<?> request, ByteBuffer calleeData, FlowSpecs granted) throws IOException {
        ByteBuffer qos = granted == null ? null : FlowSpecs.structure(granted);
        int length = calleeData == null ? 0 : calleeData.remaining();
        hold(request);
        boolean decided = true;
        try {
            Memory callee = Memory.in(calleeData, length);
            try {
                long result = decide(Winsock.CF_ACCEPT, callee, qos);
                if (result >= 0) {
                    Watch.admitted(request.address(), result);
                    return result;
                }
                decided = memory.seen() != RequestNatives.NO_ROOM;
                throw socket.failure(Operation.OTHER, "admit " + NetworkSocket.text(request.address())
                        + (length == 0 ? "" : " with " + Count.of(length, "byte") + " of callee data")
                        + (decided ? "" : " (more than the provider carries)") + (granted == null ? "" : ", granting " + granted),
                        codeOf(result));
            } finally {
                callee.done();
            }
        } finally {
            release(decided ? null : request);
        }
    }

    void reject(Request<?> request, int reason, ByteBuffer data) throws IOException {
        hold(request);
        boolean decided = false;
        try {
            tell(request, reason, data);
            decided = true;
            int code = codeOf(decide(Winsock.CF_REJECT, null, null));
            if (code != Winsock.WSAECONNREFUSED && code != Winsock.WSAECONNRESET && code != Winsock.WSAEACCES) {
                throw socket.failure(Operation.OTHER, "reject " + NetworkSocket.text(request.address()), code);
            }
            Watch.rejected(request.address());
        } finally {
            release(decided ? null : request);
        }
    }

    /** Called for every rejection: otherwise this request would be told the reason of an earlier one. */
    private void tell(Request<?> request, int reason, ByteBuffer data) throws IOException {
        long number = socket.handle.enter();
        try {
            int result = Refusal.tell(number, reason, data);
            if (result < 0 && result != ~Winsock.WSAENOPROTOOPT) {
                throw socket.failure(Operation.OTHER, "reject " + NetworkSocket.text(request.address()) + " with "
                        + reason + " and " + Count.of(data.remaining(), "byte"), ~result);
            }
        } finally {
            socket.exit();
        }
    }

    void defer(Request<?> request) {
        hold(request);
        release(null);
    }

    private long decide(int decision, Memory callee, ByteBuffer qos) throws IOException {
        long number = socket.handle.enter();
        try {
            return memory.decide(number, null, 0, null, decision, callee == null ? null : callee.direct(),
                    callee == null ? 0 : callee.offset(), callee == null ? 0 : callee.length(), qos,
                    qos == null ? 0 : qos.capacity());
        } finally {
            socket.exit();
        }
    }

    /** Another request at the head of the queue, or none, means that this one is gone. */
    private int codeOf(long result) {
        int code = result < 0 ? (int) ~result : 0;
        return switch (memory.seen()) {
            case RequestNatives.NO_ROOM -> Winsock.WSAEFAULT;
            case RequestNatives.OTHER -> Winsock.WSAECONNRESET;
            case RequestNatives.NOTHING -> code == Winsock.WSAEWOULDBLOCK ? Winsock.WSAECONNRESET : code;
            default -> code;
        };
    }

    /** The request is decided about by this thread, and by no other. */
    private void hold(Request<?> request) {
        lock.lock();
        try {
            if (undecided != request) {
                throw new IllegalStateException(
                        "decided or deferred already, or given back to the queue, where accept finds it: " + request);
            }
            undecided = null;
        } finally {
            lock.unlock();
        }
    }

    private void release(Request<?> stillUndecided) {
        lock.lock();
        try {
            undecided = stillUndecided;
            taken = stillUndecided != null;
            free.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The socket is closed: nobody waits any more. */
    void close() {
        lock.lock();
        try {
            free.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
