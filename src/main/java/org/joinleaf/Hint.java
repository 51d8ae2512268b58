package org.joinleaf;

/**
 * What most often lies behind failed calls, in plain words, and what to do about it. {@link LikelyCause} tells one only
 * where it has found it to be so, as far as the system can be asked. For each there is a test that makes the trouble, does
 * what is said here and sees it help, and that looks at a healthy neighbour of the trouble.
 */
enum Hint {
    NO_PROVIDER("No provider of the catalogue has sessions of this kind."),
    OTHER_PROVIDER("This provider has no sessions with a root: take one whose hasRootedControlPlane() is true."),
    ROOTED_PROVIDER("This provider's sessions have a root: open a MultipointLeaf or a MultipointRoot with it."),
    OTHER_FAMILY("Open a socket of the address's family instead."),
    IPV4_GROUP_ON_IPV6("A session is of the socket's family, not as ::ffff:%s either: open a socket of the family INET. "
            + "To hear the group, without a session, set MultipointOptions.IPV6_ONLY to false and join."),
    IPV4_ON_IPV6("An IPv6 socket takes IPv4 addresses once MultipointOptions.IPV6_ONLY is false."),

    BIND_GROUP("Do not bind to a group: bind to its port and join it."),
    BIND_FOREIGN("It is not an address of this host."),
    BIND_TENTATIVE("The address is tentative: the system still looks whether another host has it. Wait for 3 seconds."),
    BIND_DUPLICATE("Another host has this address, as duplicate address detection has found: it cannot be used here."),
    BIND_AGAIN("The socket is already bound."),
    BIND_LINK_LOCAL("A link-local address is to name its interface, as in fe80::1%%eth0."),
    BOUND_LOST("The socket is bound to %s, which is not an address of this host any more: open another socket."),
    PORT_TAKEN("Another socket holds the port. It is shared if both set SO_REUSEADDR before they bind."),
    PORT_NOT_SHARED("Another socket holds the port without SO_REUSEADDR: set it there before it binds, too, or take another port."),
    ROOTED_PORT_TAKEN("Another socket holds the port: close that one, or take another port."),
    PORT_EXCLUSIVE("Another socket holds the port for itself, or Windows keeps it back: "
            + "netsh interface ipv4 show excludedportrange protocol=udp, or protocol=tcp for a root"),
    PORT_PRIVILEGED("Ports below %s need a privilege (CAP_NET_BIND_SERVICE): take another port."),

    NOT_A_GROUP("A group is an address of 224.0.0.0/4 or ff00::/8, with a port."),
    INTERFACE_GONE("The interface %s is not there any more."),
    INTERFACE_NOT_UP("The interface %s is not up: switch it on, or connect its cable."),
    INTERFACE_DOWN("The interface %s is down: switch it on."),
    INTERFACE_WITHOUT_CARRIER("The interface %s has no carrier: connect its cable, or switch on what is at its other end: "
            + "of a bridge one of its ports, of a tun device the program that opens it."),
    INTERFACE_WITHOUT_ADDRESS("The interface %s has no %s address: give it one."),
    INTERFACE_IPV6_OFF("IPv6 is switched off on the interface %s: sysctl -w net.ipv6.conf.%s.disable_ipv6=0"),
    INTERFACE_SMALL_MTU("The interface %s has no IPv6, which needs an MTU of 1280: ip link set %s mtu 1280"),
    INTERFACE_TENTATIVE("The IPv6 address of %s is tentative: the system still looks whether another host has it. "
            + "Wait for 3 seconds."),
    INTERFACE_DUPLICATE("Another host has the IPv6 address of %s, as duplicate address detection has found: give the interface "
            + "another one."),
    MEMBER_ALREADY("The socket is a member of this group already: drop that MembershipKey first."),
    SESSION_HAS_GROUP("The session is with this group: the socket is a member by that."),
    NO_INTERFACE_UP("No interface of this host is up: switch one on."),
    NO_CARRIER_AT_ALL("No interface that has an %s address has a carrier: connect the cable of one, or switch on what is at "
            + "its other end."),
    NO_ADDRESS_AT_ALL("No interface that is up has an %s address: give one to the interface that you mean."),
    IPV6_OFF("IPv6 is switched off on this host: sysctl -w net.ipv6.conf.all.disable_ipv6=0"),
    ONE_SESSION("A socket is in one session: leave() it, or open another socket."),
    MEMBERSHIP_LIMIT("The socket has as many groups as the system allows: raise net.ipv4.igmp_max_memberships, which is "
            + "%s."),
    SOURCE_LIMIT("The group has as many sources as the system allows: raise %s, which is %s."),
    SOURCE_LIMIT_UNREAD("The group may have as many sources as the system allows (%s, which cannot be read in this network "
            + "namespace): join further sources by another socket."),
    OPTION_MEMORY("The socket has as much memory for memberships as the system allows: raise net.core.optmem_max, which "
            + "is %s."),

