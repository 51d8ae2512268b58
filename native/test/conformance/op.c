/* op.c - options and ioctls; op_loopback.c, op_membership.c and op_message.c have rules of their own. */
#include "change.h"
#include "op.h"

int set_int(SOCKET s, int level, int option, int value)
{
    return setsockopt(s, level, option, (const char *)&value, (int)sizeof value);
}

int get_int(SOCKET s, int level, int option)
{
    int value = -4711, length = (int)sizeof value;
    if (getsockopt(s, level, option, (char *)&value, &length) != 0)
        return -4712;
    return value;
}

int ip_level(int family)
{
    return family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
}

int ip_option(int family, int v4, int v6)
{
    return family == AF_INET ? v4 : v6;
}

static void time_to_live(int family)
{
    int level = ip_level(family), option = ip_option(family, IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS);
    static const int good[] = {0, 1, 2, 32, 255}, bad[] = {256, -1, -2, 65536, 0x7fffffff};
    SOCKET s = plain_open(family);
    CHECK_EQ(get_int(s, level, option), 1);
    for (int i = 0; i < 5; i++) {
        CHECK_SUCCEEDS(set_int(s, level, option, good[i]));
        CHECK_EQ(get_int(s, level, option), good[i]);
    }
    CHECK_SUCCEEDS(set_int(s, level, option, 7));
    for (int i = 0; i < 5; i++)
        CHECK_FAILS(set_int(s, level, option, bad[i]), WSAEINVAL);
    CHECK_EQ(get_int(s, level, option), 7);
    int scope = 9;
    DWORD got = 0;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_MULTICAST_SCOPE, &scope, sizeof scope, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(get_int(s, level, option), 9);
    unsigned char narrow = 200;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_MULTICAST_SCOPE, &narrow, sizeof narrow, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(get_int(s, level, option), 200);
    scope = 256;
    CHECK_FAILS(WSAIoctl(s, SIO_MULTICAST_SCOPE, &scope, sizeof scope, NULL, 0, &got, NULL, NULL), WSAEINVAL);
    CHECK_EQ(get_int(s, level, option), 200);
}

static void stays_on_host(int family)
{
    int level = ip_level(family), option = ip_option(family, IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS);
    struct name group = name_group(family, 50, port_free(family));
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY), sender = plain_open(family);
    CHECK_SUCCEEDS(set_int(sender, level, option, 0));
    CHECK_EQ(say_to(sender, "zero", &group), 4);
    CHECK_HEARS(member, "zero");
}

RULE(OP_01, "the multicast TTL and hop limit")
{
    each_unicast_family(time_to_live);
    if (join_leaf_works())
        each_family(stays_on_host);
}

static DWORD multicast_if(SOCKET s, int level, int option)
{
    DWORD value = 0xdeadbeef;
    int length = (int)sizeof value;
    CHECK_SUCCEEDS(getsockopt(s, level, option, (char *)&value, &length));
    CHECK_EQ(length, 4);
    return value;
}

/* Of IPv4 the index is set in network order and got in host order. */
static void unicast_interface(SOCKET s, SOCKET t)
{
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_UNICAST_IF), 0);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_UNICAST_IF, (int)htonl(LOOPBACK_INDEX)));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_UNICAST_IF), LOOPBACK_INDEX);
    CHECK_FAILS(set_int(s, IPPROTO_IP, IP_UNICAST_IF, (int)htonl(9999)), WSAEADDRNOTAVAIL);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_UNICAST_IF, 0));
    CHECK_SUCCEEDS(set_int(t, IPPROTO_IPV6, IPV6_UNICAST_IF, LOOPBACK_INDEX));
    CHECK_EQ(get_int(t, IPPROTO_IPV6, IPV6_UNICAST_IF), LOOPBACK_INDEX);
}

