/* op_seen.c - what real Windows was seen to do with options and ioctls (the last section of rules.md). */
#include "op.h"

#include <mswsock.h>

static void level_unknown(SOCKET s, int level)
{
    int value = 1, length = (int)sizeof value;
    CHECK_FAILS(setsockopt(s, level, SO_RCVTIMEO, (char *)&value, length), WSAEINVAL);
    CHECK_FAILS(getsockopt(s, level, SO_MAX_MSG_SIZE, (char *)&value, &length), WSAEINVAL);
}

static void lengths(SOCKET s, int level, int option, int short_one)
{
    int value = (int)0xdeadbeef, length = short_one;
    CHECK_FAILS(getsockopt(s, level, option, (char *)&value, &length), WSAEFAULT);
    CHECK_EQ(length, level == SOL_SOCKET ? short_one : 0);
    length = -1;
    CHECK_FAILS(getsockopt(s, level, option, (char *)&value, &length), WSAEFAULT);
    CHECK_EQ(length, -1);
    CHECK_EQ(value, (int)0xdeadbeef);
    CHECK_FAILS(setsockopt(s, level, option, (char *)&value, short_one), WSAEFAULT);
    CHECK_FAILS(setsockopt(s, level, option, (char *)&value, 0), WSAEFAULT);
    if (level != SOL_SOCKET)
        CHECK_FAILS(setsockopt(s, level, option, (char *)&value, -1), WSAENOBUFS);
}

/* What has too little room is filled with zeros. */
static void buffer_lengths(SOCKET s, int option)
{
    for (int length = 1; length < 4; length++) {
        unsigned value = 0xdeadbeef;
        int told = length;
        CHECK_FAILS(getsockopt(s, SOL_SOCKET, option, (char *)&value, &told), WSAEFAULT);
        CHECK_EQ(told, length);
        CHECK_EQ(value, 0xdeadbeef >> 8 * length << 8 * length);
    }
}

/* The flag, even FALSE, forbids the other; that forbids the flag where it says something. */
static void fragment_options(int family, int level, int flag, int discovery)
{
    SOCKET s = plain_open(family), other = plain_open(family);
    CHECK_SUCCEEDS(set_int(s, level, discovery, IP_PMTUDISC_NOT_SET));
    CHECK_SUCCEEDS(set_int(s, level, flag, 0));
    CHECK_FAILS(set_int(s, level, discovery, IP_PMTUDISC_NOT_SET), WSAEINVAL);
    CHECK_FAILS(set_int(s, level, discovery, IP_PMTUDISC_DO), WSAEINVAL);
    CHECK_EQ(get_int(s, level, discovery), IP_PMTUDISC_NOT_SET);
    CHECK_SUCCEEDS(set_int(s, level, flag, 1));
    CHECK_SUCCEEDS(set_int(other, level, discovery, IP_PMTUDISC_DO));
    CHECK_FAILS(set_int(other, level, flag, 0), WSAEINVAL);
    CHECK_EQ(get_int(other, level, discovery), IP_PMTUDISC_DO);
}

static void not_to_be_read(int family, int level, int option)
{
    SOCKET s = plain_open(family);
    int value = 0, length = (int)sizeof value;
    CHECK_FAILS(getsockopt(s, level, option, (char *)&value, &length), WSAEINVAL);
}

/* A socket of IPv4 has the option, too, for what it is worth. */
static void v6_only_of_v4(void)
{
    SOCKET s = plain_open(AF_INET);
    char byte = 7;
    int length = 1;
    CHECK_SUCCEEDS(getsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &byte, &length));
    CHECK_EQ(byte, 1);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    CHECK_SUCCEEDS(getsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &byte, &length));
    CHECK_EQ(byte, 0);
    closesocket(s);
}

