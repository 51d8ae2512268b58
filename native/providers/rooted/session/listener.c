#include "listener.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "flow_specs.h"
#include "guests.h"
#include "root.h"
#include "system/random.h"

enum { CONNECTIONS_AT_ONCE = 64 };

static struct rooted_session *session_of(struct source *source)
{
    return (struct rooted_session *)(void *)((char *)source -
                                             offsetof(struct rooted_session, listener.source));
}

static void take_connection(struct rooted_session *session, system_socket socket)
{
    uint8_t nonce[ROOTED_NONCE];
    struct rooted_link *link = link_new(socket, LINK_HANDSHAKE);
    if (link == NULL) {
        return;
    }
    bool good = system_socket_local(socket, &link->local) == 0 &&
                system_socket_remote(socket, &link->remote) == 0 && system_random(nonce, sizeof nonce);
    if (!good) {
        link_discard(link);
        return;
    }
    control_init_asked(&link->control, session->options.key_size > 0, nonce);
    link->control.root = session->is_root;
    if (link_attach(link, &session->links, SYSTEM_POLL_IN)) {
        guests_enter(session, link);
    }
}

/* There is no descriptor or no memory left, or the process may not accept connections, and the listener would
 * stay ready for ever. It rests for a while instead. */
static void rest_listener(struct rooted_session *session)
{
    session->statistics.acceptsRefused++;
    reactor_rewatch(&session->listener.source, 0);
    session->listener.accept_again = system_clock_now() + ROOTED_ACCEPT_REST;
}

void listener_accept_again(struct rooted_session *session, int64_t now)
{
    struct session_listener *listener = &session->listener;
    if (listener->listening && listener->accept_again != 0 && now >= listener->accept_again) {
        listener->accept_again = 0;
        reactor_rewatch(&listener->source, SYSTEM_POLL_IN);
    }
}

/* Takes the connections that wait. Returns whether the system refuses them. */
static bool take_waiting(struct rooted_session *session)
{
    bool refused = true;
    for (int i = 0; i < CONNECTIONS_AT_ONCE && session->listener.listening; i++) {
        system_socket socket;
        switch (system_stream_accept(session->listener.source.watch.socket, &socket)) {
        case 0:
            take_connection(session, socket);
            refused = false;
            break;
        case WSAEWOULDBLOCK:
            return false;
        case WSAECONNABORTED: /* one connection is over, and no longer waits */
        case WSAECONNRESET:
            refused = false;
            break;
        case WSAEMFILE:
        case WSAENOBUFS:
            if (!guests_drop(session)) {
                return true;
            }
            break;
        default:
            break;
        }
    }
    return refused && session->listener.listening;
}

static void listener_ready(struct source *source, unsigned what)
{
    (void)what;
    struct rooted_session *session = session_of(source);
    system_mutex_lock(&session->links.lock);
    if (take_waiting(session)) {
        rest_listener(session);
    }
    session_run(session);
    system_mutex_unlock(&session->links.lock);
}

int listener_start(struct rooted_session *session, uint32_t backlog)
{
    session->listener.backlog = backlog;
    if (session->listener.listening) {
        return 0;
    }
    if (!guests_open(session)) {
        return WSAENOBUFS;
    }
    int error = system_stream_listen(session->listener.source.watch.socket, ROOTED_BACKLOG_MAX);
    if (error != 0) {
        return error;
    }
    session->listener.source.ready = listener_ready;
    if (!reactor_watch(&session->listener.source, SYSTEM_POLL_IN)) {
        return WSAENOBUFS;
    }
    session->listener.listening = true;
    return 0;
}

void listener_stop(struct rooted_session *session)
{
    if (session->listener.listening) {
        reactor_unwatch(&session->listener.source);
        session->listener.listening = false;
        session->listener.accept_again = 0;
    }
    if (session->listener.source.watch.socket != SYSTEM_NO_SOCKET) {
        system_socket_close(session->listener.source.watch.socket);
        session->listener.source.watch.socket = SYSTEM_NO_SOCKET;
    }
    guests_close(session);
    while (session->listener.pending.first != NULL) {
        guests_refuse(session, session->listener.pending.first, WIRE_REJECT_APPLICATION);
    }
}

