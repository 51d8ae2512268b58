#include "event_watch.h"

#include "providers/udp/watch.h"
#include "winsock/catalogue.h"
#include "event.h"
#include "event_object.h"
#include "winsock/handle.h"

/* A descriptor's key in the set: the socket's handle without its tag, which is a multiple of 8, plus which of
 * the socket's descriptors it is. It is never 0, which is the key of the set's own eventfd. */
#define WHICH_MASK UINT64_C(7)
_Static_assert(WATCHES_OF_A_SOCKET - 1 == WHICH_MASK, "which descriptor it is fits below a handle");

static bool watch_add(struct event *event, struct watch *watch, uint32_t interest, uint64_t key)
{
    if (!event_open(event) || !os_wait_set_add(&event->set, watch->fd, interest, key)) {
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
    uint64_t key = ((uint64_t)socket - HANDLE_TAG) | (uint64_t)watch->which;
    if (watch->added) {
        os_wait_set_change(&event->set, watch->fd, interest, key);
    } else if (!watch_add(event, watch, interest, key)) {
        return false;
    }
    watch->told = interest;
    return true;
}

static void watch_end(struct event *event, struct watch *watch)
{
    if (watch->added) {
        os_wait_set_remove(&event->set, watch->fd);
        atomic_fetch_sub(&event->watched, 1);
        watch->added = false;
    }
}

static uint64_t watch_tick(struct event *event)
{
    return atomic_fetch_add(&event->clock, 1) + 1;
}

void event_dispatch(struct event *event, const struct os_wait_found *found, int count, uint64_t asked)
{
    for (int i = 0; i < count; i++) {
        uint64_t key = found[i].key;
        struct handle_slot *slot =
            key == 0 ? NULL : handle_acquire((uintptr_t)((key & ~WHICH_MASK) | HANDLE_TAG), HANDLE_SOCKET);
        if (slot != NULL) { /* else the socket is being closed, or was closed meanwhile */
            struct handle_object object = handle_object(slot);
            const struct catalogue_entry *entry = object.owner;
            entry->provider->ready(object.context, (unsigned)(key & WHICH_MASK), event, found[i].ready,
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
    struct os_wait_found found[OS_WAIT_MOST];
    int count = OS_WAIT_MOST;
    /* The kernel reports ready descriptors in turn, and one that is reported twice is taken out; so this
     * ends. */
    for (unsigned rounds = 0; count == OS_WAIT_MOST && rounds <= 2 * watched / OS_WAIT_MOST + 2; rounds++) {
        uint64_t asked = atomic_load(&event->clock);
        count = os_wait_set_look(&event->set, found, 0);
        event_dispatch(event, found, count, asked);
    }
}

const struct provider_watches event_watches = {
    .look_for = watch_for, .end = watch_end, .tick = watch_tick, .are_more = are_more_watched};
