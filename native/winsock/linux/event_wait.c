/*
 * WSAWaitForMultipleEvents (EV-12). A wait for one event waits for its set; a wait for several waits for all
 * of their sets. Each event counts the threads that sleep for it, so that whoever sets it knows whether there
 * is anybody to wake.
 *
 * An alertable wait waits for one event more, the last: that of the thread's completion routines (IO-18).
 */
#include <limits.h>

#include "system/clock.h"
#include "winsock/call.h"
#include "winsock/events.h"
#include "event.h"
#include "event_object.h"
#include "event_watch.h"
#include "overlapped_thread.h"
#include "winsock/handle.h"

/* One event of a wait. */
struct waited {
    struct event *event;
    struct handle_slot *slot;
    uint64_t since; /* its state when the wait began */
    uint64_t wakes; /* the event's, when this thread fell asleep */
};

static int64_t deadline_of(DWORD timeout)
{
    return timeout == WSA_INFINITE ? SYSTEM_NEVER : system_clock_now() + (int64_t)timeout * 1000;
}

/* Returns the time left for the kernel: milliseconds, rounded up so that no wait ends before its time. */
static int left_ms(int64_t deadline)
{
    if (deadline == SYSTEM_NEVER) {
        return -1;
    }
    int64_t left = deadline - system_clock_now();
    if (left <= 0) {
        return 0;
    }
    left = (left + 999) / 1000;
    return left > INT_MAX ? INT_MAX : (int)left;
}

enum doze { DOZE_ASLEEP, DOZE_HAPPENED, DOZE_BUSY, DOZE_NO_MEMORY };

/* Counts this thread as asleep: from now on a thread that sets the event makes the set's eventfd readable.
 * DOZE_BUSY: threads that were woken before have not left yet. */
static enum doze fall_asleep(struct waited *waited)
{
    struct event *event = waited->event;
    enum doze doze = DOZE_ASLEEP;
    system_mutex_lock(&event->lock);
    if (event_has_happened(event, waited->since)) {
        doze = DOZE_HAPPENED;
    } else if (!os_wait_set_open(&event->set)) {
        doze = DOZE_NO_MEMORY;
    } else if (event->woken > 0) {
        doze = DOZE_BUSY;
    } else {
        event->asleep++;
        waited->wakes = event->wakes;
    }
    system_mutex_unlock(&event->lock);
    return doze;
}

static void wake_up(struct waited *waited)
{
    struct event *event = waited->event;
    system_mutex_lock(&event->lock);
    if (waited->wakes == event->wakes) {
        event->asleep--;
    } else if (--event->woken == 0) {
        os_wait_set_calm(&event->set);
        system_condition_wake_all(&event->all_left);
    }
    system_mutex_unlock(&event->lock);
}

/* Waits until all threads that were woken before have left. They are running, so this is short. */
static void await_all_left(struct event *event, int64_t deadline)
{
    bool in_time = true;
    system_mutex_lock(&event->lock);
    while (event->woken > 0 && in_time) {
        in_time = system_condition_wait(&event->all_left, &event->lock, deadline);
    }
    system_mutex_unlock(&event->lock);
}

static bool waited_is_set(const struct waited *waited)
{
    return event_has_happened(waited->event, waited->since);
}

static bool is_closed(const struct waited *waited)
{
    return (atomic_load_explicit(&waited->event->state, memory_order_acquire) & EVENT_CLOSED) != 0;
}

static DWORD wait_failed(int code)
{
    WSASetLastError(code);
    return WSA_WAIT_FAILED;
}

