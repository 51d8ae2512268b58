/* sk.c - start-up, sockets, handles. */
#include "conformance.h"

#define NEVER_ISSUED ((SOCKET)0x7ffffff4)

/* The calls that Winsock 2 has added, but for the data calls; NA-14 and ER-03 have what Wine lacks of them.
 */
static void other_calls_fail(SOCKET s, int code)
{
    char buffer[16] = {0};
    WSABUF part = {sizeof buffer, buffer};
    WSAMSG message = {NULL, 0, &part, 1, {0, NULL}, 0};
    WSANETWORKEVENTS events;
    WSAPROTOCOL_INFOA info;
    WSAPROTOCOL_INFOW wide_info;
    WSAOVERLAPPED overlapped;
    DWORD moved = 0, flags = 0;
    u_long number = 0;
    struct name name = name_loopback(AF_INET, 9);
    memset(&overlapped, 0, sizeof overlapped);
    CHECK_FAILS(WSAConnect(s, SA(name), name.length, NULL, NULL, NULL, NULL), code);
    CHECK_FAILS(WSAAccept(s, NULL, NULL, NULL, 0), code);
    CHECK_FAILS(WSAEnumNetworkEvents(s, NULL, &events), code);
    CHECK_FAILS(WSAIoctl(s, FIONREAD, NULL, 0, &number, sizeof number, &moved, NULL, NULL), code);
    CHECK_FAILS(WSASendMsg(s, &message, 0, &moved, NULL, NULL), code);
    CHECK_FAILS(WSASendDisconnect(s, NULL), code);
    CHECK_FAILS(WSARecvDisconnect(s, NULL), code);
    CHECK_FAILS(WSADuplicateSocketA(s, 1, &info), code);
    CHECK_FAILS(WSADuplicateSocketW(s, 1, &wide_info), code);
    WSASetLastError(0);
    CHECK_EQ(WSAGetOverlappedResult(s, &overlapped, &moved, FALSE, &flags), FALSE);
    CHECK_IS_CODE(WSAGetLastError(), code);
}

/* Every call on a socket that is there for nonrooted talk; each must fail with the code. */
static void all_calls_fail(SOCKET s, int code)
{
    char buffer[16] = {0};
    WSABUF part = {sizeof buffer, buffer};
    DWORD moved = 0, flags = 0;
    u_long value = 0;
    int number = 0, length = (int)sizeof number;
    struct name name = name_loopback(AF_INET, 9);
    struct name other = name_any(AF_INET, 0);
    struct name group = name_group(AF_INET, 1, 9);
    CHECK_FAILS(bind(s, SA(other), other.length), code);
    CHECK_FAILS(connect(s, SA(name), name.length), code);
    CHECK_FAILS(getsockname(s, SA(other), &other.length), code);
    CHECK_FAILS(getpeername(s, SA(other), &other.length), code);
    CHECK_FAILS(send(s, "x", 1, 0), code);
    CHECK_FAILS(sendto(s, "x", 1, 0, SA(name), name.length), code);
    CHECK_FAILS(recv(s, buffer, 1, 0), code);
    CHECK_FAILS(recvfrom(s, buffer, 1, 0, NULL, NULL), code);
    CHECK_FAILS(WSASend(s, &part, 1, &moved, 0, NULL, NULL), code);
    CHECK_FAILS(WSASendTo(s, &part, 1, &moved, 0, SA(name), name.length, NULL, NULL), code);
    CHECK_FAILS(WSARecv(s, &part, 1, &moved, &flags, NULL, NULL), code);
    CHECK_FAILS(WSARecvFrom(s, &part, 1, &moved, &flags, NULL, NULL, NULL, NULL), code);
    CHECK_FAILS(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (char *)&number, (int)sizeof number), code);
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&number, &length), code);
    CHECK_FAILS(ioctlsocket(s, (long)FIONBIO, &value), code);
    CHECK_FAILS(shutdown(s, SD_BOTH), code);
    CHECK_FAILS(listen(s, 1), code);
    CHECK_FAILS(accept(s, NULL, NULL), code);
    CHECK_FAILS(WSAEventSelect(s, WSA_INVALID_EVENT, 0), code);
    other_calls_fail(s, code);
    if (join_leaf_works())
        CHECK_FAILS(join(s, &group, JL_BOTH), code);
    CHECK_FAILS(closesocket(s), code);
}

