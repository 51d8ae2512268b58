/*
 * rooted.c - roots that end and come back, leaves that come and go, and the last WSACleanup while others
 * still open sockets.
 */
#include "soak.h"

#include <joinleaf/rooted.h>
#include <stdatomic.h>
#include <string.h>

#include "rooted.h"

enum { ROOT_PORT = 5081, OPENERS = 8, OPENED_MOST = 1000 };

static struct sockaddr_in loopback(unsigned short port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return name;
}

SOCKET soak_open_root(unsigned short port)
{
    struct sockaddr_in name = loopback(port);
    SOCKET root = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                             WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT);
    MUST(root != INVALID_SOCKET);
    MUST(bind(root, (struct sockaddr *)&name, sizeof name) == 0); /* at once after the last one, too */
    MUST(listen(root, 10) == 0);
    return root;
}

SOCKET soak_open_rooted_leaf(DWORD patience)
{
    SOCKET leaf = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                             WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    MUST(leaf != INVALID_SOCKET);
    MUST(setsockopt(leaf, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience, sizeof patience) == 0);
    MUST(setsockopt(leaf, SOL_JLROOTED, JLR_JOIN_TIMEOUT, (const char *)&patience, sizeof patience) == 0);
    return leaf;
}

SOCKET soak_join_root(SOCKET leaf, unsigned short port)
{
    struct sockaddr_in name = loopback(port);
    return WSAJoinLeaf(leaf, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL, JL_BOTH);
}

/* ---- restarts ---- */

/* Admits one leaf, greets it, and ends when that one says so. */
int soak_root(unsigned short port)
{
    char byte = 0;
    SOCKET root = soak_open_root(port), branch = accept(root, NULL, NULL);
    MUST(branch != INVALID_SOCKET);
    MUST(send(root, "hello", 5, 0) == 5);
    MUST(recv(root, &byte, 1, 0) == 1 && byte == 'e');
    MUST(closesocket(branch) == 0 && closesocket(root) == 0);
    return WSACleanup();
}

/* The root may still be starting: until then nobody listens there. */
static SOCKET join_as_soon_as_there(void)
{
    for (int tries = 0; tries < SOAK_PATIENCE_MS; tries++) {
        SOCKET leaf = soak_open_rooted_leaf(SOAK_PATIENCE_MS);
        if (soak_join_root(leaf, ROOT_PORT) == leaf)
            return leaf;
        MUST(WSAGetLastError() == WSAECONNREFUSED);
        MUST(closesocket(leaf) == 0);
        host_sleep_ms(1);
    }
    return INVALID_SOCKET;
}

/* A session with a root in a process of its own, which is killed or ends in order. */
static void session(int killed)
{
    char port[8], bytes[8];
    snprintf(port, sizeof port, "%d", ROOT_PORT);
    long process = system_start("root", port);
    SOCKET leaf = join_as_soon_as_there();
    MUST(leaf != INVALID_SOCKET);
    MUST(recv(leaf, bytes, sizeof bytes, 0) == 5 && memcmp(bytes, "hello", 5) == 0);
    if (killed) {
        system_kill(process);
    } else {
        MUST(send(leaf, "e", 1, 0) == 1);
    }
    MUST(recv(leaf, bytes, sizeof bytes, 0) == SOCKET_ERROR);
    MUST(WSAGetLastError() == (killed ? WSAECONNRESET : WSAESHUTDOWN));
    MUST(closesocket(leaf) == 0);
    MUST(killed || system_wait(process) == 0);
}

int soak_restarts(unsigned long count)
{
    session(0); /* what the first one needs stays */
    struct usage before = soak_settled();
    for (unsigned long i = 0; i < count; i++)
        session(i % 2 == 0);
    printf("restarts: %lu roots on one address, half of them killed; the leaf joined each\n", count);
    return soak_compare(before, 0);
}

/* ---- one leaf after the other ---- */

