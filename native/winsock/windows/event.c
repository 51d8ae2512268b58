/*
 * Events are the system's. A provider holds a handle of its own on the same object, so that it may still set
 * the event after WSACloseEvent, which nobody sees (EV-14). WSAWaitForMultipleEvents is the system's own.
 */
#include "winsock/events.h"

#include <stdatomic.h>
#include <stdbool.h>
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

typedef LONG(WINAPI *query_event)(HANDLE event, int kind, void *state, ULONG size, ULONG *length);

/* Windows' own providers refuse other objects. A handle that may not be asked counts as one of an event. */
static bool is_event(HANDLE handle)
{
    static _Atomic(query_event) found;
    const LONG other_type = (LONG)0xc0000024; /* STATUS_OBJECT_TYPE_MISMATCH */
    LONG state[2];
    query_event query = atomic_load_explicit(&found, memory_order_relaxed);
    if (query == NULL) {
        query = (query_event)(void (*)(void))GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryEvent");
        atomic_store_explicit(&found, query, memory_order_relaxed);
    }
    return query == NULL || query(handle, 0, state, sizeof state, NULL) != other_type;
}

struct event *event_reference(WSAEVENT handle)
{
    HANDLE self = GetCurrentProcess();
    struct event *event = is_event(handle) ? malloc(sizeof *event) : NULL;
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
