/* io_routine.c - completion routines. */
#include "later.h"
#include "rooted.h"

/* What the last completion routine was given, and how many there were. */
static struct {
    DWORD code, moved, flags;
    LPWSAOVERLAPPED overlapped;
    unsigned thread;
    int count;
} told;

static void CALLBACK routine(DWORD code, DWORD moved, LPWSAOVERLAPPED overlapped, DWORD flags)
{
    told.code = code;
    told.moved = moved;
    told.flags = flags;
    told.overlapped = overlapped;
    told.thread = host_thread_self();
    told.count++;
}

/* The member hEvent is the program's own. */
static int hear_by_routine(SOCKET s, struct later *l)
{
    DWORD flags = 0;
    memset(&l->overlapped, 0, sizeof l->overlapped);
    l->overlapped.hEvent = (WSAEVENT)(ULONG_PTR)4711;
    l->part.buf = l->room;
    l->part.len = sizeof l->room;
    memset(&told, 0, sizeof told);
    return WSARecv(s, &l->part, 1, NULL, &flags, &l->overlapped, routine);
}

/* The routine runs in an alertable wait, and in no other. */
static void by_routine(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    WSAEVENT event = WSACreateEvent(), other = WSACreateEvent();
    WSAEVENT both[2] = {event, other};
    struct later l;
    memset(&l, 0, sizeof l);
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, TRUE), WSA_WAIT_TIMEOUT);
    CHECK_PENDS(hear_by_routine(ear, &l));
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 20, TRUE), WSA_WAIT_TIMEOUT);
    CHECK_EQ(say_to(mouth, "routine", &here), 7);
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, QUIET_MS, FALSE), WSA_WAIT_TIMEOUT);
    CHECK_EQ(told.count, 0);
    CHECK(!is_pending(&l)); /* the operation itself has ended */
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, HANG_MS, TRUE), WSA_WAIT_IO_COMPLETION);
    CHECK_EQ(told.count, 1);
    CHECK_EQ(told.code, 0);
    CHECK_EQ(told.moved, 7);
    CHECK(told.overlapped == &l.overlapped);
    CHECK_EQ(told.thread, host_thread_self());
    CHECK((ULONG_PTR)l.overlapped.hEvent == 4711);
    CHECK(memcmp(l.room, "routine", 7) == 0);
    for (int all = 0; all < 2; all++) { /* in a wait for several, which the routine ends */
        CHECK_PENDS(hear_by_routine(ear, &l));
        CHECK_EQ(say_to(mouth, "several", &here), 7);
        CHECK_EQ(WSAWaitForMultipleEvents(2, both, all, HANG_MS, TRUE), WSA_WAIT_IO_COMPLETION);
        CHECK_EQ(told.count, 1);
    }
    CHECK_EQ(say_to(mouth, "at once", &here), 7); /* a call that succeeds at once has one, too */
    await_datagram(ear);
    CHECK_SUCCEEDS(hear_by_routine(ear, &l));
    CHECK_EQ(told.count, 0);
    CHECK(WSASetEvent(event)); /* an event that is set comes first */
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, HANG_MS, TRUE), WSA_WAIT_EVENT_0);
    CHECK_EQ(told.count, 0);
    CHECK_EQ(SleepEx(0, FALSE), 0);
    CHECK_EQ(told.count, 0);
    CHECK_EQ(SleepEx(HANG_MS, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(told.count, 1);
    CHECK_EQ(SleepEx(1, TRUE), 0);
    CHECK_PENDS(hear_by_routine(ear, &l));
    CHECK_EQ(say_to(mouth, "0123456789", &here), 10);
    CHECK_EQ(SleepEx(HANG_MS, TRUE), WAIT_IO_COMPLETION);
    CHECK_IS_CODE((int)told.code, WSAEMSGSIZE);
    CHECK_PENDS(hear_by_routine(ear, &l));
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_EQ(SleepEx(HANG_MS, TRUE), WAIT_IO_COMPLETION);
    CHECK(told.code != 0); /* which: IO-17 */
    CHECK_SUCCEEDS(closesocket(mouth));
}

/* A thread runs its own routines only. */
static void wait_alertably(void *result)
{
    WSAEVENT event = WSACreateEvent();
    *(DWORD *)result = WSAWaitForMultipleEvents(1, &event, FALSE, QUIET_MS, TRUE);
    WSACloseEvent(event);
}

static void of_one_thread(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    struct later l;
    DWORD other = 0;
    memset(&l, 0, sizeof l);
    CHECK_PENDS(hear_by_routine(ear, &l));
    struct host_thread *thread = host_thread_start(wait_alertably, &other);
    CHECK_EQ(say_to(mouth, "mine", &here), 4);
    CHECK(host_thread_done(thread, HANG_MS));
    CHECK_EQ(other, WSA_WAIT_TIMEOUT);
    CHECK_EQ(told.count, 0);
    CHECK_EQ(SleepEx(HANG_MS, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(told.count, 1);
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

/* A routine that begins the next operation, as programs have it. */
static SOCKET chain_socket;
static struct later chain_later;
static int chain_count;

static void CALLBACK chain(DWORD code, DWORD moved, LPWSAOVERLAPPED overlapped, DWORD flags)
{
    (void)moved;
    (void)flags;
    if (code == 0) {
        DWORD again = 0;
        chain_count++;
        memset(overlapped, 0, sizeof *overlapped);
        WSARecv(chain_socket, &chain_later.part, 1, NULL, &again, overlapped, chain);
    }
}

static void chained(int family)
{
    struct name here;
    SOCKET mouth = plain_open(family);
    DWORD flags = 0;
    chain_socket = ear_open(family, &here);
    chain_count = 0;
    later_init(&chain_later);
    CHECK_PENDS(WSARecv(chain_socket, &chain_later.part, 1, NULL, &flags, &chain_later.overlapped, chain));
    for (int i = 0; i < 50; i++) {
        CHECK_EQ(say_to(mouth, "chain", &here), 5);
    }
    for (int i = 0; i < 50 && chain_count < 50; i++) {
        MUST(CHECK_EQ(SleepEx(HANG_MS, TRUE), WAIT_IO_COMPLETION));
    }
    CHECK_EQ(chain_count, 50);
    CHECK_SUCCEEDS(closesocket(chain_socket));
    CHECK_EQ(SleepEx(HANG_MS, TRUE), WAIT_IO_COMPLETION);
    CHECK_SUCCEEDS(closesocket(mouth));
}

SHARED_RULE(IO_18, "completion routines run in alertable waits of the thread that began the operation")
{
    each_unicast_family(by_routine);
    each_unicast_family(of_one_thread);
    each_unicast_family(chained);
}

/* Roots and leaves: an operation waits, and is done or ends. */
static void rooted_later(const struct plane *plane)
{
    struct pair pair;
    struct later l, m;
    SOCKET root = rooted_root(plane);
    MUST(pair_ask(plane, root, &pair));
    SOCKET leaf = pair.leaf.socket;
    later_init(&l);
    later_init(&m);
    CHECK_PENDS(hear_later(leaf, &l));
    CHECK_PENDS(hear_later(leaf, &m));
    CHECK(is_pending(&l));
    CHECK_EQ(say(root, "one"), 3);
    CHECK(becomes_set(&l));
    CHECK_EQ(result_of(leaf, &l, FALSE), 0);
    CHECK_EQ(l.moved, 3);
    CHECK(memcmp(l.room, "one", 3) == 0);
    CHECK(is_pending(&m));
    CHECK_EQ(say(root, "0123456789"), 10);
    CHECK_IS_CODE(result_of(leaf, &m, TRUE), WSAEMSGSIZE);
    CHECK(memcmp(m.room, "01234567", 8) == 0);
    CHECK_EQ(say(root, "routine"), 7);
    int begun = hear_by_routine(leaf, &l);
    CHECK(begun == 0 || WSAGetLastError() == WSA_IO_PENDING);
    CHECK_EQ(SleepEx(HANG_MS, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(told.moved, 7);
    later_init(&l);
    CHECK_PENDS(hear_later(root, &l));
    memcpy(m.room, "to root ", 8);
    CHECK_SUCCEEDS(WSASend(leaf, &m.part, 1, NULL, 0, &m.overlapped, NULL));
    CHECK(is_set(&m));
    CHECK_EQ(result_of(root, &l, TRUE), 0);
    CHECK(memcmp(l.room, "to root ", 8) == 0);
    CHECK_PENDS(hear_later(leaf, &l)); /* the root ends the session */
    CHECK_PENDS(hear_later(root, &m));
    CHECK_SUCCEEDS(closesocket(root));
    CHECK(becomes_set(&m));
    CHECK(!is_pending(&m));
    int code = result_of(leaf, &l, TRUE);
    CHECK(code == WSAESHUTDOWN || code == WSAECONNRESET || code == WSAECONNABORTED);
    CHECK_SUCCEEDS(closesocket(leaf));
}

SHARED_RULE(IO_15r, "overlapped operation of roots and leaves")
{
    each_plane(rooted_later);
}
