package org.joinleaf.internal.watch;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The open sockets that carry data, for those who count. It keeps none of them from being collected, and those who count
 * do not know of this class for long after the last socket was closed, so that joinleaf can be unloaded with the application
 * that uses it. To tell them takes longer than to open a socket; sockets that come and go one by one do not tell them each time.
 */
public final class Register {
    private static final Map<Long, WeakReference<Object>> OPEN = new ConcurrentHashMap<>();
    /** Whether {@link Watch} was told that sockets are open. Changed with the class locked. */
    private static volatile boolean told;
    /** The end is to be told; see {@link #closing}. */
    private static final AtomicBoolean ENDS = new AtomicBoolean();

    private Register() {
    }

    /**
     * A socket was opened.
     *
     * @param socket the SOCKET
     * @param owner  the object that has it
     */
    public static void opened(long socket, Object owner) {
        OPEN.put(socket, new WeakReference<>(owner));
        if (!told) {
            tell();
        }
    }

    /**
     * A socket is about to be closed. Its number may be another socket's soon.
     *
     * @param socket the SOCKET, which need not be registered
     * @return whether it was the last one, and {@link #end} is to be called later: a class is unloaded after a garbage
     *     collection, so after one is soon enough
     */
    public static boolean closing(long socket) {
        OPEN.remove(socket);
        return OPEN.isEmpty() && told && ENDS.compareAndSet(false, true);
    }

    /** Tells that no socket is open, unless one is by now. */
    public static void end() {
        ENDS.set(false);
        tell();
    }

    /** Who changes the register between the look and the change of told sees the old value and goes: hence once more. */
    private static void tell() {
        while (OPEN.isEmpty() == told) {
            synchronized (Register.class) {
                boolean open = !OPEN.isEmpty();
                if (open != told) {
                    told = open;
                    Watch.socketsAreOpen(open);
                }
            }
        }
    }

    /**
     * Returns the owners of the open sockets.
     *
     * @param <T>  their class
     * @param type their class
     * @return a list, in no order
     */
    public static <T> List<T> all(Class<T> type) {
        return OPEN.values().stream().map(WeakReference::get).filter(Objects::nonNull).map(type::cast).toList();
    }
}
