package org.joinleaf;

import java.net.SocketOption;
import java.time.Duration;

/**
 * Options of a {@link MultipointSocket} that {@link java.net.StandardSocketOptions} lacks; sockets of sessions with a
 * root have some of them, and {@link RootedOptions}. From there a socket takes SO_REUSEADDR, SO_SNDBUF, SO_RCVBUF,
 * SO_BROADCAST, IP_MULTICAST_IF, IP_MULTICAST_TTL (the hop limit on IPv6) and IP_MULTICAST_LOOP (the same as {@link
 * #LOOPBACK}); a MultipointSocket IP_TOS, too.
 *
 * <p><b>IP_TOS</b> is the byte of the IP header with DSCP (its upper six bits) and ECN, 0 to 255, on IPv6 the traffic
 * class (IPV6_TCLASS), which holds for the IPv4 datagrams of a socket for both families, too, as with a DatagramChannel.
 * On Linux datagrams carry it as it was set, while no flow specification for sending is in force: that has a mark of its
 * own. <b>Windows takes IP_TOS, tells it back and marks nothing</b>, unless an administrator has set the value
 * DisableUserTOSSetting of the registry's {@code HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters} to 0; it may
 * refuse IPV6_TCLASS (WSAENOPROTOOPT or WSAEINVAL). Marks are for its quality of service there: qWAVE, or a policy
 * (New-NetQosPolicy).
 */
public final class MultipointOptions {
    /**
     * SO_RCVTIMEO: how long a receive waits. Zero, the default, is for ever; other values are whole milliseconds,
     * rounded up, and 2,147,483,647 of them (24 days) at most: what is longer counts as that. When it runs out the
     * receive fails with WSAETIMEDOUT.
     */
    public static final SocketOption<Duration> RECEIVE_TIMEOUT = new NamedOption<>("RECEIVE_TIMEOUT", Duration.class);

    /** SO_SNDTIMEO: how long a send waits for room, as {@link #RECEIVE_TIMEOUT}. */
    public static final SocketOption<Duration> SEND_TIMEOUT = new NamedOption<>("SEND_TIMEOUT", Duration.class);

    /** SO_EXCLUSIVEADDRUSE: nobody else may bind the port. Before bind only; excludes SO_REUSEADDR. */
    public static final SocketOption<Boolean> EXCLUSIVE_ADDRESS_USE = new NamedOption<>("EXCLUSIVE_ADDRESS_USE", Boolean.class);

    /**
     * IP_MULTICAST_LOOP with Winsock's meaning, which is on the receiving side: false keeps this socket from getting
     * what its own host sends to the group; what this socket sends still reaches other sockets of the host. Default
     * true.
     */
    public static final SocketOption<Boolean> LOOPBACK = new NamedOption<>("LOOPBACK", Boolean.class);

    /**
     * IPV6_V6ONLY: an IPv6 socket takes IPv6 traffic only. Default true. With false, to be set before bind, it can be bound
     * to an IPv4 address, send to one and receive from one, whose address is then told as ::ffff:192.0.2.1. {@link
     * MultipointSocket#join(java.net.InetAddress, java.net.NetworkInterface)} then takes IPv4 groups, too, and
     * IP_MULTICAST_IF, IP_MULTICAST_TTL and IP_MULTICAST_LOOP hold for multicast of both families. A session is of IPv6
     * alone: with an IPv4 group it is WSAEAFNOSUPPORT. A socket that is bound to an IPv6 address takes no IPv4.
     */
    public static final SocketOption<Boolean> IPV6_ONLY = new NamedOption<>("IPV6_ONLY", Boolean.class);

    /** SO_MAX_MSG_SIZE, read only: the largest datagram that the provider takes, in bytes. */
    public static final SocketOption<Integer> MAX_MESSAGE_SIZE = new NamedOption<>("MAX_MESSAGE_SIZE", Integer.class);

    /**
     * UDP_RECV_MAX_COALESCED_SIZE at its most, or 0: datagrams of one size and sender that come together may reach the
     * socket together, at a fraction of the cost. {@link MultipointSocket#receiveBatch(ReceiveBatch)} then tells them
     * apart; receiving singly is an IllegalStateException from the first time on that this was true. Default false;
     * WSAENOPROTOOPT where the system cannot.
     */
    public static final SocketOption<Boolean> COALESCED_RECEIVE = new NamedOption<>("COALESCED_RECEIVE", Boolean.class);

    /**
     * JLU_DROPPED of {@code joinleaf/udp.h}, read only, on Linux: how many datagrams the system has thrown away since the
     * socket was opened though they had come to it, as its receive buffer (SO_RCVBUF) was full. Those are among them, too,
     * that were not to be heard: what its own host sent while {@link #LOOPBACK} is false, and on an IPv6 socket groups
     * that only other sockets of its port have joined. A count of 32 bits without a sign, which starts anew after its
     * end. On Windows, which does not tell, asking for it fails with WSAENOPROTOOPT or WSAEINVAL.
     */
    public static final SocketOption<Long> DROPPED = new NamedOption<>("DROPPED", Long.class);

    private MultipointOptions() {
    }
}
