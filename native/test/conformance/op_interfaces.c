/* op_interfaces.c - memberships count by socket and interface (OP-10). */
#include "op.h"

enum { GROUPS_V4 = 15, GROUPS_V6 = 200 };

int request_group(SOCKET s, int option, const struct name *group, unsigned interface_index)
{
    struct group_req request = {.gr_interface = interface_index, .gr_group = group->storage};
    return setsockopt(s, ip_level(group->storage.ss_family), option, (char *)&request, (int)sizeof request);
}

int request_source(SOCKET s, int option, const struct name *group, unsigned interface_index,
                   const struct name *source)
{
    struct group_source_req request = {
        .gsr_interface = interface_index, .gsr_group = group->storage, .gsr_source = source->storage};
    return setsockopt(s, ip_level(group->storage.ss_family), option, (char *)&request, (int)sizeof request);
}

struct name source_elsewhere(int family, int number)
{
    char text[32];
    snprintf(text, sizeof text, family == AF_INET ? "10.9.8.%d" : "fd99::%d", number);
    return family == AF_INET ? name_ipv4(text, 0) : name_ipv6(text, 0, 0);
}

static struct name group_of(int family, int number, unsigned port)
{
    char text[32];
    snprintf(text, sizeof text, family == AF_INET ? "239.255.78.%d" : "ff15::4a4c:%d", number);
    return family == AF_INET ? name_ipv4(text, port) : name_ipv6(text, port, 0);
}

/* The address that a sender on this interface has. */
static struct name own_source(int family, unsigned interface_index)
{
    if (interface_index == LOOPBACK_INDEX)
        return name_loopback(family, 0);
    return family == AF_INET ? name_ipv4(SECOND_IPV4, 0) : name_ipv6(SECOND_IPV6, 0, 0);
}

static SOCKET sharing_open(int family, unsigned port)
{
    SOCKET s = plain_open(family);
    struct name any = name_any(family, port);
    CHECK_SUCCEEDS(socket_share(s));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    return s;
}

static SOCKET sender_open(int family, unsigned interface_index)
{
    SOCKET s = plain_open(family);
    CHECK_SUCCEEDS(socket_interface(s, family, interface_index));
    return s;
}

/* `open` has the group from anybody on one interface, and on the other only from a source that does not
 * send, or from all but the one that does. */
static void one_is_filtered(int family, unsigned open, unsigned filtered, int block)
{
    unsigned port = port_free(family);
    struct name group = group_of(family, 1, port);
    struct name source = block ? own_source(family, filtered) : source_elsewhere(family, 1);
    for (int filtered_first = 0; filtered_first < 2; filtered_first++) {
        SOCKET s = sharing_open(family, port);
        SOCKET here = sender_open(family, open), there = sender_open(family, filtered);
        if (!filtered_first)
            CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, open));
        if (block) {
            CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, filtered));
            CHECK_SUCCEEDS(request_source(s, MCAST_BLOCK_SOURCE, &group, filtered, &source));
        } else {
            CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, filtered, &source));
        }
        if (filtered_first)
            CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, open));
        CHECK_EQ(say_to(there, "there", &group), 5);
        CHECK_EQ(say_to(here, "here", &group), 4);
        CHECK_HEARS(s, "here");
        CHECK_QUIET(s);
        CHECK_SUCCEEDS(request_group(s, MCAST_LEAVE_GROUP, &group, filtered));
        CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, filtered));
        CHECK_EQ(say_to(there, "now", &group), 3);
        CHECK_HEARS(s, "now");
        closesocket(s);
        closesocket(here);
        closesocket(there);
    }
}

/* A source of its own on each: of two that send the same on two networks, each is heard on its own. */
static void a_source_each(int family)
{
    unsigned port = port_free(family);
    struct name group = group_of(family, 2, port);
    struct name first = own_source(family, LOOPBACK_INDEX), second = own_source(family, SECOND_INDEX);
    SOCKET right = sharing_open(family, port), wrong = sharing_open(family, port);
    SOCKET on_first = sender_open(family, LOOPBACK_INDEX), on_second = sender_open(family, SECOND_INDEX);
    CHECK_SUCCEEDS(request_source(right, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &first));
    CHECK_SUCCEEDS(request_source(right, MCAST_JOIN_SOURCE_GROUP, &group, SECOND_INDEX, &second));
    CHECK_SUCCEEDS(request_source(wrong, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &second));
    CHECK_SUCCEEDS(request_source(wrong, MCAST_JOIN_SOURCE_GROUP, &group, SECOND_INDEX, &first));
    CHECK_EQ(say_to(on_first, "a", &group), 1);
    CHECK_HEARS(right, "a");
    CHECK_EQ(say_to(on_second, "b", &group), 1);
    CHECK_HEARS(right, "b");
    CHECK_QUIET(wrong);
}

/* Where no interface is named, it is that of the first membership there is. */
static void first_of_many(int family)
{
    struct name group = group_of(family, 3, port_free(family)), source = source_elsewhere(family, 1);
    SOCKET s = sharing_open(family, name_port(&group));
    CHECK_SUCCEEDS(request_source(s, MCAST_JOIN_SOURCE_GROUP, &group, LOOPBACK_INDEX, &source));
    CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, SECOND_INDEX));
    CHECK_SUCCEEDS(request_source(s, MCAST_LEAVE_SOURCE_GROUP, &group, LOOPBACK_INDEX, &source));
    CHECK_SUCCEEDS(request_group(s, MCAST_LEAVE_GROUP, &group, 0));
    CHECK(name_left(&group, SECOND_INDEX));
    closesocket(s);
}

/* Any number of groups is told apart by interface. */
static void many_groups(int family)
{
    unsigned port = port_free(family);
    int count = family == AF_INET ? GROUPS_V4 : GROUPS_V6;
    SOCKET s = sharing_open(family, port), neighbour = sharing_open(family, port);
    SOCKET here = sender_open(family, LOOPBACK_INDEX), there = sender_open(family, SECOND_INDEX);
    for (int i = 0; i < count; i++) {
        struct name group = group_of(family, i, port);
        MUST(CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, &group, LOOPBACK_INDEX)));
    }
    struct name last = group_of(family, count - 1, port), none = group_of(family, count, port);
    CHECK_SUCCEEDS(request_group(neighbour, MCAST_JOIN_GROUP, &last, SECOND_INDEX));
    CHECK_SUCCEEDS(request_group(neighbour, MCAST_JOIN_GROUP, &none, LOOPBACK_INDEX));
    CHECK_EQ(say_to(there, "there", &last), 5);
    CHECK_HEARS(neighbour, "there");
    CHECK_EQ(say_to(here, "none", &none), 4);
    CHECK_HEARS(neighbour, "none");
    CHECK_EQ(say_to(here, "last", &last), 4);
    CHECK_HEARS(s, "last");
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(request_group(s, MCAST_LEAVE_GROUP, &last, LOOPBACK_INDEX));
    CHECK_EQ(say_to(here, "left", &last), 4);
    CHECK_QUIET(s);
}

static void by_interface(int family)
{
    for (int block = 0; block < 2; block++) {
        one_is_filtered(family, SECOND_INDEX, LOOPBACK_INDEX, block);
        one_is_filtered(family, LOOPBACK_INDEX, SECOND_INDEX, block);
    }
    a_source_each(family);
    first_of_many(family);
    many_groups(family);
}

SHARED_RULE(OP_10, "a membership, and its sources, count on their own interface")
{
    if (network != NETWORK_ROUTED)
        needs_say("two interfaces with addresses: --network=routed");
    else
        each_family(by_interface);
}
