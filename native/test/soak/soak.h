/* soak.h - what the phases of the soak share. */
#ifndef SOAK_SOAK_H
#define SOAK_SOAK_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>

#include "test/conformance/host.h"
#include "system.h"

enum {
    SOAK_HANG_MS = 60000, /* what takes longer hangs, also on a busy machine */
    SOAK_PATIENCE_MS = SOAK_HANG_MS,
};

#define MUST(what)                                                                                           \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            printf("%s:%d: %s fails: %d\n", __FILE__, __LINE__, #what, WSAGetLastError());                   \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

/* A leaf of nonrooted sessions on that interface (an address of this host), which waits SOAK_PATIENCE_MS. */
SOCKET soak_open_leaf(DWORD interface_address);
/* Joins 239.255.79.group. */
SOCKET soak_join_leaf(SOCKET s, unsigned group, DWORD flags);
/* How it stands once nothing changes any more: threads that end take their time. */
struct usage soak_settled(void);
/* Prints how it stood before and stands now; 0 when nothing grew, but for the heaps of so many threads. */
int soak_compare(struct usage before, int heaps);

/* The phases of rooted.c and clock.c; 0 when nothing grew. */
int soak_cleanups(unsigned long count);
int soak_restarts(unsigned long count);
int soak_sessions(unsigned long count);
int soak_clock(unsigned long count);
/* The root that soak_restarts starts in a process of its own; its exit status. */
int soak_root(unsigned short port);

#endif
