/* later.h - one overlapped call, for the rules of overlapped operation. */
#ifndef CONFORMANCE_LATER_H
#define CONFORMANCE_LATER_H

#include "conformance.h"

/* One overlapped call, and what it needs until its end. */
struct later {
    WSAOVERLAPPED overlapped;
    WSABUF part;
    char room[8];
    struct name from;
    DWORD moved, flags; /* what the call or WSAGetOverlappedResult has told */
};

void later_init(struct later *l); /* with an event */
int is_set(const struct later *l);
int becomes_set(const struct later *l);
int is_pending(const struct later *l);
int result_of(SOCKET s, struct later *l, BOOL wait); /* what WSAGetOverlappedResult says: 0 or the code */
int hear_later(SOCKET s, struct later *l);           /* begins to receive; returns what WSARecvFrom does */
#define CHECK_PENDS(call) CHECK_FAILS(call, WSA_IO_PENDING)

SOCKET ear_open(int family, struct name *name); /* bound to loopback */
void await_datagram(SOCKET s);                  /* waits until the socket can be read */

extern const struct rule rule_IO_18, rule_IO_15r;

#endif
