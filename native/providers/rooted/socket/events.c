/* WSPEventSelect and WSPEnumNetworkEvents (EV-*). */
#include "conditions.h"
#include "enter.h"
#include "entries.h"

int WSPAPI rooted_WSPEventSelect(SOCKET s, WSAEVENT handle, long mask, LPINT error)
{
    struct event *event = mask == 0 ? NULL : rooted_host->events.reference(handle);
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        if (event != NULL) {
            rooted_host->events.unreference(event);
        }
        return SOCKET_ERROR;
    }
    if ((mask & ~(long)FD_ALL_EVENTS) != 0 || (mask != 0 && event == NULL)) {
        if (event != NULL) {
            rooted_host->events.unreference(event);
        }
        return rooted_leave_with(socket, WSAEINVAL, error);
    }
    if (event == NULL) {
        rooted_end_selection(socket);
        socket->nonblocking = true;
    } else {
        rooted_select_events(socket, event, (LONG)mask);
    }
    return rooted_leave_with(socket, 0, error);
}

int WSPAPI rooted_WSPEnumNetworkEvents(SOCKET s, WSAEVENT handle, LPWSANETWORKEVENTS taken, LPINT error)
{
    struct event *given = handle == WSA_INVALID_EVENT ? NULL : rooted_host->events.reference(handle);
    bool good = taken != NULL && (given != NULL || handle == WSA_INVALID_EVENT);
    if (given != NULL && good) {
        rooted_host->events.pump(
            given); /* events of other sockets from before this call are reset with the rest (EV-13) */
    }
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket != NULL && !good) {
        rooted_leave_with(socket, taken == NULL ? WSAEFAULT : WSAEINVAL, error);
        socket = NULL;
    }
    if (socket != NULL) {
        taken->lNetworkEvents = 0;
        if (socket->event != NULL) {
            network_events_take(&socket->events, taken);
            (socket->event == given ? rooted_host->events.forget_and_reset
                                    : rooted_host->events.forget)(socket->event, &socket->member);
        }
        if (given != NULL && given != socket->event) {
            rooted_host->events.clear(given);
        }
        rooted_leave(socket);
        *error = 0;
    }
    if (given != NULL) {
        rooted_host->events.unreference(given);
    }
    return socket == NULL ? SOCKET_ERROR : 0;
}