RULE(OP_03, "the multicast interface, by address and by index")
{
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    SOCKET t = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    CHECK_EQ(multicast_if(s, IPPROTO_IP, IP_MULTICAST_IF), 0);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(0x7f000001)));
    CHECK_EQ(multicast_if(s, IPPROTO_IP, IP_MULTICAST_IF), htonl(0x7f000001));
    CHECK_FAILS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(0xcb007109)), WSAEADDRNOTAVAIL);
    CHECK_FAILS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(9999)), WSAEADDRNOTAVAIL);
    CHECK_EQ(multicast_if(s, IPPROTO_IP, IP_MULTICAST_IF), htonl(0x7f000001));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(LOOPBACK_INDEX)));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_IF, 0));
    CHECK_EQ(multicast_if(s, IPPROTO_IP, IP_MULTICAST_IF), 0);
    CHECK_EQ(multicast_if(t, IPPROTO_IPV6, IPV6_MULTICAST_IF), 0);
    CHECK_SUCCEEDS(set_int(t, IPPROTO_IPV6, IPV6_MULTICAST_IF, LOOPBACK_INDEX));
    CHECK_EQ(multicast_if(t, IPPROTO_IPV6, IPV6_MULTICAST_IF), LOOPBACK_INDEX);
    CHECK_FAILS(set_int(t, IPPROTO_IPV6, IPV6_MULTICAST_IF, 9999), WSAEADDRNOTAVAIL);
    CHECK_EQ(multicast_if(t, IPPROTO_IPV6, IPV6_MULTICAST_IF), LOOPBACK_INDEX);
    CHECK_SUCCEEDS(set_int(t, IPPROTO_IPV6, IPV6_MULTICAST_IF, 0));
    unicast_interface(s, t);
    /* An index chosen for IPv4 is the interface that a join takes. */
    if (!join_leaf_works())
        return;
    struct name group = name_group(AF_INET, 51, port_free(AF_INET));
    SOCKET leaf = leaf_open(AF_INET);
    CHECK_SUCCEEDS(set_int(leaf, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(LOOPBACK_INDEX)));
    CHECK_EQ(join(leaf, &group, JL_BOTH), leaf);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    CHECK_EQ(say(leaf, "index"), 5);
    CHECK_HEARS(leaf, "index");
}

static void read_back(int family)
{
    SOCKET s = plain_open(family);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_REUSEADDR), 0);
    CHECK_SUCCEEDS(socket_share(s));
    CHECK(get_int(s, SOL_SOCKET, SO_REUSEADDR) != 0);
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_REUSEADDR, 0));
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_REUSEADDR), 0);
    CHECK(get_int(s, SOL_SOCKET, SO_RCVBUF) > 0);
    CHECK(get_int(s, SOL_SOCKET, SO_SNDBUF) > 0);
    static const int sizes[] = {4096, 65536, 100000};
    for (int i = 0; i < 3; i++) {
        CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_RCVBUF, sizes[i]));
        CHECK_EQ(get_int(s, SOL_SOCKET, SO_RCVBUF), sizes[i]);
        CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_SNDBUF, sizes[i]));
        CHECK_EQ(get_int(s, SOL_SOCKET, SO_SNDBUF), sizes[i]);
    }
    SOCKET fresh = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    static const int times[] = {1, 250, 1500, 100000, 0};
    CHECK_EQ(get_int(fresh, SOL_SOCKET, SO_RCVTIMEO), 0);
    CHECK_EQ(get_int(fresh, SOL_SOCKET, SO_SNDTIMEO), 0);
    for (int i = 0; i < 5; i++) {
        CHECK_SUCCEEDS(set_int(fresh, SOL_SOCKET, SO_RCVTIMEO, times[i]));
        CHECK_EQ(get_int(fresh, SOL_SOCKET, SO_RCVTIMEO), times[i]);
        CHECK_SUCCEEDS(set_int(fresh, SOL_SOCKET, SO_SNDTIMEO, times[i]));
        CHECK_EQ(get_int(fresh, SOL_SOCKET, SO_SNDTIMEO), times[i]);
    }
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_TYPE), SOCK_DGRAM);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_ERROR), 0);
    CHECK_FAILS(set_int(s, SOL_SOCKET, SO_MAX_MSG_SIZE, 1), WSAENOPROTOOPT); /* to be read only */
}