    NOT_JOINED("The socket has not joined a group: join one for sending, or give a target."),
    JOINED_FOR_RECEIVING("The socket joined with Direction.RECEIVE."),
    JOINED_FOR_SENDING("The socket joined with Direction.SEND."),
    DATAGRAM_LONG("A UDP datagram holds at most 65,507 bytes over IPv4, and 65,527 over IPv6."),
    FLOW_SIZE("The flow specification that is in force allows %s at most (FlowSpec.maxSduSize)."),
    TARGET_WITHOUT_PORT("The target is to have a port, 1 to 65535."),
    SEND_TIME("The flow specification that is in force lets the datagram go later than MultipointOptions.SEND_TIMEOUT allows."),
    NO_ROUTE_TO_GROUP("There is no route to the group: set StandardSocketOptions.IP_MULTICAST_IF (%s)."),
    ROUTE_REJECTS_GROUP("A route of the type %s rejects the group: set StandardSocketOptions.IP_MULTICAST_IF (%s)."),
    RULE_REJECTS_GROUP("A rule or a route of the type %s rejects the group, whichever interface is named: delete it "
            + "(ip -6 rule, ip -6 route)."),
    BROADCAST("The target is a broadcast address: set StandardSocketOptions.SO_BROADCAST."),
    FORBIDDEN("The routes lead there, but a rule of this host forbids it: look at what its firewall says of output "
            + "(nft list ruleset, iptables -S OUTPUT)."),
    NO_ROUTE_TO_HOST("This host has no route to the target."),
    ROUTE_REJECTS_HOST("A route of the type %s rejects the target: delete it (ip route, ip rule)."),
    REFUSED_ON_THE_WAY("The routes of this host lead to the target, but a firewall, or a router on the way, refuses it: look at the "
            + "rules here for output (nft list ruleset), and then at the routes and rules of the routers, from the one on that "
            + "ip route get %s names."),
    LOOPBACK_ROUTE("Linux has no route for IPv6 groups over %1$s: ip -6 route add local ff00::/8 dev %1$s"),

    NOT_BOUND("The socket is not bound: bind it or join a group first."),
    BUFFER_SHORT("The datagram was longer than the buffer, which holds its beginning; the rest is lost."),
    NOTHING_CAME("Nothing came within MultipointOptions.RECEIVE_TIMEOUT."),
    COALESCED_ROOM("With MultipointOptions.COALESCED_RECEIVE a batch has at least ReceiveBatch.COALESCED_SLOT bytes."),

    NOBODY_LISTENS("Nobody listens there."),
    NOT_CONNECTED("The connection was not answered within RootedOptions.JOIN_TIMEOUT: the host cannot be reached, or drops "
            + "what comes to this port."),
    NEXT_HOP("ip route get %s names the next hop. If ip neigh says FAILED or INCOMPLETE of that, nobody there has its address; "
            + "else look at the routes and the firewalls' rules from this host on."),
    NOT_ANSWERED("The connection was taken, and nothing came on it within RootedOptions.JOIN_TIMEOUT: another program "
            + "listens there, its process is stopped, or the system lets it take no connection, as it has no descriptor left."),
    NOT_DECIDED("The request was sent, and no decision came within RootedOptions.JOIN_TIMEOUT: the other side's program is to call "
            + "accept, and to admit or to reject. If it does so, the way drops what is as large as the request or the answer: give "
            + "less connect data, or give the interface a smaller MTU."),
    NOT_STARTED("The request was admitted, and the session did not begin within RootedOptions.JOIN_TIMEOUT: the root's process "
            + "is stopped, or the connection carries nothing."),
    NOT_A_HOST("The address is to be that of one host, with a port."),
    ONE_ROOT("A leaf joins one session: open another leaf for another one."),
    JOIN_PENDING("Another join is pending."),
    LEAF_USED("The leaf listens, or its session is over: open another one."),
    CONNECT_DATA_LONG("The caller data, or the answer, is more than the provider carries or JoinOptions.calleeRoom takes."),

    SESSION_NOT_BEGUN("The session has not begun: a root listens or invites first, a leaf joins."),
    SESSION_ENDED("The session was ended in good order."),
    PEER_DIED("The other side died."),
    PEER_LOST("The other side was lost, or has given this leaf up as too slow."),
    OTHER_DIRECTION("The leaf joined for the other direction only."),
    MESSAGE_CUT("The message was longer than the buffer, which holds its beginning; the rest is lost."),
    MESSAGE_LONG("A message holds at most %s bytes (MultipointOptions.MAX_MESSAGE_SIZE)."),
    NO_ROOM("No room came within MultipointOptions.SEND_TIMEOUT: somebody who is to get the message does not receive, or "
            + "more slowly than is sent.");

    private final String text;

    Hint(String text) {
        this.text = text;
    }

    /** The words, with those that are this failure's own in their places. */
    String text(Object... own) {
        return own.length == 0 ? text.replace("%%", "%") : String.format(text, own);
    }
}