RULE(OP_07b, "option levels, lengths and values")
{
    SOCKET s = plain_open(AF_INET), six = socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
    static const int levels[] = {-1, 0x1234, 0x8000, 0x0800, (int)0x8000ffff};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        level_unknown(s, levels[i]);
    v6_only_of_v4();
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_DONTFRAGMENT, 2));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_DONTFRAGMENT), 1);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_MULTICAST_LOOP, 0x100));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_MULTICAST_LOOP), 1);
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_BROADCAST, 0x100));
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_BROADCAST), 1);
    if (six != INVALID_SOCKET) {
        CHECK_SUCCEEDS(set_int(six, IPPROTO_IPV6, IPV6_DONTFRAG, 0x100));
        CHECK_EQ(get_int(six, IPPROTO_IPV6, IPV6_DONTFRAG), 1);
    }
    fragment_options(AF_INET, IPPROTO_IP, IP_DONTFRAGMENT, IP_MTU_DISCOVER);
    fragment_options(AF_INET6, IPPROTO_IPV6, IPV6_DONTFRAG, IPV6_MTU_DISCOVER);
    CHECK_FAILS(set_int(s, IPPROTO_IP, IP_MULTICAST_TTL, 0x100), WSAEINVAL);
    CHECK_FAILS(set_int(s, IPPROTO_IP, IP_TTL, 0x100), WSAEINVAL);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_TOS, 0xff));
    CHECK_EQ(get_int(s, IPPROTO_IP, IP_TOS), 0xff);
    int value = 1;
    CHECK_SUCCEEDS(setsockopt(s, SOL_SOCKET, SO_BROADCAST, (char *)&value, 0));
    CHECK_SUCCEEDS(setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&value, -1));
    CHECK_FAILS(setsockopt(s, IPPROTO_IP, IP_MULTICAST_LOOP, (char *)&value, 0), WSAEFAULT);
    lengths(s, SOL_SOCKET, SO_RCVTIMEO, 2);
    lengths(s, IPPROTO_IP, IP_PKTINFO, 2);
    buffer_lengths(s, SO_RCVBUF);
    buffer_lengths(s, SO_SNDBUF);
    CHECK_FAILS(setsockopt(s, IPPROTO_IP, IP_TTL, (char *)&value, -1), WSAENOBUFS);
    CHECK_FAILS(set_int(s, IPPROTO_IP, IP_HDRINCL, 1), WSAEINVAL); /* for raw sockets */
    CHECK_FAILS(set_int(s, SOL_SOCKET, SO_TYPE, SOCK_DGRAM), WSAEINVAL);
    not_to_be_read(AF_INET, IPPROTO_IP, IP_GET_IFLIST);
    not_to_be_read(AF_INET6, IPPROTO_IPV6, IPV6_GET_IFLIST);
    not_to_be_read(AF_INET6, IPPROTO_IPV6, IPV6_HDRINCL);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_CONNECT_TIME), -1);
    CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_ERROR, 1234));
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_ERROR), 1234);
}

enum { UNTOUCHED = 0x5eadbeef };

/* What SIO_ROUTING_INTERFACE_QUERY refuses; the size returned is not touched. */
static void route_refused(SOCKET s, const struct name *remote, DWORD length, void *room, int code)
{
    DWORD got = UNTOUCHED;
    CHECK_FAILS(WSAIoctl(s, SIO_ROUTING_INTERFACE_QUERY, length ? SA(*remote) : NULL, length, room, 64, &got,
                         NULL, NULL),
                code);
    CHECK_EQ(got, UNTOUCHED);
}

static void route_sizes(SOCKET s)
{
    struct name nobody = name_any(AF_INET, 0), here = name_loopback(AF_INET, 0), foreign = here, local;
    DWORD got = UNTOUCHED, whole = (DWORD)here.length;
    foreign.storage.ss_family = 0;
    route_refused(s, &nobody, whole, &local, WSAEINVAL);
    route_refused(s, &here, whole - 1, &local, WSAEINVAL);
    route_refused(s, NULL, 0, &local, WSAEINVAL);
    route_refused(s, &foreign, whole, &local, WSAEAFNOSUPPORT);
    route_refused(s, &here, whole, NULL, WSAEFAULT);
    CHECK_FAILS(
        WSAIoctl(s, SIO_ROUTING_INTERFACE_QUERY, SA(here), whole, SA(local), whole - 1, &got, NULL, NULL),
        WSAEFAULT);
    CHECK_EQ(got, whole);
}