static DWORD wait_for_one(struct waited *waited, DWORD timeout)
{
    struct event *event = waited->event;
    if (!waited_is_set(waited) && timeout == 0) {
        event_pump(event);
        return is_closed(waited)       ? wait_failed(WSA_INVALID_HANDLE)
               : waited_is_set(waited) ? WSA_WAIT_EVENT_0
                                       : WSA_WAIT_TIMEOUT;
    }
    int64_t deadline = 0;
    while (!waited_is_set(waited)) {
        deadline = deadline == 0 ? deadline_of(timeout) : deadline;
        int left = left_ms(deadline);
        enum doze doze = fall_asleep(waited);
        if (doze == DOZE_NO_MEMORY) {
            return wait_failed(WSA_NOT_ENOUGH_MEMORY);
        }
        if (doze == DOZE_BUSY) {
            await_all_left(event, deadline);
        } else if (doze == DOZE_ASLEEP) {
            struct os_wait_found found[OS_WAIT_MOST];
            uint64_t asked = atomic_load(&event->clock);
            int count = os_wait_set_look(&event->set, found, left);
            wake_up(waited);
            event_dispatch(event, found, count, asked);
        }
        if (left == 0 && !waited_is_set(waited)) {
            return WSA_WAIT_TIMEOUT;
        }
    }
    return is_closed(waited) ? wait_failed(WSA_INVALID_HANDLE) : WSA_WAIT_EVENT_0;
}

void event_wait(struct event *event, DWORD timeout)
{
    struct waited waited = {event, NULL, atomic_load(&event->state), 0};
    wait_for_one(&waited, timeout);
}

/* Returns whether all are set at one moment: each is set, and none has changed between two looks at all
 * (EV-12). */
static bool are_all_set(struct waited *waited, DWORD count)
{
    for (int look = 0; look < 2; look++) {
        for (DWORD i = 0; i < count; i++) {
            uint64_t state = atomic_load(&waited[i].event->state);
            if ((state & EVENT_SET) == 0 || (look == 1 && state != waited[i].since)) {
                return false;
            }
            waited[i].since = state;
        }
    }
    return true;
}

/* Returns the lowest event that ends the wait, or count if none does. Closed events end any wait, set ones
 * only a wait-any. */
static DWORD first_set(const struct waited *waited, DWORD count, bool all)
{
    DWORD i = 0;
    while (i < count && !(all ? is_closed(&waited[i]) : waited_is_set(&waited[i]))) {
        i++;
    }
    return i;
}

static void wake_up_from(struct waited *waited, struct os_wait_set *const *sets, DWORD count)
{
    for (DWORD i = 0; i < count; i++) {
        if (sets[i] != NULL) {
            wake_up(&waited[i]);
        }
    }
}

/*
 * Asks the kernel about these events or, if `left` is not 0, sleeps until it has something to tell; then has
 * the ready sockets record. A wait-all leaves out the events that are set already.
 */
static enum doze look_at_several(struct waited *waited, DWORD count, bool all, int left, int64_t deadline)
{
    struct os_wait_set *sets[OS_WAIT_SETS];
    bool told[OS_WAIT_SETS];
    for (DWORD i = 0; i < count; i++) {
        sets[i] = NULL;
        if (all) {
            waited[i].since = atomic_load(&waited[i].event->state);
            if ((waited[i].since & EVENT_SET) != 0) {
                continue;
            }
        }
        if (left != 0) {
            enum doze doze = fall_asleep(&waited[i]);
            if (doze != DOZE_ASLEEP) {
                wake_up_from(waited, sets, i);
                if (doze == DOZE_BUSY) {
                    await_all_left(waited[i].event, deadline);
                }
                return doze;
            }
        }
        sets[i] = &waited[i].event->set;
    }
    int ready = os_wait_sets_look(sets, count, left, told);
    if (left != 0) {
        wake_up_from(waited, sets, count);
    }
    for (DWORD i = 0; i < count && ready > 0; i++) {
        if (told[i]) {
            event_pump(waited[i].event);
        }
    }
    return DOZE_ASLEEP;
}

/* alertable: behind the events there is the one that is set while routines are due. The events come before
 * these. */
