package org.joinleaf.internal.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.watch.Register;

/**
 * Owner of one SOCKET. It counts the calls that are using the handle: none starts once it is closed, and close lets
 * them end first, because Windows gives the number of a closed handle to the next socket. A call that was counted and
 * has not reached Winsock yet would then receive what is meant for that one.
 */
public final class SocketHandle implements Runnable {
    private static final int CLOSED = Integer.MIN_VALUE;
    /** Most calls end by themselves within this time. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Calls that do not are cancelled for this long. What still blocks then cannot be cancelled by Windows. */
    private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(SocketHandle.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long socket;
    /** The number of calls in progress, and the sign once closed. */
    @SuppressWarnings("unused")
    private volatile int state;

    public SocketHandle(long socket) {
        this.socket = socket;
    }

    /** Returns the SOCKET for one call, which {@link #exit()} must end. */
    public long enter() throws ClosedChannelException {
        if ((int) STATE.getAndAdd(this, 1) < 0) {
            exit();
            throw new ClosedChannelException();
        }
        return socket;
    }

    public void exit() {
        STATE.getAndAdd(this, -1);
    }

    public long socket() {
        return socket;
    }

    /**
     * Closes the socket; later calls do nothing. On Linux the number of a closed handle is never used again: there a call
     * that still blocks after the grace time is woken by closesocket itself, as Winsock does it.
     */
    public void close() {
        if ((int) STATE.getAndBitwiseOr(this, CLOSED) < 0) {
            return;
        }
        long begin = System.nanoTime();
        while (state != CLOSED && System.nanoTime() - begin < GRACE_NANOS) {
            Thread.yield();
        }
        while (state != CLOSED && System.nanoTime() - begin < CANCEL_NANOS && SocketNatives.cancelCalls(socket)) {
            LockSupport.parkNanos(GRACE_NANOS / 10);
        }
        boolean last = Register.closing(socket);
        SocketNatives.closesocket(socket);
        if (last) {
            AbandonedCleaner.afterCollection(Register::end);
        }
    }

    /** What the cleaner runs for a socket that was never closed. */
    @Override
    public void run() {
        close();
    }
}
