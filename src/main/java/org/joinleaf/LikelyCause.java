package org.joinleaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.winsock.Winsock;

/** Finds what lies behind a failed call: a {@link Hint} that was found to be true, or nothing. */
final class LikelyCause {
    /** The longest datagram that IPv4 has, in bytes. */
    private static final int LONGEST_IPV4 = 65_507;

    private LikelyCause() {
    }

    /** Returns a sentence or two; null if the code says it all, or if nothing was found. */
    static String of(Operation operation, int code, Circumstances about) {
        return switch (operation) {
            case FIND_PROVIDER -> Hint.NO_PROVIDER.text();
            case OPEN_MEMBER -> code == Winsock.WSAEINVAL ? Hint.OTHER_PROVIDER.text() : null;
            case OPEN_SOCKET -> Hint.ROOTED_PROVIDER.text();
            case BIND -> ofBind(code, about);
            case CONNECT -> ofConnect(code, about);
            case JOIN -> ofJoin(code, about);
            case MEMBERSHIP -> ofMembership(code, about);
            case REQUEST -> ofRequest(code, about);
            case SEND -> ofSend(code, about);
            case RECEIVE -> ofReceive(code, about);
            case SEND_MESSAGE -> code == Winsock.WSAETIMEDOUT ? ofRoom(about) : ofMessage(code, about);
            case RECEIVE_MESSAGE -> code == Winsock.WSAETIMEDOUT ? Hint.NOTHING_CAME.text() : ofMessage(code, about);
            case COALESCED -> Hint.COALESCED_ROOM.text();
            case OTHER -> null;
        };
    }

