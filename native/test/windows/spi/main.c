/*
 * main.c DLL - what a provider that is installed has to stand: the program plays ws2_32 towards the DLL
 * (host.h) and drives sessions through WSPPROC_TABLE.
 */
#include "host.h"
#include "test/failures.h"

#include <string.h>

enum { PATIENCE_MS = 10000, HAMMER_ROUNDS = 200 };

#define CHECK(what) CHECK_TELLING(what, " (code %d)", code)
/* A call that fails says so by -1 and tells the code in `code`. */
#define FAILS(call, expected) CHECK((code = 0, (int)(call) == -1) && code == (expected))
#define CALLS                 host.calls

static struct spi_host host;

static SOCKET open_socket(DWORD flags)
{
    int code = 0;
    SOCKET s = CALLS.lpWSPSocket(AF_INET, SOCK_SEQPACKET, 0, &host.info, 0, flags, &code);
    CHECK(s != INVALID_SOCKET && s % 4 == 0);
    return s;
}

static SOCKET open_root(void)
{
    return open_socket(WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF);
}

static SOCKET open_leaf(void)
{
    return open_socket(WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
}

static void close_it(SOCKET s)
{
    int code = 0;
    CHECK(CALLS.lpWSPCloseSocket(s, &code) == 0);
}

static void nonblocking(SOCKET s)
{
    u_long on = 1;
    DWORD size = 0;
    int code = 0;
    CHECK(CALLS.lpWSPIoctl(s, (DWORD)FIONBIO, &on, sizeof on, NULL, 0, &size, NULL, NULL, NULL, &code) == 0);
}

static struct sockaddr_in listen_at(SOCKET s)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int code = 0, size = sizeof at;
    CHECK(CALLS.lpWSPBind(s, (struct sockaddr *)&at, sizeof at, &code) == 0);
    CHECK(CALLS.lpWSPGetSockName(s, (struct sockaddr *)&at, &size, &code) == 0 && at.sin_port != 0);
    CHECK(CALLS.lpWSPListen(s, 10, &code) == 0);
    return at;
}

static SOCKET join(SOCKET s, const struct sockaddr_in *at, const char *caller, WSABUF *callee, int *code)
{
    WSABUF data = {(ULONG)strlen(caller), (char *)(uintptr_t)caller};
    return CALLS.lpWSPJoinLeaf(s, (const struct sockaddr *)at, sizeof *at, &data, callee, NULL, NULL, JL_BOTH,
                               code);
}

static int say(SOCKET s, const char *text, int *code)
{
    WSABUF data = {(ULONG)strlen(text), (char *)(uintptr_t)text};
    DWORD sent = 0;
    return CALLS.lpWSPSend(s, &data, 1, &sent, 0, NULL, NULL, NULL, code) == 0 ? (int)sent : SOCKET_ERROR;
}

static int hear(SOCKET s, char *room, ULONG size, int *code)
{
    WSABUF data = {size, room};
    DWORD got = 0, flags = 0;
    return CALLS.lpWSPRecv(s, &data, 1, &got, &flags, NULL, NULL, NULL, code) == 0 ? (int)got : SOCKET_ERROR;
}

/* The error of a network event that comes in time; -1: it does not. */
static int event_of(SOCKET s, WSAEVENT event, int bit)
{
    WSANETWORKEVENTS events = {0};
    int code = 0;
    for (int i = 0; i < 50; i++) {
        if (WSAWaitForMultipleEvents(1, &event, TRUE, PATIENCE_MS, FALSE) != WSA_WAIT_EVENT_0) {
            return -1;
        }
        CHECK(CALLS.lpWSPEnumNetworkEvents(s, event, &events, &code) == 0);
        if ((events.lNetworkEvents & 1 << bit) != 0) {
            return events.iErrorCode[bit];
        }
    }
    return -1;
}

/* ---- start ---- */

