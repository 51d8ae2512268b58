package org.joinleaf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * Where a group is joined: at the port and on the interface that the user said. WSAJoinLeaf has no argument for either.
 * Its page promises that an unbound socket gets "unique values", not the group's port; and it does not tell of
 * IP_MULTICAST_IF, while the samples bind to the address of an interface. So on Windows all that is documented is done,
 * before and after the join. The shim's own WSAJoinLeaf heeds IP_MULTICAST_IF (rule IP-02), and on Linux a socket that is
 * bound to one host's address hears no group.
 */
final class JoinPlace {
    private static final boolean WINDOWS = Platform.isWindows();

    private JoinPlace() {
    }

    /**
     * Binds a receiver to the group's port before the join, unless it is bound.
     *
     * @return 0 or more, or the complement of a code
     */
    static int bind(long socket, InetSocketAddress group, NetworkInterface via) {
        if (!isGroup(group)) {
            return 0;
        }
        InetSocketAddress local = local(group, via);
        int result = SessionSocket.bind(socket, local, Family.of(local.getAddress()));
        return result == ~Winsock.WSAEINVAL ? 0 : result; // it is bound
    }

    /** If it is no group, nothing is done here, and WSAJoinLeaf says what is wrong. */
    private static boolean isGroup(InetSocketAddress group) {
        return group.getAddress().isMulticastAddress() && group.getPort() != 0;
    }

    /**
     * Before the join: makes the socket a member for the one source, so that the join is no more than that. What the
     * socket has joined otherwise is for WSAJoinLeaf to judge.
     *
     * @return whether there is a new membership: 1 or 0, or the complement of a code
     */
    static int joinSource(long socket, InetSocketAddress group, JoinOptions options) {
        if (WINDOWS || options.source().isEmpty() || !isGroup(group)) {
            return 0;
        }
        int result = change(Winsock.MCAST_JOIN_SOURCE_GROUP, socket, group, options, options.source().get());
        return result == ~Winsock.WSAEADDRNOTAVAIL ? 0 : result < 0 ? result : 1;
    }

    /** Takes that back. */
    static void leaveSource(long socket, InetSocketAddress group, JoinOptions options) {
        change(Winsock.MCAST_LEAVE_SOURCE_GROUP, socket, group, options, options.source().get());
    }

    /** What dissolving the association leaves of the session on Windows: the membership. */
    static void leave(long socket, InetSocketAddress group, JoinOptions options) {
        if (WINDOWS && options.direction() != Direction.SEND) {
            change(Winsock.MCAST_LEAVE_GROUP, socket, group, options, null);
        }
    }

    private static int change(int option, long socket, InetSocketAddress group, JoinOptions options, InetAddress source) {
        int index = options.networkInterface().map(NetworkInterface::getIndex).orElse(0);
        ByteBuffer request = Memberships.request(index, group.getAddress(), source);
        int level = Family.of(group.getAddress()) == Family.IPV4 ? Winsock.IPPROTO_IP : Winsock.IPPROTO_IPV6;
        return SocketNatives.setsockopt(socket, level, option, request, 0, request.capacity());
    }

    private static InetSocketAddress local(InetSocketAddress group, NetworkInterface via) {
        Family family = Family.of(group.getAddress());
        Optional<InetAddress> address = !WINDOWS || via == null || family != Family.IPV4 ? Optional.empty()
                : via.inetAddresses().filter(each -> Family.of(each) == family).findFirst();
        return address.map(each -> new InetSocketAddress(each, group.getPort())).orElse(family.any(group.getPort()));
    }

    /**
     * Makes sure, after the join of a receiver, that the group is joined on the interface of IP_MULTICAST_IF and not on
     * another one that the join has chosen, and from the one source if there is one: a membership for all is given up for
     * it.
     *
     * @return 0 or more, or the complement of a code
     */
    static int settle(long socket, InetSocketAddress group, JoinOptions options) {
        if (!WINDOWS) {
            return 0;
        }
        Family family = Family.of(group.getAddress());
        int level = family == Family.IPV4 ? Winsock.IPPROTO_IP : Winsock.IPPROTO_IPV6;
        long chosen = SocketNatives.getIntOption(socket, level,
                family == Family.IPV4 ? Winsock.IP_MULTICAST_IF : Winsock.IPV6_MULTICAST_IF);
        int index = family == Family.IPV4 ? Winsock.ntohl((int) chosen) : (int) chosen;
        if (chosen <= 0 || index <= 0 || index >>> 24 != 0) {
            return 0; // none is chosen, or one by its address, and not here
        }
        ByteBuffer request = Memberships.request(index, group.getAddress(), null);
        int result = SocketNatives.setsockopt(socket, level, Winsock.MCAST_JOIN_GROUP, request, 0, request.capacity());
        boolean isMember = result == ~Winsock.WSAEADDRNOTAVAIL || result == ~Winsock.WSAEINVAL;
        if (result < 0 && !isMember) { // as multicast-socket-option-behavior says of a second membership
            return result;
        }
        if (result >= 0) {
            leaveSystemsChoice(socket, level, group);
        }
        if (options.source().isEmpty()) {
            return 0;
        }
        change(Winsock.MCAST_LEAVE_GROUP, socket, group, options, null);
        return change(Winsock.MCAST_JOIN_SOURCE_GROUP, socket, group, options, options.source().get());
    }

    /**
     * The join has ignored IP_MULTICAST_IF and joined on an interface of the system's choice, which interface 0 stands for:
     * that membership is given up. It is the join's own: if the socket had been a member there before, the join would have
     * failed.
     */
    private static void leaveSystemsChoice(long socket, int level, InetSocketAddress group) {
        ByteBuffer request = Memberships.request(0, group.getAddress(), null);
        SocketNatives.setsockopt(socket, level, Winsock.MCAST_LEAVE_GROUP, request, 0, request.capacity());
    }
}
