package org.joinleaf;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.internal.natives.EventNatives;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * How the calls of one socket wait, and who selects its events. A socket that its user wants to block is one of two:
 *
 * <ul>
 * <li>it blocks in Winsock, as a rule;
 * <li>or {@link EventThread} selects its events, which makes it nonblocking for Winsock, and threads that must wait are
 * parked: while a join is pending, from the first wait of a virtual thread on, and from when somebody is to be told of
 * the session's end.
 * </ul>
 *
 * <p>One that is to be nonblocking is selected by its user's selector, or by EventThread while a join is pending or for
 * the session's end, or by nobody.
 */
final class Waiting {
    private final NetworkSocket socket;
    private final long number;

    /** What the user wants. */
    private volatile boolean blocking = true;
    /** Counts what may end a wait: events, and changes of mode. */
    private final AtomicInteger changes = new AtomicInteger();
    private final ConcurrentLinkedQueue<Thread> parked = new ConcurrentLinkedQueue<>();

    /* Guarded by this. The SOCKET is open while `closed` is false. */
    private volatile boolean closed;
    /** The selection in force, the user's or, if shared, EventThread's. */
    private NetworkKey key;
    private boolean shared;
    /** EventThread selects it for virtual threads, not just for a join. */
    private boolean forVirtual;
    /** EventThread selects it whenever nobody else does, for the session's end. */
    private boolean forEnd;
    private SessionJoin<?> joining;
    /** A join blocks in Winsock: the mode stays what it is. */
    private boolean joiningInWinsock;

    Waiting(NetworkSocket socket, long number) {
        this.socket = socket;
        this.number = number;
    }

    /* ---- the mode ---- */

    boolean isBlocking() {
        return blocking;
    }

    synchronized void block(boolean wanted) throws IOException {
        requireOpen();
        if (wanted && key != null && !shared) {
            throw new IllegalBlockingModeException();
        }
        requireNoJoin(Operation.OTHER, "ioctlsocket FIONBIO", joiningInWinsock);
        if (wanted == blocking) {
            return;
        }
        blocking = wanted;
        if (joining != null || forEnd && shared) {
            wakeAll(); /* Winsock is told at the join's end; it never blocks while the session's end is waited for */
        } else if (shared) {
            deselectShared();
        } else {
            tellMode();
        }
    }

    private void tellMode() {
        SocketNatives.ioctlsocket(number, Winsock.FIONBIO, blocking ? 0 : 1);
        wakeAll();
    }