COLD_RULE(SK_01, "nothing works before WSAStartup, and WSAStartup returns its error")
{
    WSADATA data;
    DWORD length = 0;
    CHECK_FAILS(socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP), WSANOTINITIALISED);
    CHECK_FAILS(WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0), WSANOTINITIALISED);
    CHECK_FAILS(WSASocketA(0, 0, 0, NULL, 0, 0), WSANOTINITIALISED); /* start-up before family (ER-03) */
    CHECK_FAILS(WSAEnumProtocolsW(NULL, NULL, &length), WSANOTINITIALISED);
    CHECK_FAILS(WSACleanup(), WSANOTINITIALISED);
    CHECK_EQ(htons(0x1234), 0x3412);
    CHECK_EQ(ntohl(0x12345678), 0x78563412);
    WSASetLastError(4711);
    CHECK_EQ(WSAGetLastError(), 4711);
    CHECK_IS_CODE(WSAStartup(MAKEWORD(0, 1), &data), WSAVERNOTSUPPORTED);
    CHECK_EQ(WSAGetLastError(), 4711); /* returned, not set */
    all_calls_fail(NEVER_ISSUED, WSANOTINITIALISED);
    all_calls_fail(INVALID_SOCKET, WSANOTINITIALISED);
}

COLD_RULE(SK_02, "WSADATA and the version agreed on")
{
    WSADATA data;
    memset(&data, 0, sizeof data);
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0));
    CHECK_EQ(data.wVersion, MAKEWORD(2, 2));
    CHECK_EQ(data.wHighVersion, MAKEWORD(2, 2));
    CHECK(data.szDescription[0] != 0);
    CHECK(memchr(data.szDescription, 0, sizeof data.szDescription) != NULL);
    CHECK_EQ(WSACleanup(), 0);
    CHECK_EQ(WSAStartup(MAKEWORD(3, 7), &data), 0);
    CHECK_EQ(data.wVersion, MAKEWORD(2, 2));
    CHECK_EQ(data.wHighVersion, MAKEWORD(2, 2));
    CHECK_EQ(WSACleanup(), 0);
    CHECK_EQ(WSAStartup(MAKEWORD(255, 255), &data), 0);
    CHECK_EQ(data.wVersion, MAKEWORD(2, 2));
    CHECK_EQ(WSACleanup(), 0);
    CHECK_EQ(WSAStartup(MAKEWORD(1, 1), &data), 0);
    CHECK_EQ(data.wVersion, MAKEWORD(1, 1));
    CHECK_EQ(data.wHighVersion, MAKEWORD(2, 2));
    CHECK_EQ(WSACleanup(), 0);
    CHECK_IS_CODE(WSAStartup(MAKEWORD(0, 0), &data), WSAVERNOTSUPPORTED);
    CHECK_IS_CODE(WSAStartup(MAKEWORD(0, 9), &data), WSAVERNOTSUPPORTED);
    CHECK_IS_CODE(WSAStartup(MAKEWORD(2, 2), NULL), WSAEFAULT);
    /* None of the three started anything. */
    CHECK_FAILS(socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP), WSANOTINITIALISED);
}

struct blocked {
    SOCKET s;
    _Atomic unsigned thread;
    int result;
    int code;
    char text[16];
};

static void block_in_receive(void *argument)
{
    struct blocked *b = argument;
    b->thread = host_thread_self();
    b->result = recv(b->s, b->text, (int)sizeof b->text, 0);
    b->code = WSAGetLastError();
}

static SOCKET bound_for_ever(void)
{
    struct name name = name_loopback(AF_INET, 0);
    SOCKET s = plain_open(AF_INET);
    CHECK_SUCCEEDS(socket_receive_timeout(s, 0)); /* waits for ever */
    CHECK_SUCCEEDS(socket_bind(s, &name));
    return s;
}

