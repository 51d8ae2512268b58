/* spi_own.c - a provider that the rule brings along: it moves no bytes, it only notes what reached it. */
#include "spi_own.h"

#include <ws2spi.h>

#define OWN_ENTRY    7001
#define OWN_PROTOCOL 4242
#define OWN_CONTEXT  ((DWORD_PTR)0x1eaf)
#define LEAF         (WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF)

static WSPUPCALLTABLE upcalls;
static char sent[16];
static int closed, cleaned;

static SOCKET WSPAPI own_socket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
                                DWORD flags, LPINT code)
{
    (void)g;
    CHECK_EQ(af, AF_INET);
    CHECK_EQ(type, SOCK_RDM);
    CHECK_EQ(protocol, OWN_PROTOCOL);
    CHECK_EQ(flags, LEAF);
    return upcalls.lpWPUCreateSocketHandle(info->dwCatalogEntryId, OWN_CONTEXT, code);
}

static int WSPAPI own_close(SOCKET s, LPINT code)
{
    closed++;
    return upcalls.lpWPUCloseSocketHandle(s, code);
}

static int WSPAPI own_send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD moved, DWORD flags,
                           LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                           LPWSATHREADID thread, LPINT code)
{
    DWORD_PTR context = 0;
    (void)flags;
    (void)overlapped;
    (void)routine;
    (void)thread;
    CHECK_EQ(upcalls.lpWPUQuerySocketHandleContext(s, &context, code), 0);
    CHECK_EQ(context, OWN_CONTEXT);
    CHECK_EQ(count, 1);
    memcpy(sent, buffers[0].buf, buffers[0].len);
    *moved = buffers[0].len;
    return 0;
}

static SOCKET WSPAPI own_join(SOCKET s, const struct sockaddr *name, int size, LPWSABUF caller,
                              LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT code)
{
    (void)s;
    (void)name;
    (void)size;
    (void)caller;
    (void)callee;
    (void)sqos;
    (void)gqos;
    (void)flags;
    *code = WSAECONNREFUSED;
    return INVALID_SOCKET;
}

static int WSPAPI own_select(SOCKET s, WSAEVENT event, long mask, LPINT code)
{
    (void)s;
    (void)mask;
    return upcalls.lpWPUSetEvent(event, code) ? 0 : SOCKET_ERROR;
}

static int WSPAPI own_set_option(SOCKET s, int level, int name, const char *value, int size, LPINT code)
{
    (void)s;
    (void)level;
    (void)name;
    (void)value;
    (void)size;
    *code = WSAENOPROTOOPT;
    return SOCKET_ERROR;
}

static int WSPAPI own_duplicate(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT code)
{
    (void)s;
    (void)code;
    memset(info, 0, sizeof *info);
    info->dwProviderReserved = process;
    info->szProtocol[0] = 'd';
    return 0;
}

static int WSPAPI own_cleanup(LPINT code)
{
    (void)code;
    cleaned++;
    return 0;
}

/* Stands for every entry that the rule does not call. */
static void never(void)
{
    CHECK_TEXT("an entry is called that nothing asked for");
}

static int WSPAPI own_start(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE table,
                            LPWSPPROC_TABLE procs)
{
    host_function all[sizeof *procs / sizeof(host_function)];
    CHECK_EQ(version, MAKEWORD(2, 2));
    CHECK_EQ(info->dwCatalogEntryId, OWN_ENTRY);
    data->wVersion = data->wHighVersion = MAKEWORD(2, 2);
    upcalls = table;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        all[i] = never;
    memcpy(procs, all, sizeof *procs);
    procs->lpWSPSocket = own_socket;
    procs->lpWSPCloseSocket = own_close;
    procs->lpWSPSend = own_send;
    procs->lpWSPJoinLeaf = own_join;
    procs->lpWSPEventSelect = own_select;
    procs->lpWSPSetSockOpt = own_set_option;
    procs->lpWSPDuplicateSocket = own_duplicate;
    procs->lpWSPCleanup = own_cleanup;
    return 0;
}

static int WSPAPI start_half(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE table,
                             LPWSPPROC_TABLE procs)
{
    int code = own_start(version, data, info, table, procs);
    procs->lpWSPSelect = NULL;
    return code;
}

static int WSPAPI start_not(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE table,
                            LPWSPPROC_TABLE procs)
{
    (void)version;
    (void)data;
    (void)info;
    (void)table;
    (void)procs;
    return WSAVERNOTSUPPORTED;
}