    /** A new socket has the listener's selection and mode (AC-08), which are not what its user wants of it. */
    synchronized void forgetInherited() {
        EventNatives.eventSelect(number, Winsock.WSA_INVALID_EVENT, 0);
        tellMode();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private static void requireNoJoin(Operation operation, String call, boolean joins) throws WinsockException {
        if (joins) {
            throw new WinsockException(operation, call, Winsock.WSAEALREADY);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** The socket is about to be closed. Nobody selects it any more, waits end, a pending join fails. */
    void close() {
        SessionJoin<?> pending;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            pending = joining;
            joining = null;
            if (key != null) {
                key.selector().remove(key);
                key = null;
            }
        }
        wakeAll();
        if (pending != null) {
            fail(pending, new AsynchronousCloseException(), true);
        }
    }

    /* ---- the user's selector ---- */

    synchronized NetworkKey register(NetworkSelector selector, int mask, Object attachment) throws IOException {
        requireOpen();
        if (key != null && !shared) {
            if (key.selector() != selector) {
                throw new IllegalStateException("registered with another selector");
            }
            key.attach(attachment);
            reselect(key, mask);
            return key;
        }
        requireNoJoin(Operation.OTHER, "WSAEventSelect", joining != null || joiningInWinsock);
        NetworkKey added = new NetworkKey(selector, socket, this, mask, attachment);
        boolean before = blocking;
        blocking = false;
        if (shared) {
            deselectShared();
        }
        try {
            selector.add(added);
        } catch (WinsockException | ClosedSelectorException e) {
            blocking = before;
            tellMode();
            throw e;
        }
        key = added;
        wakeAll();
        selected(added);
        return added;
    }

    synchronized void reselect(NetworkKey one, int mask) throws WinsockException {
        if (!one.isValid()) {
            throw new CancelledKeyException();
        }
        if (mask == one.mask()) {
            return;
        }
        requireNoJoin(Operation.OTHER, "WSAEventSelect", joining != null); /* its FD_CONNECT might be forgotten */
        one.mask(mask);
        one.selector().update(one);
        selected(one);
    }

    /** Ends a registration: the user's, or EventThread's when it gives up. */
    void deselect(NetworkKey one) {
        SessionJoin<?> cancelled;
        synchronized (this) {
            if (key != one) {
                return;
            }
            cancelled = joining;
            if (shared) {
                deselectShared();
            } else {
                one.selector().remove(one);
                key = null;
                watchAgain();
            }
        }
        if (cancelled != null) {
            cancelled.future().cancel(false);
        }
    }

    /** The re-enabling call of FD_ADDRESS_LIST_CHANGE. WSAEWOULDBLOCK is how it says yes. */
    synchronized int askForAddressListChange() {
        if (closed) {
            return 0;
        }
        long result = SocketNatives.ioctl(number, Winsock.SIO_ADDRESS_LIST_CHANGE, null, 0, 0, null, 0, 0);
        int code = result < 0 ? SocketNatives.value(result) : 0;
        return code == Winsock.WSAEWOULDBLOCK ? 0 : code;
    }

    private void selected(NetworkKey one) throws WinsockException {
        int code = (one.mask() & Winsock.FD_ADDRESS_LIST_CHANGE) == 0 ? 0 : askForAddressListChange();
        if (code != 0) {
            one.selector().remove(one);
            key = null;
            watchAgain();
            throw new WinsockException("WSAIoctl SIO_ADDRESS_LIST_CHANGE", code);
        }
    }

    /* ---- EventThread's selection ---- */

    private void selectShared() throws IOException {
        if (key == null) {
            key = EventThread.select(socket, this, socket.events());
            shared = true;
        }
    }

    /** From here on EventThread or the user's selector tells the socket of the session's end. */
    synchronized void watchEnd() throws IOException {
        if (!closed && !forEnd) {
            selectShared();
            forEnd = true;
        }
    }

    /** A registration has ended that told of the session's end. */
    private void watchAgain() {
        try {
            if (forEnd && !closed) {
                selectShared();
            }
        } catch (IOException e) {
            forEnd = false; /* out of memory or descriptors: the end is told when the socket is closed */
        }
    }

    /** FD_CLOSE has come. */
    void sessionEnded(NetworkKey by, int code) {
        boolean inEventThread;
        synchronized (this) {
            if (closed || key != by) {
                return;
            }
            inEventThread = shared;
        }
        if (!inEventThread) {
            by.selector().wakeup();
        }
        socket.sessionEnded(code, inEventThread);
    }

    private void deselectShared() {
        key.selector().remove(key);
        key = null;
        shared = false;
        forVirtual = false;
        tellMode();
    }

    /** EventThread has seen an event. */
    void told() {
        wakeAll();
    }

    private void wakeAll() {
        changes.incrementAndGet();
        for (Thread thread : parked) {
            LockSupport.unpark(thread);
        }
    }

    /** A virtual thread is about to wait: it is to be parked, rather than keep its carrier. */
    synchronized void parkInstead() throws IOException {
        requireOpen();
        if (blocking && !joiningInWinsock) {
            selectShared();
            forVirtual = true;
        }
    }

    /** Whether threads that must wait are parked, as Winsock does not block while the user wants it to. */
    synchronized boolean parks() {
        return blocking && shared;
    }

    /** To be read before a call that may say WSAEWOULDBLOCK. */
    int changes() {
        return changes.get();
    }

    /**
     * After WSAEWOULDBLOCK: waits for a change since `seen` was read. No event is lost: whatever comes after the call
     * that failed is told, as that call has re-enabled it, and adds to the changes; parking is announced before they
     * are looked at.
     *
     * @param waited nanoseconds that the call has waited before
     * @param option SO_RCVTIMEO or SO_SNDTIMEO, which Winsock itself heeds only if it blocks
     * @return the nanoseconds by now, to try again; or the complement of the code that the call fails with
     */
    long await(int seen, long waited, int option) {
        return await(seen, waited, option, Long.MAX_VALUE);
    }

    /** The same, for at most so many nanoseconds in all. */
    long await(int seen, long waited, int option, long most) {
        synchronized (this) {
            if (closed) {
                return ~Winsock.WSAENOTSOCK;
            }
            if (!blocking) {
                return ~Winsock.WSAEWOULDBLOCK;
            }
            if (!shared) {
                return waited; /* it blocks in Winsock by now */
            }
        }
        long limit = SocketNatives.getIntOption(number, Winsock.SOL_SOCKET, option);
        long left = Math.min(limit <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(limit), most) - waited;
        long began = System.nanoTime();
        long took = 0;
        Thread thread = Thread.currentThread();
        parked.add(thread);
        try {
            while (changes.get() == seen) {
                if (took >= left) {
                    return ~Winsock.WSAETIMEDOUT;
                }
                LockSupport.parkNanos(this, left - took); /* at once if interrupted, until that has closed the socket */
                took = System.nanoTime() - began;
            }
        } finally {
            parked.remove(thread);
        }
        return closed ? ~Winsock.WSAENOTSOCK : waited + took;
    }

    /* ---- joins ---- */

    private static <T> void succeed(SessionJoin<T> join, boolean elsewhere) {
        T result = join.done();
        complete(join, () -> {
            if (!join.future().complete(result)) {
                join.abandoned(result);
            }
        }, elsewhere);
    }

    private static void fail(SessionJoin<?> join, IOException failure, boolean elsewhere) {
        join.abandoned(null);
        complete(join, () -> join.future().completeExceptionally(failure), elsewhere);
    }

    /** What depends on the future must not hold up EventThread, nor who closes the socket. */
    private static void complete(SessionJoin<?> join, Runnable completion, boolean elsewhere) {
        if (elsewhere) {
            join.future().defaultExecutor().execute(completion);
        } else {
            completion.run();
        }
    }

    /** Returns whether Winsock is to wait for a join; if not, the caller joins asynchronously and waits himself. */
    synchronized boolean beginJoinInWinsock(SessionJoin<?> join) throws IOException {
        requireOpen();
        requireNoJoin(join.operation, join.text, joining != null || joiningInWinsock);
        if (key != null && !shared) {
            throw new IllegalBlockingModeException(); /* the selecting thread would wait for itself */
        }
        joiningInWinsock = blocking && !shared;
        return joiningInWinsock;
    }

    synchronized void endJoinInWinsock() {
        joiningInWinsock = false;
    }

    /** Begins a join whose end FD_CONNECT tells; what fails at once ends it at once. */
    void join(SessionJoin<?> join) {
        try {
            synchronized (this) {
                requireOpen();
                requireNoJoin(join.operation, join.text, joining != null || joiningInWinsock);
                selectShared();
                joining = join;
                long result;
                try {
                    result = join.call();
                } catch (IOException | RuntimeException e) {
                    forgetJoin();
                    throw e;
                }
                if (result < 0) {
                    forgetJoin();
                    throw join.operation.failure(join.text, (int) ~result);
                }
            }
        } catch (IOException e) {
            join.future().completeExceptionally(e);
        }
    }

    /** Forgets a join that was cancelled, unless it has ended. The socket stays open, for a root. */
    void cancelJoin(SessionJoin<?> join) {
        synchronized (this) {
            if (joining != join) {
                return;
            }
            forgetJoin();
        }
        join.abandoned(null);
    }

    private void forgetJoin() {
        joining = null;
        if (shared && !forVirtual && !forEnd) {
            deselectShared();
        }
    }

    /** FD_CONNECT has come. */
    void joinEnded(NetworkKey by, int code) {
        SessionJoin<?> ended;
        boolean inEventThread;
        synchronized (this) {
            if (joining == null || key != by) {
                return;
            }
            ended = joining;
            inEventThread = shared;
            forgetJoin();
        }
        if (!inEventThread) {
            by.selector().wakeup(); /* who selects waits for the join, perhaps, and not for an event */
        }
        if (code == 0) {
            succeed(ended, inEventThread);
        } else {
            fail(ended, ended.operation.failure(ended.text, code), inEventThread);
        }
    }
}
