package org.joinleaf;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import org.joinleaf.internal.natives.ReadyNatives;
import org.joinleaf.internal.watch.Watch;
import org.joinleaf.winsock.Winsock;

/**
 * The registration of a socket with a {@link NetworkSelector}. A select hands it out with the events that have
 * happened: {@link #happened()}, {@link #has(NetworkEvent)} and {@link #error(NetworkEvent)} tell of them until the
 * select's action returns. Everything else is safe for use by any thread.
 */
public final class NetworkKey {
    /**
     * Events that a program would wait for in vain if one of them were lost. So each of them is handed out later, even if
     * the condition may be over by then.
     */
    private static final int CONDITIONS = Winsock.FD_READ | Winsock.FD_WRITE | Winsock.FD_ACCEPT;

    private final NetworkSelector selector;
    private final NetworkSocket socket;
    private final Waiting waiting;
    private final long number;
    private volatile int interest;
    private volatile Object attachment;
    private volatile boolean valid = true;

    private int happened;
    /** Guarded by the selector's keys: events that Winsock does not record (again), to be handed out by the next select. */
    private int owed;
    /** Guarded by the selector's keys: events that were recorded, and not handed out because they were of no interest. */
    private int missed;
    private final int[] errors = new int[Winsock.FD_MAX_EVENTS];

    NetworkKey(NetworkSelector selector, NetworkSocket socket, Waiting waiting, int interest, Object attachment) {
        this.selector = selector;
        this.socket = socket;
        this.waiting = waiting;
        number = socket.handle();
        this.interest = interest;
        this.attachment = attachment;
    }

    /**
     * Returns the socket, to send and receive with.
     *
     * @return what was registered
     */
    public SessionSocket socket() {
        return (SessionSocket) socket;
    }

    /**
     * Returns the selector.
     *
     * @return the selector that it was registered with
     */
    public NetworkSelector selector() {
        return selector;
    }

    /**
     * Returns the attachment.
     *
     * @return what was attached last, or null
     */
    public Object attachment() {
        return attachment;
    }

    /**
     * Attaches an object.
     *
     * @param object any object, or null
     */
    public void attach(Object object) {
        attachment = object;
    }

    /**
     * Returns the events of interest.
     *
     * @return an unmodifiable set
     */
    public Set<NetworkEvent> interest() {
        return NetworkEvent.setOf(interest);
    }

    /**
     * Changes the events of interest, as another {@code WSAEventSelect} does. An event that was handed out comes again only
     * after its re-enabling call, even if it was of no interest in between. So receive what is there before you remove READ.
     * There is no need to remove WRITE while there is nothing to send: it comes once, not in every select.
     *
     * @param events the new ones; none keeps the registration and reports nothing
     * @return this key
     * @throws WinsockException              if WSAEventSelect fails; WSAEALREADY while a join is pending;
     *                                       WSAEOPNOTSUPP if the socket does not know {@link
     *                                       NetworkEvent#ADDRESS_LIST_CHANGE}. Then the old ones stay
     * @throws java.nio.channels.CancelledKeyException if the key is no longer valid
     */
    public NetworkKey interest(Set<NetworkEvent> events) throws WinsockException {
        waiting.reselect(this, NetworkEvent.maskOf("events", events));
        return this;
    }

    /**
     * Returns the events that have happened.
     *
     * @return an unmodifiable set of those of interest
     */
    public Set<NetworkEvent> happened() {
        return NetworkEvent.setOf(happened & interest);
    }

    /**
     * Tells whether an event has happened.
     *
     * @param event an event of interest
     * @return true if it has
     */
    public boolean has(NetworkEvent event) {
        return (happened & interest & Objects.requireNonNull(event, "event").mask()) != 0;
    }

    /**
     * Returns the error of an event that has happened.
     *
     * @param event the event
     * @return 0, or a code such as {@link Winsock#WSAENETUNREACH}
     */
    public int error(NetworkEvent event) {
        return has(event) ? errors[event.bit()] : 0;
    }

    /**
     * Tells whether the socket is still registered.
     *
     * @return false once cancelled, or the socket or the selector is closed
     */
    public boolean isValid() {
        return valid;
    }

    /**
     * Ends the registration, at once. The socket stays open and nonblocking, and can be registered again. A pending join
     * that this registration was to complete is cancelled, which closes the socket.
     */
    public void cancel() {
        waiting.deselect(this);
    }

    @Override
    public String toString() {
        return "NetworkKey[" + socket + (valid ? " " + interest() + "]" : " cancelled]");
    }

    long number() {
        return number;
    }

    int mask() {
        return interest;
    }

    void mask(int mask) {
        interest = mask;
    }

    void invalidate() {
        valid = false;
    }

    /** Takes what WSAEnumNetworkEvents told. */
    void record(ByteBuffer ready, int at) {
        happened = ready.getInt(at + ReadyNatives.EVENTS);
        for (int rest = happened & Winsock.FD_ALL_EVENTS; rest != 0; rest &= rest - 1) {
            int bit = Integer.numberOfTrailingZeros(rest);
            errors[bit] = ready.getInt(at + ReadyNatives.ERRORS + bit * Integer.BYTES);
        }
    }

    /** Keeps what holds already for the next select. Returns false if nothing does. */
    boolean owe() {
        owed = socket.holding(interest);
        return owed != 0;
    }

    /** Notes events that were recorded, but were of no interest when they could be handed out. */
    void miss(int untold) {
        missed |= untold;
    }

    /** Keeps for the next select what was missed and is of interest again. Returns false if there is nothing. */
    boolean oweMissed() {
        owed |= missed & interest;
        missed &= ~interest;
        return owed != 0;
    }

    /** Adds what is owed to what was recorded. Returns false if something was recorded: then the key is handed out anyway. */
    boolean recordOwed() {
        boolean alone = happened == 0;
        for (int rest = owed & ~happened; rest != 0; rest &= rest - 1) {
            errors[Integer.numberOfTrailingZeros(rest)] = 0;
        }
        happened |= owed;
        owed = 0;
        return alone;
    }

    /** Does what the events mean for the socket itself. Returns whether the key is to be handed out. */
    boolean settle() {
        if ((happened & Winsock.FD_CONNECT) != 0) {
            waiting.joinEnded(this, errors[NetworkEvent.CONNECT.bit()]);
        }
        if ((happened & Winsock.FD_CLOSE) != 0) {
            waiting.sessionEnded(this, errors[NetworkEvent.CLOSE.bit()]);
        }
        int untold = happened & ~interest & CONDITIONS;
        if (untold != 0) {
            selector.miss(this, untold);
        }
        if (!valid || (happened & interest) == 0) {
            return false;
        }
        if (has(NetworkEvent.ADDRESS_LIST_CHANGE)) {
            Watch.addressesChanged(socket.handle());
            int code = waiting.askForAddressListChange();
            if (code != 0) {
                errors[NetworkEvent.ADDRESS_LIST_CHANGE.bit()] = code;
            }
        }
        return true;
    }

    void forget() {
        happened = 0;
    }
}
