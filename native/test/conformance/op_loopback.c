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
    CHECK_FAILS(WSAIoctl(s, SIO_MULTIPOINT_LOOPBACK, &value, 1, NULL, 0, &got, NULL, NULL), WSAEFAULT);
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
}
