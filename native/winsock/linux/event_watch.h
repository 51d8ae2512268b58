/* The API half's part of what providers/udp/watch.h says: descriptors in an event's epoll instance. */
#ifndef JOINLEAF_API_EVENT_WATCH_H
#define JOINLEAF_API_EVENT_WATCH_H

#include <stdint.h>

#include "event.h"

extern const struct provider_watches event_watches;

/* Has every ready socket record what happened; asks the kernel without waiting. */
void event_pump(struct event *event);

/* The same for what epoll_wait gave, `asked` having been read from the clock before. */
struct epoll_event;
enum { EVENT_BATCH = 64 };
void event_dispatch(struct event *event, const struct epoll_event *ready, int count, uint64_t asked);

#endif