static void test_start(void)
{
    WSPDATA data;
    int code = 0;
    WSAPROTOCOL_INFOW other = host.info;
    other.iProtocol = IPPROTO_UDP;
    memset(&host.calls, 0, sizeof host.calls);
    CHECK(host.start(MAKEWORD(1, 1), &data, &host.info, host.upcalls, &host.calls) == WSAVERNOTSUPPORTED);
    CHECK(host.start(MAKEWORD(2, 2), &data, NULL, host.upcalls, &host.calls) == WSAEFAULT);
    CHECK(host.start(MAKEWORD(2, 2), NULL, &host.info, host.upcalls, &host.calls) == WSAEFAULT);
    CHECK(host.start(MAKEWORD(2, 2), &data, &host.info, host.upcalls, NULL) == WSAEFAULT);
    CHECK(host.start(MAKEWORD(2, 2), &data, &other, host.upcalls, &host.calls) == WSAEINVAL);
    CHECK(host.start(MAKEWORD(2, 2), &data, &host.info, host.upcalls, &host.calls) == 0);
    CHECK(data.wVersion == MAKEWORD(2, 2) && data.wHighVersion == MAKEWORD(2, 2));
    static const unsigned char nothing[sizeof(void *)];
    for (size_t at = 0; at < sizeof host.calls; at += sizeof nothing) {
        CHECK(memcmp((unsigned char *)&host.calls + at, nothing, sizeof nothing) != 0);
    }
}

/* ---- one session ---- */

struct doorman {
    int answer;
    char heard[16];
};

static int CALLBACK door(LPWSABUF id, LPWSABUF data, LPQOS sqos, LPQOS gqos, LPWSABUF callee_id,
                         LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    struct doorman *doorman = (struct doorman *)context;
    int code = 0;
    (void)sqos, (void)gqos, (void)callee_id, (void)group;
    CHECK(id != NULL && id->len == sizeof(struct sockaddr_in));
    CHECK(data != NULL && data->len < sizeof doorman->heard);
    memcpy(doorman->heard, data->buf, data->len);
    doorman->heard[data->len] = 0;
    CHECK(callee_data != NULL && callee_data->len >= 7);
    memcpy(callee_data->buf, "welcome", 7);
    callee_data->len = 7;
    return doorman->answer;
}

static void test_options(SOCKET s)
{
    WSAPROTOCOL_INFOW info = {0};
    int code = 0, size = sizeof info, type = 0;
    CHECK(CALLS.lpWSPGetSockOpt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &size, &code) == 0);
    CHECK(info.dwCatalogEntryId == host.info.dwCatalogEntryId && info.iProtocol == host.info.iProtocol);
    size = sizeof type;
    CHECK(CALLS.lpWSPGetSockOpt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &size, &code) == 0);
    CHECK(type == SOCK_SEQPACKET);
    GUID function = {0};
    DWORD got = 0;
    FAILS(CALLS.lpWSPIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &function, sizeof function, &function,
                           sizeof function, &got, NULL, NULL, NULL, &code),
          WSAEOPNOTSUPP);
}

/* Both are ready to write, only the one to read. */
static void test_select(SOCKET readable, SOCKET other)
{
    fd_set read = {2, {other, readable}}, write = {2, {other, readable}}, except = {1, {other}};
    struct timeval patience = {10, 0}, none = {0, 0};
    int code = 0;
    CHECK(CALLS.lpWSPSelect(0, &read, NULL, &except, &patience, &code) == 1);
    CHECK(read.fd_count == 1 && read.fd_array[0] == readable && except.fd_count == 0);
    CHECK(CALLS.lpWSPSelect(0, NULL, &write, NULL, &none, &code) == 2);
    CHECK(write.fd_count == 2 && write.fd_array[0] == other && write.fd_array[1] == readable);
    FAILS(CALLS.lpWSPSelect(0, NULL, NULL, NULL, &none, &code), WSAEINVAL);
    write.fd_array[1] = readable + 4000;
    FAILS(CALLS.lpWSPSelect(0, NULL, &write, NULL, &none, &code), WSAENOTSOCK);
    CHECK(write.fd_count == 2);
}

