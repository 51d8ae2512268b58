/* The calls that make, close, set and reset events (EV-11, EV-14). */
#include "winsock/call.h"
#include "winsock/events.h"
#include "winsock/handle.h"

BOOL event_reset(WSAEVENT handle, int *error)
{
    struct handle_slot *slot = handle_acquire((uintptr_t)handle, HANDLE_EVENT);
    if (slot == NULL) {
        *error = WSA_INVALID_HANDLE;
        return FALSE;
    }
    struct event *event = (struct event *)handle_object(slot).context;
    event_pump(event); /* what happened before this call must not set the event after it */
    event_clear(event);
    handle_release(slot);
    return TRUE;
}

WSAEVENT WSAAPI WSACreateEvent(void)
{
    if (!call_started()) {
        return WSA_INVALID_EVENT;
    }
    int error = 0;
    WSAEVENT event = event_create(&error);
    if (event == WSA_INVALID_EVENT) {
        WSASetLastError(error);
    }
    return event;
}

static BOOL call_on(WSAEVENT event, BOOL (*function)(WSAEVENT event, int *error))
{
    if (!call_started()) {
        return FALSE;
    }
    int error = 0;
    BOOL result = function(event, &error);
    if (!result) {
        WSASetLastError(error);
    }
    return result;
}

BOOL WSAAPI WSACloseEvent(WSAEVENT event)
{
    return call_on(event, event_close);
}

BOOL WSAAPI WSASetEvent(WSAEVENT event)
{
    return call_on(event, event_set);
}

BOOL WSAAPI WSAResetEvent(WSAEVENT event)
{
    return call_on(event, event_reset);
}