COLD_RULE(SK_03, "start-ups are counted; the last clean-up closes and wakes everything")
{
    WSADATA data;
    static struct blocked b;
    int type = 0, length = (int)sizeof type;
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0));
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0));
    SOCKET s = bound_for_ever();
    CHECK_EQ(WSACleanup(), 0);
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &length));
    b.s = s;
    struct host_thread *thread = host_thread_start(block_in_receive, &b);
    MUST(CHECK(thread != NULL));
    while (!b.thread)
        host_sleep_ms(1);
    host_thread_await_sleep(b.thread);
    host_sleep_ms(100);
    CHECK_EQ(WSACleanup(), 0);
    MUST(CHECK(host_thread_done(thread, HANG_MS)));
    CHECK_EQ(b.result, SOCKET_ERROR);
    CHECK_IS_CODE_EITHER(b.code, WSAENOTSOCK, WSAEINTR);
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &length), WSANOTINITIALISED);
    CHECK_FAILS(WSACleanup(), WSANOTINITIALISED);
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0));
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &length), WSAENOTSOCK);
    CHECK_FAILS(send(s, "TEST", 4, 0), WSAENOTSOCK);
    struct name name = name_any(AF_INET, 0);
    CHECK_FAILS(getsockname(s, SA(name), &name.length), WSAENOTSOCK);
    CHECK_EQ(WSACleanup(), 0);
}

static int entry_find(int family, WSAPROTOCOL_INFOW *entry)
{
    static WSAPROTOCOL_INFOW entries[64];
    DWORD size = sizeof entries;
    int count = WSAEnumProtocolsW(NULL, entries, &size);
    for (int i = 0; i < count; i++) {
        if (entries[i].iAddressFamily == family && entries[i].iSocketType == SOCK_DGRAM &&
            entries[i].iProtocol == IPPROTO_UDP) {
            *entry = entries[i];
            return 1;
        }
    }
    return 0;
}

RULE(SK_04, "the catalogue entry that a socket gets")
{
    WSAPROTOCOL_INFOW entry;
    int type = 0, length = (int)sizeof type;
    struct name loopback4 = name_loopback(AF_INET, 0);
    struct name loopback6 = name_loopback(AF_INET6, 0);
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, 0);
    CHECK_SUCCEEDS(s);
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &length));
    CHECK_EQ(type, SOCK_DGRAM);
    CHECK_SUCCEEDS(socket_bind(s, &loopback4));
    MUST(CHECK(entry_find(AF_INET6, &entry)));
    s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &entry, 0, LEAF_FLAGS);
    CHECK_SUCCEEDS(s);
    length = (int)sizeof type;
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &length));
    CHECK_EQ(type, SOCK_DGRAM);
    CHECK_SUCCEEDS(socket_bind(s, &loopback6));
    MUST(CHECK(entry_find(AF_INET, &entry)));
    s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &entry, 0, LEAF_FLAGS);
    CHECK_SUCCEEDS(s);
    CHECK_FAILS(socket_bind(s, &loopback6), WSAEAFNOSUPPORT);
    CHECK_SUCCEEDS(socket_bind(s, &loopback4));
    s = WSASocketW(AF_INET6, SOCK_DGRAM, 0, &entry, 0, LEAF_FLAGS); /* the entry is IPv4's */
    MUST(CHECK_SUCCEEDS(s));
    CHECK_SUCCEEDS(socket_bind(s, &loopback6));
    MUST(CHECK(entry_find(AF_INET6, &entry)));
    s = WSASocketW(AF_INET, SOCK_DGRAM, 0, &entry, 0, LEAF_FLAGS);
    MUST(CHECK_SUCCEEDS(s));
    CHECK_SUCCEEDS(socket_bind(s, &loopback4));
    CHECK_FAILS(WSASocketW(99, SOCK_DGRAM, 0, &entry, 0, 0), WSAEAFNOSUPPORT);
}