    private static String ofBind(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAEADDRNOTAVAIL -> about.address() == null ? null : ofBoundAddress(about);
            case Winsock.WSAEADDRINUSE -> ofTakenPort(about);
            case Winsock.WSAEINVAL -> (about.lacksInterface() ? Hint.BIND_LINK_LOCAL : Hint.BIND_AGAIN).text();
            case Winsock.WSAEACCES -> ofRefusedPort(about);
            case Winsock.WSAEAFNOSUPPORT -> ofFamily(about);
            default -> null;
        };
    }

    private static String ofBoundAddress(Circumstances about) {
        if (about.host().isMulticastAddress()) {
            return Hint.BIND_GROUP.text();
        }
        if (!about.isOfThisHost()) {
            return Hint.BIND_FOREIGN.text();
        }
        return about.isDuplicate() ? Hint.BIND_DUPLICATE.text() : about.isTentative() ? Hint.BIND_TENTATIVE.text() : null;
    }

    /** Only datagrams go to several sockets of one port. */
    private static String ofTakenPort(Circumstances about) {
        return (about.socket() instanceof RootedSocket ? Hint.ROOTED_PORT_TAKEN : Hint.PORT_TAKEN).text();
    }

    private static String ofRefusedPort(Circumstances about) {
        int first = SystemLimits.firstFreePort();
        if (Platform.isWindows()) {
            return Hint.PORT_EXCLUSIVE.text();
        }
        boolean privileged = about.address() != null && about.address().getPort() < first;
        return privileged ? Hint.PORT_PRIVILEGED.text(first) : about.isPortHeld() ? Hint.PORT_NOT_SHARED.text() : null;
    }

    private static String ofConnect(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAENETUNREACH, Winsock.WSAEHOSTUNREACH, Winsock.WSAEACCES, Winsock.WSAEINVAL -> ofWay(code, about);
            case Winsock.WSAEAFNOSUPPORT -> ofFamily(about);
            default -> null;
        };
    }

    private static String ofJoin(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAEADDRNOTAVAIL -> about.address() == null ? null : !about.isGroup() ? Hint.NOT_A_GROUP.text()
                    : about.isMember() ? Hint.MEMBER_ALREADY.text() : ofPlace(about);
            case Winsock.WSAENETUNREACH, Winsock.WSAENETDOWN -> ofPlace(about);
            case Winsock.WSAENOBUFS -> ofLimits(about, false);
            case Winsock.WSAEISCONN -> Hint.ONE_SESSION.text();
            case Winsock.WSAEAFNOSUPPORT -> ofSessionsFamily(about);
            case Winsock.WSAEADDRINUSE -> Hint.PORT_TAKEN.text();
            case Winsock.WSAEACCES -> ofDeniedJoin(code, about);
            default -> null;
        };
    }

    /** A rule of routes forbids it, or the port cannot be had, to which the join of an unbound receiver binds. */
    private static String ofDeniedJoin(int code, Circumstances about) {
        String found = ofWay(code, about);
        return found == null ? ofRefusedPort(about) : found;
    }

    private static String ofPlace(Circumstances about) {
        String found = about.via() != null ? ofInterface(about) : ofInterfaces(about);
        return found != null ? found : ofLostAddress(about);
    }

    private static String ofLostAddress(Circumstances about) {
        InetAddress lost = about.lostAddress();
        return lost == null ? null : Hint.BOUND_LOST.text(lost.getHostAddress());
    }

    private static String ofInterfaces(Circumstances about) {
        Family family = about.isIpv4() ? Family.IPV4 : Family.IPV6;
        if (Circumstances.isAny(family, LinkState.UP)) {
            return null;
        }
        if (!about.isIpv4() && Circumstances.isIpv6Off("all")) {
            return Hint.IPV6_OFF.text();
        }
        // An interface with a carrier gets an IPv6 address by itself, while an IPv4 address must be given to it.
        boolean comes = !about.isIpv4() && !Circumstances.isWireUp() && Circumstances.isAny(null, LinkState.NO_CARRIER);
        if (comes || Circumstances.isAny(family, LinkState.NO_CARRIER)) {
            return Hint.NO_CARRIER_AT_ALL.text(family.text());
        }
        return Circumstances.isAny(null, LinkState.UP, LinkState.NO_CARRIER) || LinkState.isAnyOn()
                ? Hint.NO_ADDRESS_AT_ALL.text(family.text()) : Hint.NO_INTERFACE_UP.text();
    }

    private static String ofMembership(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAEADDRNOTAVAIL -> about.isSessionsGroup() ? Hint.SESSION_HAS_GROUP.text() : ofInterface(about);
            case Winsock.WSAENOBUFS -> ofLimits(about, about.sources() > 0);
            case Winsock.WSAEAFNOSUPPORT -> ofFamily(about);
            default -> null;
        };
    }

    /** Tells which of the three limits of memberships was met. Only a limit that can be read and is used up is told. */
    private static String ofLimits(Circumstances about, boolean anotherSource) {
        Long groups = SystemLimits.IGMP_MAX_MEMBERSHIPS.value();
        SystemLimits sources = about.isIpv4() ? SystemLimits.IGMP_MAX_MSF : SystemLimits.MLD_MAX_MSF;
        Long most = sources.value();
        if (anotherSource && most == null && SystemLimits.areTold()) {
            return Hint.SOURCE_LIMIT_UNREAD.text(sources.sysctl());
        }
        if (anotherSource && most != null && about.sources() >= most) {
            return Hint.SOURCE_LIMIT.text(sources.sysctl(), most);
        }
        if (!anotherSource && about.isIpv4() && groups != null && about.memberships() >= groups) {
            return Hint.MEMBERSHIP_LIMIT.text(groups);
        }
        Long memory = SystemLimits.OPTMEM_MAX.value();
        return memory == null ? null : Hint.OPTION_MEMORY.text(memory);
    }

    private static String ofInterface(Circumstances about) {
        if (about.via() == null) {
            return null;
        }
        String name = about.via().getName();
        if (!about.isThere()) {
            return Hint.INTERFACE_GONE.text(name);
        }
        LinkState state = about.state();
        Hint ofState = of(state);
        if (ofState != null && (state != LinkState.NO_CARRIER || !about.isIpv4() || about.hasAddress())) {
            return ofState.text(name);
        }
        if (!about.hasAddress() && about.isTooSmallForIpv6()) {
            return Hint.INTERFACE_SMALL_MTU.text(name, name);
        }
        if (!about.hasAddress()) {
            String off = about.isIpv4() ? null : ofIpv6Off(name);
            return off != null ? off : Hint.INTERFACE_WITHOUT_ADDRESS.text(name, (about.isIpv4() ? Family.IPV4 : Family.IPV6).text());
        }
        return about.isDuplicate() ? Hint.INTERFACE_DUPLICATE.text(name)
                : about.isTentative() ? Hint.INTERFACE_TENTATIVE.text(name) : null;
    }

    /** A host that has IPv6 off as a whole is told to switch it on as a whole, because loopback lacks it, too. */
    private static String ofIpv6Off(String name) {
        return !Circumstances.isIpv6Off(name) ? null : Circumstances.isIpv6Off("all") ? Hint.IPV6_OFF.text()
                : Hint.INTERFACE_IPV6_OFF.text(name, name.replace('.', '/')); // sysctl writes a point within a name as a slash
    }

    /** Returns what the state means to somebody who wants to use the interface; null if it is as it should be. */
    static Hint of(LinkState state) {
        return switch (state) {
            case UP -> null;
            case NO_CARRIER -> Hint.INTERFACE_WITHOUT_CARRIER;
            case DOWN -> Hint.INTERFACE_DOWN;
            case NOT_UP -> Hint.INTERFACE_NOT_UP;
        };
    }

    private static String ofFamily(Circumstances about) {
        InetAddress host = about.host();
        if (host == null || about.socket() == null) {
            return null;
        }
        boolean four = Family.of(host) == Family.IPV4;
        return four && about.socket() instanceof MultipointSocket ? Hint.IPV4_ON_IPV6.text() : Hint.OTHER_FAMILY.text();
    }

    /** An IPv6 socket has no session of IPv4, whatever its IPV6_ONLY. */
    private static String ofSessionsFamily(Circumstances about) {
        if (!about.isIpv4() || !(about.socket() instanceof MultipointSocket)) {
            return ofFamily(about);
        }
        return about.host().isMulticastAddress() ? Hint.IPV4_GROUP_ON_IPV6.text(about.host().getHostAddress())
                : Hint.NOT_A_GROUP.text();
    }

    private static String ofSend(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAENOTCONN, Winsock.WSAEDESTADDRREQ -> Hint.NOT_JOINED.text();
            case Winsock.WSAEOPNOTSUPP -> Hint.JOINED_FOR_RECEIVING.text();
            case Winsock.WSAETIMEDOUT -> about.socket() != null && about.socket().sendsMayWait() ? Hint.SEND_TIME.text() : null;
            case Winsock.WSAENETUNREACH, Winsock.WSAEHOSTUNREACH, Winsock.WSAENETDOWN, Winsock.WSAEADDRNOTAVAIL,
                Winsock.WSAEINVAL -> ofWay(code, about);
            case Winsock.WSAEACCES -> ofDenied(code, about);
            case Winsock.WSAEAFNOSUPPORT -> ofFamily(about);
            default -> null;
        };
    }

    /** Explains why what a socket was to send is too long; null if that is not known. */
    static String ofLong(SessionSocket socket, long length) {
        boolean datagram = socket instanceof MultipointSocket;
        try {
            int most = datagram ? LONGEST_IPV4 : socket.getOption(MultipointOptions.MAX_MESSAGE_SIZE);
            if (length > most) {
                return datagram ? Hint.DATAGRAM_LONG.text() : Hint.MESSAGE_LONG.text(most);
            }
            long granted = socket.flowSpecs().sending().maxSduSize();
            return length > granted ? Hint.FLOW_SIZE.text(Count.of(granted, "byte")) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String ofWay(int code, Circumstances about) {
        if (about.host() == null) {
            return null;
        }
        if (about.address().getPort() == 0 && code == Winsock.WSAEADDRNOTAVAIL) {
            return Hint.TARGET_WITHOUT_PORT.text();
        }
        return about.host().isMulticastAddress() ? ofWayToGroup(code, about) : ofWayToHost(code, about);
    }

    private static boolean isOfRoutes(int code) {
        return code != Winsock.WSAEADDRNOTAVAIL && code != Winsock.WSAENETDOWN;
    }

    private static String ofWayToHost(int code, Circumstances about) {
        String lost = ofLostAddress(about);
        if (lost != null || !isOfRoutes(code)) {
            return lost;
        }
        if (RouteProbe.leads(about.address(), null)) {
            String found = ofBroadcast(code, about);
            return found == null && about.isConnected() ? ofRefusal(about) : found;
        }
        String type = rejecting(code);
        return type == null ? Hint.NO_ROUTE_TO_HOST.text() : Hint.ROUTE_REJECTS_HOST.text(type);
    }

    private static String ofWayToGroup(int code, Circumstances about) {
        boolean noRoute = isOfRoutes(code);
        String type = rejecting(code);
        String lost = ofLostAddress(about);
        if (about.via() == null) {
            return lost != null ? lost : noRoute ? ofRoutes(type, about) : ofInterfaces(about);
        }
        String found = ofInterface(about);
        if (found != null || lost != null || !noRoute) {
            return found != null ? found : lost;
        }
        return type != null && !about.hasWay() ? Hint.RULE_REJECTS_GROUP.text(type)
                : about.lacksLoopbackRoute(about.via()) ? Hint.LOOPBACK_ROUTE.text(about.via().getName()) : null;
    }

    /** The system does not tell who refuses: its own rules, or an answer to what was sent before. */
    private static String ofRefusal(Circumstances about) {
        return Platform.isWindows() ? null : Hint.REFUSED_ON_THE_WAY.text(about.hostText());
    }

    /** The provider has one code for all refusals of a connection, so a socket of datagrams is asked which it was. */
    private static String ofWayToMember(Circumstances about) {
        if (about.host() == null) {
            return null;
        }
        int code = RouteProbe.failure(about.address());
        return code != 0 ? ofWayToHost(code, about)
                : RouteProbe.isForAll(about.address()) ? Hint.NOT_A_HOST.text() : ofRefusal(about);
    }

    /** What a system calls a wrong argument is so of the leaf, unless it is of the address. */
    private static String ofUsed(Circumstances about) {
        if (about.lacksInterface()) {
            return Hint.BIND_LINK_LOCAL.text();
        }
        String found = about.isHost() ? ofWayToHost(Winsock.WSAEINVAL, about) : null;
        return found == null ? Hint.LEAF_USED.text() : found;
    }

    /** A system that denies access to where its own routes lead has another rule that forbids it. */
    private static String ofDenied(int code, Circumstances about) {
        String found = ofWay(code, about);
        boolean filtered = found == null && !Platform.isWindows() && about.host() != null && about.hasWay();
        return filtered ? Hint.FORBIDDEN.text() : found;
    }

    /** The routes lead there: then a system that denies access may do so because the target is for all. */
    private static String ofBroadcast(int code, Circumstances about) {
        return code == Winsock.WSAEACCES && RouteProbe.isForAll(about.address()) ? Hint.BROADCAST.text() : null;
    }

    /** Returns the type of route or rule for which Linux answers with this code; null if there is none. */
    private static String rejecting(int code) {
        return Platform.isWindows() ? null : switch (code) {
            case Winsock.WSAEINVAL -> "blackhole";
            case Winsock.WSAEACCES -> "prohibit";
            case Winsock.WSAEHOSTUNREACH -> "unreachable";
            default -> null;
        };
    }

    /** Explains why the routes do not lead to the group, where no interface was named. */
    private static String ofRoutes(String type, Circumstances about) {
        if (about.hasWay()) {
            return null;
        }
        List<NetworkInterface> ways = RouteProbe.ways(about.address()).stream()
                .filter(each -> !about.lacksLoopbackRoute(each)).toList();
        if (!ways.isEmpty()) {
            String names = RouteProbe.text(ways, Family.of(about.host()));
            return type == null ? Hint.NO_ROUTE_TO_GROUP.text(names) : Hint.ROUTE_REJECTS_GROUP.text(type, names);
        }
        String found = ofInterfaces(about);
        if (found != null || type != null) {
            return found != null ? found : Hint.RULE_REJECTS_GROUP.text(type);
        }
        return Loopback.find().filter(about::lacksLoopbackRoute).map(lo -> Hint.LOOPBACK_ROUTE.text(lo.getName())).orElse(null);
    }

    private static String ofReceive(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAEINVAL -> Hint.NOT_BOUND.text();
            case Winsock.WSAEOPNOTSUPP -> Hint.JOINED_FOR_SENDING.text();
            case Winsock.WSAEMSGSIZE -> Hint.BUFFER_SHORT.text();
            case Winsock.WSAETIMEDOUT -> ofSilence(about);
            default -> null;
        };
    }

    /** Linux lets a group be joined on an interface where IPv6 is off, and drops all that comes there. */
    private static String ofSilence(Circumstances about) {
        NetworkInterface by = about.isIpv4() ? null : about.via();
        String off = by == null ? null : ofIpv6Off(by.getName());
        return Hint.NOTHING_CAME.text() + (off == null ? "" : " " + off);
    }

    private static String ofRequest(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAECONNREFUSED -> Hint.NOBODY_LISTENS.text();
            case Winsock.WSAEADDRNOTAVAIL -> about.isHost() ? ofLostAddress(about) : Hint.NOT_A_HOST.text();
            case Winsock.WSAEISCONN -> Hint.ONE_ROOT.text();
            case Winsock.WSAEALREADY -> Hint.JOIN_PENDING.text();
            case Winsock.WSAEINVAL -> ofUsed(about);
            case Winsock.WSAENETUNREACH, Winsock.WSAEHOSTUNREACH -> ofWayToMember(about);
            case Winsock.WSAEFAULT -> Hint.CONNECT_DATA_LONG.text();
            case Winsock.WSAEAFNOSUPPORT -> Hint.OTHER_FAMILY.text();
            default -> null;
        };
    }

    /** Explains for what a join has waited until it was out of time; null if that is not known. */
    static String ofWait(int waitedFor, Circumstances about) {
        return switch (waitedFor) {
            case JoinleafOptions.JLR_WAITED_FOR_CONNECTION -> Hint.NOT_CONNECTED.text()
                    + (Platform.isWindows() ? "" : " " + Hint.NEXT_HOP.text(about.hostText()));
            case JoinleafOptions.JLR_WAITED_FOR_WELCOME -> Hint.NOT_ANSWERED.text();
            case JoinleafOptions.JLR_WAITED_FOR_DECISION -> Hint.NOT_DECIDED.text();
            case JoinleafOptions.JLR_WAITED_FOR_START -> Hint.NOT_STARTED.text();
            default -> null;
        };
    }

    private static String ofMessage(int code, Circumstances about) {
        return switch (code) {
            case Winsock.WSAENOTCONN -> Hint.SESSION_NOT_BEGUN.text();
            case Winsock.WSAESHUTDOWN -> Hint.SESSION_ENDED.text();
            case Winsock.WSAECONNRESET -> Hint.PEER_DIED.text();
            case Winsock.WSAECONNABORTED -> ofLoss(about);
            case Winsock.WSAEOPNOTSUPP -> Hint.OTHER_DIRECTION.text();
            case Winsock.WSAEMSGSIZE -> Hint.MESSAGE_CUT.text(); // of a receive; for a send see ofLong
            default -> null;
        };
    }

    /** Without a flow specification a send waits for nothing but room. */
    private static String ofRoom(Circumstances about) {
        return about.socket() == null || about.socket().isShaped() ? null : Hint.NO_ROOM.text();
    }

    /** A leaf whose own address has gone has lost nobody: it cannot be reached. */
    private static String ofLoss(Circumstances about) {
        String lost = about.socket() instanceof MultipointLeaf ? ofLostAddress(about) : null;
        return lost == null ? Hint.PEER_LOST.text() : lost;
    }
}
