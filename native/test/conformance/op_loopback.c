/* op_loopback.c - multicast loopback is the receiver's affair in Winsock (OP-02). */
#include "op.h"

static int set_loopback(SOCKET s, int family, int on)
{
    return set_int(s, ip_level(family), ip_option(family, IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP), on);
}

static int get_loopback(SOCKET s, int family)
{
    return get_int(s, ip_level(family), ip_option(family, IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP));
}

static SOCKET member_on(int family, const struct name *group, unsigned interface_index)
{
    SOCKET s = leaf_open(family);
    struct name any = name_any(family, name_port(group));
    CHECK_SUCCEEDS(socket_share(s));
    CHECK_SUCCEEDS(socket_interface(s, family, interface_index));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    CHECK_EQ(join(s, group, JL_BOTH), s);
    return s;
}

/* The page's example: two programs of one host, one with loopback on, one with it off. */
static void on_and_off(int family, const struct name *group, unsigned interface_index)
{
    SOCKET on = member_on(family, group, interface_index), off = member_on(family, group, interface_index);
    CHECK_EQ(get_loopback(off, family), 1);
    CHECK_SUCCEEDS(set_loopback(off, family, 0));
    CHECK_EQ(get_loopback(off, family), 0);
    CHECK_EQ(get_loopback(on, family), 1);
    CHECK_EQ(say(off, "off to on"), 9);
    CHECK_HEARS(on, "off to on");
    CHECK_QUIET(off);
    CHECK_EQ(say(on, "on to off"), 9);
    CHECK_HEARS(on, "on to off");
    CHECK_QUIET(off);
    CHECK_SUCCEEDS(set_loopback(off, family, 1));
    CHECK_EQ(say(on, "again"), 5);
    CHECK_HEARS(on, "again");
    CHECK_HEARS(off, "again");
    closesocket(on);
    closesocket(off);
}

/* What goes to the socket's own address is no multicast. */
static void unicast_passes(int family)
{
    struct name group = name_group(family, 61, port_free(family));
    struct name self = name_loopback(family, name_port(&group));
    SOCKET off = member_on(family, &group, LOOPBACK_INDEX), sender = plain_open(family);
    CHECK_SUCCEEDS(set_loopback(off, family, 0));
    CHECK_EQ(say_to(sender, "unicast", &self), 7);
    CHECK_HEARS(off, "unicast");
    CHECK_EQ(say_to(sender, "group", &group), 5);
    CHECK_QUIET(off);
}

/* SIO_MULTIPOINT_LOOPBACK is the same value. */
static void ioctl_is_option(int family)
{
    SOCKET s = leaf_open(family);
    BOOL value = FALSE;
    DWORD got = 0;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_MULTIPOINT_LOOPBACK, &value, sizeof value, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(get_loopback(s, family), 0);
    value = TRUE;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_MULTIPOINT_LOOPBACK, &value, sizeof value, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(get_loopback(s, family), 1);
    unsigned char off = 0; /* a bool of C++ */
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_MULTIPOINT_LOOPBACK, &off, 1, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(get_loopback(s, family), 0);
    CHECK_FAILS(WSAIoctl(s, SIO_MULTIPOINT_LOOPBACK, &value, 0, NULL, 0, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAIoctl(s, SIO_MULTIPOINT_LOOPBACK, NULL, 1, NULL, 0, &got, NULL, NULL), WSAEFAULT);
}

/* Blocks sources of groups until the system has no room for more; some systems have room for all of them. */
static void block_until_full(SOCKET s, unsigned port)
{
    enum { GROUPS = 20, SOURCES = 60 };
    for (int i = 0; i < GROUPS * SOURCES; i++) {
        char text[32];
        struct name group = name_group(AF_INET6, 64 + i / SOURCES, port);
        snprintf(text, sizeof text, "fd99::%x", 1 + i % SOURCES);
        struct name source = name_ipv6(text, 0, 0);
        struct group_source_req request = {
            .gsr_interface = LOOPBACK_INDEX, .gsr_group = group.storage, .gsr_source = source.storage};
        struct group_req whole = {.gr_interface = LOOPBACK_INDEX, .gr_group = group.storage};
        if ((i % SOURCES == 0 && i > 0 &&
             setsockopt(s, IPPROTO_IPV6, MCAST_JOIN_GROUP, (char *)&whole, (int)sizeof whole) != 0) ||
            setsockopt(s, IPPROTO_IPV6, MCAST_BLOCK_SOURCE, (char *)&request, (int)sizeof request) != 0)
            break;
    }
}

/* Where there is no room for the option it fails and changes nothing: the member still hears its group. */
static void no_room(void)
{
    struct name group = name_group(AF_INET6, 64, port_free(AF_INET6));
    SOCKET s = member_on(AF_INET6, &group, LOOPBACK_INDEX);
    block_until_full(s, name_port(&group));
    int failed = set_loopback(s, AF_INET6, 0) != 0;
    CHECK_EQ(get_loopback(s, AF_INET6), failed);
    if (!failed)
        CHECK_SUCCEEDS(set_loopback(s, AF_INET6, 1));
    CHECK_EQ(say(s, "heard"), 5);
    CHECK_HEARS(s, "heard");
}

static void loopback(int family)
{
    struct name group = name_group(family, 60, port_free(family));
    on_and_off(family, &group, LOOPBACK_INDEX);
    unicast_passes(family);
    ioctl_is_option(family);
    if (network == NETWORK_ROUTED) {
        struct name outside = family == AF_INET ? name_ipv4("239.255.77.62", name_port(&group))
                                                : name_ipv6("ff05::4a4c:62", name_port(&group), 0);
        on_and_off(family, &outside, SECOND_INDEX);
    }
}

SHARED_RULE(OP_02, "multicast loopback works on the receiving side")
{
    NEEDS_JOIN_LEAF();
    each_family(loopback);
    if (ipv6_multicast())
        no_room();
}
