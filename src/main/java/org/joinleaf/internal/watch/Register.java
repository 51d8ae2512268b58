package org.joinleaf.internal.watch;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open sockets that carry data, for those who count. It keeps none of them from being collected, and those who count
 * know of this class while a socket is open only, so that joinleaf can be unloaded with the application that uses it.
 */
public final class Register {
    private static final Map<Long, WeakReference<Object>> OPEN = new ConcurrentHashMap<>();
    /** Whether {@link Watch} was told that sockets are open. Changed with the class locked. */
    private static volatile boolean told;

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
        tell();
    }

    /**
     * A socket is about to be closed. Its number may be another socket's soon.
     *
     * @param socket the SOCKET, which need not be registered
     */
    public static void closing(long socket) {
        OPEN.remove(socket);
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