static DWORD wait_for_several(struct waited *waited, DWORD count, bool all, DWORD timeout, bool alertable)
{
    int64_t deadline = timeout == 0 ? 0 : deadline_of(timeout);
    bool last = timeout == 0;
    for (;;) {
        DWORD first = first_set(waited, count, all);
        if (first < count && is_closed(&waited[first])) {
            return wait_failed(WSA_INVALID_HANDLE);
        }
        if (all ? are_all_set(waited, count) : first == 0) {
            return WSA_WAIT_EVENT_0;
        }
        /* If one is set, the sockets of the lower ones are asked, too: the lowest event counts. */
        bool found = !all && first < count, due = alertable && waited_is_set(&waited[count]);
        int left = last || found || due ? 0 : left_ms(deadline);
        DWORD looked = found ? first : count + alertable;
        if (look_at_several(waited, looked, all, left, deadline) == DOZE_NO_MEMORY) {
            return wait_failed(WSA_NOT_ENOUGH_MEMORY);
        }
        first = first_set(waited, count, all);
        if (!all && first < count && !is_closed(&waited[first])) {
            return WSA_WAIT_EVENT_0 + first;
        }
        if (all && first == count && are_all_set(waited, count)) {
            return WSA_WAIT_EVENT_0;
        }
        if (first == count && alertable && waited_is_set(&waited[count])) {
            return WSA_WAIT_IO_COMPLETION;
        }
        if (last && first == count) {
            return WSA_WAIT_TIMEOUT;
        }
        last = last || left == 0;
    }
}

/* A wait for all takes no event twice, as on Windows. */
static bool has_twice(const struct waited *waited, DWORD count)
{
    for (DWORD i = 1; i < count; i++) {
        for (DWORD j = 0; j < i; j++) {
            if (waited[i].event == waited[j].event) {
                return true;
            }
        }
    }
    return false;
}

DWORD WSAAPI WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events, BOOL all, DWORD timeout,
                                      BOOL alertable)
{
    if (!call_started()) {
        return WSA_WAIT_FAILED;
    }
    if (count == 0 || count > WSA_MAXIMUM_WAIT_EVENTS || events == NULL) {
        return wait_failed(WSA_INVALID_PARAMETER);
    }
    struct waited waited[OS_WAIT_SETS];
    DWORD held = 0;
    while (held < count) {
        struct handle_slot *slot = handle_acquire((uintptr_t)events[held], HANDLE_EVENT);
        if (slot == NULL) {
            break;
        }
        struct event *event = (struct event *)handle_object(slot).context;
        waited[held++] = (struct waited){event, slot, atomic_load(&event->state), 0};
    }
    struct event *alert = alertable ? overlapped_thread_alert() : NULL;
    if (alert != NULL) {
        waited[held] = (struct waited){alert, NULL, atomic_load(&alert->state), 0};
    }
    DWORD result = held < count                  ? wait_failed(WSA_INVALID_HANDLE)
                   : count == 1 && alert == NULL ? wait_for_one(waited, timeout)
                   : all != FALSE && has_twice(waited, count)
                       ? wait_failed(WSA_INVALID_PARAMETER)
                       : wait_for_several(waited, count, all != FALSE, timeout, alert != NULL);
    while (held > 0) {
        handle_release(waited[--held].slot);
    }
    if (result == WSA_WAIT_IO_COMPLETION) {
        overlapped_thread_run();
    }
    return result;
}

static void sleep_until(int64_t deadline)
{
    for (int left; (left = left_ms(deadline)) != 0;) {
        os_wait_sets_look(NULL, 0, left, NULL);
    }
}

DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable)
{
    struct event *alert = alertable ? overlapped_thread_alert() : NULL;
    if (alert == NULL) { /* nothing can become due while the thread sleeps */
        sleep_until(deadline_of(milliseconds));
        return 0;
    }
    struct waited waited = {alert, NULL, atomic_load(&alert->state), 0};
    if (wait_for_one(&waited, milliseconds) != WSA_WAIT_EVENT_0) {
        return 0;
    }
    overlapped_thread_run();
    return WAIT_IO_COMPLETION;
}
