/* ip_place.c - the interface that a receiver joins on, and where it is bound (IP-02). */
#include "ip.h"
#include "op.h"

#include <joinleaf/udp.h>

SOCKET leaf_raw(int family)
{
    SOCKET s = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, LEAF_FLAGS);
    CHECK_SUCCEEDS(s);
    CHECK_SUCCEEDS(socket_receive_timeout(s, RECEIVE_MS));
    return s;
}

static struct name second_address(int family, unsigned port)
{
    return family == AF_INET ? name_ipv4(SECOND_IPV4, port) : name_ipv6(SECOND_IPV6, port, 0);
}

/* A group whose name says nothing of an interface: for IPv6 a site-local one. */
static struct name group_unscoped(int family, int number, unsigned port)
{
    char text[32];
    if (family == AF_INET)
        return name_group(family, number, port);
    snprintf(text, sizeof text, "ff05::4a4c:%x", (unsigned)number);
    return name_ipv6(text, port, 0);
}

static void by_option_or_address(int family)
{
    struct name group = group_unscoped(family, 20, port_free(family));
    struct name loopback = name_loopback(family, 0);
    SOCKET s = leaf_raw(family);
    CHECK_SUCCEEDS(socket_interface(s, family, LOOPBACK_INDEX));
    CHECK_EQ(join(s, &group, JL_RECEIVER_ONLY), s);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(closesocket(s));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    /* The interface whose address the socket is bound to; and it hears the group there. */
    s = leaf_raw(family);
    CHECK_SUCCEEDS(socket_bind(s, &loopback));
    struct name bound = name_of(s);
    name_set_port(&group, name_port(&bound));
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    bound = name_of(s);
    name_set_port(&loopback, name_port(&bound));
    CHECK(name_is(&bound, &loopback));
    SOCKET other = plain_open(family);
    CHECK_EQ(say_to(other, "bound", &group), 5);
    CHECK_HEARS(s, "bound");
    CHECK_EQ(say(s, "echo"), 4);
    CHECK_HEARS(s, "echo");
}

static void unbound_receiver(int family)
{
    struct name group = name_group(family, 21, port_free(family));
    SOCKET s = leaf_open(family);
    CHECK_EQ(join(s, &group, JL_RECEIVER_ONLY), s);
    struct name name = name_of(s);
    CHECK(name_is_any(&name));
    CHECK_EQ(name_port(&name), name_port(&group));
}

/* With two interfaces the order shows: option, then bound address, then the name's scope. */
static void order_of_choice(int family)
{
    struct name group = group_unscoped(family, 22, port_free(family));
    struct name loopback = name_loopback(family, 0), second = second_address(family, 0);
    SOCKET s = leaf_raw(family);
    CHECK_SUCCEEDS(socket_interface(s, family, SECOND_INDEX));
    CHECK_SUCCEEDS(socket_bind(s, &loopback));
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(name_member(&group, SECOND_INDEX));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(closesocket(s));
    s = leaf_raw(family);
    CHECK_SUCCEEDS(socket_bind(s, &second));
    second = name_of(s);
    name_set_port(&group, name_port(&second));
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(name_member(&group, SECOND_INDEX));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    CHECK_EQ(say(s, "second"), 6); /* leaves by the interface joined; the host itself is on it */
    struct name from;
    CHECK(CHECK_HEARS_FROM(s, "second", &from) && name_is(&from, &second));
    CHECK_SUCCEEDS(closesocket(s));
    if (family == AF_INET6) {
        struct name scoped = name_ipv6("ff02::4a4c:16", name_port(&group), SECOND_INDEX);
        s = leaf_raw(family);
        CHECK_EQ(join(s, &scoped, JL_BOTH), s);
        CHECK(name_member(&scoped, SECOND_INDEX));
        CHECK(name_left(&scoped, LOOPBACK_INDEX));
        CHECK_SUCCEEDS(closesocket(s));
    }
}

/* A leaf that is bound to an address hears the broadcasts on its interface, those of its own host, too. */
static void bound_hears_broadcasts(void)
{
    struct name own = second_address(AF_INET, 0), from = own;
    SOCKET s = leaf_raw(AF_INET), sender = plain_open(AF_INET);
    int on = 1;
    CHECK_SUCCEEDS(socket_bind(s, &own));
    own = name_of(s);
    CHECK_SUCCEEDS(socket_bind(sender, &from));
    CHECK_SUCCEEDS(setsockopt(sender, SOL_SOCKET, SO_BROADCAST, (char *)&on, (int)sizeof on));
    struct name all = name_ipv4("255.255.255.255", name_port(&own));
    CHECK_EQ(say_to(sender, "all", &all), 3);
    CHECK_HEARS(s, "all");
    struct name subnet = name_ipv4("10.77.0.255", name_port(&own));
    CHECK_EQ(say_to(sender, "subnet", &subnet), 6);
    CHECK_HEARS(s, "subnet");
    closesocket(s);
    closesocket(sender);
}