/* The first entry can be started, the next cannot. */
static int WSPAPI start_first(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE table,
                              LPWSPPROC_TABLE procs)
{
    return info->dwCatalogEntryId == OWN_ENTRY ? own_start(version, data, info, table, procs)
                                               : WSAVERNOTSUPPORTED;
}

/* What installing answers with: 0 or the code. */
static int install(LPWSPSTARTUP start, const WSAPROTOCOL_INFOW *entries, DWORD count)
{
    int code = -1;
    int result = host_install_provider((host_function)start, entries, count, &code);
    CHECK_EQ(result, code == 0 ? 0 : SOCKET_ERROR);
    return code;
}

void own_provider(void)
{
    static WSAPROTOCOL_INFOW listed[64];
    struct name group = name_group(AF_INET, 62, 5062);
    DWORD size = sizeof listed;
    WSAPROTOCOL_INFOW entry;
    memset(&entry, 0, sizeof entry);
    entry.dwServiceFlags1 = XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_MULTIPOINT;
    entry.dwCatalogEntryId = OWN_ENTRY;
    entry.iAddressFamily = AF_INET;
    entry.iSocketType = SOCK_RDM;
    entry.iProtocol = OWN_PROTOCOL;
    entry.ProtocolChain.ChainLen = 1;

    CHECK_IS_CODE(install(NULL, &entry, 1), WSAEFAULT);
    CHECK_IS_CODE(install(own_start, NULL, 1), WSAEFAULT);
    CHECK_IS_CODE(install(own_start, &entry, 0), WSAEINVAL);
    CHECK_IS_CODE(install(own_start, &entry, 1000), WSAENOBUFS);
    CHECK_IS_CODE(install(start_not, &entry, 1), WSAEPROVIDERFAILEDINIT);
    CHECK_IS_CODE(install(start_half, &entry, 1), WSAEINVALIDPROCTABLE);
    WSAPROTOCOL_INFOW two[2] = {entry, entry};
    two[1].dwCatalogEntryId++;
    CHECK_IS_CODE(install(start_first, two, 2), WSAEPROVIDERFAILEDINIT);
    CHECK_EQ(cleaned, 1);
    cleaned = 0;
    CHECK_FAILS(WSASocketW(AF_INET, SOCK_RDM, OWN_PROTOCOL, NULL, 0, LEAF), WSAESOCKTNOSUPPORT);
    MUST(CHECK_IS_CODE(install(own_start, &entry, 1), 0));
    CHECK_IS_CODE(install(own_start, &entry, 1), WSAEINVAL); /* its number is taken */

    int count = WSAEnumProtocolsW(NULL, listed, &size), found = 0;
    for (int i = 0; i < count; i++)
        found += listed[i].dwCatalogEntryId == OWN_ENTRY;
    CHECK_EQ(found, 1);

    SOCKET s = WSASocketW(AF_INET, SOCK_RDM, OWN_PROTOCOL, NULL, 0, LEAF);
    MUST(CHECK(s != INVALID_SOCKET));
    CHECK_EQ(send(s, "hello", 5, 0), 5);
    CHECK(strcmp(sent, "hello") == 0);
    CHECK_FAILS(setsockopt(s, SOL_SOCKET, SO_BROADCAST, sent, sizeof(int)), WSAENOPROTOOPT);
    CHECK_FAILS(WSAJoinLeaf(s, SA(group), group.length, NULL, NULL, NULL, NULL, JL_BOTH), WSAECONNREFUSED);
    WSAPROTOCOL_INFOA narrow;
    memset(&narrow, 0xff, sizeof narrow);
    CHECK_SUCCEEDS(WSADuplicateSocketA(s, 77, &narrow));
    CHECK_EQ(narrow.dwProviderReserved, 77);
    CHECK(strcmp(narrow.szProtocol, "d") == 0);
    WSAEVENT event = WSACreateEvent();
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_TIMEOUT);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ));
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_EVENT_0);
    CHECK(WSACloseEvent(event));
    CHECK_SUCCEEDS(closesocket(s));
    CHECK_EQ(closed, 1);
    CHECK_FAILS(send(s, "x", 1, 0), WSAENOTSOCK);

    CHECK(WSASocketW(AF_INET, SOCK_RDM, OWN_PROTOCOL, NULL, 0, LEAF) != INVALID_SOCKET);
    CHECK_SUCCEEDS(WSACleanup()); /* closes what is open, and tells the provider */
    CHECK_EQ(closed, 2);
    CHECK_EQ(cleaned, 1);
    WSADATA data;
    CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
}
