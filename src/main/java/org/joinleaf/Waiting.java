package org.joinleaf;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.joinleaf.internal.natives.EventNatives;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.waiting.CallbackThreads;
import org.joinleaf.internal.waiting.ParkedThreads;
import org.joinleaf.internal.waiting.WaitState;
import org.joinleaf.winsock.Winsock;

/**
 * How the calls of one socket wait, and who selects its events. A socket that its user wants to block waits in one of two
 * ways:
 *
 * <ul>
 * <li>It blocks in Winsock. This is the usual way.
 * <li>{@link EventThread} selects its events. Winsock then makes it nonblocking, and threads that must wait are parked. This
 * is so while a join is pending, from the first wait of a virtual thread on, and once somebody wants to be told of the
 * session's end.
 * </ul>
 *
 * <p>The events of a nonblocking socket are selected by the user's selector; or by EventThread, while a join is pending or
 * for the session's end; or by nobody.
 */
final class Waiting {
    private final NetworkSocket socket;
    private final long number;

    private final ParkedThreads parked = new ParkedThreads();

    /** Why EventThread is to select its events if nobody else does. */
    private enum Reason {
        /** A virtual thread has waited. */
        VIRTUAL,
        /** Somebody is to be told of the session's end. */
        END,
        /** A join is pending, whose end FD_CONNECT tells. */
        JOIN
    }

    /* Written with this locked. The SOCKET is open while the state is not CLOSED. */
    private volatile WaitState state = WaitState.BLOCKING;
    /** The selection in force: there is one if the state is PARKING, WATCHED or SELECTED. */
    private NetworkKey key;
    /** Whether there was one at any time. */
    private boolean selectedBefore;
    private final EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
    /** The join under way. If JOIN is among the reasons it is pending; else a thread blocks in Winsock, and the mode is fixed. */
    private SessionJoin<?> joining;

    Waiting(NetworkSocket socket, long number) {
        this.socket = socket;
        this.number = number;
    }

    /* ---- the mode ---- */

    boolean isBlocking() {
        return state.blocks();
    }

    synchronized void block(boolean wanted) throws IOException {
        requireOpen();
        if (wanted && state == WaitState.SELECTED) {
            throw new IllegalBlockingModeException();
        }
        requireNoJoin(Operation.OTHER, "ioctlsocket FIONBIO", joinsInWinsock());
        if (wanted == state.blocks()) {
            return;
        }
        state = state.toBlock(wanted);
        if (reasons.contains(Reason.JOIN) || reasons.contains(Reason.END) && state.isWatched()) {
            parked.wakeAll(); /* Winsock is told at the join's end; it never blocks while the session's end is waited for */
        } else if (state.isWatched()) {
            unwatch();
        } else {
            tellMode();
        }
    }

    private boolean joinsInWinsock() {
        return joining != null && !reasons.contains(Reason.JOIN);
    }

    private void tellMode() {
        SocketNatives.ioctlsocket(number, Winsock.FIONBIO, state.blocks() ? 0 : 1);
        parked.wakeAll();
    }

    /** A socket that WSAAccept made has the selection and the mode of the listener (AC-08). Its user does not expect that. */
    synchronized void forgetInherited() {
        EventNatives.eventSelect(number, Winsock.WSA_INVALID_EVENT, 0);
        tellMode();
    }

    private void requireOpen() throws ClosedChannelException {
        if (isClosed()) {
            throw new ClosedChannelException();
        }
    }

    private static void requireNoJoin(Operation operation, Object call, boolean joins) throws WinsockException {
        if (joins) {
            throw new WinsockException(operation, call.toString(), Winsock.WSAEALREADY);
        }
    }

    boolean isClosed() {
        return state == WaitState.CLOSED;
    }

    /** The socket is about to be closed. Nobody selects it any more, waits end, a pending join fails. */
    void close() {
        SessionJoin<?> pending;
        synchronized (this) {
            if (isClosed()) {
                return;
            }
            state = WaitState.CLOSED;
            pending = reasons.remove(Reason.JOIN) ? joining : null;
            joining = null;
            if (key != null) {
                key.selector().remove(key);
                key = null;
            }
        }
        parked.wakeAll();
        if (pending != null) {
            fail(pending, new AsynchronousCloseException(), true);
        }
    }

    /* ---- the user's selector ---- */

