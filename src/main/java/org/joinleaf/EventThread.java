package org.joinleaf;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that waits for the events of sockets without a selector of the user's: joins under way, and receives
 * of virtual threads. A daemon, started when first needed; it ends when there was nothing to wait for in a while.
 */
final class EventThread implements Runnable {
    static final String NAME = "joinleaf-events";
    private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** That of the thread in charge, or null. Guarded by the class. */
    private static NetworkSelector current;

    private final NetworkSelector selector;

    private EventThread(NetworkSelector selector) {
        this.selector = selector;
    }

    /** Adds a key to the thread's selector. Each event of it is told to {@link Waiting#told}. */
    static synchronized NetworkKey select(NetworkSocket socket, Waiting waiting, int mask) throws IOException {
        if (current == null) {
            NetworkSelector selector = NetworkSelector.open();
            Thread thread = new Thread(null, new EventThread(selector), NAME, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
            current = selector;
        }
        NetworkKey key = new NetworkKey(current, socket, waiting, mask, waiting);
        current.add(key);
        return key;
    }

    @Override
    public void run() {
        try (selector) {
            while (selector.select(EventThread::tell, IDLE_MILLIS) > 0 || !retire()) {
                continue;
            }
        } catch (IOException e) {
            abandon(); /* out of memory or descriptors: closing tells the waiting, and a new thread may try */
        }
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
