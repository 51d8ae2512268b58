package org.joinleaf;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.joinleaf.internal.natives.ReadyNatives;
import org.joinleaf.internal.waiting.AbandonedCleaner;
import org.joinleaf.internal.waiting.Interruption;
import org.joinleaf.internal.waiting.ReadyGroup;
import org.joinleaf.internal.waiting.SocketTable;
import org.joinleaf.winsock.Winsock;

/**
 * Waits for the network events of any number of sockets: {@code WSAEventSelect} and its kin in the shape of {@link
 * java.nio.channels.Selector}.
 *
 * <pre>{@code
 * try (var selector = NetworkSelector.open()) {
 *     selector.register(socket, EnumSet.of(NetworkEvent.READ), handler);
 *     while (selector.isOpen()) {
 *         selector.select(key -> ((Handler) key.attachment()).handle(key));
 *     }
 * }
 * }</pre>
 *
 * <p>Events are Winsock's: each is reported once, and again only after its re-enabling call ({@link NetworkEvent} names
 * them), and comes with an error code. A key that is not read from is not reported in every select.
 *
 * <p><b>Draining.</b> Take a program that receives until nothing is left. The first receive enables READ again; the datagrams
 * that are still there are recorded as another READ; the next receives take the datagrams, but not the record. So Winsock's
 * rule wakes this program once for nothing, and a rule without it would lose events. On Linux a selector leaves such a READ
 * out, if a receive found nothing after it and nothing has come since; not so for sessions with a root, nor on Windows. There
 * are two ways to avoid the extra wake-up everywhere. Receive one message for each READ: what is left records the next READ.
 * Or receive once with a {@link ReceiveBatch} that has room for everything: READ is enabled after the whole batch was taken,
 * so it comes only if there is more. The second way is faster, but does not help with the system's own sockets on Windows,
 * where a batch is a series of single receives.
 *
 * <p><b>Sockets.</b> A registered socket is nonblocking, and stays so when the registration ends; see {@link
 * MultipointSocket#configureBlocking}. It has one registration at a time. A join that begins while it is registered is
 * completed by the thread that selects.
 *
 * <p><b>Threads.</b> Any thread may register, cancel, wake up or close at any time; registering also takes effect on a
 * select in progress. One thread selects at a time, others wait for it. An interrupt ends a select, and the thread's
 * interrupt status stays set. A select keeps the carrier of a virtual thread.
 *
 * <p>Sockets share event objects, so the number of sockets is not limited by the 64 events of {@code
 * WSAWaitForMultipleEvents}. On Linux the cost of a select depends on the ready sockets only. On Windows the sockets are
 * spread over 63 event objects, and a select asks all sockets of each event that is set: with a thousand sockets, 16 for one
 * that is ready. A select allocates nothing.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaeventselect">WSAEventSelect</a>
 */
public final class NetworkSelector implements AutoCloseable {
    private static final long FOREVER = -1;
    /** The longest finite time of WSAWaitForMultipleEvents. */
    private static final long LONGEST_WAIT = 0xffff_fffeL;
    /** In milliseconds; see {@link #selectUntil}. */
    private static final long FIRST_WAIT = 10;
    /** A longer time counts as for ever, because its nanoseconds do not fit into a long. */
    private static final long LONGEST_SECONDS = Long.MAX_VALUE / 1_000_000_000;

    private final ReadyGroup group;
    private final Cleaner.Cleanable cleanable;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean open = true;

    /** Locked by itself. Changes of a socket's selection are made with this lock held. */
    private final SocketTable<NetworkKey> keys = new SocketTable<>();
    /** Guarded by keys: those to hand out for something that Winsock does not record again (NetworkKey.owed). */
    private final Set<NetworkKey> owed = new LinkedHashSet<>();

    private final ReentrantLock selecting = new ReentrantLock();
    /** Guarded by selecting: keys to hand out, from readyAt to readyEnd. */
    private NetworkKey[] ready = new NetworkKey[0];
    private int readyAt;
    private int readyEnd;
    private boolean handingOut;
    private Interruption interruption = new Interruption(this::wakeup);