    synchronized NetworkKey register(NetworkSelector selector, int mask, Object attachment) throws IOException {
        requireOpen();
        if (state == WaitState.SELECTED) {
            if (key.selector() != selector) {
                throw new IllegalStateException("registered with another selector");
            }
            reselect(key, mask);
            key.attach(attachment);
            return key;
        }
        requireNoJoinToSelect(mask);
        NetworkKey added = new NetworkKey(selector, socket, this, mask, attachment);
        boolean before = state.blocks();
        state = state.toBlock(false);
        if (state.isWatched()) {
            unwatch();
        }
        try {
            selector.add(added, selectedBefore);
        } catch (WinsockException | RuntimeException | Error e) {
            state = state.toBlock(before);
            tellMode();
            watchAgain();
            throw e;
        }
        key = added;
        selectedBefore = true;
        state = state.selected();
        parked.wakeAll();
        try {
            askFor(mask);
        } catch (WinsockException | RuntimeException | Error e) {
            deselected();
            block(before);
            throw e;
        }
        return added;
    }

    synchronized void reselect(NetworkKey one, int mask) throws WinsockException {
        if (!one.isValid()) {
            throw new CancelledKeyException();
        }
        if (mask == one.mask()) {
            return;
        }
        requireNoJoinToSelect(mask); /* its FD_CONNECT might be forgotten */
        int before = one.mask();
        try {
            one.mask(mask);
            one.selector().update(one);
            askFor(mask);
        } catch (WinsockException e) {
            one.mask(before);
            one.selector().update(one);
            throw e;
        }
    }

    private void requireNoJoinToSelect(int mask) throws WinsockException {
        if (joining != null) {
            requireNoJoin(Operation.OTHER, "WSAEventSelect " + NetworkEvent.setOf(mask) + " while a join is pending", true);
        }
    }

    /** Ends a registration: the user's, or EventThread's when it gives up. */
    void deselect(NetworkKey one) {
        SessionJoin<?> cancelled;
        synchronized (this) {
            if (key != one) {
                return;
            }
            cancelled = joining;
            if (state.isWatched()) {
                unwatch();
            } else {
                deselected();
            }
        }
        if (cancelled != null) {
            cancelled.future().cancel(false);
        }
    }

    /** The re-enabling call of FD_ADDRESS_LIST_CHANGE. WSAEWOULDBLOCK means success. */
    synchronized int askForAddressListChange() {
        if (isClosed()) {
            return 0;
        }
        long result = SocketNatives.ioctl(number, Winsock.SIO_ADDRESS_LIST_CHANGE, null, 0, 0, null, 0, 0);
        int code = result < 0 ? SocketNatives.value(result) : 0;
        return code == Winsock.WSAEWOULDBLOCK ? 0 : code;
    }

    /** What an interest needs besides the selection. */
    private void askFor(int mask) throws WinsockException {
        int code = (mask & Winsock.FD_ADDRESS_LIST_CHANGE) == 0 ? 0 : askForAddressListChange();
        if (code != 0) {
            throw new WinsockException("WSAIoctl SIO_ADDRESS_LIST_CHANGE for the interest in "
                    + NetworkEvent.ADDRESS_LIST_CHANGE, code);
        }
    }

    /** The user's selection has ended. */
    private void deselected() {
        key.selector().remove(key);
        key = null;
        state = state.deselected();
        watchAgain();
    }

    /* ---- EventThread's selection ---- */

    /** Has EventThread select the events, unless somebody does already. */
    private void watch(Reason reason) throws IOException {
        if (key == null) {
            key = EventThread.select(socket, this, socket.events());
            selectedBefore = true;
            state = state.watched();
        }
        reasons.add(reason);
    }

    private void unwatch() {
        key.selector().remove(key);
        key = null;
        state = state.unwatched();
        reasons.remove(Reason.VIRTUAL);
        tellMode();
    }

    /** From here on EventThread or the user's selector tells the socket of the session's end. */
    synchronized void watchEnd() throws IOException {
        if (!isClosed() && !reasons.contains(Reason.END)) {
            watch(Reason.END);
        }
    }

    /** A registration has ended; if the session's end is still to be told, EventThread watches for it now. */
    private void watchAgain() {
        try {
            if (reasons.contains(Reason.END) && !isClosed()) {
                watch(Reason.END);
            }
        } catch (IOException e) {
            reasons.remove(Reason.END); /* out of memory or descriptors: the end is told when the socket is closed */
        }
    }

    /** FD_CLOSE has come. */
    void sessionEnded(NetworkKey by, int code) {
        boolean inEventThread;
        synchronized (this) {
            if (isClosed() || key != by) {
                return;
            }
            inEventThread = state.isWatched();
        }
        parked.wakeAll(); /* no other event tells them */
        if (!inEventThread) {
            by.selector().wakeup();
        }
        socket.sessionEnded(code, inEventThread);
    }

    /** EventThread has seen an event. */
    void told() {
        parked.wakeAll();
    }

    /** A virtual thread is about to wait: it is to be parked, rather than keep its carrier. */
    synchronized void parkInstead() throws IOException {
        requireOpen();
        if (state.blocks() && !joinsInWinsock()) {
            watch(Reason.VIRTUAL);
        }
    }

