/* op_membership.c - groups and sources by option (OP-04), and what conflicts with what (OP-05). */
#include "op.h"

enum verb { ADD, DROP, ADD_SOURCE, DROP_SOURCE, BLOCK, UNBLOCK, END };

/* The options by verb: with ip_mreq and ip_mreq_source, and with group_req and group_source_req. */
static const int mreq_options[] = {IP_ADD_MEMBERSHIP,         IP_DROP_MEMBERSHIP, IP_ADD_SOURCE_MEMBERSHIP,
                                   IP_DROP_SOURCE_MEMBERSHIP, IP_BLOCK_SOURCE,    IP_UNBLOCK_SOURCE};
static const int request_options[] = {MCAST_JOIN_GROUP,         MCAST_LEAVE_GROUP,  MCAST_JOIN_SOURCE_GROUP,
                                      MCAST_LEAVE_SOURCE_GROUP, MCAST_BLOCK_SOURCE, MCAST_UNBLOCK_SOURCE};

static int by_mreq(SOCKET s, enum verb verb, const struct name *group, const struct name *source)
{
    struct in_addr multiaddr = ((const struct sockaddr_in *)&group->storage)->sin_addr;
    struct in_addr loopback;
    loopback.s_addr = htonl(INADDR_LOOPBACK);
    if (verb == ADD || verb == DROP) {
        struct ip_mreq mreq = {multiaddr, loopback};
        return setsockopt(s, IPPROTO_IP, mreq_options[verb], (const char *)&mreq, (int)sizeof mreq);
    }
    struct ip_mreq_source mreq;
    mreq.imr_multiaddr = multiaddr;
    mreq.imr_sourceaddr = ((const struct sockaddr_in *)&source->storage)->sin_addr;
    mreq.imr_interface = loopback;
    return setsockopt(s, IPPROTO_IP, mreq_options[verb], (const char *)&mreq, (int)sizeof mreq);
}

static int by_request(SOCKET s, enum verb verb, const struct name *group, const struct name *source)
{
    int option = request_options[verb];
    return verb == ADD || verb == DROP ? request_group(s, option, group, LOOPBACK_INDEX)
                                       : request_source(s, option, group, LOOPBACK_INDEX, source);
}

typedef int (*membership)(SOCKET s, enum verb verb, const struct name *group, const struct name *source);

/* What came first, what comes then, and its code (0: it works). Sources are numbered; 0 is source 1. */
static const struct step {
    enum verb verb;
    int source;
} nothing[] = {{END, 0}}, add[] = {{ADD, 0}, {END, 0}}, drop[] = {{ADD, 0}, {DROP, 0}, {END, 0}},
  add_source[] = {{ADD_SOURCE, 1}, {END, 0}},
  drop_one[] = {{ADD_SOURCE, 1}, {ADD_SOURCE, 2}, {DROP_SOURCE, 1}, {END, 0}},
  drop_last[] = {{ADD_SOURCE, 1}, {DROP_SOURCE, 1}, {END, 0}}, block[] = {{ADD, 0}, {BLOCK, 1}, {END, 0}},
  unblock[] = {{ADD, 0}, {BLOCK, 1}, {UNBLOCK, 1}, {END, 0}};

static const struct conflict {
    const char *after;
    const struct step *first;
    struct step then;
    int code;
} conflicts[] = {
    {"nothing", nothing, {ADD, 0}, 0},
    {"nothing", nothing, {ADD_SOURCE, 1}, 0},
    {"nothing", nothing, {DROP, 0}, WSAEADDRNOTAVAIL},
    {"ADD", add, {ADD, 0}, WSAEADDRNOTAVAIL},
    {"ADD", add, {ADD_SOURCE, 1}, WSAEADDRNOTAVAIL},
    {"ADD", add, {DROP_SOURCE, 1}, WSAEINVAL},
    {"ADD", add, {UNBLOCK, 1}, WSAEINVAL},
    {"ADD", add, {BLOCK, 1}, 0},
    {"ADD", add, {DROP, 0}, 0},
    {"DROP", drop, {DROP, 0}, WSAEINVAL},
    {"DROP", drop, {DROP_SOURCE, 1}, WSAEINVAL},
    {"DROP", drop, {BLOCK, 1}, WSAEINVAL},
    {"DROP", drop, {UNBLOCK, 1}, WSAEINVAL},
    {"DROP", drop, {ADD, 0}, 0},
    {"DROP", drop, {ADD_SOURCE, 1}, 0},
    {"ADD_SOURCE", add_source, {ADD, 0}, WSAEADDRNOTAVAIL},
    {"ADD_SOURCE", add_source, {ADD_SOURCE, 1}, WSAEADDRNOTAVAIL},
    {"ADD_SOURCE", add_source, {ADD_SOURCE, 2}, 0},
    {"ADD_SOURCE", add_source, {UNBLOCK, 1}, WSAEINVAL},
    {"ADD_SOURCE", add_source, {DROP_SOURCE, 1}, 0},
    {"ADD_SOURCE", add_source, {DROP, 0}, 0},
    {"DROP_SOURCE", drop_one, {UNBLOCK, 1}, WSAEINVAL},
    {"DROP_SOURCE", drop_one, {DROP_SOURCE, 1}, WSAEADDRNOTAVAIL},
    {"DROP_SOURCE", drop_one, {DROP_SOURCE, 2}, 0},
    {"DROP_SOURCE", drop_one, {ADD_SOURCE, 1}, 0},
    {"the last DROP_SOURCE", drop_last, {UNBLOCK, 1}, WSAEINVAL},
    {"the last DROP_SOURCE", drop_last, {DROP_SOURCE, 1}, WSAEADDRNOTAVAIL},
    {"the last DROP_SOURCE", drop_last, {ADD_SOURCE, 1}, 0},
    {"the last DROP_SOURCE", drop_last, {ADD, 0}, 0},
    {"the last DROP_SOURCE", drop_last, {DROP, 0}, WSAEADDRNOTAVAIL},
    {"BLOCK", block, {BLOCK, 1}, WSAEADDRNOTAVAIL},
    {"BLOCK", block, {BLOCK, 2}, 0},
    {"BLOCK", block, {ADD_SOURCE, 1}, WSAEINVAL},
    {"BLOCK", block, {ADD, 0}, WSAEINVAL},
    {"BLOCK", block, {UNBLOCK, 1}, 0},
    {"BLOCK", block, {DROP, 0}, 0},
    {"UNBLOCK", unblock, {UNBLOCK, 1}, WSAEADDRNOTAVAIL},
    {"UNBLOCK", unblock, {BLOCK, 1}, 0},
    {"UNBLOCK", unblock, {DROP, 0}, 0},
};