/* A leaf for both families that is bound to an address of IPv6 alone gets nothing of IPv4. */
static void bound_to_ipv6_alone(void)
{
    struct name own = second_address(AF_INET6, 0), from = second_address(AF_INET, 0);
    SOCKET s = leaf_raw(AF_INET6), other = plain_open(AF_INET), ipv6 = plain_open(AF_INET6);
    int off = 0, on = 1;
    CHECK_SUCCEEDS(setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&off, (int)sizeof off));
    CHECK_SUCCEEDS(socket_bind(s, &own));
    own = name_of(s);
    struct name all = name_ipv4("255.255.255.255", name_port(&own));
    CHECK_SUCCEEDS(socket_bind(other, &from));
    CHECK_SUCCEEDS(setsockopt(other, SOL_SOCKET, SO_BROADCAST, (char *)&on, (int)sizeof on));
    CHECK_EQ(say_to(other, "broadcast", &all), 9);
    CHECK_QUIET(s);
    CHECK_EQ(say_to(ipv6, "unicast", &own), 7);
    CHECK_HEARS(s, "unicast");
}

/* Only the shim is asked: the networks are made for it. */
static int told_interface(SOCKET s)
{
    DWORD index = 0;
    int size = (int)sizeof index;
    CHECK_SUCCEEDS(getsockopt(s, SOL_JLUDP, JLU_INTERFACE, (char *)&index, &size));
    return (int)index;
}

/* The system's choice; and where it has no route and no other wire, loopback (the shim only). Both end on lo
 * in the networks made for it. */
static void no_choice(int family)
{
    struct name group = group_unscoped(family, 23, port_free(family));
    SOCKET s = leaf_raw(family);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    CHECK_EQ(told_interface(s), LOOPBACK_INDEX);
    CHECK_EQ(say(s, "unnamed"), 7);
    CHECK_HEARS(s, "unnamed");
    SOCKET sender = leaf_raw(family);
    CHECK_EQ(told_interface(sender), 0);
    CHECK_EQ(join(sender, &group, JL_SENDER_ONLY), sender);
    CHECK_EQ(told_interface(sender), LOOPBACK_INDEX);
    CHECK_EQ(say(sender, "sender"), 6);
    CHECK_HEARS(s, "sender");
    SOCKET plain = plain_open(family);
    CHECK_EQ(say_to(plain, "plain", &group), 5);
    CHECK_HEARS(s, "plain");
    SOCKET connected = plain_open(family);
    CHECK_SUCCEEDS(connect(connected, SA(group), group.length));
    CHECK_EQ(say(connected, "connected"), 9);
    CHECK_HEARS(s, "connected");
}

/* The network has a route for these groups: see network in conformance.h. */
static void by_route(void)
{
    struct name group = name_ipv4("239.255.78.1", port_free(AF_INET));
    SOCKET s = leaf_raw(AF_INET);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(name_member(&group, SECOND_INDEX));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    CHECK_EQ(told_interface(s), SECOND_INDEX);
    CHECK_SUCCEEDS(closesocket(s));
}

/* No interface and no address is chosen, and no route leads there where the network has none. */
static void broadcast_everywhere(int dual)
{
    struct name any = name_any(AF_INET, 0);
    SOCKET ear = plain_open(AF_INET), s = plain_open(dual ? AF_INET6 : AF_INET);
    CHECK_SUCCEEDS(socket_bind(ear, &any));
    any = name_of(ear);
    struct name all = dual ? name_ipv6("::ffff:ffff:ffff", name_port(&any), 0)
                           : name_ipv4("255.255.255.255", name_port(&any));
    if (dual)
        CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    CHECK_FAILS(say_to(s, "no", &all), WSAEACCES);
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_BROADCAST, 1));
    CHECK_EQ(say_to(s, "all", &all), 3);
    CHECK_HEARS(ear, "all");
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_BROADCAST, 0));
    CHECK_SUCCEEDS(connect(s, SA(all), all.length));
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_BROADCAST), 0);
    CHECK_EQ(get_int(s, dual ? IPPROTO_IPV6 : IPPROTO_IP, dual ? IPV6_UNICAST_IF : IP_UNICAST_IF), 0);
    CHECK_EQ(say(s, "peer"), 4);
    CHECK_HEARS(ear, "peer");
    closesocket(s);
    closesocket(ear);
}

SHARED_RULE(IP_02, "which interface a receiver joins on, and where it is bound")
{
    NEEDS_JOIN_LEAF();
    each_family(by_option_or_address);
    each_family(unbound_receiver);
    if (network == NETWORK_ROUTED) {
        each_family(order_of_choice);
        by_route();
        bound_hears_broadcasts();
        if (ipv6_multicast())
            bound_to_ipv6_alone();
    }
    if (network == NETWORK_ROUTED || network == NETWORK_BARE) {
        each_family(no_choice);
        broadcast_everywhere(0);
        broadcast_everywhere(1);
    }
}