    /** Whether threads that must wait are parked, as Winsock does not block while the user wants it to. */
    boolean parks() {
        return state == WaitState.PARKING;
    }

    /** To be read before a call that may say WSAEWOULDBLOCK. */
    int changes() {
        return parked.changes();
    }

    /**
     * After WSAEWOULDBLOCK: waits for a change since `seen` was read. No event is lost: the call that failed has re-enabled
     * its event, so whatever comes later adds to the changes; and a thread counts as parked before it looks at the changes.
     *
     * @param waited nanoseconds that the call has waited so far
     * @param option SO_RCVTIMEO or SO_SNDTIMEO, which Winsock itself heeds only if it blocks
     * @return the nanoseconds by now, to try again; or the complement of the code that the call fails with
     */
    long await(int seen, long waited, int option) {
        return await(seen, waited, option, Long.MAX_VALUE);
    }

    /** The same, for at most `most` nanoseconds in all. */
    long await(int seen, long waited, int option, long most) {
        if (state == WaitState.SELECTED) {
            return ~Winsock.WSAEWOULDBLOCK; /* without the lock: the user's selection does not end by itself */
        }
        switch (state()) {
            case CLOSED:
                return ~Winsock.WSAENOTSOCK;
            case NONBLOCKING, WATCHED, SELECTED:
                return ~Winsock.WSAEWOULDBLOCK;
            case BLOCKING:
                return waited; /* it blocks in Winsock by now */
            case PARKING:
                return park(seen, waited, option, most);
            default:
                throw new AssertionError(state);
        }
    }

    /** Waits while another thread changes the state. */
    private synchronized WaitState state() {
        return state;
    }

    private long park(int seen, long waited, int option, long most) {
        long limit = SocketNatives.getIntOption(number, Winsock.SOL_SOCKET, option);
        long left = Math.min(limit <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(limit), most) - waited;
        long took = parked.await(seen, left);
        if (took < 0) {
            return ~Winsock.WSAETIMEDOUT;
        }
        return isClosed() ? ~Winsock.WSAENOTSOCK : waited + took;
    }

    /* ---- joins ---- */

    private static <T> void succeed(SessionJoin<T> join, boolean otherThread) {
        T result = join.done();
        complete(join, () -> {
            if (!join.future().complete(result)) {
                join.abandoned(result);
            }
        }, otherThread);
    }

    private static void fail(SessionJoin<?> join, Throwable failure, boolean otherThread) {
        join.abandoned(null);
        complete(join, () -> join.future().completeExceptionally(failure), otherThread);
    }

    /** otherThread: what hangs on the future must not hold up this thread (EventThread, or one that closes the socket). */
    private static void complete(SessionJoin<?> join, Runnable completion, boolean otherThread) {
        if (otherThread) {
            CallbackThreads.only().run(completion);
        } else {
            completion.run();
        }
    }

    /** Returns true if Winsock is to wait for the join. If false, the caller must join asynchronously and wait itself. */
    synchronized boolean beginJoinInWinsock(SessionJoin<?> join) throws IOException {
        requireOpen();
        requireNoJoin(join.operation, join, joining != null);
        if (state == WaitState.SELECTED) {
            throw new IllegalBlockingModeException(); /* the selecting thread would wait for itself */
        }
        if (state != WaitState.BLOCKING) {
            return false;
        }
        joining = join;
        return true;
    }

    synchronized void endJoinInWinsock() {
        joining = null;
    }

    /** Begins a join whose end FD_CONNECT tells; what fails at once ends it at once. */
    void join(SessionJoin<?> join) {
        try {
            synchronized (this) {
                requireOpen();
                requireNoJoin(join.operation, join, joining != null);
                watch(Reason.JOIN);
                joining = join;
                long result;
                try {
                    result = join.call();
                } catch (IOException | RuntimeException | Error e) {
                    forgetJoin();
                    throw e;
                }
                if (result < 0) {
                    forgetJoin();
                    throw join.failure((int) ~result);
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
        reasons.remove(Reason.JOIN);
        if (state.isWatched() && reasons.isEmpty()) {
            unwatch();
        }
    }

    /** FD_CONNECT has come. */
    void joinEnded(NetworkKey by, int code) {
        SessionJoin<?> ended;
        boolean inEventThread;
        synchronized (this) {
            if (!reasons.contains(Reason.JOIN) || key != by) {
                return;
            }
            ended = joining;
            inEventThread = state.isWatched();
            forgetJoin();
        }
        if (!inEventThread) {
            by.selector().wakeup(); /* the selecting thread may wait for this join, and not for an event */
        }
        try {
            if (code == 0) {
                succeed(ended, inEventThread);
            } else {
                fail(ended, ended.failure(code), inEventThread);
            }
        } catch (RuntimeException | Error e) {
            fail(ended, e, inEventThread); /* who waits for the join does not wait for ever */
        }
    }
}