static void of_provider(int family)
{
    SOCKET s = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    WSAPROTOCOL_INFOW wide;
    WSAPROTOCOL_INFOA narrow;
    int length = (int)sizeof wide;
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&wide, &length));
    CHECK_EQ(length, sizeof wide);
    CHECK_EQ(wide.iAddressFamily, family);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_MAX_MSG_SIZE), wide.dwMessageSize);
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&wide, &(int){sizeof wide - 1}),
                WSAEFAULT);
    length = (int)sizeof narrow;
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, (char *)&narrow, &length));
    CHECK_EQ(length, sizeof narrow);
    CHECK_EQ(narrow.dwCatalogEntryId, wide.dwCatalogEntryId);
    CHECK_EQ(narrow.szProtocol[0], wide.szProtocol[0]);
}

/* SO_REUSEADDR and SO_EXCLUSIVEADDRUSE exclude each other; the latter comes before bind. */
static void exclusive(int family)
{
    struct name any = name_any(family, 0);
    SOCKET s = plain_open(family), t = plain_open(family), bound = plain_open(family);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE), 0);
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1));
    CHECK(get_int(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE) > 0);
    CHECK_FAILS(set_int(s, SOL_SOCKET, SO_REUSEADDR, 1), WSAEINVAL);
    CHECK_SUCCEEDS(socket_share(t));
    CHECK_FAILS(set_int(t, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1), WSAEINVAL);
    CHECK_SUCCEEDS(socket_bind(bound, &any));
    CHECK_FAILS(set_int(bound, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1), WSAEINVAL);
}

static void datagram_options(int family)
{
    SOCKET s = plain_open(family);
    struct linger linger = {1, 1};
    int length = (int)sizeof linger;
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_BROADCAST), 0);
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_BROADCAST, 7));
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_BROADCAST), 1);
    CHECK_FAILS(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&linger, length), WSAENOPROTOOPT);
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&linger, &length), WSAENOPROTOOPT);
    CHECK_FAILS(set_int(s, SOL_SOCKET, SO_DONTLINGER, 1), WSAENOPROTOOPT);
    CHECK_FAILS(set_int(s, SOL_SOCKET, SO_KEEPALIVE, 1), WSAENOPROTOOPT);
    if (family == AF_INET) {
        CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_TTL, 5));
        CHECK_EQ(get_int(s, IPPROTO_IP, IP_TTL), 5);
        CHECK_FAILS(set_int(s, IPPROTO_IP, IP_TTL, 256), WSAEINVAL);
        CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_TOS, 0x28)); /* whether it marks: OP-06 */
        CHECK_EQ(get_int(s, IPPROTO_IP, IP_TOS), 0x28);
        CHECK_FAILS_EITHER(set_int(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 5), WSAENOPROTOOPT, WSAEINVAL);
    } else {
        CHECK_EQ(get_int(s, IPPROTO_IPV6, IPV6_V6ONLY) & 0xff,
                 1); /* of which some write only the first byte */
        CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
        CHECK_EQ(get_int(s, IPPROTO_IPV6, IPV6_V6ONLY) & 0xff, 0);
        CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 5));
        CHECK_EQ(get_int(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS), 5);
        CHECK_FAILS(set_int(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 256), WSAEINVAL);
    }
}

/* With IPV6_V6ONLY off IPv4's datagrams have options, too. */
static void both_families(void)
{
    SOCKET s = plain_open(AF_INET6), mouth = plain_open(AF_INET);
    struct name any = name_any(AF_INET6, 0), there = name_loopback(AF_INET, 0);
    char text[8];
    CHECK_FAILS_EITHER(set_int(s, IPPROTO_IP, IP_TTL, 5), WSAENOPROTOOPT, WSAEINVAL);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_TTL, 5));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 6));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_TTL), 5);
    CHECK_EQ(get_int(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS), 6);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_PKTINFO, 1));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_PKTINFO), 1);
    CHECK_SUCCEEDS(socket_bind(s, &any));
    any = name_of(s);
    name_set_port(&there, name_port(&any));
    CHECK_EQ(say_to(mouth, "four", &there), 4);
    CHECK_EQ(recv(s, text, (int)sizeof text, 0), 4);
}