static const char *const verb_names[] = {"ADD", "DROP", "ADD_SOURCE", "DROP_SOURCE", "BLOCK", "UNBLOCK"};

static void try_conflict(membership request, int family, const struct conflict *conflict)
{
    SOCKET s = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    struct name group = name_group(family, 70, 0), source;
    char context[80];
    for (const struct step *step = conflict->first; step->verb != END; step++) {
        source = source_elsewhere(family, step->source);
        CHECK_SUCCEEDS(request(s, step->verb, &group, &source));
    }
    source = source_elsewhere(family, conflict->then.source);
    snprintf(context, sizeof context, "IPv%d, %s after %s", family == AF_INET ? 4 : 6,
             verb_names[conflict->then.verb], conflict->after);
    check_context(context);
    if (conflict->code != 0)
        CHECK_FAILS(request(s, conflict->then.verb, &group, &source), conflict->code);
    else
        CHECK_SUCCEEDS(request(s, conflict->then.verb, &group, &source));
    closesocket(s);
    check_context(NULL);
}

/* WSAJoinLeaf joins as ADD does. */
static void after_join(int family)
{
    struct name group = name_group(family, 74, port_free(family)), source = source_elsewhere(family, 1);
    SOCKET s = member_open(family, &group, JL_BOTH);
    CHECK_FAILS(by_request(s, ADD, &group, NULL), WSAEADDRNOTAVAIL);
    CHECK_FAILS(by_request(s, DROP_SOURCE, &group, &source), WSAEINVAL);
    CHECK_SUCCEEDS(by_request(s, BLOCK, &group, &source));
    CHECK_SUCCEEDS(by_request(s, DROP, &group, NULL));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    CHECK_EQ(say(s, "still"), 5); /* the default destination is no matter of membership */
    CHECK_QUIET(s);
    closesocket(s);
}

/* A provider that knows the option finds no value in NULL; else it says that it lacks it. */
static int knows_requests(int family)
{
    SOCKET s = plain_open(family);
    WSASetLastError(0);
    setsockopt(s, ip_level(family), MCAST_JOIN_GROUP, NULL, 0);
    int known = WSAGetLastError() != WSAENOPROTOOPT;
    if (!known)
        lacks_say("MCAST_JOIN_GROUP and its kin");
    closesocket(s);
    return known;
}

SHARED_RULE(OP_05, "requests on a group that conflict")
{
    int requests = knows_requests(AF_INET) && knows_requests(AF_INET6);
    for (size_t i = 0; i < sizeof conflicts / sizeof conflicts[0]; i++) {
        try_conflict(by_mreq, AF_INET, &conflicts[i]);
        if (!requests)
            continue;
        try_conflict(by_request, AF_INET, &conflicts[i]);
        try_conflict(by_request, AF_INET6, &conflicts[i]);
    }
    if (requests && join_leaf_works())
        each_family(after_join);
}

/* A receiver bound to the wildcard and the group's port, in no group. */
static SOCKET receiver_open(int family, const struct name *group)
{
    SOCKET s = plain_open(family);
    struct name any = name_any(family, name_port(group));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    return s;
}

