/* op_both.c - a socket of IPv6 for both families and its groups of IPv4 (OP-13). */
#include "op.h"

static SOCKET both_open(void)
{
    SOCKET s = plain_open(AF_INET6);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    return s;
}

static SOCKET both_bound(unsigned port)
{
    SOCKET s = both_open();
    struct name any = name_any(AF_INET6, port);
    CHECK_SUCCEEDS(socket_share(s));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    return s;
}

static SOCKET v4_sender(unsigned interface_index)
{
    SOCKET s = plain_open(AF_INET);
    CHECK_SUCCEEDS(socket_interface(s, AF_INET, interface_index));
    return s;
}

/* An address of IPv4 as IPv6 has it. */
struct name mapped(const struct name *four)
{
    struct name name = name_any(AF_INET6, name_port(four));
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)SA(name);
    memset(&six->sin6_addr.s6_addr[10], 0xff, 2);
    memcpy(&six->sin6_addr.s6_addr[12], &((const struct sockaddr_in *)&four->storage)->sin_addr, 4);
    return name;
}

static int by_mreq(SOCKET s, int option, const struct name *group)
{
    struct ip_mreq mreq = {.imr_multiaddr = ((const struct sockaddr_in *)&group->storage)->sin_addr};
    mreq.imr_interface.s_addr = htonl(INADDR_LOOPBACK);
    return setsockopt(s, IPPROTO_IP, option, (char *)&mreq, (int)sizeof mreq);
}

static int by_request(SOCKET s, int level, int option, const struct name *group, unsigned interface_index)
{
    struct group_req request = {.gr_interface = interface_index, .gr_group = group->storage};
    return setsockopt(s, level, option, (char *)&request, (int)sizeof request);
}