static void come_and_go(SOCKET root, WSAEVENT event)
{
    char bytes[8];
    struct sockaddr_in at;
    int size = sizeof at;
    WSANETWORKEVENTS events;
    SOCKET leaf = soak_open_rooted_leaf(SOAK_PATIENCE_MS);
    MUST(getsockname(root, (struct sockaddr *)&at, &size) == 0);
    MUST(WSAEventSelect(leaf, event, FD_CONNECT) == 0);
    MUST(soak_join_root(leaf, ntohs(at.sin_port)) == leaf);
    SOCKET branch = accept(root, NULL, NULL);
    MUST(branch != INVALID_SOCKET);
    MUST(WSAWaitForMultipleEvents(1, &event, TRUE, SOAK_PATIENCE_MS, FALSE) == WSA_WAIT_EVENT_0);
    MUST(WSAEnumNetworkEvents(leaf, event, &events) == 0 && events.iErrorCode[FD_CONNECT_BIT] == 0);
    u_long blocking = 0;
    MUST(WSAEventSelect(leaf, NULL, 0) == 0 && ioctlsocket(leaf, (long)FIONBIO, &blocking) == 0);
    MUST(send(root, "hello", 5, 0) == 5 && recv(leaf, bytes, sizeof bytes, 0) == 5);
    MUST(send(leaf, "x", 1, 0) == 1 && recv(root, bytes, sizeof bytes, 0) == 1);
    MUST(closesocket(leaf) == 0 && closesocket(branch) == 0);
}

int soak_sessions(unsigned long count)
{
    SOCKET root = soak_open_root(0);
    WSAEVENT event = WSACreateEvent();
    MUST(event != WSA_INVALID_EVENT);
    for (unsigned long i = 0; i < 100; i++)
        come_and_go(root, event);
    struct usage before = soak_settled();
    unsigned long long start = host_now_ms();
    for (unsigned long i = 0; i < count; i++)
        come_and_go(root, event);
    printf("sessions: %lu leaves joined, talked and left in %.1f s\n", count,
           (double)(host_now_ms() - start) / 1000);
    int grew = soak_compare(before, 0);
    MUST(closesocket(root) == 0 && WSACloseEvent(event));
    return grew;
}

/* ---- the last WSACleanup ---- */

static atomic_int opened;

static void open_until_told(void *argument)
{
    int rooted = ((size_t)argument & 1) != 0 || system_loses_sockets();
    for (int i = 0; i < OPENED_MOST; i++) {
        SOCKET s = rooted ? WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                                       WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF)
                          : soak_open_leaf(INADDR_LOOPBACK);
        if (s == INVALID_SOCKET) {
            MUST(WSAGetLastError() == WSANOTINITIALISED);
            return;
        }
        opened++;
        if (!rooted)
            soak_join_leaf(s, (unsigned)i % 5, JL_BOTH);
    }
}

/* The thread behind rooted sockets closes its own when it ends, which may be after the last socket's close.
 */
static int nothing_left(struct usage before)
{
    for (unsigned long long start = host_now_ms(); host_now_ms() - start < SOAK_HANG_MS; host_sleep_ms(1))
        if (system_usage().descriptors <= before.descriptors)
            return 1;
    return 0;
}

/* before NULL: what is used for the first time stays. */
static void clean_up_among_openers(const struct usage *before, int sockets)
{
    WSADATA data;
    struct host_thread *threads[OPENERS];
    int enough = opened + sockets;
    for (size_t i = 0; i < OPENERS; i++)
        MUST((threads[i] = host_thread_start(open_until_told, (void *)i)) != NULL);
    while (opened < enough)
        host_sleep_ms(1);
    MUST(WSACleanup() == 0);
    for (size_t i = 0; i < OPENERS; i++)
        MUST(host_thread_done(threads[i], SOAK_HANG_MS));
    MUST(before == NULL || nothing_left(*before));
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

int soak_cleanups(unsigned long count)
{
    clean_up_among_openers(NULL, OPENERS * OPENED_MOST); /* room for as many as ever */
    struct usage before = soak_settled();
    opened = 0;
    for (unsigned long i = 0; i < count; i++)
        clean_up_among_openers(&before, OPENERS * (int)(1 + i % 20));
    printf("cleanups: %lu times the last one, among %d threads that opened %d sockets\n", count, OPENERS,
           opened);
    return soak_compare(before, OPENERS);
}
