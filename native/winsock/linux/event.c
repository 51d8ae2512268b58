/* Event objects (EV-11, EV-14). */
#include "event.h"

#include <stdlib.h>

#include "event_object.h"
#include "winsock/handle.h"

static void list_init(struct event_member *list)
{
    list->next = list->previous = list;
}

static void list_append(struct event_member *list, struct event_member *member)
{
    member->next = list;
    member->previous = list->previous;
    list->previous->next = member;
    list->previous = member;
}

static void list_remove(struct event_member *member)
{
    if (member->next != NULL) {
        member->next->previous = member->previous;
        member->previous->next = member->next;
        member->next = member->previous = NULL;
    }
}

WSAEVENT event_create(int *error)
{
    struct event *event = calloc(1, sizeof *event);
    if (event == NULL) {
        *error = WSA_NOT_ENOUGH_MEMORY;
        return WSA_INVALID_EVENT;
    }
    atomic_init(&event->references, 1);
    os_wait_set_init(&event->set);
    system_condition_init(&event->all_left);
    system_mutex_init(&event->lock);
    list_init(&event->unread);
    uintptr_t handle = handle_create(HANDLE_EVENT, (struct handle_object){.context = (uintptr_t)event});
    if (handle == 0) {
        event_unreference(event);
        *error = WSA_NOT_ENOUGH_MEMORY;
        return WSA_INVALID_EVENT;
    }
    return (WSAEVENT)handle;
}

bool event_open(struct event *event)
{
    system_mutex_lock(&event->lock);
    bool open = os_wait_set_open(&event->set);
    system_mutex_unlock(&event->lock);
    return open;
}

struct event *event_reference(WSAEVENT handle)
{
    struct handle_slot *slot = handle_acquire((uintptr_t)handle, HANDLE_EVENT);
    if (slot == NULL) {
        return NULL;
    }
    struct event *event = (struct event *)handle_object(slot).context;
    event_add_reference(event);
    handle_release(slot);
    return event;
}

void event_add_reference(struct event *event)
{
    atomic_fetch_add_explicit(&event->references, 1, memory_order_relaxed);
}

void event_unreference(struct event *event)
{
    if (atomic_fetch_sub_explicit(&event->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    os_wait_set_close(&event->set);
    system_condition_destroy(&event->all_left);
    system_mutex_destroy(&event->lock);
    free(event);
}

/* Sets the event, and tells every thread that sleeps. They wake even if it is reset at once, as on Windows.
 * The lock is held. */
static void set_locked(struct event *event, uint64_t flag)
{
    uint64_t state = atomic_load_explicit(&event->state, memory_order_relaxed);
    if ((state & flag) != 0) {
        return;
    }
    atomic_store_explicit(&event->state, (state | flag) + EVENT_ONE_TIME, memory_order_release);
    if (event->asleep > 0) {
        event->woken = event->asleep; /* was 0: nobody falls asleep before all that were woken have left */
        event->asleep = 0;
        event->wakes++;
        os_wait_set_wake(&event->set);
    }
}

static void reset_locked(struct event *event)
{
    atomic_fetch_and_explicit(&event->state, ~EVENT_SET, memory_order_release);
}

void event_signal(struct event *event, struct event_member *member)
{
    system_mutex_lock(&event->lock);
    if (member->next == NULL) {
        list_append(&event->unread, member);
    }
    set_locked(event, EVENT_SET);
    system_mutex_unlock(&event->lock);
}

void event_forget(struct event *event, struct event_member *member)
{
    system_mutex_lock(&event->lock);
    list_remove(member);
    system_mutex_unlock(&event->lock);
}

void event_forget_and_reset(struct event *event, struct event_member *member)
{
    system_mutex_lock(&event->lock);
    list_remove(member);
    reset_locked(event);
    system_mutex_unlock(&event->lock);
}

void event_clear(struct event *event)
{
    system_mutex_lock(&event->lock);
    reset_locked(event);
    system_mutex_unlock(&event->lock);
}

int event_take_unread(struct event *event, SOCKET *first, size_t stride, int room)
{
    int taken = 0;
    system_mutex_lock(&event->lock);
    while (taken < room && event->unread.next != &event->unread) {
        *(SOCKET *)(void *)((char *)first + (size_t)taken++ * stride) = event->unread.next->socket;
        list_remove(event->unread.next);
    }
    if (event->unread.next == &event->unread) {
        reset_locked(event);
    }
    system_mutex_unlock(&event->lock);
    return taken;
}

bool event_has_unread(struct event *event)
{
    system_mutex_lock(&event->lock);
    bool has = event->unread.next != &event->unread;
    system_mutex_unlock(&event->lock);
    return has;
}

void event_set_object(struct event *event)
{
    system_mutex_lock(&event->lock);
    set_locked(event, EVENT_SET);
    system_mutex_unlock(&event->lock);
}

BOOL event_set(WSAEVENT handle, int *error)
{
    struct handle_slot *slot = handle_acquire((uintptr_t)handle, HANDLE_EVENT);
    if (slot == NULL) {
        *error = WSA_INVALID_HANDLE;
        return FALSE;
    }
    event_set_object((struct event *)handle_object(slot).context);
    handle_release(slot);
    return TRUE;
}

BOOL event_close(WSAEVENT handle, int *error)
{
    struct handle_object object;
    if (!handle_begin_close((uintptr_t)handle, HANDLE_EVENT) ||
        !handle_peek((uintptr_t)handle, HANDLE_EVENT, &object)) {
        *error = WSA_INVALID_HANDLE;
        return FALSE;
    }
    struct event *event = (struct event *)object.context;
    system_mutex_lock(&event->lock);
    set_locked(event, EVENT_CLOSED); /* whoever waits fails (EV-14) */
    system_mutex_unlock(&event->lock);
    handle_retire((uintptr_t)handle, HANDLE_EVENT);
    event_unreference(event);
    return TRUE;
}
