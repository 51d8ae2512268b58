/* ip_bound.c - a socket that is bound to an address of the host hears the groups that it joins (IP-16). */
#include "ip.h"
#include "op.h"

/* Bound to the loopback address and a free port; *bound is its name, *group a group of that port. */
static SOCKET bound_open(int family, int number, struct name *bound, struct name *group)
{
    struct name own = name_loopback(family, 0);
    SOCKET s = plain_open(family);
    CHECK_SUCCEEDS(socket_bind(s, &own));
    *bound = name_of(s);
    *group = name_group(family, number, name_port(bound));
    return s;
}

/* What it hears, and as whom it sends. Returns 0 if it is deaf. */
static int hears_its_groups(int family)
{
    struct name bound, group, from;
    SOCKET s = bound_open(family, 50, &bound, &group), other = plain_open(family);
    struct name stranger = name_group(family, 51, name_port(&group));
    struct name elsewhere = name_ipv4("127.0.0.9", name_port(&bound)); /* the host's, too */
    CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX));
    CHECK_EQ(say_to(other, "group", &group), 5);
    if (!CHECK_HEARS(s, "group"))
        return 0;
    CHECK_EQ(say_to(other, "not joined", &stranger), 10);
    if (family == AF_INET)
        CHECK_EQ(say_to(other, "not its address", &elsewhere), 15);
    CHECK_QUIET(s);
    CHECK_EQ(say_to(other, "unicast", &bound), 7);
    CHECK_HEARS(s, "unicast");
    struct name now = name_of(s);
    CHECK(name_is(&now, &bound));
    CHECK_EQ(say_to(s, "own", &group), 3);
    CHECK(CHECK_HEARS_FROM(s, "own", &from) && name_is(&from, &bound));
    CHECK_SUCCEEDS(closesocket(s));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    s = plain_open(family);
    CHECK_SUCCEEDS(socket_bind(s, &bound)); /* the port was given back */
    return 1;
}

static void joined_before_bound(int family)
{
    struct name own = name_loopback(family, port_free(family));
    struct name group = name_group(family, 52, name_port(&own));
    SOCKET s = plain_open(family), other = plain_open(family);
    if (request_group(s, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX) != 0)
        return; /* a system that joins bound sockets alone */
    CHECK_SUCCEEDS(socket_bind(s, &own));
    CHECK_EQ(say_to(other, "group", &group), 5);
    CHECK_HEARS(s, "group");
}

static void from_one_source(int family)
{
    struct name bound, group, own = name_loopback(family, 0);
    SOCKET s = bound_open(family, 53, &bound, &group), other = plain_open(family);
    struct name stranger = source_elsewhere(family, 1);
    CHECK_SUCCEEDS(socket_bind(other, &own));
    CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &stranger));
    CHECK_EQ(say_to(other, "not him", &group), 7);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &own));
    CHECK_EQ(say_to(other, "him", &group), 3);
    CHECK_HEARS(s, "him");
}

/* What was set before is still so. */
static void keeps_its_options(int family)
{
    struct name bound, group;
    SOCKET s = bound_open(family, 54, &bound, &group), other = plain_open(family);
    const int level = ip_level(family), hops = ip_option(family, IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS),
              unicast_hops = ip_option(family, IP_TTL, IPV6_UNICAST_HOPS),
              loopback = ip_option(family, IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP);
    CHECK_SUCCEEDS(set_int(s, level, hops, 7));
    CHECK_SUCCEEDS(set_int(s, level, unicast_hops, 9));
    CHECK_SUCCEEDS(set_int(s, level, loopback, 0));
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_BROADCAST, 1));
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_RCVBUF, 50000));
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_RCVTIMEO, 100));
    CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX));
    CHECK_EQ(get_int(s, level, hops), 7);
    CHECK_EQ(get_int(s, level, unicast_hops), 9);
    CHECK_EQ(get_int(s, level, loopback), 0);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_BROADCAST), 1);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_RCVBUF), 50000);
    CHECK_EQ(say_to(other, "of this host", &group), 12);
    CHECK_FAILS(recv(s, (char[8]){0}, 8, 0), WSAETIMEDOUT); /* by the loopback option and the time */
    CHECK_SUCCEEDS(set_int(s, level, loopback, 1));
    CHECK_EQ(say_to(other, "heard", &group), 5);
    CHECK_HEARS(s, "heard");
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_FAILS(recv(s, (char[8]){0}, 8, 0), WSAEWOULDBLOCK);
}

static void keeps_its_selection(int family)
{
    struct name bound, group;
    SOCKET s = bound_open(family, 55, &bound, &group), other = plain_open(family);
    WSAEVENT event = WSACreateEvent();
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ));
    CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX));
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, QUIET_MS, FALSE), WSA_WAIT_TIMEOUT);
    CHECK_EQ(say_to(other, "group", &group), 5);
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, HANG_MS, FALSE), WSA_WAIT_EVENT_0);
    WSANETWORKEVENTS told = {0};
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &told));
    CHECK_EQ(told.lNetworkEvents, FD_READ);
    CHECK_HEARS(s, "group");
    CHECK_SUCCEEDS(WSAEventSelect(s, event, 0));
    WSACloseEvent(event);
}

struct waiting_call {
    SOCKET s;
    int selects;
    int result, code; /* of recv, or of a select that fails */
};

static void wait_in_call(void *argument)
{
    struct waiting_call *call = argument;
    char text[16];
    fd_set read;
    FD_ZERO(&read);
    FD_SET(call->s, &read);
    if (!call->selects || select(0, &read, NULL, NULL, NULL) == 1)
        call->result = recv(call->s, text, (int)sizeof text, 0);
    call->code = call->result == SOCKET_ERROR ? WSAGetLastError() : 0;
}

/* A thread that waits already hears it, too, and nothing else wakes it. */
static void wakes_who_waits(int family)
{
    for (int selects = 0; selects < 2; selects++) {
        struct name bound, group;
        SOCKET s = bound_open(family, 56, &bound, &group), other = plain_open(family);
        CHECK_SUCCEEDS(socket_receive_timeout(s, 0));
        struct waiting_call call = {.s = s, .selects = selects, .result = SOCKET_ERROR};
        struct host_thread *thread = host_thread_start(wait_in_call, &call);
        int waits = CHECK_EQ(host_thread_done(thread, QUIET_MS), 0);
        CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX));
        waits = waits && CHECK_EQ(host_thread_done(thread, QUIET_MS), 0);
        CHECK_EQ(say_to(other, "group", &group), 5);
        if (!waits || CHECK_EQ(host_thread_done(thread, HANG_MS), 1)) {
            CHECK_IS_CODE(call.code, 0);
            CHECK_EQ(call.result, 5);
        } else {
            closesocket(s);
            MUST(0); /* the thread uses what is here */
        }
    }
}

static void hears_all_the_while(int family)
{
    MUST(hears_its_groups(family));
    joined_before_bound(family);
    from_one_source(family);
    keeps_its_options(family);
    keeps_its_selection(family);
    wakes_who_waits(family);
}

SHARED_RULE(IP_16, "a socket bound to an address of the host hears the groups that it joins")
{
    each_family(hears_all_the_while);
}
