/*
 * Events are the system's. A provider holds a handle of its own on the same object, so that it may still set
 * the event after WSACloseEvent, which nobody sees (EV-14). WSAWaitForMultipleEvents is the system's own.
 */
#include "winsock/events.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "system/windows/ws2.h"

struct event {
    _Atomic unsigned references;
    HANDLE handle;
};

/* ---- for providers' upcalls ---- */

static BOOL event_result(BOOL result, int *error)
{
    if (!result) {
        *error = WSAGetLastError();
    }
    return result;
}

WSAEVENT event_create(int *error)
{
    WSAEVENT event = WSACreateEvent();
    event_result(event != WSA_INVALID_EVENT, error);
    return event;
}

BOOL event_close(WSAEVENT event, int *error)
{
    return event_result(WSACloseEvent(event), error);
}

BOOL event_set(WSAEVENT event, int *error)
{
    return event_result(WSASetEvent(event), error);
}

BOOL event_reset(WSAEVENT event, int *error)
{
    return event_result(WSAResetEvent(event), error);
}

/* ---- objects ---- */

struct event *event_reference(WSAEVENT handle)
{
    HANDLE self = GetCurrentProcess();
    struct event *event = malloc(sizeof *event);
    if (event == NULL ||
        !DuplicateHandle(self, handle, self, &event->handle, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
        free(event);
        return NULL;
    }
    atomic_init(&event->references, 1);
    return event;
}

void event_add_reference(struct event *event)
{
    atomic_fetch_add_explicit(&event->references, 1, memory_order_relaxed);
}

void event_unreference(struct event *event)
{
    if (atomic_fetch_sub_explicit(&event->references, 1, memory_order_acq_rel) == 1) {
        CloseHandle(event->handle);
        free(event);
    }
}

void event_signal(struct event *event, struct event_member *member)
{
    (void)member; /* there is no list here: each socket is asked for its record */
    SetEvent(event->handle);
}

void event_forget(struct event *event, struct event_member *member)
{
    (void)event, (void)member;
}

void event_forget_and_reset(struct event *event, struct event_member *member)
{
    (void)member;
    ResetEvent(event->handle);
}

void event_clear(struct event *event)
{
    ResetEvent(event->handle);
}

void event_pump(struct event *event)
{
    (void)event; /* sockets record without being asked */
}
