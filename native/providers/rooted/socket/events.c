/* Network events of rooted sockets (EV-*): the provider knows by itself what happened, so no descriptor is
 * watched. */
#include <string.h>

#include "entries.h"
#include "providers/rooted/link/link.h"

void rooted_record(struct rooted_socket *socket, LONG happened, int error)
{
    if (socket->event == NULL || socket->closing) {
        if ((happened & FD_CONNECT) != 0) {
            socket->connect_untold = true; /* EV-06: for a selection that comes later */
        }
        return;
    }
    if ((happened & FD_CONNECT) != 0) {
        network_events_enable(&socket->events, FD_CONNECT); /* each join has its own end */
        socket->connect_untold = (socket->events.selected & FD_CONNECT) == 0;
    }
    if (network_events_record(&socket->events, happened, error)) {
        rooted_host->events.signal(socket->event, &socket->member);
    }
}

bool rooted_readable(const struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    if (socket->shut_receive || socket->closing) {
        return false;
    }
    switch (socket->kind) {
    case ROOTED_ROOT:
        return session->to_read.first != NULL;
    case ROOTED_LEAF:
        return session->receiving && session->receiver.messages > 0;
    default:
        return false;
    }
}

bool rooted_writable(const struct rooted_socket *socket)
{
    if (socket->closed || socket->shut_send || socket->closing) {
        return false;
    }
    switch (socket->kind) {
    case ROOTED_ROOT:
        return root_can_send(socket->session, socket->blocked_size);
    case ROOTED_LEAF:
        return leaf_can_send(socket->session, socket->blocked_size);
    default:
        return false;
    }
}

bool rooted_acceptable(const struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    return socket->kind != ROOTED_BRANCH && session->listening &&
           (session->withdrawn != 0 || listener_first(session) != NULL);
}

void rooted_record_conditions(struct rooted_socket *socket)
{
    if (socket->event == NULL) {
        return;
    }
    LONG wanted = network_events_wanted(&socket->events);
    if ((wanted & FD_READ) != 0 && rooted_readable(socket)) {
        rooted_record(socket, FD_READ, 0);
    }
    if ((wanted & FD_WRITE) != 0 && socket->write_armed && rooted_writable(socket)) {
        socket->write_armed = false;
        rooted_record(socket, FD_WRITE, 0);
    }
    if ((wanted & FD_ACCEPT) != 0 && rooted_acceptable(socket)) {
        rooted_record(socket, FD_ACCEPT, 0);
    }
    if ((wanted & FD_CLOSE) != 0 && socket->closed && !rooted_readable(socket)) { /* EV-09 */
        rooted_record(socket, FD_CLOSE, socket->close_error);
    }
    if ((wanted & FD_CONNECT) != 0 && socket->connect_untold) {
        rooted_record(socket, FD_CONNECT, socket->join_error);
    }
}

void rooted_enable(struct rooted_socket *socket, LONG enabled)
{
    if (socket->event != NULL) {
        network_events_enable(&socket->events, enabled);
        rooted_record_conditions(socket); /* EV-05 */
    }
}

static void detach(struct rooted_socket *socket)
{
    if (socket->event != NULL) {
        rooted_host->events.forget(socket->event, &socket->member);
        rooted_host->events.unreference(socket->event);
        socket->event = NULL;
    }
    network_events_select(&socket->events, 0);
}

/* Takes over the caller's reference on the event. */
static void attach(struct rooted_socket *socket, struct event *event, LONG mask)
{
    detach(socket);
    socket->event = event;
    socket->nonblocking = true; /* EV-02 */
    socket->write_armed = true; /* EV-06 */
    network_events_select(&socket->events, mask);
    rooted_record_conditions(socket);
}

void rooted_inherit_selection(struct rooted_socket *child, const struct rooted_socket *parent)
{
    child->nonblocking = parent->nonblocking;
    if (parent->event != NULL) {
        rooted_host->events.add_reference(parent->event);
        attach(child, parent->event, parent->events.selected);
    }
}

void rooted_end_selection(struct rooted_socket *socket)
{
    detach(socket);
}

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
        detach(socket);
        socket->nonblocking = true;
    } else {
        attach(socket, event, (LONG)mask);
    }
    return rooted_leave_with(socket, 0, error);
}

int WSPAPI rooted_WSPEnumNetworkEvents(SOCKET s, WSAEVENT handle, LPWSANETWORKEVENTS taken, LPINT error)
{
    struct event *given = handle == WSA_INVALID_EVENT ? NULL : rooted_host->events.reference(handle);
    bool good = taken != NULL && (given != NULL || handle == WSA_INVALID_EVENT);
    if (given != NULL && good) {
        rooted_host->events.pump(
            given); /* what came to other sockets before this call is reset with the rest (EV-13) */
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