static void refuse_request(struct rooted_session *session, struct rooted_link *link, uint16_t reason)
{
    session->statistics.refused++;
    guests_refuse(session, link, reason);
}

void listener_hello(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                    uint32_t size)
{
    struct wire_hello hello;
    uint8_t out[WIRE_SMALL_MAX];
    if (!wire_get_hello(body, size, &hello)) {
        session->statistics.badFrames++;
        link_end(link);
        return;
    }
    int reason = control_hello_received(&link->control, &hello);
    if (reason != 0) {
        refuse_request(session, link, (uint16_t)reason);
        return;
    }
    if (link->control.keyed &&
        !control_derive(&link->control, session->options.key, session->options.key_size)) {
        link_end(link);
        return;
    }
    control_hello(&link->control, &hello);
    system_stream_hurry(link->source.watch.socket);
    link_put(link, out, wire_put_hello(out, WIRE_WELCOME, &hello));
    link_flush(link);
    guests_greeted(session, link);
}

/* Whether WSAJoinLeaf lets an asker ask for such flow specifications (JL-06). A condition function could accept
 * no others, and the request would stay first in the queue for as long as it likes. */
static bool asks_for_what_can_be(const struct rooted_session *session, const struct wire_request *request)
{
    const QOS asked = flow_specs_from(&request->flow);
    return !request->flow.given ||
           flow_specs_check(&asked, flow_specs_directions(!session->is_root, request->leaf)) == 0;
}

/* Returns 0, or the reason for which the request is not shown to the application. */
static uint16_t check_request(struct rooted_session *session, const struct rooted_link *link)
{
    const struct wire_request *request = &link->request;
    if (session->owner == NULL || request->asker_is_root == session->is_root ||
        (request->planes & session->owner->planes) == 0) {
        return WIRE_REJECT_PLANE;
    }
    uint32_t leaves = session->is_root ? root_places_taken(session) : 0, most = session->options.max_leaves;
    bool full = session->listener.pending.count >= guests_most_pending(session) ||
                (session->is_root && leaves + session->listener.pending.count >= most);
    bool taken = full && ((session->is_root && leaves >= most) || !guests_make_place(session, link));
    return taken ? WIRE_REJECT_FULL : 0;
}

void listener_request(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                      uint32_t size)
{
    link->request_bytes = malloc(size);
    if (link->request_bytes == NULL) {
        link_end(link);
        return;
    }
    memcpy(link->request_bytes, body, size);
    if (!wire_get_request(link->request_bytes, size, &link->request) ||
        !asks_for_what_can_be(session, &link->request)) {
        session->statistics.badFrames++;
        link_end(link);
        return;
    }
    uint16_t reason = check_request(session, link);
    if (reason != 0) {
        refuse_request(session, link, reason);
        return;
    }
    link_dequeue(link);
    link->state = LINK_PENDING;
    link->leaf.answer = system_clock_now() - link->opened_at;
    int64_t patience = (int64_t)link->request.patience_ms * ROOTED_MS;
    patience = patience < ROOTED_PATIENCE_MAX ? patience : ROOTED_PATIENCE_MAX;
    link->until = system_clock_now() + patience + ROOTED_PATIENCE_GRACE;
    link_enqueue(link, &session->listener.pending);
    session_changed(session->owner);
}

void listener_link_over(struct rooted_session *session, struct rooted_link *link, int withdrawn)
{
    bool pending = link->state == LINK_PENDING;
    link_end(link);
    if (pending && session->owner != NULL && !link->deciding) {
        session->listener.withdrawn = withdrawn;
        session_changed(session->owner);
    }
}

void listener_cancel(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                     uint32_t size)
{
    uint16_t reason;
    if (!wire_get_reason(body, size, &reason)) {
        session->statistics.badFrames++;
        reason = WIRE_CANCEL_WITHDRAWN;
    }
    listener_link_over(session, link, reason == WIRE_CANCEL_PATIENCE ? WSAEACCES : WSAECONNRESET);
}

struct rooted_link *listener_first(const struct rooted_session *session)
{
    struct rooted_link *link = session->listener.pending.first;
    while (link != NULL && link->deciding) {
        link = link->queue_following;
    }
    return link;
}
