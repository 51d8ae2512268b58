#include "conditions.h"

#include "enter.h"
#include "providers/rooted/session/aside.h"
#include "providers/rooted/session/leaf.h"
#include "providers/rooted/session/listener.h"
#include "providers/rooted/session/root.h"

void rooted_record(struct rooted_socket *socket, LONG happened, int error)
{
    if (socket->event == NULL || socket->closing) {
        if ((happened & FD_CONNECT) != 0) {
            socket->connect_unreported = true; /* EV-06: for a selection that comes later */
        }
        return;
    }
    if ((happened & FD_CONNECT) != 0) {
        network_events_enable(&socket->events, FD_CONNECT); /* each join has an FD_CONNECT of its own */
        socket->connect_unreported = (socket->events.selected & FD_CONNECT) == 0;
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
        return session->root.relay.to_read.first != NULL;
    case ROOTED_LEAF:
        return session->leaf.receiving && session->leaf.receiver.messages > 0 &&
               (session->leaf.aside.unread.first != NULL || !receiver_aside(&session->leaf.receiver));
    case ROOTED_LEAF_AT_ROOT:
        return aside_first(socket) != NULL;
    }
    return false;
}

bool rooted_writable(const struct rooted_socket *socket)
{
    if (socket->closed || socket->shut_send || socket->closing || socket->flow.refused_until != 0) {
        return false;
    }
    switch (socket->kind) {
    case ROOTED_ROOT:
        return root_can_send(socket->session, socket->blocked_size);
    case ROOTED_LEAF:
        return leaf_can_send(socket->session, socket->blocked_size);
    case ROOTED_LEAF_AT_ROOT:
        return aside_can_send(socket, socket->blocked_size);
    }
    return false;
}

bool rooted_acceptable(const struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    return socket->kind != ROOTED_LEAF_AT_ROOT && session->listener.listening &&
           (session->listener.withdrawn != 0 || listener_first(session) != NULL);
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
    if ((wanted & FD_CONNECT) != 0 && socket->connect_unreported) {
        rooted_record(socket, FD_CONNECT, socket->join_error);
    }
}

void rooted_tell_await(struct rooted_socket *socket)
{
    const struct rooted_await *await = &socket->await;
    if (await->receives && (rooted_readable(socket) || socket->closed || socket->shut_receive)) {
        rooted_host->events.signal(await->event, &socket->await.member);
    }
}

void rooted_end_await(struct rooted_socket *socket)
{
    struct rooted_await *await = &socket->await;
    if (await->event != NULL) {
        rooted_host->events.forget(await->event, &await->member);
        rooted_host->events.unreference(await->event);
        await->event = NULL;
    }
    await->receives = false;
}

int rooted_await(uintptr_t context, struct event *event, bool receives)
{
    struct rooted_socket *socket = (struct rooted_socket *)context;
    struct rooted_await *await = &socket->await;
    struct system_mutex *lock = &socket->session->links.lock;
    system_mutex_lock(lock);
    if (socket->closing) {
        system_mutex_unlock(lock);
        return WSAENOTSOCK;
    }
    if (await->event != event) {
        rooted_end_await(socket);
        rooted_host->events.add_reference(event);
        await->event = event;
        await->member.socket = socket->handle;
    }
    await->receives = receives;
    rooted_tell_await(socket);
    system_mutex_unlock(lock);
    return 0;
}

void rooted_rerecord(struct rooted_socket *socket, LONG events)
{
    if (socket->event != NULL) {
        network_events_enable(&socket->events, events & ~socket->events.recorded);
    }
}

void rooted_enable(struct rooted_socket *socket, LONG enabled)
{
    if (socket->event != NULL) {
        network_events_enable(&socket->events, enabled);
        rooted_record_conditions(socket); /* EV-05 */
    }
}

void rooted_end_selection(struct rooted_socket *socket)
{
    if (socket->event != NULL) {
        rooted_host->events.forget(socket->event, &socket->member);
        rooted_host->events.unreference(socket->event);
        socket->event = NULL;
    }
    network_events_select(&socket->events, 0);
}

void rooted_select_events(struct rooted_socket *socket, struct event *event, LONG mask)
{
    rooted_end_selection(socket);
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
        rooted_select_events(child, parent->event, parent->events.selected);
    }
}