static void test_session(void)
{
    int code = 0, before = host_handles();
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root), peer = {0};
    struct doorman doorman = {.answer = CF_DEFER};
    char callee[32], room[32];
    WSABUF answer = {sizeof callee, callee};
    WSAEVENT asked = WSACreateEvent(), joined = WSACreateEvent();
    int size = sizeof peer;
    test_options(root);
    CHECK(CALLS.lpWSPEventSelect(root, asked, FD_ACCEPT, &code) == 0);
    CHECK(CALLS.lpWSPEventSelect(leaf, joined, FD_CONNECT | FD_READ | FD_CLOSE, &code) == 0);
    FAILS(CALLS.lpWSPAccept(root, NULL, NULL, NULL, 0, &code), WSAEWOULDBLOCK);
    CHECK(join(leaf, &at, "hello", &answer, &code) == leaf);
    FAILS(join(leaf, &at, "hello", &answer, &code), WSAEALREADY);
    CHECK(event_of(root, asked, FD_ACCEPT_BIT) == 0);
    FAILS(CALLS.lpWSPAccept(root, NULL, NULL, door, (DWORD_PTR)&doorman, &code), WSATRY_AGAIN);
    CHECK(strcmp(doorman.heard, "hello") == 0);
    doorman.answer = CF_ACCEPT;
    SOCKET branch =
        CALLS.lpWSPAccept(root, (struct sockaddr *)&peer, &size, door, (DWORD_PTR)&doorman, &code);
    CHECK(branch != INVALID_SOCKET && branch != root && size == sizeof peer && peer.sin_port != 0);
    CHECK(event_of(leaf, joined, FD_CONNECT_BIT) == 0);
    CHECK(answer.len == 7 && memcmp(callee, "welcome", 7) == 0);
    CHECK(host_handles() == before + 3);

    CHECK(say(root, "to all", &code) == 6);
    CHECK(event_of(leaf, joined, FD_READ_BIT) == 0);
    test_select(leaf, root);
    CHECK(hear(leaf, room, sizeof room, &code) == 6 && memcmp(room, "to all", 6) == 0);
    FAILS(hear(leaf, room, sizeof room, &code), WSAEWOULDBLOCK);
    CHECK(say(leaf, "to the root", &code) == 11);
    fd_set read = {1, {root}};
    struct timeval patience = {10, 0};
    CHECK(CALLS.lpWSPSelect(0, &read, NULL, NULL, &patience, &code) == 1);
    FAILS(hear(root, room, 3, &code), WSAEMSGSIZE);
    size = sizeof peer;
    CHECK(CALLS.lpWSPGetPeerName(leaf, (struct sockaddr *)&peer, &size, &code) == 0);
    CHECK(peer.sin_port == at.sin_port);

    close_it(branch);
    CHECK(event_of(leaf, joined, FD_CLOSE_BIT) >= 0);
    close_it(leaf);
    close_it(root);
    CHECK(host_handles() == before);
    WSACloseEvent(asked);
    WSACloseEvent(joined);
}

/* Of a root's invitation a socket is made. */
static void test_invitation(void)
{
    int code = 0, before = host_handles();
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(leaf);
    nonblocking(root);
    SOCKET branch = join(root, &at, "come", NULL, &code);
    CHECK(branch != INVALID_SOCKET && branch != root && branch % 4 == 0);
    SOCKET accepted = CALLS.lpWSPAccept(leaf, NULL, NULL, NULL, 0, &code);
    CHECK(accepted != INVALID_SOCKET);
    CHECK(host_handles() == before + 4);
    close_it(accepted);
    close_it(branch);
    close_it(leaf);
    close_it(root);
}

/* ---- bad handles, and none left ---- */

