#include "asker.h"

#include <string.h>

#include "flow_specs.h"
#include "root.h"
#include "system/random.h"

/* Whose join it is: the leaf's own, or the root's (whose socket for the leaf the link has). */
static struct rooted_socket *joining_socket(struct rooted_session *session)
{
    return session->owner;
}

static void end_join(struct rooted_session *session, struct rooted_link *link, int error)
{
    struct rooted_socket *socket = joining_socket(session);
    if (session->root) {
        session->joining = session->joining == link ? NULL : session->joining;
        if (link->leaf_socket != NULL) {
            link->leaf_socket->join = error == 0 ? ROOTED_JOINED : ROOTED_NOT_JOINED;
            link->leaf_socket->join_error = error;
            if (error != 0) {
                link->leaf_socket->link = NULL;
                link->leaf_socket = NULL;
            }
        }
    } else if (socket != NULL) {
        socket->join = error == 0 ? ROOTED_JOINED : ROOTED_NOT_JOINED;
        socket->link = error == 0 ? link : NULL;
    }
    struct rooted_socket *joined = session->root ? link->leaf_socket : socket;
    if (error == 0 && joined != NULL) {
        joined->local = link->local;
        joined->local_known = true;
    }
    link->callee_data = NULL;
    if (socket != NULL) {
        socket->join_error = error;
        socket->join_number++;
        session->calls->joined(socket, error);
    }
}

void asker_connected(struct rooted_session *session, struct rooted_link *link, int error)
{
    struct wire_hello hello;
    uint8_t frame[WIRE_SMALL_MAX];
    if (error != 0) {
        asker_done(session, link, error);
        return;
    }
    control_hello(&link->control, &hello);
    link_put(link, frame, wire_put_hello(frame, WIRE_HELLO, &hello));
    link_flush(link);
}

/*
 * The other side has ended the connection without an answer: strangers may be so many there that this one had
 * to go, and it has not shown the request to its application. A leaf that is bound has but one address to ask
 * from, which that connection still holds.
 */
static bool ask_again(struct rooted_session *session, struct rooted_link *link)
{
    uint8_t nonce[ROOTED_NONCE];
    system_socket socket;
    enum control_state state = link->control.state;
    bool unanswered = state == CONTROL_HELLO_SENT || state == CONTROL_REQUEST_SENT;
    if (!unanswered || session->root || session->bound || session->owner == NULL ||
        link->tries + 1 >= ROOTED_JOIN_TRIES || system_clock_now() >= link->until ||
        !system_random(nonce, sizeof nonce) || system_stream_open(link->remote.family, &socket) != 0) {
        return false;
    }
    struct rooted_link *next = link_new(socket, LINK_CONNECTING);
    if (next == NULL) {
        return false;
    }
    if (system_stream_connect(socket, &link->remote) != 0) {
        link_discard(next);
        return false;
    }
    control_init_asker(&next->control, false, session->options.key_size > 0, nonce);
    next->remote = link->remote;
    next->until = link->until;
    next->tries = link->tries + 1;
    next->request = link->request;
    next->request_bytes = link->request_bytes;
    next->callee_data = link->callee_data;
    link->request_bytes = NULL; /* it has another owner now, whatever becomes of it */
    link->callee_data = NULL;
    if (!link_attach(next, &session->links, SYSTEM_POLL_OUT)) {
        return false;
    }
    session->owner->link = next;
    link_end(link);
    return true;
}

void asker_done(struct rooted_session *session, struct rooted_link *link, int error)
{
    bool ended = error == WSAECONNRESET || error == WSAECONNABORTED;
    if (ended && ask_again(session, link)) {
        return;
    }
    if (error == WSAECONNRESET || error == WSAECONNABORTED) {
        error = WSAECONNREFUSED; /* the other side ended it without an answer */
    }
    end_join(session, link, error);
    if (error != 0) {
        link_end(link);
    }
}

void asker_cancel(struct rooted_session *session, struct rooted_link *link, uint16_t reason)
{
    session->joining = session->joining == link ? NULL : session->joining;
    link->callee_data = NULL;
    if (link->state == LINK_CONNECTING || link->control.state == CONTROL_HELLO_SENT) {
        link_end(link); /* the other side knows nothing of a request */
        return;
    }
    link_put_reason(link, WIRE_CANCEL, reason);
    link_drain(link);
}

void asker_timed_out(struct rooted_session *session, struct rooted_link *link)
{
    end_join(session, link, WSAETIMEDOUT);
    asker_cancel(session, link, WIRE_CANCEL_PATIENCE);
}

static void give_up_join(struct rooted_session *session, struct rooted_link *link, int error)
{
    end_join(session, link, error);
    asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN);
}

void asker_welcome(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                   uint32_t size)
{
    struct wire_hello hello;
    uint8_t out[WIRE_SMALL_MAX];
    if (!wire_get_hello(body, size, &hello) || control_hello_received(&link->control, &hello) != 0) {
        asker_done(session, link, WSAECONNREFUSED);
        return;
    }
    link_put(link, out, wire_put_request(out, &link->request));
    link_flush(link);
}

/* JL-05: no room for what came back is WSAEFAULT, and the join is undone. */
static int give_callee_data(struct rooted_link *link, const struct wire_request *admit)
{
    LPWSABUF room = link->callee_data;
    if (room == NULL) {
        return 0;
    }
    if (room->len < admit->data_length) {
        return WSAEFAULT;
    }
    if (admit->data_length > 0) {
        memcpy(room->buf, admit->data, admit->data_length);
    }
    room->len = admit->data_length;
    return 0;
}

void asker_admit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    struct wire_request admit;
    struct rooted_socket *joined = session->root ? link->leaf_socket : joining_socket(session);
    if (!wire_get_admit(body, size, &admit) || (admit.planes & link->request.planes) == 0 || joined == NULL) {
        session->statistics.badFrames++;
        asker_done(session, link, WSAECONNREFUSED);
        return;
    }
    int error = give_callee_data(link, &admit);
    if (error == 0 && !flow_specs_set(joined, &admit.flow)) {
        error = WSAENOBUFS;
    }
    if (error == 0 && session->root) {
        error = root_admit(session, link);
    }
    if (error != 0) {
        give_up_join(session, link, error);
        return;
    }
    if (session->root) {
        end_join(session, link, 0);
    } /* a leaf waits for START */
}

void asker_reject(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                  uint32_t size)
{
    (void)body;
    (void)size;
    asker_done(session, link, WSAECONNREFUSED);
}