static void sources(int family, membership request)
{
    struct name group = name_group(family, 71, port_free(family));
    struct name self = name_loopback(family, 0), other = source_elsewhere(family, 1);
    SOCKET s = receiver_open(family, &group), sender = plain_open(family);
    CHECK_EQ(say_to(sender, "none", &group), 4);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request(s, ADD, &group, NULL));
    CHECK_EQ(say_to(sender, "all", &group), 3);
    CHECK_HEARS(s, "all");
    CHECK_SUCCEEDS(request(s, BLOCK, &group, &self));
    CHECK_EQ(say_to(sender, "blocked", &group), 7);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request(s, UNBLOCK, &group, &self));
    CHECK_EQ(say_to(sender, "unblocked", &group), 9);
    CHECK_HEARS(s, "unblocked");
    CHECK_SUCCEEDS(request(s, DROP, &group, NULL));
    CHECK_EQ(say_to(sender, "left", &group), 4);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request(s, ADD_SOURCE, &group, &other));
    CHECK_EQ(say_to(sender, "another", &group), 7);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request(s, ADD_SOURCE, &group, &self));
    CHECK_EQ(say_to(sender, "mine", &group), 4);
    CHECK_HEARS(s, "mine");
    CHECK_SUCCEEDS(request(s, DROP_SOURCE, &group, &self));
    CHECK_EQ(say_to(sender, "dropped", &group), 7);
    CHECK_QUIET(s);
    closesocket(s);
    closesocket(sender);
}

static void by_ipv6_mreq(void)
{
    struct name group = name_group(AF_INET6, 72, port_free(AF_INET6));
    SOCKET s = receiver_open(AF_INET6, &group), sender = plain_open(AF_INET6);
    struct ipv6_mreq mreq = {.ipv6mr_multiaddr = ((struct sockaddr_in6 *)&group.storage)->sin6_addr,
                             .ipv6mr_interface = LOOPBACK_INDEX};
    CHECK_SUCCEEDS(setsockopt(s, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, (char *)&mreq, (int)sizeof mreq));
    CHECK_FAILS(setsockopt(s, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, (char *)&mreq, (int)sizeof mreq),
                WSAEADDRNOTAVAIL);
    CHECK_EQ(say_to(sender, "joined", &group), 6);
    CHECK_HEARS(s, "joined");
    CHECK_SUCCEEDS(setsockopt(s, IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, (char *)&mreq, (int)sizeof mreq));
    CHECK_EQ(say_to(sender, "left", &group), 4);
    CHECK_QUIET(s);
    mreq.ipv6mr_interface = 9999;
    CHECK_FAILS(setsockopt(s, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, (char *)&mreq, (int)sizeof mreq),
                WSAEADDRNOTAVAIL);
    CHECK_FAILS(setsockopt(s, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, (char *)&mreq, (int)sizeof mreq - 1),
                WSAEFAULT);
}

static void wrong_values(void)
{
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    struct ip_mreq mreq;
    int length = (int)sizeof mreq;
    mreq.imr_multiaddr.s_addr = htonl(0xefff4d49);
    mreq.imr_interface.s_addr = htonl(0xcb007109); /* no address of this host */
    CHECK_FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, length), WSAEADDRNOTAVAIL);
    mreq.imr_interface.s_addr = htonl(9999); /* no interface of this index */
    CHECK_FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, length), WSAEADDRNOTAVAIL);
    CHECK_FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, length - 1), WSAEFAULT);
    CHECK_FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, NULL, length), WSAEFAULT);
    CHECK_FAILS(getsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, &length), WSAENOPROTOOPT);
    mreq.imr_interface.s_addr = htonl(LOOPBACK_INDEX); /* an index in an address's place */
    CHECK_SUCCEEDS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, length));
    mreq.imr_interface.s_addr = htonl(INADDR_LOOPBACK); /* the same interface */
    CHECK_FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, length), WSAEADDRNOTAVAIL);
    CHECK_SUCCEEDS(setsockopt(s, IPPROTO_IP, IP_DROP_MEMBERSHIP, (char *)&mreq, length));
    mreq.imr_multiaddr.s_addr = htonl(0x7f000001);
    CHECK_FAILS_EITHER(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, length), WSAEINVAL,
                       WSAEADDRNOTAVAIL);
    struct name group = name_group(AF_INET6, 73, 0);
    if (knows_requests(AF_INET6))
        CHECK_FAILS(by_request(s, ADD, &group, NULL), WSAENOPROTOOPT); /* IPv6's level on an IPv4 socket */
}

SHARED_RULE(OP_04, "groups and sources by option, in Winsock's structures")
{
    check_context("ip_mreq");
    sources(AF_INET, by_mreq);
    check_context("group_req, IPv4");
    if (knows_requests(AF_INET))
        sources(AF_INET, by_request);
    check_context(NULL);
    wrong_values();
    if (knows_requests(AF_INET))
        source_filters(AF_INET);
    if (!ipv6_multicast())
        return;
    if (knows_requests(AF_INET6))
        source_filters(AF_INET6);
    check_context("group_req, IPv6");
    if (knows_requests(AF_INET6))
        sources(AF_INET6, by_request);
    check_context("ipv6_mreq");
    by_ipv6_mreq();
    check_context(NULL);
}
