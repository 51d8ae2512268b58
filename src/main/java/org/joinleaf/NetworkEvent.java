package org.joinleaf;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.joinleaf.winsock.Winsock;

/**
 * What can happen to a socket that is registered with a {@link NetworkSelector}: the FD_ events of {@code
 * WSAEventSelect}. Each is reported once and then not again before its re-enabling call, which is named here; it counts
 * whether it succeeds or not. Then those of READ, OUT_OF_BAND and ACCEPT whose condition still holds come again.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaeventselect">WSAEventSelect</a>
 */
public enum NetworkEvent {
    /** FD_READ: there is something to receive. Re-enabled by any receive. */
    READ(Winsock.FD_READ),
    /**
     * FD_WRITE: sending is possible: once bound or joined, and then again when a send that returned 0 would succeed.
     */
    WRITE(Winsock.FD_WRITE),
    /** FD_OOB: there is urgent data. Re-enabled by any receive. */
    OUT_OF_BAND(Winsock.FD_OOB),
    /** FD_ACCEPT: a request to join waits to be accepted. Re-enabled by accept. */
    ACCEPT(Winsock.FD_ACCEPT),
    /** FD_CONNECT: a join has ended, with success or the error that comes with the event. */
    CONNECT(Winsock.FD_CONNECT),
    /** FD_CLOSE: the session is over; the error tells how. */
    CLOSE(Winsock.FD_CLOSE),
    /**
     * FD_QOS: the flow specifications in force have changed; for a {@link RemoteLeaf}, with the error WSAETIMEDOUT: the
     * leaf has made no progress for half of {@link RootedOptions#SLOW_TIMEOUT}. Re-enabled by {@link
     * SessionSocket#flowSpecs()}.
     */
    QOS(Winsock.FD_QOS),
    /** FD_GROUP_QOS: reserved. */
    GROUP_QOS(Winsock.FD_GROUP_QOS),
    /**
     * FD_ROUTING_INTERFACE_CHANGE. Asked for and re-enabled by SIO_ROUTING_INTERFACE_CHANGE, through {@link Winsock}.
     */
    ROUTING_INTERFACE_CHANGE(Winsock.FD_ROUTING_INTERFACE_CHANGE),
    /**
     * FD_ADDRESS_LIST_CHANGE: the addresses of the socket's family have changed, to which a socket can be bound on this
     * host. An IPv6 address comes once duplicate address detection is over. The selector re-enables it.
     */
    ADDRESS_LIST_CHANGE(Winsock.FD_ADDRESS_LIST_CHANGE);

    private static final NetworkEvent[] ALL = values();
    private static final AtomicReferenceArray<Set<NetworkEvent>> SETS = new AtomicReferenceArray<>(1 << ALL.length);

    private final int mask;

    NetworkEvent(int mask) {
        this.mask = mask;
    }

    /**
     * Returns the event as Winsock numbers it.
     *
     * @return one of the FD_ bits, {@link Winsock#FD_READ} and so on
     */
    public int mask() {
        return mask;
    }

    /** The place of its error in WSANETWORKEVENTS. */
    int bit() {
        return ordinal();
    }

    static int maskOf(String name, Set<NetworkEvent> events) {
        int all = 0;
        for (NetworkEvent event : Objects.requireNonNull(events, name)) {
            all |= Objects.requireNonNull(event, name).mask;
        }
        return all;
    }

    /** An unmodifiable set, made once for each mask. */
    static Set<NetworkEvent> setOf(int mask) {
        int known = mask & Winsock.FD_ALL_EVENTS;
        Set<NetworkEvent> set = SETS.get(known);
        if (set == null) {
            EnumSet<NetworkEvent> events = EnumSet.noneOf(NetworkEvent.class);
            for (NetworkEvent event : ALL) {
                if ((known & event.mask) != 0) {
                    events.add(event);
                }
            }
            set = Collections.unmodifiableSet(events);
            SETS.set(known, set);
        }
        return set;
    }
}
