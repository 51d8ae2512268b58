/* ip_leave.c - a leaf leaves without being closed, joins again, and joins from sources (IP-15). */
#include "ip.h"
#include "op.h"

static int dissolve(SOCKET s, int family)
{
    struct name nowhere = name_any(family, 0);
    nowhere.storage.ss_family = AF_UNSPEC;
    return connect(s, SA(nowhere), nowhere.length);
}

static void joins_again(int family)
{
    struct name first = name_group(family, 36, port_free(family));
    struct name second = name_group(family, 37, name_port(&first));
    SOCKET s = leaf_open(family), other = plain_open(family);
    CHECK_EQ(join(s, &first, JL_BOTH), s);
    struct name local = name_of(s);
    CHECK_FAILS(join(s, &second, JL_BOTH), WSAEISCONN);
    CHECK_SUCCEEDS(dissolve(s, family));
    CHECK(name_left(&first, LOOPBACK_INDEX));
    struct name now = name_of(s);
    CHECK(name_is(&now, &local));
    CHECK_FAILS(say(s, "to nobody"), WSAENOTCONN);
    CHECK_FAILS(dissolve(INVALID_SOCKET, family), WSAENOTSOCK);
    CHECK_SUCCEEDS(dissolve(s, family)); /* there is nothing left to be dissolved */
    CHECK_EQ(join(s, &second, JL_BOTH), s);
    CHECK(name_member(&second, LOOPBACK_INDEX));
    CHECK_EQ(say_to(other, "first", &first), 5);
    CHECK_EQ(say_to(other, "second", &second), 6);
    CHECK_HEARS(s, "second");
    CHECK_EQ(say(s, "own"), 3);
    CHECK_HEARS(s, "own");
    CHECK_SUCCEEDS(dissolve(s, family));
    CHECK_EQ(join(s, &first, JL_SENDER_ONLY), s);
    CHECK_FAILS(recv(s, (char[8]){0}, 8, 0), WSAEOPNOTSUPP);
    CHECK_SUCCEEDS(dissolve(s, family));
    now = name_of(s);
    CHECK(name_is(&now, &local));
    CHECK_EQ(join(s, &first, JL_RECEIVER_ONLY), s);
    CHECK_FAILS(say(s, "out"), WSAEOPNOTSUPP);
    CHECK_EQ(say_to(other, "in", &first), 2);
    CHECK_HEARS(s, "in");
}

/* What dissolves nothing leaves the socket such that it can join. */
static void never_bound(int family)
{
    struct name group = name_group(family, 39, port_free(family));
    SOCKET s = leaf_open(family);
    CHECK_SUCCEEDS(dissolve(s, family));
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(say(s, "own"), 3);
}

static void joins_from_sources(int family)
{
    struct name group = name_group(family, 38, port_free(family)),
                wildcard = name_any(family, name_port(&group));
    struct name own = name_loopback(family, 0);
    struct name elsewhere = source_elsewhere(family, 1);
    SOCKET s = leaf_open(family), other = plain_open(family);
    CHECK_SUCCEEDS(socket_bind(other, &own));
    CHECK_SUCCEEDS(socket_bind(s, &wildcard));
    CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &elsewhere));
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(say_to(other, "not heard", &group), 9);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &own));
    CHECK_EQ(say_to(other, "heard", &group), 5);
    CHECK_HEARS(s, "heard");
    CHECK_SUCCEEDS(dissolve(s, family));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    CHECK_EQ(join(s, &group, JL_RECEIVER_ONLY), s); /* from all now */
    CHECK_EQ(say_to(other, "again", &group), 5);
    CHECK_HEARS(s, "again");
}

SHARED_RULE(IP_15, "a leaf leaves without being closed, joins again, and joins from sources")
{
    NEEDS_JOIN_LEAF();
    each_family(joins_again);
    each_family(never_bound);
    each_family(joins_from_sources);
}