/* Windows also takes and gives one byte for these, as programs written for other systems pass it. */
static void one_byte(void)
{
    static const struct {
        int level, option;
    } options[] = {{SOL_SOCKET, SO_REUSEADDR},
                   {SOL_SOCKET, SO_BROADCAST},
                   {IPPROTO_IP, IP_MULTICAST_TTL},
                   {IPPROTO_IP, IP_MULTICAST_LOOP},
                   {IPPROTO_IP, IP_TTL}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        SOCKET s = plain_open(AF_INET);
        char byte = 1;
        int length = 1;
        CHECK_SUCCEEDS(setsockopt(s, options[i].level, options[i].option, &byte, 1));
        byte = 0;
        CHECK_SUCCEEDS(getsockopt(s, options[i].level, options[i].option, &byte, &length));
        CHECK_EQ(byte, 1);
        CHECK_EQ(length, 1);
        CHECK_EQ(get_int(s, options[i].level, options[i].option), 1);
        closesocket(s);
    }
}

static void set_and_read(int family)
{
    read_back(family);
    of_provider(family);
    exclusive(family);
    datagram_options(family);
}

/* An ICMP answer to an earlier send is no error of the socket (IO-10). */
static void unreachable_peer(int family)
{
    struct name closed = name_loopback(family, port_free(family));
    SOCKET s = plain_open(family);
    CHECK_SUCCEEDS(connect(s, SA(closed), closed.length));
    CHECK_EQ(say(s, "nobody"), 6);
    host_sleep_ms(50);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_ERROR), 0);
}

RULE(OP_06, "what is set is read back; the provider's own; packet information")
{
    each_unicast_family(set_and_read);
    each_unicast_family(unreachable_peer);
    one_byte();
    both_families();
    if (!join_leaf_works())
        return;
    each_family(packet_information);
    each_family(packet_source);
    each_family(packet_mark);
    each_family(packet_congestion);
    each_family(packet_hops);
}

RULE(OP_07, "unknown options, short and missing values")
{
    SOCKET s = plain_open(AF_INET);
    int value = 1, length = (int)sizeof value;
    static const int known[] = {SO_REUSEADDR, SO_RCVBUF, SO_SNDBUF, SO_RCVTIMEO, SO_SNDTIMEO};
    CHECK_FAILS(set_int(s, SOL_SOCKET, 0x7abc, 1), WSAENOPROTOOPT);
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, 0x7abc, (char *)&value, &length), WSAENOPROTOOPT);
    CHECK_FAILS(set_int(s, IPPROTO_IP, 0x7abc, 1), WSAENOPROTOOPT);
    CHECK_FAILS(getsockopt(s, IPPROTO_IP, 0x7abc, (char *)&value, &length), WSAENOPROTOOPT);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        length = (int)sizeof value;
        CHECK_FAILS(setsockopt(s, SOL_SOCKET, known[i], NULL, (int)sizeof value), WSAEFAULT);
        CHECK_FAILS(getsockopt(s, SOL_SOCKET, known[i], NULL, &length), WSAEFAULT);
        CHECK_FAILS(getsockopt(s, SOL_SOCKET, known[i], (char *)&value, NULL), WSAEFAULT);
    }
    static const int four[] = {SO_RCVBUF, SO_SNDBUF, SO_RCVTIMEO, SO_SNDTIMEO};
    for (size_t i = 0; i < sizeof four / sizeof four[0]; i++) {
        length = 2;
        CHECK_FAILS(setsockopt(s, SOL_SOCKET, four[i], (char *)&value, 2), WSAEFAULT);
        CHECK_FAILS(getsockopt(s, SOL_SOCKET, four[i], (char *)&value, &length), WSAEFAULT);
    }
    length = 2;
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&value, &length), WSAEFAULT);
}

static void address_list(int family)
{
    SOCKET s = plain_open(family);
    union {
        SOCKET_ADDRESS_LIST list;
        char room[8192];
    } answer;
    DWORD got = 0, needed = 0;
    CHECK_FAILS(WSAIoctl(s, SIO_ADDRESS_LIST_QUERY, NULL, 0, &answer, 8, &needed, NULL, NULL), WSAEFAULT);
    CHECK(needed >= sizeof(SOCKET_ADDRESS_LIST));
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_ADDRESS_LIST_QUERY, NULL, 0, &answer, sizeof answer, &got, NULL, NULL));
    CHECK_EQ(got, needed);
    const SOCKET_ADDRESS *addresses = answer.list.Address; /* as many as are counted, not the one declared */
    for (INT i = 0; i < answer.list.iAddressCount; i++) {
        CHECK_EQ(addresses[i].lpSockaddr->sa_family, family);
        CHECK_EQ(addresses[i].iSockaddrLength, name_any(family, 0).length);
    }
    CHECK_FAILS(WSAIoctl(s, SIO_ADDRESS_LIST_QUERY, NULL, 0, &answer, got - 1, &needed, NULL, NULL),
                WSAEFAULT);
    CHECK_EQ(needed, got);
}

