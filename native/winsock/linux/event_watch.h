/*
 * Descriptors in an event's epoll instance: how a kernel socket's readiness becomes a record of its Winsock
 * socket.
 *
 * They are watched level-triggered, so the kernel itself looks again at each wait whether a condition still
 * holds (EV-05) and a re-enabling call costs no system call. A descriptor that is ready although its record
 * is not enabled would end every wait: at the second sighting it is parked - taken out of the watch until the
 * re-enabling call.
 */
#ifndef JOINLEAF_API_EVENT_WATCH_H
#define JOINLEAF_API_EVENT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "event.h"

/* Who gets told that a descriptor is ready: three bits of what epoll keeps for it. */
enum event_watcher {
    EVENT_WATCHER_IP,
    EVENT_WATCHER_IP_ROOM,
    EVENT_WATCHER_IP_ADDRESSES,
    EVENT_WATCHER_IP_ROUTE,
    EVENT_WATCHER_ROOTED,
    EVENT_WATCHER_COUNT
};

/*
 * Told in the thread that looked at the event, with a reference on the socket: context is what its handle
 * stands for, ready the EPOLL* bits. `asked` is the event's clock from before the kernel was asked: if the
 * socket's own time is later, what the kernel said may be over.
 */
typedef void event_ready(uintptr_t context, struct event *event, uint32_t ready, uint64_t asked);
void event_watcher_register(enum event_watcher watcher, event_ready *ready);

struct event_watch {
    int fd; /* -1: nothing to watch */
    enum event_watcher watcher;
    uint32_t told; /* what epoll was told to look for */
    bool added;    /* epoll has it at all */
    uint8_t sightings;
    uint64_t enabled_at; /* the event's clock at the last re-enabling call */
};

/* Makes epoll look for these EPOLL* bits; 0 for nothing but errors, which it always reports. False: no
 * memory. */
bool event_watch_for(struct event *event, struct event_watch *watch, SOCKET socket, uint32_t interest);
/* Takes the descriptor out altogether. */
void event_watch_end(struct event *event, struct event_watch *watch);
/* The time of a re-enabling call. */
uint64_t event_tick(struct event *event);

/* More than these are watched. */
bool event_watches_more(const struct event *event, unsigned descriptors);
/* Has every ready socket record what happened; asks the kernel without waiting. */
void event_pump(struct event *event);

/* The same for what epoll_wait gave, `asked` having been read from the clock before. */
struct epoll_event;
enum { EVENT_BATCH = 64 };
void event_dispatch(struct event *event, const struct epoll_event *ready, int count, uint64_t asked);

#endif
