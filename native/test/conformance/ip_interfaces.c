/* ip_interfaces.c - the address that goes with an interface, and the zone of a group (IP-14). */
#include "ip.h"
#include "op.h"

/* A second address of the second interface, and a group that goes there. */
static const unsigned char second_own[4] = {10, 78, 0, 1};

static struct name far_group(int family, unsigned port)
{
    return family == AF_INET ? name_ipv4("239.255.78.90", port) : name_ipv6("ff15::4a4c:90", port, 0);
}

static SOCKET far_member(int family, const struct name *group)
{
    SOCKET s = plain_open(family);
    struct name any = name_any(family, name_port(group));
    CHECK_SUCCEEDS(socket_share(s));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    CHECK_SUCCEEDS(request_group(s, MCAST_JOIN_GROUP, group, SECOND_INDEX));
    return s;
}

static int name_interface(SOCKET s, const struct name *address)
{
    struct in_addr value = ((const struct sockaddr_in *)&address->storage)->sin_addr;
    return setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (const char *)&value, (int)sizeof value);
}

static void check_from(SOCKET ear, const char *text, const struct name *host)
{
    struct name from, expected = *host;
    if (CHECK_HEARS_FROM(ear, text, &from)) {
        name_set_port(&expected, name_port(&from));
        CHECK(name_is(&from, &expected));
    }
}

/* Who names an interface by one of its addresses sends from that one, and from no other when it is gone. */
static void by_address(void)
{
    struct name group = far_group(AF_INET, port_free(AF_INET)), own = name_ipv4("10.78.0.1", 0);
    SOCKET ear = far_member(AF_INET, &group);
    SOCKET plain = plain_open(AF_INET), sender = leaf_open(AF_INET), both = leaf_open(AF_INET);
    MUST(CHECK(host_address(1, second_own, sizeof second_own, SECOND_INDEX)));
    CHECK_SUCCEEDS(name_interface(plain, &own));
    CHECK_SUCCEEDS(name_interface(sender, &own));
    CHECK_SUCCEEDS(name_interface(both, &own));
    CHECK_EQ(join(sender, &group, JL_SENDER_ONLY), sender);
    CHECK_SUCCEEDS(socket_share(both));
    CHECK_EQ(join(both, &group, JL_BOTH), both);
    CHECK_EQ(say_to(plain, "plain", &group), 5);
    check_from(ear, "plain", &own);
    CHECK_EQ(say(sender, "sender"), 6);
    check_from(ear, "sender", &own);
    CHECK_EQ(say(both, "both"), 4);
    check_from(ear, "both", &own);
    CHECK(host_address(0, second_own, sizeof second_own, SECOND_INDEX));
    CHECK_FAILS(say_to(plain, "gone", &group), WSAEADDRNOTAVAIL);
    CHECK_FAILS(say(sender, "gone"), WSAEADDRNOTAVAIL);
    CHECK_FAILS(say(both, "gone"), WSAEADDRNOTAVAIL);
    CHECK_QUIET(ear);
}

/* The zone chooses the interface where nothing else does; another one is a contradiction. */
static void by_zone(void)
{
    struct name group = far_group(AF_INET6, port_free(AF_INET6));
    struct name zoned = name_ipv6("ff15::4a4c:90", name_port(&group), SECOND_INDEX);
    SOCKET ear = far_member(AF_INET6, &group);
    SOCKET plain = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    SOCKET sender = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, LEAF_FLAGS);
    struct name second = name_ipv6(SECOND_IPV6, 0, 0);
    CHECK_EQ(say_to(plain, "plain", &zoned), 5);
    check_from(ear, "plain", &second);
    CHECK_EQ(join(sender, &zoned, JL_SENDER_ONLY), sender);
    CHECK_EQ(say(sender, "sender"), 6);
    check_from(ear, "sender", &second);
    SOCKET wrong = leaf_open(AF_INET6); /* its interface is loopback */
    CHECK_FAILS(join(wrong, &zoned, JL_SENDER_ONLY), WSAEINVAL);
    CHECK_FAILS(join(wrong, &zoned, JL_BOTH), WSAEINVAL);
    struct group_req request = {.gr_interface = LOOPBACK_INDEX, .gr_group = zoned.storage};
    CHECK_FAILS(
        setsockopt(wrong, IPPROTO_IPV6, MCAST_JOIN_GROUP, (const char *)&request, (int)sizeof request),
        WSAEINVAL);
}