RULE(SK_05, "unknown family, type and protocol")
{
    CHECK_FAILS(WSASocketW(99, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0), WSAEAFNOSUPPORT);
    CHECK_FAILS(WSASocketW(-7, SOCK_DGRAM, 0, NULL, 0, 0), WSAEAFNOSUPPORT);
    CHECK_FAILS(socket(99, SOCK_DGRAM, 0), WSAEAFNOSUPPORT);
    CHECK_FAILS(WSASocketW(AF_INET, 77, 0, NULL, 0, 0), WSAESOCKTNOSUPPORT);
    CHECK_FAILS(WSASocketW(AF_INET6, 77, 0, NULL, 0, 0), WSAESOCKTNOSUPPORT);
    CHECK_FAILS(WSASocketW(AF_INET, SOCK_DGRAM, 199, NULL, 0, 0), WSAEPROTONOSUPPORT);
    CHECK_FAILS(WSASocketW(AF_INET6, SOCK_DGRAM, 199, NULL, 0, 0), WSAEPROTONOSUPPORT);
}

static SOCKET open_flags(int family, DWORD flags)
{
    return WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, flags);
}

#define C_ROOT WSA_FLAG_MULTIPOINT_C_ROOT
#define C_LEAF WSA_FLAG_MULTIPOINT_C_LEAF
#define D_ROOT WSA_FLAG_MULTIPOINT_D_ROOT
#define D_LEAF WSA_FLAG_MULTIPOINT_D_LEAF

RULE(SK_06, "exactly one flag of each plane")
{
    CHECK_FAILS(open_flags(AF_INET, C_ROOT), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, C_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, D_ROOT), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET6, D_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, C_ROOT | C_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET6, D_ROOT | D_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, C_ROOT | C_LEAF | D_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, C_LEAF | D_ROOT | D_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET6, C_ROOT | C_LEAF | D_ROOT | D_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, 0x40000000), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, C_LEAF | D_LEAF | 0x8000), WSAEINVAL);
}

RULE(SK_07, "the planes that the protocol has")
{
    CHECK_FAILS(open_flags(AF_INET, C_ROOT | D_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, C_LEAF | D_ROOT), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET, C_ROOT | D_ROOT), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET6, C_ROOT | D_LEAF), WSAEINVAL);
    CHECK_FAILS(open_flags(AF_INET6, C_LEAF | D_ROOT), WSAEINVAL);
    CHECK_SUCCEEDS(open_flags(AF_INET, C_LEAF | D_LEAF));
    CHECK_SUCCEEDS(open_flags(AF_INET6, C_LEAF | D_LEAF));
    CHECK_SUCCEEDS(open_flags(AF_INET, C_LEAF | D_LEAF | WSA_FLAG_OVERLAPPED));
}

static void ordinary(int family)
{
    struct name name = name_loopback(family, 0);
    SOCKET s = socket(family, SOCK_DGRAM, IPPROTO_UDP);
    SOCKET t = open_flags(family, WSA_FLAG_OVERLAPPED);
    MUST(CHECK_SUCCEEDS(s));
    MUST(CHECK_SUCCEEDS(t));
    CHECK_SUCCEEDS(socket_receive_timeout(s, RECEIVE_MS));
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    CHECK_EQ(say_to(t, "ordinary", &name), 8);
    CHECK_HEARS(s, "ordinary");
    for (GROUP g = 1; g < 4; g++)
        CHECK_FAILS(WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, g, 0), WSAEINVAL);
}

RULE(SK_08, "without multipoint flags an ordinary socket; no socket groups")
{
    ordinary(AF_INET);
    ordinary(AF_INET6);
}

