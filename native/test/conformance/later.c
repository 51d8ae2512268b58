/* later.c - one overlapped call. */
#include "later.h"

void later_init(struct later *l)
{
    memset(l, 0, sizeof *l);
    l->overlapped.hEvent = WSACreateEvent();
    l->part.buf = l->room;
    l->part.len = sizeof l->room;
}

int is_set(const struct later *l)
{
    return WSAWaitForMultipleEvents(1, &l->overlapped.hEvent, FALSE, 0, FALSE) == WSA_WAIT_EVENT_0;
}

int becomes_set(const struct later *l)
{
    return WSAWaitForMultipleEvents(1, &l->overlapped.hEvent, FALSE, HANG_MS, FALSE) == WSA_WAIT_EVENT_0;
}

int is_pending(const struct later *l)
{
    return !HasOverlappedIoCompleted(&l->overlapped);
}

int result_of(SOCKET s, struct later *l, BOOL wait)
{
    WSASetLastError(0);
    return WSAGetOverlappedResult(s, &l->overlapped, &l->moved, wait, &l->flags) ? 0 : WSAGetLastError();
}

int hear_later(SOCKET s, struct later *l)
{
    memset(l->room, '-', sizeof l->room);
    l->flags = 0;
    l->from.length = (int)sizeof l->from.storage;
    return WSARecvFrom(s, &l->part, 1, NULL, &l->flags, SA(l->from), &l->from.length, &l->overlapped, NULL);
}

SOCKET ear_open(int family, struct name *name)
{
    SOCKET s = plain_open(family);
    *name = name_loopback(family, 0);
    CHECK_SUCCEEDS(socket_bind(s, name));
    *name = name_of(s);
    return s;
}

void await_datagram(SOCKET s)
{
    struct timeval limit = {HANG_MS / 1000, 0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(s, &set);
    CHECK_EQ(select(0, &set, NULL, NULL, &limit), 1);
}