/* A socket that is connected to a group sends as sendto does: by the zone, even if another interface is
 * chosen for groups without one. */
static void by_zone_connected(void)
{
    struct name group = far_group(AF_INET6, port_free(AF_INET6)), second = name_ipv6(SECOND_IPV6, 0, 0);
    struct name zoned = name_ipv6("ff15::4a4c:90", name_port(&group), SECOND_INDEX);
    struct name nowhere = name_ipv6("ff15::4a4c:90", name_port(&group), 4711);
    SOCKET ear = far_member(AF_INET6, &group);
    SOCKET connected[] = {WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0), plain_open(AF_INET6)};
    for (int i = 0; i < 2; i++) { /* no interface is chosen, and loopback is */
        SOCKET s = connected[i];
        DWORD chosen = 4711, sent;
        int size = (int)sizeof chosen;
        WSABUF text = {7, (char[]){"message"}};
        WSAMSG message = {.lpBuffers = &text, .dwBufferCount = 1};
        CHECK_EQ(say_to(s, "named", &zoned), 5);
        check_from(ear, "named", &second);
        CHECK_SUCCEEDS(connect(s, SA(zoned), zoned.length));
        CHECK_EQ(say(s, "connected"), 9);
        check_from(ear, "connected", &second);
        CHECK_SUCCEEDS(WSASendMsg(s, &message, 0, &sent, NULL, NULL));
        check_from(ear, "message", &second);
        struct name peer = name_peer(s);
        CHECK(name_is(&peer, &zoned));
        CHECK_SUCCEEDS(getsockopt(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, (char *)&chosen, &size));
        CHECK_EQ(chosen, i == 0 ? 0 : LOOPBACK_INDEX);
        CHECK_FAILS(say_to(s, "nowhere", &nowhere), WSAEADDRNOTAVAIL);
        CHECK_FAILS(connect(s, SA(nowhere), nowhere.length), WSAEADDRNOTAVAIL);
        CHECK_EQ(say(s, "still"), 5); /* the destination is the one that it was */
        check_from(ear, "still", &second);
    }
    CHECK_EQ(say_to(connected[1], "no zone", &group), 7); /* by loopback, which is chosen still */
    CHECK_SUCCEEDS(connect(connected[1], SA(group), group.length));
    CHECK_EQ(say(connected[1], "no zone"), 7);
    CHECK_QUIET(ear);
}

static int ask_way(SOCKET s, const struct name *to, struct name *own)
{
    DWORD got = 0;
    memset(own, 0, sizeof *own);
    int result = WSAIoctl(s, SIO_ROUTING_INTERFACE_QUERY, (void *)(uintptr_t)&to->storage, (DWORD)to->length,
                          SA(*own), sizeof own->storage, &got, NULL, NULL);
    own->length = (int)got;
    return result;
}

static void zone_asked(void)
{
    struct name second = name_ipv6(SECOND_IPV6, 0, 0), loopback = name_loopback(AF_INET6, 0), own;
    struct name group = far_group(AF_INET6, 9), on_second = name_ipv6("ff15::4a4c:90", 9, SECOND_INDEX);
    struct name on_loopback = name_ipv6("ff15::4a4c:90", 9, LOOPBACK_INDEX);
    struct name nowhere = name_ipv6("ff15::4a4c:90", 9, 4711);
    SOCKET s = plain_open(AF_INET6);
    CHECK_SUCCEEDS(ask_way(s, &on_second, &own));
    CHECK(name_is(&own, &second));
    CHECK_SUCCEEDS(ask_way(s, &on_loopback, &own));
    CHECK(name_is(&own, &loopback));
    CHECK_FAILS(ask_way(s, &nowhere, &own), WSAEADDRNOTAVAIL);
    CHECK_SUCCEEDS(ask_way(s, &group, &own));
}

SHARED_RULE(IP_14, "an interface sends from its own address, a zone is its interface")
{
    NEEDS_JOIN_LEAF();
    if (network != NETWORK_ROUTED) {
        needs_say("two interfaces with addresses: --network=routed");
        return;
    }
    by_address();
    if (ipv6_multicast()) {
        by_zone();
        by_zone_connected();
        zone_asked();
    }
}
