package org.joinleaf.internal.watch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;

/**
 * Tells of sessions: who joined, who was admitted or rejected, how it ended. Off unless somebody asks: a recording that enables
 * the events {@code joinleaf.*}, or a logger {@code org.joinleaf} of level DEBUG. Sends and receives do not touch it.
 *
 * <p>It throws nothing, whatever a recorder, a logger or a handler of the application's throws, Errors too: a call that has
 * admitted a leaf must return it, and a thread that tells of a join must go on.
 */
public final class Watch {
    /** Null if the JVM cannot make one, in a folder whose name it cannot express for example: sockets must work all the same. */
    private static final Logger LOGGER = logger();
    /** False without the module jdk.jfr, which the classes of events need: an image or a module path may lack it. */
    private static volatile boolean records = recorderIsThere();
    private static volatile Runnable everyPeriod = () -> { };

    private Watch() {
    }

    private static Logger logger() {
        try {
            return System.getLogger("org.joinleaf");
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private static boolean recorderIsThere() {
        Module own = Watch.class.getModule();
        return ModuleLayer.boot().findModule("jdk.jfr").filter(jfr -> !own.isNamed() || own.canRead(jfr)).isPresent();
    }

    /** If the JVM's recorder cannot start, for example because of the name of its folder, nothing is recorded. */
    private static void record(Runnable event) {
        if (records) {
            try {
                event.run();
            } catch (LinkageError e) {
                records = false;
            } catch (RuntimeException | Error e) {
                // That event is lost.
            }
        }
    }

    /**
     * A join, an asking or an invitation has succeeded.
     *
     * @param what    what was done, with the address and the interface
     * @param socket  the SOCKET
     * @param address the group or the other side
     */
    public static void joined(Object what, long socket, InetSocketAddress address) {
        record(() -> Events.joined(what, socket, address));
        log("joined: %s (socket %d)", what, socket);
    }

    /**
     * A request was admitted.
     *
     * @param address who asked
     * @param socket  the SOCKET that the admission made
     */
    public static void admitted(InetSocketAddress address, long socket) {
        record(() -> Events.decided(address, true));
        log("admitted: %s (socket %d)", address, socket);
    }

    /**
     * A request was rejected.
     *
     * @param address who asked
     */
    public static void rejected(InetSocketAddress address) {
        record(() -> Events.decided(address, false));
        log("rejected: %s", address);
    }

    /**
     * A session has ended for a socket.
     *
     * @param socket the SOCKET
     * @param cause  how
     * @param code   the error of FD_CLOSE, or 0
     */
    public static void ended(long socket, String cause, int code) {
        record(() -> Events.ended(socket, cause, code));
        log("ended: socket %d, %s (%d)", socket, cause, code);
    }

    /**
     * This host's addresses have changed, as a socket was told.
     *
     * @param socket the SOCKET
     */
    public static void addressesChanged(long socket) {
        record(() -> Events.addressesChanged(socket));
        log("addresses changed: socket %d was told", socket);
    }

    /**
     * Has something done once in each period of a recording that asks for {@code joinleaf.Socket}, while sockets are open.
     *
     * @param action what calls {@link #counted} for each socket
     */
    public static void everyPeriod(Runnable action) {
        everyPeriod = action;
    }

    /** Sockets are open from now on, or none is; the calls alternate. */
    static void socketsAreOpen(boolean open) {
        record(() -> { // not Events::unwatch, which would load that class before it is known whether it can be
            if (open) {
                Events.watch(() -> everyPeriod.run());
            } else {
                Events.unwatch();
            }
        });
    }

    /**
     * What was counted for a socket; -1 is what it does not count.
     *
     * @param socket           the SOCKET
     * @param name             what it says of itself
     * @param messagesSent     messages sent
     * @param messagesReceived messages received
     * @param repairs          datagrams sent again
     * @param losses           datagrams asked for again
     * @param dropped          datagrams dropped by the kernel
     * @param refused          requests that the provider refused
     * @param acceptsRefused   times that the system let no connection be taken
     * @param leaves           leaves now
     */
    public static void counted(long socket, String name, long messagesSent, long messagesReceived, long repairs, long losses,
            long dropped, long refused, long acceptsRefused, long leaves) {
        record(() -> {
            Events.Socket event = new Events.Socket();
            event.socket = socket;
            event.name = name;
            event.messagesSent = messagesSent;
            event.messagesReceived = messagesReceived;
            event.repairs = repairs;
            event.losses = losses;
            event.dropped = dropped;
            event.refused = refused;
            event.acceptsRefused = acceptsRefused;
            event.leaves = leaves;
            event.commit();
        });
    }

    private static void log(String format, Object... arguments) {
        try {
            if (LOGGER != null && LOGGER.isLoggable(Level.DEBUG)) {
                LOGGER.log(Level.DEBUG, String.format(format, arguments));
            }
        } catch (RuntimeException | Error e) {
            // That line is lost.
        }
    }
}
