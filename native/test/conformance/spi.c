/* spi.c - the provider's side, spoken with the UDP one: the rules stand in for ws2_32 (spi_host.h). */
#include "spi_host.h"
#include "spi_own.h"

#include <mswsock.h>

static int is_udp(const WSAPROTOCOL_INFOW *entry)
{
    return entry->iAddressFamily == AF_INET && entry->iProtocol == IPPROTO_UDP;
}

COLD_RULE(SPI_01, "WSPStartup fills 30 entries, and speaks version 2.2 only")
{
    provider_starts(is_udp);
}

static SOCKET opened(struct provider *p, int receives)
{
    struct name name = name_loopback(AF_INET, 0);
    char byte = 0;
    WSABUF part = {1, &byte};
    DWORD moved = 0;
    int code = -1;
    SOCKET s = p->calls.lpWSPSocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &p->entry, 0, 0, &code);
    CHECK_EQ(p->calls.lpWSPBind(s, SA(name), name.length, &code), 0);
    CHECK_EQ(p->calls.lpWSPGetSockName(s, SA(name), &name.length, &code), 0);
    if (receives)
        CHECK_EQ(p->calls.lpWSPSendTo(s, &part, 1, &moved, 0, SA(name), name.length, NULL, NULL, NULL, &code),
                 0);
    return s;
}

/* SE-08: two sets of WSPSelect may be one. One socket can be sent to, another has been sent something. */
static void one_set(struct provider *p)
{
    SOCKET writable = opened(p, 0), idle = opened(p, 0), both = opened(p, 1);
    struct timeval none = {0, 0};
    fd_set set;
    int code = -1;
    FD_ZERO(&set);
    FD_SET(writable, &set);
    FD_SET(idle, &set);
    FD_SET(both, &set);
    CHECK_EQ(p->calls.lpWSPSelect(0, &set, &set, NULL, (void *)&none, &code), 3);
    MUST(CHECK_EQ(set.fd_count, 3));
    CHECK(FD_ISSET(writable, &set) && FD_ISSET(idle, &set) && FD_ISSET(both, &set));
    CHECK_EQ(p->calls.lpWSPSelect(0, &set, NULL, &set, (void *)&none, &code), 1);
    CHECK(set.fd_count == 1 && set.fd_array[0] == both);
    CHECK_EQ(p->calls.lpWSPCloseSocket(writable, &code), 0);
    CHECK_EQ(p->calls.lpWSPCloseSocket(idle, &code), 0);
    CHECK_EQ(p->calls.lpWSPCloseSocket(both, &code), 0);
}

COLD_RULE(SPI_02, "WSPJoinLeaf answers with lpErrno and leaves the thread's last error alone")
{
    static struct provider p;
    struct name group = name_group(AF_INET, 60, 5060);
    struct in_addr loopback;
    int code = -1;
    if (!provider_start(&p, is_udp))
        return;
    loopback.s_addr = htonl(0x7f000001);
    WSASetLastError(WSAEPROCLIM);
    SOCKET s = p.calls.lpWSPSocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &p.entry, 0, LEAF_FLAGS, &code);
    MUST(CHECK(s != INVALID_SOCKET));
    CHECK(handle_is_given(s));
    CHECK_EQ(handles_given(), 1);
    CHECK_EQ(p.calls.lpWSPSetSockOpt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&loopback, (int)sizeof loopback,
                                     &code),
             0);
    code = -1;
    CHECK_EQ(p.calls.lpWSPJoinLeaf(s, NULL, 16, NULL, NULL, NULL, NULL, JL_BOTH, &code), INVALID_SOCKET);
    CHECK_IS_CODE(code, WSAEFAULT);
    CHECK_EQ(p.calls.lpWSPJoinLeaf(s, SA(group), group.length, NULL, NULL, NULL, NULL, 0, &code),
             INVALID_SOCKET);
    CHECK_IS_CODE(code, WSAEINVAL);
    CHECK_EQ(p.calls.lpWSPJoinLeaf(s, SA(group), group.length, NULL, NULL, NULL, NULL, JL_SENDER_ONLY, &code),
             s);
    code = -1;
    CHECK_EQ(p.calls.lpWSPJoinLeaf(s, SA(group), group.length, NULL, NULL, NULL, NULL, JL_BOTH, &code),
             INVALID_SOCKET);
    CHECK_IS_CODE(code, WSAEISCONN);
    CHECK_EQ(p.calls.lpWSPCloseSocket(s, &code), 0);
    one_set(&p);
    CHECK_EQ(handles_given(), 0);
    CHECK_EQ(WSAGetLastError(), WSAEPROCLIM);
    CHECK_EQ(p.calls.lpWSPCleanup(&code), 0);
}

/* The extension functions do the same. */
static void by_extension(void)
{
    struct name name = name_loopback(AF_INET, 0);
    SOCKET s = plain_open(AF_INET);
    GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG receive = NULL;
    char room[8];
    WSABUF buffer = {sizeof room, room};
    WSAMSG message = {.lpBuffers = &buffer, .dwBufferCount = 1};
    DWORD got = 0;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &receive, sizeof receive,
                            &got, NULL, NULL));
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    CHECK_EQ(say_to(s, "x", &name), 1);
    WSASetLastError(4711);
    MUST(CHECK_EQ(receive(s, &message, &got, NULL, NULL), 0));
    CHECK_EQ(WSAGetLastError(), 0);
    CHECK_EQ(receive(s, &message, NULL, NULL, NULL), SOCKET_ERROR);
    CHECK_EQ(WSAGetLastError(), WSAEFAULT);
}

RULE(SPI_03, "the API half takes lpErrno over on failure, and 0 on success")
{
    NEEDS_JOIN_LEAF();
    struct name group = name_group(AF_INET, 61, port_free(AF_INET));
    struct name unicast = name_ipv4("127.0.0.1", 5000);
    SOCKET s = leaf_open(AF_INET);
    WSASetLastError(4711);
    CHECK_EQ(join(s, &unicast, JL_BOTH), INVALID_SOCKET);
    CHECK_EQ(WSAGetLastError(), WSAEADDRNOTAVAIL);
    WSASetLastError(4711);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(WSAGetLastError(), 0); /* ER-01b */
    CHECK_EQ(join(s, &group, JL_BOTH), INVALID_SOCKET);
    CHECK_EQ(WSAGetLastError(), WSAEISCONN);
    WSASetLastError(4711);
    CHECK_EQ(say(s, "x"), 1);
    CHECK_EQ(WSAGetLastError(), 0);
    by_extension();
}

RULE(SPI_04, "a provider of one's own is registered and reached through its catalogue entry")
{
    if (host_can_install_provider())
        own_provider();
    else
        lacks_say("a way to register a provider by its address");
}

AREA(SPI, &rule_SPI_01, &rule_SPI_02, &rule_SPI_03, &rule_SPI_04);
