/*
 * A selector's sockets on Windows: as many events as one call can wait for. One is for wake-ups; the sockets
 * are spread over the others, so that after a wait only the sockets of the events that are set have to be
 * asked. Each of these is a call of WSAEnumNetworkEvents, and a thousand of them cost a millisecond or more.
 */
#include <joinleaf/ws_calls.h>

#include "winsock/ready_group.h"

#include <stdint.h>
#include <stdlib.h>

enum { EVENTS = WSA_MAXIMUM_WAIT_EVENTS, WAKE = 0, SHARED = EVENTS - 1 };

struct ready_group {
    WSAEVENT events[EVENTS]; /* the one for wake-ups, then those of sockets */
};

/* Handles are multiples of 4, and often close to each other. */
static int event_of(SOCKET s)
{
    return (int)(s / 4 % SHARED) + 1;
}

struct ready_group *ready_group_open(void)
{
    struct ready_group *group = calloc(1, sizeof *group);
    if (group == NULL) {
        WSASetLastError(WSA_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    for (int i = 0; i < EVENTS; i++) {
        group->events[i] = WSACreateEvent();
        if (group->events[i] == WSA_INVALID_EVENT) {
            int code = WSAGetLastError();
            ready_group_close(group);
            WSASetLastError(code);
            return NULL;
        }
    }
    return group;
}

void ready_group_close(struct ready_group *group)
{
    for (int i = 0; i < EVENTS && group->events[i] != WSA_INVALID_EVENT; i++) {
        WSACloseEvent(group->events[i]);
    }
    free(group);
}

BOOL ready_group_wake(struct ready_group *group)
{
    return WSASetEvent(group->events[WAKE]);
}

int ready_group_select(struct ready_group *group, SOCKET s, long events)
{
    return WSAEventSelect(s, events == 0 ? WSA_INVALID_EVENT : group->events[event_of(s)], events);
}

DWORD ready_group_wait(struct ready_group *group, DWORD milliseconds)
{
    DWORD result = WSAWaitForMultipleEvents(EVENTS, group->events, FALSE, milliseconds, FALSE);
    return result == WSA_WAIT_FAILED || result == WSA_WAIT_TIMEOUT ? result : WSA_WAIT_EVENT_0;
}

/* Returns the events that are set, a bit for each. They are reset before the sockets are asked, so that
 * nothing is lost. */
static uint64_t take_events(struct ready_group *group)
{
    uint64_t taken = 0;
    DWORD at = 0;
    while (at < EVENTS) {
        DWORD result = WSAWaitForMultipleEvents(EVENTS - at, group->events + at, FALSE, 0, FALSE);
        if (result >= EVENTS - at) {
            break;
        }
        at += result;
        WSAResetEvent(group->events[at]);
        taken |= (uint64_t)1 << at;
        at++;
    }
    return taken;
}

int ready_group_sockets(struct ready_group *group, const SOCKET *sockets, int count,
                        struct joinleaf_ready *ready, int room)
{
    uint64_t taken = take_events(group);
    int filled = 0;
    for (int i = 0; i < count && (taken >> 1) != 0; i++) {
        int event = event_of(sockets[i]);
        if ((taken >> event & 1) == 0) {
            continue;
        }
        if (filled == room) { /* those after it have not been asked */
            WSASetEvent(group->events[event]);
            continue;
        }
        struct joinleaf_ready *one = &ready[filled];
        one->socket = sockets[i];
        if (WSAEnumNetworkEvents(sockets[i], NULL, &one->events) == 0) {
            filled += one->events.lNetworkEvents != 0;
        } else if (WSAGetLastError() == WSANOTINITIALISED) {
            return SOCKET_ERROR;
        } /* else it was closed meanwhile */
    }
    return filled;
}