/* Joined and left by either structure; another group of the port is not heard; closing leaves, too. */
static void joins_and_leaves(void)
{
    unsigned port = port_free(AF_INET6);
    struct name group = name_group(AF_INET, 90, port), other = name_group(AF_INET, 91, port);
    struct name from, self = name_loopback(AF_INET, 0), told;
    SOCKET s = both_bound(port), mouth = v4_sender(LOOPBACK_INDEX), neighbour = plain_open(AF_INET6);
    CHECK_SUCCEEDS(by_mreq(s, IP_ADD_MEMBERSHIP, &group));
    CHECK_FAILS(by_mreq(s, IP_ADD_MEMBERSHIP, &group), WSAEADDRNOTAVAIL);
    CHECK_EQ(say_to(mouth, "four", &group), 4);
    CHECK_HEARS_FROM(s, "four", &from);
    told = name_of(mouth);
    name_set_port(&self, name_port(&told));
    self = mapped(&self);
    CHECK(name_is(&from, &self));
    CHECK_SUCCEEDS(set_int(neighbour, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    CHECK_SUCCEEDS(by_request(neighbour, IPPROTO_IP, MCAST_JOIN_GROUP, &other, LOOPBACK_INDEX));
    CHECK_EQ(say_to(mouth, "other", &other), 5); /* the host is a member, this socket is not */
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(by_mreq(s, IP_DROP_MEMBERSHIP, &group));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    CHECK_FAILS(by_mreq(s, IP_DROP_MEMBERSHIP, &group), WSAEINVAL);
    CHECK_SUCCEEDS(by_request(s, IPPROTO_IP, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX));
    CHECK_EQ(say_to(mouth, "again", &group), 5);
    CHECK_HEARS(s, "again");
    closesocket(neighbour);
    closesocket(s);
    CHECK(name_left(&group, LOOPBACK_INDEX));
    CHECK(name_left(&other, LOOPBACK_INDEX));
}

/* Sources, joined and blocked. */
static void has_sources(void)
{
    unsigned port = port_free(AF_INET6);
    struct name group = name_group(AF_INET, 92, port);
    struct name self = name_loopback(AF_INET, 0), stranger = name_ipv4("10.9.8.7", 0);
    SOCKET s = both_bound(port), mouth = v4_sender(LOOPBACK_INDEX);
    CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &stranger));
    CHECK_EQ(say_to(mouth, "not him", &group), 7);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &self));
    CHECK_EQ(say_to(mouth, "him", &group), 3);
    CHECK_HEARS(s, "him");
    CHECK_SUCCEEDS(by_request(s, IPPROTO_IP, MCAST_LEAVE_GROUP, &group, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(by_request(s, IPPROTO_IP, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(request_source(s, MCAST_BLOCK_SOURCE, &group, LOOPBACK_INDEX, &self));
    CHECK_EQ(say_to(mouth, "blocked", &group), 7);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request_source(s, MCAST_UNBLOCK_SOURCE, &group, LOOPBACK_INDEX, &self));
    CHECK_EQ(say_to(mouth, "heard", &group), 5);
    CHECK_HEARS(s, "heard");
}

/* What is set for one version is not the other's, and each is minded. */
static void options_by_version(void)
{
    unsigned port = port_free(AF_INET6);
    struct name group = name_group(AF_INET, 93, port), to = mapped(&group);
    SOCKET s = both_bound(port), ear = plain_open(AF_INET), mouth = v4_sender(LOOPBACK_INDEX);
    struct name any = name_any(AF_INET, port_free(AF_INET)), elsewhere;
    CHECK_SUCCEEDS(socket_bind(ear, &any));
    elsewhere = group;
    name_set_port(&elsewhere, name_port(&any));
    elsewhere = mapped(&elsewhere);
    CHECK_SUCCEEDS(by_mreq(ear, IP_ADD_MEMBERSHIP, &group));
    CHECK_SUCCEEDS(by_mreq(s, IP_ADD_MEMBERSHIP, &group));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_TTL, 5));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 6));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_MULTICAST_TTL), 5);
    CHECK_EQ(get_int(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS), 6);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_TOS, 46 << 2)); /* whether it marks: OP-06 */
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_TOS), 46 << 2);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)inet_addr("127.0.0.1")));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_MULTICAST_IF), (int)inet_addr("127.0.0.1"));
    CHECK_EQ(get_int(s, IPPROTO_IPV6, IPV6_MULTICAST_IF), LOOPBACK_INDEX); /* plain_open named it */
    CHECK_EQ(say_to(s, "mapped", &elsewhere), 6);
    CHECK_HEARS(ear, "mapped");
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_LOOP, 0));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_MULTICAST_LOOP), 0);
    CHECK_EQ(get_int(s, IPPROTO_IPV6, IPV6_MULTICAST_LOOP), 1);
    CHECK_EQ(say_to(mouth, "own host", &to), SOCKET_ERROR); /* a socket of IPv4 has no such name */
    CHECK_EQ(say_to(mouth, "own host", &group), 8);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_LOOP, 1));
    CHECK_EQ(say_to(mouth, "now", &group), 3);
    CHECK_HEARS(s, "now");
}

/* Groups of both at once: each is heard, and left by itself. */
static void beside_ipv6(void)
{
    unsigned port = port_free(AF_INET6);
    struct name four = name_group(AF_INET, 94, port), six = name_group(AF_INET6, 94, port);
    SOCKET s = both_bound(port), mouth = v4_sender(LOOPBACK_INDEX), mouth6 = plain_open(AF_INET6);
    CHECK_SUCCEEDS(socket_interface(mouth6, AF_INET6, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(by_request(s, IPPROTO_IPV6, MCAST_JOIN_GROUP, &six, LOOPBACK_INDEX));
    CHECK_EQ(say_to(mouth, "not yet", &four), 7);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(by_mreq(s, IP_ADD_MEMBERSHIP, &four));
    CHECK_EQ(say_to(mouth, "four", &four), 4);
    CHECK_HEARS(s, "four");
    CHECK_EQ(say_to(mouth6, "six", &six), 3);
    CHECK_HEARS(s, "six");
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0));
    CHECK_EQ(say_to(mouth6, "six", &six), 3);
    CHECK_QUIET(s);
    CHECK_EQ(say_to(mouth, "four", &four), 4);
    CHECK_HEARS(s, "four");
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 1));
    CHECK_SUCCEEDS(by_mreq(s, IP_DROP_MEMBERSHIP, &four));
    CHECK_EQ(say_to(mouth6, "six", &six), 3);
    CHECK_HEARS(s, "six");
}

