package org.joinleaf.internal.watch;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The open sockets that carry data, for those who count. It keeps none of them from being collected. */
public final class Register {
    private static final Map<Long, WeakReference<Object>> OPEN = new ConcurrentHashMap<>();

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
    }

    /**
     * A socket is about to be closed: its number may be somebody else's a moment later.
     *
     * @param socket the SOCKET, which need not be here
     */
    public static void closing(long socket) {
        OPEN.remove(socket);
    }

    /**
     * Tells who is here now.
     *
     * @param <T>  their class
     * @param type their class
     * @return a list, in no order
     */
    public static <T> List<T> all(Class<T> type) {
        return OPEN.values().stream().map(WeakReference::get).filter(Objects::nonNull).map(type::cast).toList();
    }
}