static void broadcast_address(SOCKET s)
{
    SOCKET six = plain_open(AF_INET6);
    struct sockaddr_in name;
    DWORD got = 77, values[3] = {1, 1000, 1000};
    memset(&name, 0xff, sizeof name);
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_GET_BROADCAST_ADDRESS, NULL, 0, &name, sizeof name, &got, NULL, NULL));
    CHECK_EQ(got, sizeof name);
    CHECK_EQ(name.sin_family, AF_INET);
    CHECK_EQ(name.sin_addr.s_addr, 0xffffffff);
    CHECK_FAILS(WSAIoctl(s, SIO_GET_BROADCAST_ADDRESS, NULL, 0, &name, 8, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAIoctl(six, SIO_GET_BROADCAST_ADDRESS, NULL, 0, &name, sizeof name, &got, NULL, NULL),
                WSAENOPROTOOPT);
    CHECK_FAILS(WSAIoctl(s, _WSAIOW(IOC_VENDOR, 4) /* SIO_KEEPALIVE_VALS */, values, sizeof values, NULL, 0,
                         &got, NULL, NULL),
                WSAENOPROTOOPT);
}

RULE(OP_08b, "what ioctls and SO_PROTOCOL_INFO say of sizes; interfaces and base handles")
{
    SOCKET s = plain_open(AF_INET), base = INVALID_SOCKET;
    char room[8192];
    DWORD got = 77;
    int length = 10;
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, room, &length), WSAEFAULT);
    CHECK_EQ(length, (int)sizeof(WSAPROTOCOL_INFOA));
    length = 2 * (int)sizeof(WSAPROTOCOL_INFOA);
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, room, &length));
    CHECK_EQ(length, 2 * (int)sizeof(WSAPROTOCOL_INFOA));
    CHECK_FAILS(WSAIoctl(s, SIO_ADDRESS_LIST_QUERY, NULL, 0, room, 1, &got, NULL, NULL), WSAEINVAL);
    CHECK_EQ(got, 0);
    CHECK_FAILS(WSAIoctl(s, FIONREAD, NULL, 0, room, 4, NULL, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAIoctl(s, 0xdeadbeef, NULL, 0, NULL, 0, &got, NULL, NULL), WSAEOPNOTSUPP);
    CHECK_EQ(got, 0);
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_ENABLE_CIRCULAR_QUEUEING, NULL, 0, NULL, 0, &got, NULL, NULL));
    CHECK_SUCCEEDS(WSAIoctl(s, _WSAIOR(IOC_WS2, 34) /* SIO_BASE_HANDLE */, NULL, 0, &base, sizeof base, &got,
                            NULL, NULL));
    CHECK_EQ(base, s);
    route_sizes(s);
    broadcast_address(s);
    got = UNTOUCHED;
    CHECK_FAILS(WSAIoctl(s, FIONREAD, NULL, 0, room, 3, &got, NULL, NULL), WSAEFAULT);
    CHECK_EQ(got, UNTOUCHED);
    INTERFACE_INFO *list = (INTERFACE_INFO *)(void *)room;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_GET_INTERFACE_LIST, NULL, 0, room, sizeof room, &got, NULL, NULL));
    int loopback = 0;
    for (DWORD i = 0; i < got / sizeof *list; i++) {
        const struct sockaddr_in *all = &list[i].iiBroadcastAddress.AddressIn;
        int has = (list[i].iiFlags & IFF_BROADCAST) != 0;
        CHECK_EQ(all->sin_family, has ? AF_INET : 0);
        CHECK_EQ(all->sin_addr.s_addr, has ? 0xffffffff : 0);
        if (list[i].iiAddress.AddressIn.sin_addr.s_addr == htonl(INADDR_LOOPBACK)) {
            loopback = 1;
            CHECK(list[i].iiFlags & IFF_UP);
            CHECK(list[i].iiFlags & IFF_LOOPBACK);
            CHECK_EQ(list[i].iiNetmask.AddressIn.sin_addr.s_addr, htonl(0xff000000));
        }
    }
    CHECK(got > 0 && got % sizeof *list == 0);
    CHECK(loopback);
}

RULE(OP_11, "SO_OPENTYPE needs no socket")
{
    int value = SO_SYNCHRONOUS_NONALERT, length = (int)sizeof value;
    CHECK_SUCCEEDS(setsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, (char *)&value, length));
    value = 0;
    CHECK_SUCCEEDS(getsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, (char *)&value, &length));
    CHECK_EQ(value, SO_SYNCHRONOUS_NONALERT);
    CHECK_FAILS(setsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, (char *)&value, 1), WSAEFAULT);
}

AREA(OP_SEEN, &rule_OP_07b, &rule_OP_08b, &rule_OP_11);