/* Each wire is heard where the group was joined on it, and sent to where it was named. */
static void by_interface(void)
{
    unsigned port = port_free(AF_INET6), other_port = port_free(AF_INET);
    struct name group = name_group(AF_INET, 95, port), elsewhere = name_group(AF_INET, 95, other_port);
    struct name from, second = name_ipv4(SECOND_IPV4, port), any = name_any(AF_INET, other_port);
    SOCKET s = both_bound(port), there = v4_sender(SECOND_INDEX), ear = plain_open(AF_INET);
    CHECK_SUCCEEDS(by_request(s, IPPROTO_IP, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX));
    CHECK_EQ(say_to(there, "there", &group), 5);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(by_request(s, IPPROTO_IP, MCAST_JOIN_GROUP, &group, SECOND_INDEX));
    CHECK_EQ(say_to(there, "now", &group), 3);
    CHECK_HEARS(s, "now");
    CHECK_SUCCEEDS(socket_bind(ear, &any));
    CHECK_SUCCEEDS(by_request(ear, IPPROTO_IP, MCAST_JOIN_GROUP, &elsewhere, SECOND_INDEX));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(SECOND_INDEX)));
    elsewhere = mapped(&elsewhere);
    CHECK_EQ(say_to(s, "out", &elsewhere), 3);
    CHECK_HEARS_FROM(ear, "out", &from);
    CHECK(name_is(&from, &second));
    CHECK_FAILS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(999)), WSAEADDRNOTAVAIL);
}

/* Where IPv4 is not the socket's, and what no group is. */
static void refusals(void)
{
    struct name four = name_group(AF_INET, 96, port_free(AF_INET6)), six = name_group(AF_INET6, 96, 0);
    struct name host = name_loopback(AF_INET6, 0), as_six = mapped(&four);
    SOCKET alone = plain_open(AF_INET6), bound = both_open(), s = both_open();
    CHECK_FAILS_EITHER(by_mreq(alone, IP_ADD_MEMBERSHIP, &four), WSAEINVAL, WSAENOPROTOOPT);
    CHECK_FAILS_EITHER(by_request(alone, IPPROTO_IP, MCAST_JOIN_GROUP, &four, LOOPBACK_INDEX), WSAEINVAL,
                       WSAENOPROTOOPT);
    CHECK_FAILS_EITHER(set_int(alone, IPPROTO_IP, IP_MULTICAST_TTL, 5), WSAEINVAL, WSAENOPROTOOPT);
    CHECK_SUCCEEDS(socket_bind(bound, &host));
    CHECK_FAILS_EITHER(by_mreq(bound, IP_ADD_MEMBERSHIP, &four), WSAEINVAL, WSAENOPROTOOPT);
    CHECK_FAILS_EITHER(by_request(s, IPPROTO_IPV6, MCAST_JOIN_GROUP, &as_six, LOOPBACK_INDEX), WSAEINVAL,
                       WSAEADDRNOTAVAIL);
    CHECK_FAILS_EITHER(by_request(s, IPPROTO_IP, MCAST_JOIN_GROUP, &as_six, LOOPBACK_INDEX), WSAEAFNOSUPPORT,
                       WSAEINVAL);
    CHECK_FAILS_EITHER(by_request(s, IPPROTO_IP, MCAST_JOIN_GROUP, &six, LOOPBACK_INDEX), WSAEAFNOSUPPORT,
                       WSAEINVAL);
}

/* WSAJoinLeaf takes a session's group of the socket's own family (A). */
static void no_session(void)
{
    struct name four = name_group(AF_INET, 97, port_free(AF_INET6)), as_six = mapped(&four);
    SOCKET s = leaf_open(AF_INET6);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    CHECK_FAILS(join(s, &as_six, JL_BOTH), WSAEADDRNOTAVAIL);
    four.length = as_six.length; /* so that the name is long enough */
    CHECK_FAILS(join(s, &four, JL_BOTH), WSAEAFNOSUPPORT);
    CHECK_SUCCEEDS(by_request(s, IPPROTO_IP, MCAST_JOIN_GROUP, &four, LOOPBACK_INDEX));
}

SHARED_RULE(OP_13, "a socket of IPv6 for both families has the groups and the multicast options of IPv4")
{
    joins_and_leaves();
    has_sources();
    options_by_version();
    if (ipv6_multicast())
        beside_ipv6();
    if (network == NETWORK_ROUTED)
        by_interface();
    refusals();
    no_session();
}
