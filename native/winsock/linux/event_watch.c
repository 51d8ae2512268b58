#include "event_watch.h"

#include <sys/epoll.h>

#include "providers/udp/watch.h"
#include "catalogue.h"
#include "event_object.h"
#include "handle.h"

/* epoll keeps the socket's handle, a multiple of 8, and which of its descriptors it is; never 0, which is the
 * event's own descriptor. */
#define WHICH_MASK UINT64_C(7)
_Static_assert(WATCHES_OF_A_SOCKET - 1 == WHICH_MASK, "which descriptor it is fits below a handle");

static bool watch_add(struct event *event, struct watch *watch, struct epoll_event *interest)
{
    pthread_mutex_lock(&event->lock);
    bool open = event_open_epoll(event);
    pthread_mutex_unlock(&event->lock);
    if (!open || epoll_ctl(atomic_load(&event->epoll), EPOLL_CTL_ADD, watch->fd, interest) != 0) {
        return false;
    }
    watch->added = true;
    atomic_fetch_add(&event->watched, 1);
    return true;
}

static bool watch_for(struct event *event, struct watch *watch, SOCKET socket, uint32_t interest)
{
    if (watch->fd < 0 || (watch->added ? watch->told == interest : interest == 0)) {
        return true;
    }
    struct epoll_event wanted = {.events = interest,
                                 .data = {.u64 = (uint64_t)socket | (uint64_t)watch->which}};
    if (watch->added) {
        epoll_ctl(atomic_load(&event->epoll), EPOLL_CTL_MOD, watch->fd, &wanted);
    } else if (!watch_add(event, watch, &wanted)) {
        return false;
    }
    watch->told = interest;
    return true;
}

static void watch_end(struct event *event, struct watch *watch)
{
    if (watch->added) {
        epoll_ctl(atomic_load(&event->epoll), EPOLL_CTL_DEL, watch->fd, NULL);
        atomic_fetch_sub(&event->watched, 1);
        watch->added = false;
    }
}

static uint64_t watch_tick(struct event *event)
{
    return atomic_fetch_add(&event->clock, 1) + 1;
}

void event_dispatch(struct event *event, const struct epoll_event *ready, int count, uint64_t asked)
{
    for (int i = 0; i < count; i++) {
        uint64_t key = ready[i].data.u64;
        struct handle_slot *slot =
            key == 0 ? NULL : handle_acquire((uintptr_t)(key & ~WHICH_MASK), HANDLE_SOCKET);
        if (slot != NULL) { /* else it is being closed, or was closed after the kernel had spoken */
            struct handle_object object = handle_object(slot);
            const struct catalogue_entry *entry = object.owner;
            entry->provider->ready(object.context, (unsigned)(key & WHICH_MASK), event, ready[i].events,
                                   asked);
            handle_release(slot);
        }
    }
}

static bool are_more_watched(const struct event *event, unsigned descriptors)
{
    return atomic_load_explicit(&event->watched, memory_order_relaxed) > descriptors;
}

void event_pump(struct event *event)
{
    unsigned watched = atomic_load(&event->watched);
    if (watched == 0) {
        return;
    }
    int epoll = atomic_load_explicit(&event->epoll, memory_order_acquire);
    struct epoll_event ready[EVENT_BATCH];
    int count = EVENT_BATCH;
    /* The kernel hands ready descriptors out in turn; one that is handed out twice gets parked, so this ends.
     */
    for (unsigned rounds = 0; count == EVENT_BATCH && rounds <= 2 * watched / EVENT_BATCH + 2; rounds++) {
        uint64_t asked = atomic_load(&event->clock);
        count = epoll_wait(epoll, ready, EVENT_BATCH, 0);
        event_dispatch(event, ready, count, asked);
    }
}

const struct provider_watches event_watches = {
    .look_for = watch_for, .end = watch_end, .tick = watch_tick, .are_more = are_more_watched};
