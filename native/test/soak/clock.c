/*
 * clock.c - all that waits keeps its time although the day's time jumps back and forth by hours and years,
 * each time that anybody reads it (clock/jumping.c).
 */
#include "soak.h"

#include <joinleaf/rooted.h>
#include <string.h>

#include "rooted.h"

enum {
    WAIT_MS = 100,
    LATE_MS = 30000 /* an hour is a failure */,
    KEEP_ALIVE_MS = 50,
    DEAD_MS = 400,
    CLOCK_PORT = 5082
};

#define HOUR 3600

struct session {
    SOCKET root, branch, leaf;
};

/* Whether what has begun then took WAIT_MS; early by the grain of a clock at most. */
static int took_its_time(unsigned long long began)
{
    unsigned long long ms = host_now_ms() - began;
    return ms + 2 >= WAIT_MS && ms < WAIT_MS + LATE_MS;
}

#define TAKES_ITS_TIME(call, code)                                                                           \
    do {                                                                                                     \
        unsigned long long began = host_now_ms();                                                            \
        MUST(call);                                                                                          \
        MUST((code) == 0 || WSAGetLastError() == (code));                                                    \
        MUST(took_its_time(began));                                                                          \
    } while (0)

static int selected(SOCKET s)
{
    struct timeval moment = {0, WAIT_MS * 1000};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(s, &set);
    return select(0, &set, NULL, NULL, &moment);
}

static void limit(SOCKET s)
{
    DWORD patience = WAIT_MS;
    MUST(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience, sizeof patience) == 0);
}

static void waits(SOCKET s)
{
    char byte;
    WSAEVENT event = WSACreateEvent();
    struct pollfd one = {.fd = s, .events = POLLIN};
    MUST(event != WSA_INVALID_EVENT);
    TAKES_ITS_TIME(selected(s) == 0, 0);
    TAKES_ITS_TIME(WSAPoll(&one, 1, WAIT_MS) == 0, 0);
    TAKES_ITS_TIME(recv(s, &byte, 1, 0) == SOCKET_ERROR, WSAETIMEDOUT);
    MUST(WSAEventSelect(s, event, FD_READ | FD_CLOSE) == 0);
    TAKES_ITS_TIME(WSAWaitForMultipleEvents(1, &event, FALSE, WAIT_MS, FALSE) == WSA_WAIT_TIMEOUT, 0);
    u_long off = 0;
    MUST(WSAEventSelect(s, NULL, 0) == 0 && ioctlsocket(s, (long)FIONBIO, &off) == 0);
    MUST(WSACloseEvent(event));
}

static void set(SOCKET s, int option, DWORD value)
{
    MUST(setsockopt(s, SOL_JLROOTED, option, (const char *)&value, sizeof value) == 0);
}

static void accept_one(void *argument)
{
    struct session *session = argument;
    session->branch = accept(session->root, NULL, NULL);
}

static void begin(struct session *session)
{
    session->root = soak_open_root(CLOCK_PORT);
    set(session->root, JLR_KEEP_ALIVE, KEEP_ALIVE_MS);
    set(session->root, JLR_DEAD_TIMEOUT, DEAD_MS);
    session->leaf = soak_open_rooted_leaf(SOAK_PATIENCE_MS);
    struct host_thread *door = host_thread_start(accept_one, session);
    MUST(door != NULL && soak_join_root(session->leaf, CLOCK_PORT) == session->leaf);
    MUST(host_thread_done(door, SOAK_PATIENCE_MS) && session->branch != INVALID_SOCKET);
    limit(session->leaf);
}

/* A join that nobody decides about. */
static void late_join(void)
{
    SOCKET root = soak_open_root(CLOCK_PORT + 1), leaf = soak_open_rooted_leaf(WAIT_MS);
    TAKES_ITS_TIME(soak_join_root(leaf, CLOCK_PORT + 1) == INVALID_SOCKET, WSAETIMEDOUT);
    MUST(closesocket(leaf) == 0 && closesocket(root) == 0);
}

static void round_of_waits(void)
{
    char byte = 0;
    SOCKET leaf = soak_open_leaf(INADDR_LOOPBACK);
    struct session session;
    MUST(soak_join_leaf(leaf, 3, JL_BOTH) == leaf);
    limit(leaf);
    begin(&session);
    waits(leaf);
    waits(session.leaf);
    late_join();
    /* Longer than the time after which a side that says nothing is given up: the keep-alives came. */
    MUST(send(session.root, "t", 1, 0) == 1 && recv(session.leaf, &byte, 1, 0) == 1 && byte == 't');
    MUST(closesocket(session.leaf) == 0 && closesocket(session.branch) == 0 &&
         closesocket(session.root) == 0);
    MUST(closesocket(leaf) == 0);
}

int soak_clock(unsigned long count)
{
    long long furthest = 0;
    for (int i = 0; i < 10; i++) {
        long long first = system_day_time(), jump = system_day_time() - first;
        furthest = jump > furthest ? jump : -jump > furthest ? -jump : furthest;
    }
    MUST(furthest > HOUR); /* else nothing is shown */
    struct usage before = soak_settled();
    round_of_waits();
    before.resident_kb = system_usage().resident_kb;
    for (unsigned long i = 0; i < count; i++)
        round_of_waits();
    printf("clock: %lu rounds of waits on a clock that jumps by up to %lld hours\n", count, furthest / HOUR);
    return soak_compare(before, 0);
}