RULE(SK_09, "a handle that is closed, never issued or recycled is no socket")
{
    CHECK(INVALID_SOCKET == (SOCKET) ~(UINT_PTR)0);
    SOCKET s = leaf_open(AF_INET);
    MUST(CHECK_SUCCEEDS(closesocket(s)));
    all_calls_fail(s, WSAENOTSOCK);
    all_calls_fail(NEVER_ISSUED, WSAENOTSOCK);
    all_calls_fail(INVALID_SOCKET, WSAENOTSOCK);
    all_calls_fail(0, WSAENOTSOCK);
    int type = 0, length = (int)sizeof type, alive = 0;
    for (int i = 0; i < 2000; i++) {
        SOCKET next = open_flags(AF_INET, 0);
        alive += next == s;
        CHECK_SUCCEEDS(closesocket(next));
    }
    CHECK_EQ(alive, 0); /* new sockets that got the old handle */
    CHECK_FAILS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &length), WSAENOTSOCK);
}

/* A closes under B's receive while another socket takes its place: B never hears what is meant for that one.
 */
static void close_under_receive(int round)
{
    static struct blocked b;
    SOCKET s = bound_for_ever();
    struct name name = name_of(s);
    memset(&b, 0, sizeof b);
    b.s = s;
    struct host_thread *thread = host_thread_start(block_in_receive, &b);
    MUST(CHECK(thread != NULL));
    if (round % 4 == 0)
        host_sleep_ms(5); /* else the close may come before, in or after the start of the receive */
    CHECK_SUCCEEDS(closesocket(s));
    SOCKET t = plain_open(AF_INET);
    SOCKET speaker = plain_open(AF_INET);
    CHECK_SUCCEEDS(socket_bind(t, &name));
    CHECK_EQ(say_to(speaker, "mine", &name), 4);
    if (!CHECK(host_thread_done(thread, HANG_MS)))
        exit(0); /* the thread still uses b: no further round */
    CHECK_EQ(b.result, SOCKET_ERROR);
    CHECK_IS_CODE_EITHER(b.code, WSAEINTR, WSAENOTSOCK);
    CHECK_HEARS(t, "mine");
    closesocket(t);
    closesocket(speaker);
}

RULE(SK_10, "closesocket wakes who is blocked on the socket, with an error")
{
    for (int round = 0; round < 100 && check_failures() == 0; round++)
        close_under_receive(round);
}

static void leaves(int family)
{
    struct name group = name_group(family, 11, port_free(family));
    SOCKET s = leaf_open(family);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(closesocket(s));
    CHECK(name_left(&group, LOOPBACK_INDEX));
    /* The port is free again at once. */
    SOCKET t = leaf_open(family);
    CHECK_EQ(join(t, &group, JL_BOTH), t);
    CHECK_SUCCEEDS(closesocket(t));
    for (int i = 0; i < 10000 && check_failures() == 0; i++) {
        s = leaf_open(family);
        CHECK_EQ(join(s, &group, i % 2 ? JL_BOTH : JL_SENDER_ONLY), s);
        CHECK_SUCCEEDS(closesocket(s));
    }
    if (host_open_sockets() != HOST_UNKNOWN)
        CHECK_EQ(host_open_sockets(), 0);
}

RULE(SK_11, "closesocket leaves the groups; 10,000 times without a trace")
{
    NEEDS_JOIN_LEAF();
    each_family(leaves);
}

RULE(SK_12, "child processes do not inherit sockets")
{
    char handle[32], output[256];
    int status = -1;
    SOCKET s = leaf_open(AF_INET);
    struct name any = name_any(AF_INET, 0);
    CHECK_SUCCEEDS(socket_bind(s, &any));
    snprintf(handle, sizeof handle, "%llu", (unsigned long long)s);
    const char *arguments[] = {"--helper", "inherited", handle, NULL};
    struct host_process *process = host_process_start(arguments);
    MUST(CHECK(process != NULL));
    CHECK(host_process_end(process, 10000, output, sizeof output, &status));
    CHECK_EQ(status, 0); /* 1: the child has it */
}

AREA(SK, &rule_SK_01, &rule_SK_02, &rule_SK_03, &rule_SK_04, &rule_SK_05, &rule_SK_06, &rule_SK_07,
     &rule_SK_08, &rule_SK_09, &rule_SK_10, &rule_SK_11, &rule_SK_12);