static void test_bad_handles(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    int code = 0, value = 0, size = sizeof value;
    SOCKET leaf = open_leaf(), bad[] = {INVALID_SOCKET, 0, leaf + 2, leaf + 4000, leaf};
    close_it(leaf); /* the last of the list is a stale one */
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        SOCKET s = bad[i];
        char room[4];
        FAILS(CALLS.lpWSPBind(s, (struct sockaddr *)&at, sizeof at, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPListen(s, 1, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPAccept(s, NULL, NULL, NULL, 0, &code), WSAENOTSOCK);
        FAILS(join(s, &at, "x", NULL, &code), WSAENOTSOCK);
        FAILS(say(s, "x", &code), WSAENOTSOCK);
        FAILS(hear(s, room, sizeof room, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPGetSockOpt(s, SOL_SOCKET, SO_TYPE, (char *)&value, &size, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPSetSockOpt(s, SOL_SOCKET, SO_RCVBUF, (char *)&value, size, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPGetPeerName(s, (struct sockaddr *)&at, &size, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPEventSelect(s, NULL, 0, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPShutdown(s, SD_BOTH, &code), WSAENOTSOCK);
        FAILS(CALLS.lpWSPCloseSocket(s, &code), WSAENOTSOCK);
    }
}

static void test_bad_arguments(void)
{
    struct sockaddr_in group = {.sin_family = AF_INET, .sin_port = htons(5)};
    int code = 0, size = 1;
    SOCKET leaf = open_leaf();
    group.sin_addr.s_addr = htonl(0xef010203);
    FAILS(join(leaf, &group, "x", NULL, &code), WSAEADDRNOTAVAIL);
    FAILS(CALLS.lpWSPJoinLeaf(leaf, NULL, 16, NULL, NULL, NULL, NULL, JL_BOTH, &code), WSAEFAULT);
    FAILS(CALLS.lpWSPListen(leaf, 1, &code), WSAEINVAL); /* it is not bound */
    FAILS(CALLS.lpWSPGetSockOpt(leaf, SOL_SOCKET, SO_TYPE, (char *)&size, &size, &code), WSAEFAULT);
    FAILS(say(leaf, "x", &code), WSAENOTCONN);
    FAILS(CALLS.lpWSPSocket(AF_INET, SOCK_SEQPACKET, 0, NULL, 0, 0, &code), WSAEFAULT);
    FAILS(CALLS.lpWSPSocket(AF_INET6, SOCK_SEQPACKET, 0, &host.info, 0, 0, &code), WSAEAFNOSUPPORT);
    FAILS(CALLS.lpWSPSocket(AF_INET, SOCK_DGRAM, 0, &host.info, 0, 0, &code), WSAESOCKTNOSUPPORT);
    close_it(leaf);
}

/* Handles of objects that can be waited for, and of others, but no events. */
static void test_no_events(void)
{
    int code = 0;
    SOCKET root = open_root();
    WSANETWORKEVENTS events;
    HANDLE wrong[] = {CreateMutexW(NULL, FALSE, NULL), CreateSemaphoreW(NULL, 0, 1, NULL),
                      CreateFileW(L"NUL", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL), GetCurrentProcess(),
                      (HANDLE)(ULONG_PTR)0x7ffffff4};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        FAILS(CALLS.lpWSPEventSelect(root, wrong[i], FD_ACCEPT, &code), WSAEINVAL);
        FAILS(CALLS.lpWSPEnumNetworkEvents(root, wrong[i], &events, &code), WSAEINVAL);
    }
    for (int i = 0; i < 3; i++) {
        CHECK(CloseHandle(wrong[i]));
    }
    /* One that may only be set and waited for is an event, too. */
    WSAEVENT event = WSACreateEvent();
    HANDLE self = GetCurrentProcess(), other = NULL;
    CHECK(DuplicateHandle(self, event, self, &other, EVENT_MODIFY_STATE | SYNCHRONIZE, FALSE, 0));
    CHECK(CALLS.lpWSPEventSelect(root, other, FD_ACCEPT, &code) == 0);
    CloseHandle(other);
    close_it(root);
    WSACloseEvent(event);
}

static void test_no_handles(void)
{
    int code = 0, before = host_handles();
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root);
    nonblocking(leaf);
    CHECK(join(leaf, &at, "x", NULL, &code) == leaf);
    host_limit_handles(0);
    FAILS(CALLS.lpWSPSocket(AF_INET, SOCK_SEQPACKET, 0, &host.info, 0,
                            WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF, &code),
          WSAENOBUFS);
    FAILS(CALLS.lpWSPAccept(root, NULL, NULL, NULL, 0, &code), WSAENOBUFS);
    host_limit_handles(-1);
    close_it(leaf);
    close_it(root);
    CHECK(host_handles() == before);
}

/* ---- closing under a call ---- */

static DWORD WINAPI blocked(void *argument)
{
    SOCKET s = *(SOCKET *)argument;
    int code = 0;
    SOCKET made = CALLS.lpWSPAccept(s, NULL, NULL, NULL, 0, &code);
    CHECK(made == INVALID_SOCKET && code == WSAEINTR);
    return 0;
}

static void test_close_wakes(void)
{
    int code = 0;
    SOCKET root = open_root();
    listen_at(root);
    HANDLE thread = CreateThread(NULL, 0, blocked, &root, 0, NULL);
    CHECK(WaitForSingleObject(thread, 200) == WAIT_TIMEOUT);
    close_it(root);
    CHECK(WaitForSingleObject(thread, PATIENCE_MS) == WAIT_OBJECT_0);
    CloseHandle(thread);
}

static DWORD WINAPI caller(void *argument)
{
    SOCKET s = *(SOCKET *)argument;
    int code = 0;
    char room[8];
    while (code != WSAENOTSOCK) {
        code = 0;
        hear(s, room, sizeof room, &code);
        if (code != WSAENOTSOCK) {
            fd_set read = {1, {s}};
            struct timeval none = {0, 0};
            CALLS.lpWSPSelect(0, &read, NULL, NULL, &none, &code);
        }
    }
    return 0;
}

/* The host's handle is gone while threads are inside, which the inner one must outlive. */
static void test_close_against_calls(void)
{
    for (int i = 0; i < HAMMER_ROUNDS; i++) {
        int code = 0;
        HANDLE threads[3];
        SOCKET leaf = open_leaf();
        nonblocking(leaf);
        for (int t = 0; t < 3; t++) {
            threads[t] = CreateThread(NULL, 0, caller, &leaf, 0, NULL);
        }
        if (i % 2 == 0) {
            SwitchToThread();
        } else {
            Sleep(1);
        }
        close_it(leaf);
        CHECK(WaitForMultipleObjects(3, threads, TRUE, PATIENCE_MS) == WAIT_OBJECT_0);
        for (int t = 0; t < 3; t++) {
            CloseHandle(threads[t]);
        }
    }
}

/* ---- the end ---- */

static void test_cleanup(void)
{
    int code = 0;
    WSPDATA data;
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root);
    nonblocking(leaf);
    CHECK(join(leaf, &at, "x", NULL, &code) == leaf);
    CHECK(host.start(MAKEWORD(2, 2), &data, &host.info, host.upcalls, &host.calls) == 0);
    CHECK(CALLS.lpWSPCleanup(&code) == 0 && host_handles() == 2); /* it was started twice */
    CHECK(CALLS.lpWSPCleanup(&code) == 0 && host_handles() == 0);
    FAILS(CALLS.lpWSPCleanup(&code), WSANOTINITIALISED);
    FAILS(CALLS.lpWSPListen(root, 1, &code), WSAENOTSOCK);
}

int main(int count, char **arguments)
{
    WSADATA data;
    if (count != 2 || WSAStartup(MAKEWORD(2, 2), &data) != 0 || !host_load(&host, arguments[1])) {
        return 2;
    }
    test_start();
    test_session();
    test_invitation();
    test_bad_handles();
    test_bad_arguments();
    test_no_events();
    test_no_handles();
    test_close_wakes();
    test_close_against_calls();
    test_cleanup();
    test_start(); /* and again */
    test_session();
    test_cleanup();
    WSACleanup();
    return failures_told();
}