    private NetworkSelector(ReadyGroup group) {
        this.group = group;
        cleanable = AbandonedCleaner.register(this, group);
    }

    /**
     * Opens a selector.
     *
     * @return a new selector
     * @throws WinsockException     if WSACreateEvent or WSAStartup fails
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     */
    public static NetworkSelector open() throws WinsockException {
        Startup.ensure();
        long group = ReadyNatives.open();
        if (group < 0) {
            throw new WinsockException("WSACreateEvent", (int) ~group);
        }
        return new NetworkSelector(new ReadyGroup(group));
    }

    /**
     * Registers a socket without an attachment.
     *
     * @param socket   the socket
     * @param interest the events to report
     * @return the key
     * @throws IOException as {@link #register(NetworkSocket, Set, Object)}
     */
    public NetworkKey register(NetworkSocket socket, Set<NetworkEvent> interest) throws IOException {
        return register(socket, interest, null);
    }

    /**
     * Registers a socket, which becomes nonblocking. What holds already is reported by the next select, whatever an earlier
     * registration was told of. A socket that is registered here is not registered anew: it gets the new interest and
     * attachment, as by {@link NetworkKey#interest(Set)} and {@link NetworkKey#attach(Object)}, and keeps its key.
     *
     * @param socket     the socket
     * @param interest   the events to report
     * @param attachment any object, or null
     * @return the key
     * @throws WinsockException        if WSAEventSelect fails; WSAEALREADY while a join is pending on the socket;
     *                                 WSAEOPNOTSUPP if it does not know {@link NetworkEvent#ADDRESS_LIST_CHANGE}. Then
     *                                 nothing has changed
     * @throws java.nio.channels.ClosedChannelException if the socket is closed
     * @throws ClosedSelectorException if the selector is closed
     * @throws IllegalStateException   if the socket is registered with another selector
     */
    public NetworkKey register(NetworkSocket socket, Set<NetworkEvent> interest, Object attachment)
            throws IOException {
        return Objects.requireNonNull(socket, "socket").waiting()
                .register(this, NetworkEvent.maskOf("interest", interest), attachment);
    }

    /**
     * Waits until something happens, and hands out the keys of the sockets to which it happened.
     *
     * @param action gets each key. What it throws, an IOException too, is thrown here; the keys that it did not get come
     *               first in the next select.
     * @return the number of keys handed out, 0 after a wake-up or when a join has ended
     * @throws IOException as {@link #select(KeyAction, long)}
     */
    public int select(KeyAction action) throws IOException {
        return select(action, FOREVER, true);
    }

    /**
     * Waits until something happens or the time is over, and hands out the keys of the sockets to which it happened.
     *
     * @param action  gets each key, as in {@link #select(KeyAction)}
     * @param timeout milliseconds; 0 is for ever, as in {@link java.nio.channels.Selector}
     * @return the number of keys handed out, 0 after a wake-up, when a join has ended or when the time is over
     * @throws WinsockException         if WSAWaitForMultipleEvents fails
     * @throws ClosedSelectorException  if the selector is closed
     * @throws IllegalStateException    if called by an action
     * @throws IllegalArgumentException if the timeout is negative
     */
    public int select(KeyAction action, long timeout) throws IOException {
        if (timeout < 0) {
            throw new IllegalArgumentException("a timeout is not negative: " + timeout);
        }
        return select(action, timeout == 0 ? FOREVER : timeout, true);
    }

