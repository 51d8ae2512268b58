package org.joinleaf;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.joinleaf.internal.waiting.CallbackThreads;
import org.joinleaf.winsock.Winsock;

/**
 * The one thread that waits for the events of sockets that are in no selector of the user: for joins that are pending, for
 * virtual threads that wait, and for the end of sessions. It is a daemon, is started when it is first needed, and ends when
 * it has had nothing to wait for during some seconds.
 */
final class EventThread implements Runnable {
    static final String NAME = "joinleaf-events";
    private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(5);
    private static final long RETRY_MILLIS = 100;
    /* Made with the class, not by the thread: when that runs, the class loader may be closed already. */
    private static final KeyAction TELL = EventThread::tell;
    private static final CallbackThreads CALLBACKS = CallbackThreads.only();

    /** The selector of the running thread; null: there is none. Guarded by the class. */
    private static NetworkSelector current;

    private final NetworkSelector selector;

    private EventThread(NetworkSelector selector) {
        this.selector = selector;
    }

    /** Adds a key to the thread's selector. Each event of it is told to {@link Waiting#told}. */
    static synchronized NetworkKey select(NetworkSocket socket, Waiting waiting, int mask) throws IOException {
        if (current == null) {
            NetworkSelector selector = NetworkSelector.open();
            start(selector);
            current = selector;
        }
        NetworkKey key = new NetworkKey(current, socket, waiting, mask, waiting);
        current.add(key);
        return key;
    }

    /** If the system has no room for a thread, this call fails with WSAENOBUFS, and the next one tries again. */
    private static void start(NetworkSelector selector) throws WinsockException {
        Thread thread = new Thread(null, new EventThread(selector), NAME, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            selector.close();
            WinsockException failure = new WinsockException("start of the thread " + NAME, Winsock.WSAENOBUFS);
            failure.initCause(e);
            throw failure;
        }
    }

    @Override
    public void run() {
        try (selector) {
            serve();
        }
    }

    private void serve() {
        try {
            CALLBACKS.keep(true);
            while (goesOn()) {
                continue;
            }
        } catch (IOException e) {
            /* out of memory or descriptors: closing the selector tells the waiting */
        } finally {
            abandon(); /* before the selector is closed: sockets that come from now on get a new thread */
            CALLBACKS.keep(false);
        }
    }

    /**
     * One select. If it fails, because memory is short for example, the thread goes on as long as somebody waits for it.
     * When nobody does, it ends, because the failure may last for ever: the class loader may have been closed.
     */
    private boolean goesOn() throws IOException {
        boolean idle = false;
        try {
            idle = CALLBACKS.retry();
            if (selector.select(TELL, idle ? IDLE_MILLIS : RETRY_MILLIS) > 0) {
                return true;
            }
        } catch (RuntimeException | Error e) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
        }
        return !idle || !CALLBACKS.retry() || !retire();
    }

    private static void tell(NetworkKey key) {
        ((Waiting) key.attachment()).told();
    }

    private boolean retire() {
        synchronized (EventThread.class) {
            if (!selector.isEmpty()) {
                return false;
            }
            abandon();
            return true;
        }
    }

    private void abandon() {
        synchronized (EventThread.class) {
            if (current == selector) {
                current = null;
            }
        }
    }
}
