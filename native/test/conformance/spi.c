/*
 * spi.c - the provider's side. The rules stand in for ws2_32: they start the UDP provider with upcalls of
 * their own, and give it handles that they make up.
 */
#include "conformance.h"
#include "spi_own.h"

#include <ws2spi.h>

#define FIRST_HANDLE ((SOCKET)0x51000)
#define MOST_HANDLES 16

static DWORD_PTR contexts[MOST_HANDLES];
static int in_use[MOST_HANDLES];
static int handles_open;

static int handle_place(SOCKET s)
{
    return s >= FIRST_HANDLE && s < FIRST_HANDLE + 4 * MOST_HANDLES && s % 4 == 0
               ? (int)((s - FIRST_HANDLE) / 4)
               : -1;
}

static SOCKET WSPAPI handle_create(DWORD entry, DWORD_PTR context, LPINT code)
{
    (void)entry;
    for (int i = 0; i < MOST_HANDLES; i++) {
        if (!in_use[i]) {
            in_use[i] = 1;
            contexts[i] = context;
            handles_open++;
            return FIRST_HANDLE + 4 * (SOCKET)i;
        }
    }
    *code = WSAENOBUFS;
    return INVALID_SOCKET;
}

static int WSPAPI handle_close(SOCKET s, LPINT code)
{
    int place = handle_place(s);
    if (place < 0 || !in_use[place]) {
        *code = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    in_use[place] = 0;
    handles_open--;
    return 0;
}

static int WSPAPI handle_context(SOCKET s, PDWORD_PTR context, LPINT code)
{
    int place = handle_place(s);
    if (place < 0 || !in_use[place]) {
        *code = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    *context = contexts[place];
    return 0;
}

typedef int(WSPAPI *start_function)(WORD, LPWSPDATA, LPWSAPROTOCOL_INFOW, WSPUPCALLTABLE, LPWSPPROC_TABLE);

struct provider {
    start_function start;
    WSAPROTOCOL_INFOW entry;
    WSPUPCALLTABLE upcalls;
    WSPPROC_TABLE calls;
    WSPDATA data;
};

/* The provider's entry of the catalogue; the start-up that it takes to read it is over again. */
static int provider_find(struct provider *p)
{
    static WSAPROTOCOL_INFOW entries[64];
    DWORD size = sizeof entries;
    WSADATA data;
    memset(p, 0, sizeof *p);
    if (!CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0))
        return 0;
    int count = WSAEnumProtocolsW(NULL, entries, &size);
    host_function found = host_provider_entry(AF_INET);
    CHECK_EQ(WSACleanup(), 0);
    if (!found) {
        lacks_say("no provider with a WSPStartup of its own can be found here");
        return 0;
    }
    for (int i = 0; i < count; i++) {
        if (entries[i].iAddressFamily == AF_INET && entries[i].iProtocol == IPPROTO_UDP)
            p->entry = entries[i];
    }
    p->start = (start_function)found;
    p->upcalls.lpWPUCreateSocketHandle = handle_create;
    p->upcalls.lpWPUCloseSocketHandle = handle_close;
    p->upcalls.lpWPUQuerySocketHandleContext = handle_context;
    return 1;
}

static int provider_start(struct provider *p)
{
    return provider_find(p) &&
           CHECK_EQ(p->start(MAKEWORD(2, 2), &p->data, &p->entry, p->upcalls, &p->calls), 0) &&
           CHECK(p->calls.lpWSPSocket != NULL && p->calls.lpWSPJoinLeaf != NULL);
}

COLD_RULE(SPI_01, "WSPStartup fills 30 entries, and speaks version 2.2 only")
{
    static struct provider p;
    static const WORD others[] = {MAKEWORD(1, 1), MAKEWORD(2, 1), MAKEWORD(0, 9)};
    if (!provider_find(&p))
        return;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK_IS_CODE(p.start(others[i], &p.data, &p.entry, p.upcalls, &p.calls), WSAVERNOTSUPPORTED);
    MUST(CHECK_EQ(p.start(MAKEWORD(2, 2), &p.data, &p.entry, p.upcalls, &p.calls), 0));
    CHECK_EQ(p.data.wVersion, MAKEWORD(2, 2));
    CHECK_EQ(p.data.wHighVersion, MAKEWORD(2, 2));
    CHECK_EQ(sizeof p.calls, 30 * sizeof(void *));
    unsigned char zeros[sizeof(void *)] = {0};
    for (size_t i = 0; i < 30; i++)
        CHECK(memcmp((unsigned char *)&p.calls + i * sizeof zeros, zeros, sizeof zeros) != 0);
    int code = -1;
    CHECK_EQ(p.calls.lpWSPCleanup(&code), 0);
}

COLD_RULE(SPI_02, "WSPJoinLeaf answers with lpErrno and leaves the thread's last error alone")
{
    static struct provider p;
    struct name group = name_group(AF_INET, 60, 5060);
    struct in_addr loopback;
    int code = -1;
    if (!provider_start(&p))
        return;
    loopback.s_addr = htonl(0x7f000001);
    WSASetLastError(4711);
    SOCKET s = p.calls.lpWSPSocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &p.entry, 0, LEAF_FLAGS, &code);
    MUST(CHECK(s != INVALID_SOCKET));
    CHECK(handle_place(s) >= 0); /* the handle is the one that the upcall gave */
    CHECK_EQ(handles_open, 1);
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
    CHECK_EQ(handles_open, 0);
    CHECK_EQ(WSAGetLastError(), 4711);
    CHECK_EQ(p.calls.lpWSPCleanup(&code), 0);
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
}

RULE(SPI_04, "a provider of one's own is registered and reached through its catalogue entry")
{
    if (host_can_install_provider())
        own_provider();
    else
        lacks_say("a way to register a provider by its address");
}

AREA(SPI, &rule_SPI_01, &rule_SPI_02, &rule_SPI_03, &rule_SPI_04);