    /**
     * Waits until something happens or the time is over, as {@link #select(KeyAction, long)} does.
     *
     * @param action  gets each key, as in {@link #select(KeyAction)}
     * @param timeout whole milliseconds, rounded up; zero does not wait, as {@link #selectNow}
     * @return the number of keys handed out, 0 after a wake-up, when a join has ended or when the time is over
     * @throws IOException              as {@link #select(KeyAction, long)}
     * @throws IllegalArgumentException if the timeout is negative
     */
    public int select(KeyAction action, Duration timeout) throws IOException {
        if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
            throw new IllegalArgumentException("a timeout is not negative: " + timeout);
        }
        boolean tooLong = timeout.getSeconds() > LONGEST_SECONDS;
        return timeout.isZero() ? selectNow(action)
                : select(action, tooLong ? FOREVER : timeout.plusNanos(999_999).toMillis(), true);
    }

    /**
     * Hands out the keys of the sockets to which something has happened, without waiting.
     *
     * @param action gets each key, as in {@link #select(KeyAction)}
     * @return the number of keys handed out
     * @throws IOException as {@link #select(KeyAction, long)}
     */
    public int selectNow(KeyAction action) throws IOException {
        return select(action, 0, false);
    }

    private int select(KeyAction action, long timeout, boolean mayWait) throws IOException {
        Objects.requireNonNull(action, "action");
        selecting.lock();
        try {
            if (handingOut) {
                throw new IllegalStateException("select within the action of a select");
            }
            if (!open) {
                throw new ClosedSelectorException();
            }
            int count = handOut(action);
            if (count > 0) {
                return count;
            }
            if (!mayWait) {
                return Math.max(0, look(action, 0));
            }
            interruption.enter();
            try {
                return selectUntil(action, timeout);
            } finally {
                if (!interruption.leave()) {
                    woken.set(false); // that wake-up was for this select, which may have seen the thread's status before it
                    interruption = new Interruption(this::wakeup);
                }
            }
        } finally {
            selecting.unlock();
        }
    }

    /**
     * The first waits are short, and each is four times as long as the one before. In JDK 17 an interrupt is not told to who is
     * about to wait, if the interrupting thread looks for him just before he begins, and sets his status just after.
     */
    private int selectUntil(KeyAction action, long timeout) throws IOException {
        long end = timeout == FOREVER ? 0 : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
        long left = timeout == FOREVER ? LONGEST_WAIT : timeout;
        for (long most = FIRST_WAIT;; most = Math.min(4 * most, LONGEST_WAIT)) {
            int count = look(action, Math.min(left, most));
            if (count != 0 || Thread.currentThread().isInterrupted()) {
                return Math.max(count, 0);
            }
            if (timeout != FOREVER) {
                long nanos = end - System.nanoTime();
                if (nanos <= 0) {
                    return 0;
                }
                left = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
            }
        }
    }

    /**
     * One wait, and what came of it: the number of keys handed out, or -1 for none but a wake-up.
     *
     * <p>No event is lost (EV-15), with nothing but the public calls. The event object is reset first, then the sockets
     * are asked, and a socket records an event before it sets the object. So what is recorded after a socket was asked
     * also sets the object after the reset, and the next wait ends at once; what was recorded before is found by
     * asking. At worst an object set for what was found already ends a wait for nothing, and the loop goes on. The same
     * holds for the wake-up, which is noted before the object is set and looked for after the reset. Asking clears the
     * record of one socket atomically (EV-08), so nothing is told twice.
     */
    private int look(KeyAction action, long timeout) throws IOException {
        int result = ReadyNatives.await(group.number(), (int) timeout);
        if (result < 0) {
            throw new WinsockException("WSAWaitForMultipleEvents", ~result);
        }
        if (result == Winsock.WSA_WAIT_TIMEOUT) {
            return 0;
        }
        boolean wokenUp;
        int count;
        try {
            collect();
            count = handOut(action);
        } finally { // collecting has taken the wake-up from the group: whatever an action throws, the next one is another
            wokenUp = woken.get() && woken.getAndSet(false);
        }
        return count == 0 && (wokenUp || !open) ? -1 : count;
    }

    /** Asks the sockets. */
    private void collect() throws WinsockException {
        synchronized (keys) {
            int count = keys.readySockets(group.number());
            if (count < 0) {
                throw new WinsockException("WSAEnumNetworkEvents", ~count);
            }
            if (count + owed.size() > ready.length) {
                ready = Arrays.copyOf(ready, count + keys.capacity());
            }
            for (int at = 0; count > 0; count--, at += ReadyNatives.SIZEOF_READY) {
                NetworkKey key = keys.find(keys.ready().getLong(at));
                if (key != null) {
                    key.record(keys.ready(), at);
                    ready[readyEnd++] = key;
                }
            }
            if (!owed.isEmpty()) {
                collectOwed();
            }
        }
    }

    private void collectOwed() {
        for (NetworkKey key : owed) {
            if (key.recordOwed()) {
                ready[readyEnd++] = key;
            }
        }
        owed.clear();
    }

    private int handOut(KeyAction action) throws IOException {
        int count = 0;
        handingOut = true;
        try {
            while (readyAt < readyEnd) {
                NetworkKey key = ready[readyAt];
                ready[readyAt++] = null;
                try {
                    if (key.settle()) {
                        count++;
                        action.accept(key);
                    }
                } finally {
                    key.forget();
                }
            }
            readyAt = 0;
            readyEnd = 0;
            return count;
        } finally {
            handingOut = false;
        }
    }

    /** Events that were recorded, but were of no interest any more when they could be handed out, wait for the interest. */
    void miss(NetworkKey key, int untold) {
        synchronized (keys) {
            key.miss(untold);
        }
    }

    /**
     * Makes a select in progress return, or the next one if there is none. Several wake-ups in between count as one.
     *
     * @return this selector
     */
    public NetworkSelector wakeup() {
        if (!woken.get() && woken.compareAndSet(false, true)) {
            group.wake();
        }
        return this;
    }

    /**
     * Returns the registrations.
     *
     * @return an unmodifiable copy
     */
    public Set<NetworkKey> keys() {
        synchronized (keys) {
            return Set.copyOf(keys.toList());
        }
    }

    /**
     * Tells whether the selector is open.
     *
     * @return false once {@link #close()} was called
     */
    public boolean isOpen() {
        return open;
    }

    /**
     * Closes the selector: a select in progress returns, and all registrations end as by {@link NetworkKey#cancel()};
     * the sockets stay open. Closing again does nothing.
     */
    @Override
    public void close() {
        open = false;
        woken.set(true);
        group.wake();
        selecting.lock();
        try {
            List<NetworkKey> all;
            synchronized (keys) {
                all = keys.toList();
            }
            for (NetworkKey key : all) {
                key.cancel();
            }
            cleanable.clean();
        } finally {
            selecting.unlock();
        }
    }

    /** Adds a user's key. again: the socket was selected before, so that Winsock may not tell anew what holds (EV-06b). */
    void add(NetworkKey key, boolean again) throws WinsockException {
        synchronized (keys) {
            add(key);
            oweIf(again && key.owe(), key);
        }
    }

    /** Adds a key and selects its events. The caller makes sure that its SOCKET stays open during the call. */
    void add(NetworkKey key) throws WinsockException {
        synchronized (keys) {
            if (!open) {
                throw new ClosedSelectorException();
            }
            keys.add(key.number(), key); /* first: a select in progress looks for it */
            int result = eventSelect(key);
            if (result < 0) {
                keys.remove(key.number());
                key.invalidate();
                throw new WinsockException("WSAEventSelect " + key.interest(), ~result);
            }
        }
    }

    /** Selects the events anew, after the key's interest has changed. */
    void update(NetworkKey key) throws WinsockException {
        synchronized (keys) {
            int result = eventSelect(key);
            if (result < 0) {
                throw new WinsockException("WSAEventSelect " + key.interest(), ~result);
            }
            oweIf(key.oweMissed(), key);
        }
    }

    /** Has the next select hand the key out, if there is something to tell. */
    private void oweIf(boolean something, NetworkKey key) {
        if (something) {
            owed.add(key);
            group.wake();
        }
    }

    /** FD_CONNECT and FD_CLOSE are always selected, for joins and for the session's end; settle() looks at the interest. */
    private int eventSelect(NetworkKey key) {
        int mask = key.mask() | Winsock.FD_CONNECT | Winsock.FD_CLOSE;
        return ReadyNatives.select(group.number(), key.number(), mask);
    }

    /** Removes a valid key; its SOCKET is open. From here on no select asks the socket. */
    void remove(NetworkKey key) {
        synchronized (keys) {
            key.invalidate();
            keys.remove(key.number());
            owed.remove(key);
            ReadyNatives.select(group.number(), key.number(), 0);
        }
    }

    boolean isEmpty() {
        synchronized (keys) {
            return keys.size() == 0;
        }
    }
}
