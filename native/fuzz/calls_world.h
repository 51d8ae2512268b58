/*
 * calls_world.h - sockets on which random calls are made, with a small model of what the rules say of each:
 * what it is bound to and a member of, and which messages it must hear, in which order.
 */
#ifndef FUZZ_CALLS_WORLD_H
#define FUZZ_CALLS_WORLD_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include "input.h"

enum {
    SLOTS = 5,
    GROUPS = 3,
    EVENTS = 2,
    QUEUE = 16, /* no more messages wait than surely fit */
    PORT = 5000,
    CALLS_MOST = 60,
};

/* What the rules say of a socket. */
struct model {
    int open, multipoint, bound, port; /* port: of group - PORT, -1: some other */
    int joined, connected, no_send, no_receive, destination;
    int shut_send, shut_receive, nonblocking, selected, ttl;
    int member[GROUPS]; /* 1: by the option, 2: by WSAJoinLeaf */
    int queue[QUEUE], queued;
};

struct world {
    SOCKET sockets[SLOTS]; /* also of closed ones: stale handles are tried, too */
    struct model models[SLOTS];
    WSAEVENT events[EVENTS];
    int sent;
};

/* 0 when the call succeeded, else its code, which must be a documented one. */
int code_of(long long result);
struct sockaddr_in group_name(int group);
/* Opens a socket into the slot. 0 or a code. */
int open_socket(struct world *world, int slot, int multipoint);
/* One call, as the input says: what it gives must be what the model says. */
void world_call(struct world *world, struct input *input);

#endif
