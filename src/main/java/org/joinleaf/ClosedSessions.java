package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.waiting.AbandonedCleaner;
import org.joinleaf.winsock.Winsock;

/**
 * Holds up the end of the process while sessions that were closed still deliver: a shutdown hook waits for them. The JVM keeps
 * its hooks, and so the class loader of this one. Therefore it is taken away when nothing is owed, after a garbage collection,
 * since a loader does not go without one. Hooks run side by side: a session that is closed by another one waits itself.
 */
final class ClosedSessions {
    private static final long PERIOD_MILLIS = 10;
    private static final int PROBE = Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF
            | NetworkSocket.COMMON_FLAGS;

    /* Made with the class, not when they are needed: then the class loader may be closed already. */
    private static final Runnable END = ClosedSessions::end;
    private static final Runnable LOOK = ClosedSessions::look;

    /** Guarded by the class: what waits at the end of the process; null: nothing does yet. */
    private static Thread hook;
    /** Guarded by the class: the process is ending. */
    private static boolean ending;

    private ClosedSessions() {
    }

    /** Loads this class. */
    static void prepare() {
        // It is loaded by the call.
    }

    /** A session was closed. While the process ends, this waits until it has delivered. */
    static void added() {
        if (!isHooked()) {
            await();
        }
    }

    private static synchronized boolean isHooked() {
        if (hook == null && !ending) {
            Thread made = new Thread(null, END, "joinleaf-end", 0, false);
            made.setContextClassLoader(null);
            try {
                Runtime.getRuntime().addShutdownHook(made);
                hook = made;
                AbandonedCleaner.afterCollection(LOOK);
            } catch (IllegalStateException e) {
                ending = true;
            }
        }
        return !ending;
    }

    private static void end() {
        synchronized (ClosedSessions.class) {
            ending = true;
        }
        await();
    }

    /** Takes the hook away, unless something is owed. */
    private static synchronized void look() {
        if (isDelivering()) {
            AbandonedCleaner.afterCollection(LOOK);
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            hook = null;
        } catch (IllegalStateException e) {
            // The process is ending, and it runs.
        }
    }

    /** Each session gives up by itself, when it makes no progress. */
    private static void await() {
        boolean interrupted = false;
        while (isDelivering()) {
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks a new socket, since any socket of the provider knows. False as well if there can be none. */
    private static boolean isDelivering() {
        long probe = SocketNatives.socket(Winsock.AF_INET, Winsock.SOCK_SEQPACKET, JoinleafOptions.JLPROTO_ROOTED, null, 0, 0,
                PROBE);
        if (probe < 0) {
            return false;
        }
        ByteBuffer answer = ByteBuffer.allocateDirect(RootedUndelivered.SIZE).order(ByteOrder.nativeOrder());
        int length = SocketNatives.getsockopt(probe, JoinleafOptions.SOL_JLROOTED, JoinleafOptions.JLR_UNDELIVERED_NAME, answer,
                0, RootedUndelivered.SIZE);
        SocketNatives.closesocket(probe);
        return length == RootedUndelivered.SIZE && RootedUndelivered.closing(answer) > 0;
    }
}