static void routing_interface(int family)
{
    SOCKET s = plain_open(family);
    struct name remote = name_loopback(family, 7), local, expected = name_loopback(family, 0);
    DWORD got = 0;
    memset(&local, 0, sizeof local);
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_ROUTING_INTERFACE_QUERY, SA(remote), (DWORD)remote.length, SA(local),
                            sizeof local.storage, &got, NULL, NULL));
    local.length = (int)got;
    CHECK_EQ(got, remote.length);
    CHECK(name_is(&local, &expected));
    struct name group = name_group(family, 8, 7), nobody = name_any(family, 0);
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_ROUTING_INTERFACE_QUERY, SA(group), (DWORD)group.length, SA(local),
                            sizeof local.storage, &got, NULL, NULL));
    CHECK(!name_is(&local, &nobody)); /* Linux' routes by loopback have no source */
    CHECK_FAILS(WSAIoctl(s, SIO_ROUTING_INTERFACE_QUERY, SA(remote), (DWORD)remote.length, SA(local), 4, &got,
                         NULL, NULL),
                WSAEFAULT);
    CHECK_EQ(got, remote.length);
    CHECK_FAILS(WSAIoctl(s, SIO_ROUTING_INTERFACE_QUERY, SA(remote), 4, SA(local), sizeof local.storage, &got,
                         NULL, NULL),
                WSAEINVAL); /* seen, see OP-08b */
}

#ifndef SIO_UDP_CONNRESET
#define SIO_UDP_CONNRESET _WSAIOW(IOC_VENDOR, 12)
#endif
#ifndef SIO_UDP_NETRESET
#define SIO_UDP_NETRESET _WSAIOW(IOC_VENDOR, 15)
#endif

static int readable(SOCKET s, long ms)
{
    fd_set one;
    struct timeval patience = {ms / 1000, ms % 1000 * 1000};
    FD_ZERO(&one);
    FD_SET(s, &one);
    return select(0, &one, NULL, NULL, &patience);
}

/* It is told by a receive alone: not by a send, an option or a look, nor lost by them. */
static void connection_reset_waits(SOCKET s, const struct name *nobody)
{
    char byte;
    CHECK_EQ(say_to(s, "x", nobody), 1);
    host_sleep_ms(50);
    CHECK_EQ(say_to(s, "y", nobody), 1);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_ERROR), 0);
    CHECK_EQ(readable(s, RECEIVE_MS), 1);
    CHECK_FAILS(recv(s, &byte, 1, MSG_PEEK), WSAECONNRESET);
    CHECK_FAILS(recv(s, &byte, 1, MSG_PEEK), WSAECONNRESET);
    CHECK_EQ(readable(s, RECEIVE_MS), 1);
    CHECK_FAILS(recv(s, &byte, 1, 0), WSAECONNRESET);
    for (int told = 0; told < 3 && recv(s, &byte, 1, 0) == SOCKET_ERROR; told++) {
        if (WSAGetLastError() == WSAETIMEDOUT)
            break; /* there may be one for each of the two */
        CHECK_IS_CODE(WSAGetLastError(), WSAECONNRESET);
    }
}

/* What a send has told of leaves nothing to receive. */
static void told_by_send(void)
{
    static const char long_one[3000]; /* than what the second interface takes at once */
    struct name away = name_ipv4("10.77.0.9", 9);
    SOCKET s = plain_open(AF_INET);
    DWORD wanted = TRUE, got = 0;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_UDP_CONNRESET, &wanted, sizeof wanted, NULL, 0, &got, NULL, NULL));
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_DONTFRAGMENT, 1));
    CHECK_FAILS(sendto(s, long_one, sizeof long_one, 0, SA(away), away.length), WSAEMSGSIZE);
    CHECK_EQ(readable(s, QUIET_MS), 0);
}

