/* What an event object is made of: for event.c, event_wait.c and event_watch.c only. */
#ifndef JOINLEAF_API_EVENT_OBJECT_H
#define JOINLEAF_API_EVENT_OBJECT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "system/linux/os_wait.h"
#include "system/thread.h"
#include "providers/provider.h"

/* event.state: flags, and above them how often the event went from reset to set. */
#define EVENT_SET      UINT64_C(1)
#define EVENT_CLOSED   UINT64_C(2)
#define EVENT_ONE_TIME UINT64_C(4)

struct event {
    _Atomic unsigned references; /* of the handle, the selections and calls */
    _Atomic uint64_t state;      /* changes under the lock; read without it */
    _Atomic uint64_t clock;      /* providers/udp/watch.h */
    _Atomic unsigned watched;    /* descriptors in the set */
    struct os_wait_set set;      /* opened when first needed, under the lock; awake while woken > 0 */

    struct system_mutex lock;
    struct system_condition all_left; /* woken has become 0 */
    unsigned asleep;                  /* threads that wait in the kernel */
    unsigned woken; /* threads that were told and have not left yet; while there are any, none falls asleep */
    uint64_t wakes; /* how often sleeping threads were told */
    struct event_member unread;
};

/* Returns whether a wait that began at `since` is over: the event is set, was set in between, or is closed.
 */
static inline bool event_has_happened(const struct event *event, uint64_t since)
{
    uint64_t state = atomic_load_explicit(&event->state, memory_order_acquire);
    return (state & (EVENT_SET | EVENT_CLOSED)) != 0 || state / EVENT_ONE_TIME != since / EVENT_ONE_TIME;
}

#endif
