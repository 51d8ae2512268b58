package org.joinleaf;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.time.Duration;

/**
 * Options of joinleaf's own provider for sessions with a root: those of {@code joinleaf/rooted.h}. They are set before
 * the socket joins, listens or admits, and the sockets that it makes have them too. Times are whole milliseconds,
 * rounded up. Other providers do not know them: WSAENOPROTOOPT.
 *
 * <p>A value that contradicts one that was set before is refused with WSAEINVAL, and nothing is changed; the message
 * names both: a {@link #DEAD_TIMEOUT} below {@link #KEEP_ALIVE}; a {@link #LEAST_RATE} so low that less than 576 bytes
 * go out in {@link #SLOW_TIMEOUT}; a {@link #WINDOW} so large that not even datagrams of 576 bytes fit into SO_SNDBUF.
 * What was never set follows: the keep-alive is at most a third of the dead time that is set, and the dead time at least
 * three times the keep-alive.
 *
 * <p>SO_SNDBUF and SO_RCVBUF are read back as they were set, and change nothing: {@link #WINDOW} does. Until they are set,
 * they tell the room in force, in bytes: that of the window for what a root sends to all; 196,608, by which one leaf may be
 * behind, for what leaves send and for messages aside.
 *
 * <p><b>Values that cannot be.</b> A value that Winsock's number has no room for is an IllegalArgumentException: a
 * negative number or time, a key of more than 256 bytes, more than 255 for IP_MULTICAST_TTL. Any other value out of its
 * range is refused by Winsock, with WSAEINVAL; the message has the range.
 */
public final class RootedOptions {
    /**
     * JLR_KEY, write only: a pre-shared key of 16 to 256 bytes that root and leaves must have, which authenticates
     * control and data; empty takes it away, and at first there is none. A leaf without it, or with another one, is
     * refused. Nothing is encrypted. WSAEOPNOTSUPP where the system has no libcrypto; WSAEISCONN once there is a session.
     */
    public static final SocketOption<byte[]> KEY = new NamedOption<>("KEY", byte[].class);

    /**
     * JLR_GROUP, a root's: the group and port that it sends to; port 0 for one of the root's choice. At first the root
     * chooses both at random, in 239.255.0.0/16 or ff15::/16. WSAEADDRNOTAVAIL for an address that is no group;
     * WSAEISCONN once there is a session. Reading it is WSAENOTCONN while the root has not chosen, and on a leaf.
     */
    public static final SocketOption<InetSocketAddress> GROUP = new NamedOption<>("GROUP", InetSocketAddress.class);

    /**
     * JLR_WINDOW, a root's: how many datagrams it may be ahead of its slowest leaf; a power of two from 128 to 4,096, at
     * first 2,048. A larger one needs more memory on both sides and lets a leaf pause longer before all wait for it; a
     * smaller one does the opposite. WSAEISCONN once there is a session.
     */
    public static final SocketOption<Integer> WINDOW = new NamedOption<>("WINDOW", Integer.class);

    /** JLR_MAX_LEAVES, a root's: it admits and invites no more, the rest are refused; 1 to 1,048,576, at first 65,536. */
    public static final SocketOption<Integer> MAX_LEAVES = new NamedOption<>("MAX_LEAVES", Integer.class);

    /**
     * JLR_MAX_HALF_OPEN: how many connections a listening socket may have that have not said what they want, or were refused
     * and have not ended; 1 to 65,536, at first 1,024. If there are more, one of them is closed.
     */
    public static final SocketOption<Integer> MAX_HALF_OPEN = new NamedOption<>("MAX_HALF_OPEN", Integer.class);

    /**
     * JLR_HANDSHAKE_TIMEOUT: a connection must have said by then what it wants, or it is closed; 10 ms to 10 minutes, at
     * first 3 seconds.
     */
    public static final SocketOption<Duration> HANDSHAKE_TIMEOUT = new NamedOption<>("HANDSHAKE_TIMEOUT", Duration.class);

    /**
     * JLR_JOIN_TIMEOUT: a join or an invitation that is not decided by then fails with WSAETIMEDOUT; 10 ms to 1 hour, at
     * first 20 seconds. A request whose time is over cannot be admitted any more.
     */
    public static final SocketOption<Duration> JOIN_TIMEOUT = new NamedOption<>("JOIN_TIMEOUT", Duration.class);

    /**
     * JLR_KEEP_ALIVE, a root's, for its leaves too: the longest time in which a side sends nothing; 10 ms to 1 hour, at first
     * 2 seconds. It must not exceed {@link #DEAD_TIMEOUT}; if it was never set, it is at most a third of that.
     */
    public static final SocketOption<Duration> KEEP_ALIVE = new NamedOption<>("KEEP_ALIVE", Duration.class);

    /**
     * JLR_DEAD_TIMEOUT, a root's, for its leaves too: when one side has been silent for this time, the other side gives it
     * up as lost, and its socket ends with WSAECONNABORTED; 50 ms to 1 hour, at first 10 seconds.
     */
    public static final SocketOption<Duration> DEAD_TIMEOUT = new NamedOption<>("DEAD_TIMEOUT", Duration.class);

    /**
     * JLR_SLOW_TIMEOUT, a root's: a leaf that makes no progress for this time, while the root has something for it, is
     * closed with WSAECONNABORTED; 50 ms to 1 hour, at first 10 seconds. <b>Until then such a leaf stops all others</b>: once
     * it is {@link #WINDOW} datagrams behind, sends wait. The default tolerates common pauses: a garbage collection, a page
     * from a disk, a network that is reconfigured. Set less if fresh data matter more than keeping every leaf. {@link
     * RemoteLeaf#behind()}, and {@link NetworkEvent#QOS} after half of the time, warn before.
     */
    public static final SocketOption<Duration> SLOW_TIMEOUT = new NamedOption<>("SLOW_TIMEOUT", Duration.class);

    /**
     * JLR_LEAST_RATE, a root's, in bytes a second, 0 to 2,147,483,647. If one leaf alone holds the sender below this rate for
     * {@link #SLOW_TIMEOUT} while messages wait, that leaf is closed. When the root is closed, a leaf that gets what is left more
     * slowly is given up, {@link #LINGER_TIMEOUT} later than at this rate: otherwise one that takes a little now and then keeps
     * the process from ending. 0, the value at first: no leaf is closed for its rate.
     */
    public static final SocketOption<Integer> LEAST_RATE = new NamedOption<>("LEAST_RATE", Integer.class);

    /**
     * JLR_LINGER_TIMEOUT: how long a closed socket goes on without progress to deliver what it owes; 10 ms to 10 minutes,
     * at first 5 seconds. The end of this process waits for that ({@link RootedSocket#close()}). What is not delivered by then
     * is lost, and the other side sees WSAECONNRESET.
     */
    public static final SocketOption<Duration> LINGER_TIMEOUT = new NamedOption<>("LINGER_TIMEOUT", Duration.class);

    /** JLR_STATISTICS, read only. */
    public static final SocketOption<RootedStatistics> STATISTICS = new NamedOption<>("STATISTICS", RootedStatistics.class);

    /** JLR_UNDELIVERED, read only: what of a root's messages some leaf has not got, and what closed roots lost. */
    public static final SocketOption<RootedUndelivered> UNDELIVERED = new NamedOption<>("UNDELIVERED", RootedUndelivered.class);

    private RootedOptions() {
    }
}