/* Whether an ICMP port unreachable fails a later receive (IO-10). */
static void connection_reset(int family)
{
    struct name here = name_loopback(family, 0), nobody = name_loopback(family, port_free(family));
    SOCKET s = plain_open(family);
    BOOL wanted = TRUE;
    DWORD got = 0;
    char byte;
    CHECK_SUCCEEDS(socket_bind(s, &here));
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_UDP_CONNRESET, &wanted, sizeof wanted, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(say_to(s, "x", &nobody), 1);
    CHECK_FAILS(recv(s, &byte, 1, 0), WSAECONNRESET);
    CHECK_SUCCEEDS(socket_receive_timeout(s, QUIET_MS));
    CHECK_FAILS(recv(s, &byte, 1, 0), WSAETIMEDOUT); /* told once */
    connection_reset_waits(s, &nobody);
    wanted = FALSE;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_UDP_CONNRESET, &wanted, sizeof wanted, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(say_to(s, "x", &nobody), 1);
    CHECK_FAILS(recv(s, &byte, 1, 0), WSAETIMEDOUT);
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_UDP_NETRESET, &wanted, sizeof wanted, NULL, 0, &got, NULL, NULL));
    CHECK_FAILS(WSAIoctl(s, SIO_UDP_NETRESET, &wanted, 1, NULL, 0, &got, NULL, NULL), WSAEFAULT);
}

static void extension_functions(void)
{
    SOCKET s = plain_open(AF_INET);
    GUID unknown = {1, 2, 3, {4}};
    void *function = NULL;
    DWORD got = 0;
    CHECK_FAILS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &unknown, sizeof unknown, &function,
                         sizeof function, &got, NULL, NULL),
                WSAEINVAL);
    CHECK_FAILS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &unknown, 4, &function, sizeof function, &got,
                         NULL, NULL),
                WSAEFAULT);
}

RULE(OP_08, "ioctls; what is unknown or has no room")
{
    SOCKET s = plain_open(AF_INET);
    struct name name = name_loopback(AF_INET, 0);
    u_long value = 1;
    DWORD got = 0;
    char byte;
    CHECK_SUCCEEDS(socket_bind(s, &name));
    CHECK_FAILS(ioctlsocket(s, (long)FIONBIO, NULL), WSAEFAULT);
    CHECK_FAILS(ioctlsocket(s, (long)FIONREAD, NULL), WSAEFAULT);
    value = 42;
    CHECK_SUCCEEDS(ioctlsocket(s, (long)FIONBIO, &value)); /* any value but 0 */
    CHECK_FAILS(recv(s, &byte, 1, 0), WSAEWOULDBLOCK);
    value = 0;
    CHECK_SUCCEEDS(WSAIoctl(s, FIONBIO, &value, sizeof value, NULL, 0, &got, NULL, NULL));
    CHECK_SUCCEEDS(socket_receive_timeout(s, 20));
    CHECK_FAILS(recv(s, &byte, 1, 0), WSAETIMEDOUT);
    CHECK_SUCCEEDS(WSAIoctl(s, FIONREAD, NULL, 0, &value, sizeof value, &got, NULL, NULL));
    CHECK_EQ(value, 0);
    CHECK_EQ(got, sizeof value);
    CHECK_FAILS(WSAIoctl(s, FIONBIO, &value, 1, NULL, 0, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAIoctl(s, FIONREAD, NULL, 0, &value, 1, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAIoctl(s, 0x9876abcd, NULL, 0, NULL, 0, &got, NULL, NULL), WSAEOPNOTSUPP);
    CHECK_FAILS(WSAIoctl(s, FIONREAD, NULL, 0, &value, sizeof value, NULL, NULL, NULL), WSAEFAULT);
    each_unicast_family(address_list);
    each_unicast_family(routing_interface);
    each_unicast_family(connection_reset);
    if (network == NETWORK_ROUTED)
        told_by_send();
    extension_functions();
    packet_time(AF_INET);
    packet_time(AF_INET6);
    change_requests();
}

AREA(OP, &rule_OP_01, &rule_OP_02, &rule_OP_03, &rule_OP_04, &rule_OP_05, &rule_OP_06, &rule_OP_07,
     &rule_OP_08, &rule_OP_09, &rule_OP_10, &rule_OP_13);
