/* Implements what providers/udp/watch.h declares, by descriptors in an event's wait set. */
#ifndef JOINLEAF_API_EVENT_WATCH_H
#define JOINLEAF_API_EVENT_WATCH_H

#include <stdint.h>

#include "providers/provider.h"

extern const struct provider_watches event_watches;

/* Does what event_pump does, for what a look at the event's set has found. `asked` was read from the clock
 * before that look. */
struct os_wait_found;
void event_dispatch(struct event *event, const struct os_wait_found *found, int count, uint64_t asked);

#endif
