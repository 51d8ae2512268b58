#include "asker.h"

#include <string.h>

#include "connecting.h"
#include "flow_specs.h"
#include "refusal.h"
#include "root.h"
#include "system/random.h"

/* The socket whose join it is: the leaf's own, or the root's. The link has the root's socket for the leaf. */
static struct rooted_socket *joining_socket(struct rooted_session *session)
{
    return session->owner;
}

/* What the join has waited for, to be told when it is out of time. */
static uint16_t waited_for(const struct rooted_link *link)
{
    if (link->state == LINK_CONNECTING) {
        return JLR_WAITED_FOR_CONNECTION;
    }
    return link->control.state == CONTROL_HELLO_SENT     ? JLR_WAITED_FOR_WELCOME
           : link->control.state == CONTROL_REQUEST_SENT ? JLR_WAITED_FOR_DECISION
                                                         : JLR_WAITED_FOR_START;
}

static void end_join(struct rooted_session *session, struct rooted_link *link, int error)
{
    struct rooted_socket *socket = joining_socket(session);
    if (session->is_root) {
        session->root.joining = session->root.joining == link ? NULL : session->root.joining;
        if (link->leaf.socket != NULL) {
            link->leaf.socket->join = error == 0 ? ROOTED_JOINED : ROOTED_NOT_JOINED;
            link->leaf.socket->join_error = error;
            if (error != 0) {
                link->leaf.socket->link = NULL;
                link->leaf.socket = NULL;
            }
        }
    } else if (socket != NULL) {
        socket->join = error == 0 ? ROOTED_JOINED : ROOTED_NOT_JOINED;
        socket->link = error == 0 ? link : NULL;
    }
    struct rooted_socket *joined = session->is_root ? link->leaf.socket : socket;
    if (error == 0 && joined != NULL) {
        joined->local = link->local;
        joined->local_known = true;
    }
    if (error != 0 && link->callee_data != NULL) {
        link->callee_data->len = 0; /* JL-05 */
    }
    link->callee_data = NULL;
    if (socket != NULL) {
        if (error == WSAETIMEDOUT) {
            const struct wire_refusal waited = {.reason = waited_for(link)};
            refusal_keep(&socket->refused, &waited); /* without memory the application is not told */
        }
        socket->join_error = error;
        session->calls->joined(socket, error);
    }
}

void asker_connected(struct rooted_session *session, struct rooted_link *link, int error)
{
    struct wire_hello hello;
    uint8_t frame[WIRE_SMALL_MAX];
    if (error != 0) {
        if (!connecting_rest(link, error)) {
            asker_done(session, link, error);
        }
        return;
    }
    control_hello(&link->control, &hello);
    link_put(link, frame, wire_put_hello(frame, WIRE_HELLO, &hello));
    link_flush(link);
}

/*
 * The other side has ended the connection without an answer. It may have had too many connections of
 * strangers and ended this one with them, before its application saw the request. So a leaf asks again.
 * Returns whether it does.
 */
static bool ask_again(struct rooted_session *session, struct rooted_link *link)
{
    uint8_t nonce[ROOTED_NONCE];
    system_socket socket;
    int refused = 0;
    enum control_state state = link->control.state;
    bool unanswered = state == CONTROL_HELLO_SENT || state == CONTROL_REQUEST_SENT;
    if (!unanswered || session->is_root || session->owner == NULL || link->tries + 1 >= ROOTED_JOIN_TRIES ||
        system_clock_now() >= link->until || !system_random(nonce, sizeof nonce)) {
        return false;
    }
    link->tries++;
    link_abort_on_end(link); /* the address is free for the next connection at once */
    link_rest(link);
    if (connecting_start(session, &link->remote, &socket, &refused) != 0 || !link_resume(link, socket) ||
        refused != 0) {
        return false;
    }
    control_init_asker(&link->control, false, session->options.key_size > 0, nonce);
    link->state = LINK_CONNECTING;
    return true;
}

void asker_done(struct rooted_session *session, struct rooted_link *link, int error)
{
    bool ended = error == WSAECONNRESET || error == WSAECONNABORTED;
    if (ended && ask_again(session, link)) {
        return;
    }
    error = connecting_code(error);
    struct rooted_socket *socket = joining_socket(session);
    if (error == WSAECONNREFUSED && link->state != LINK_CONNECTING && socket != NULL &&
        socket->refused == NULL) {
        const struct wire_refusal unanswered = {.reason = JLR_REFUSED_UNANSWERED};
        refusal_keep(&socket->refused, &unanswered);
    }
    end_join(session, link, error);
    if (error != 0) {
        link_abort_on_end(link); /* nothing is owed, and the port is free for another attempt */
        link_end(link);
    }
}

void asker_cancel(struct rooted_session *session, struct rooted_link *link, uint16_t reason)
{
    session->root.joining = session->root.joining == link ? NULL : session->root.joining;
    link->callee_data = NULL;
    if (link->state == LINK_CONNECTING || link->control.state == CONTROL_HELLO_SENT) {
        link_abort_on_end(link);
        link_end(link); /* the other side has got no request */
        return;
    }
    link_put_reason(link, WIRE_CANCEL, reason);
    link->other_ends = true; /* so that this end's port is free for another attempt */
    link_drain(link);
}

void asker_timed_out(struct rooted_session *session, struct rooted_link *link)
{
    int error = reactor_is_blind() ? WSAENETDOWN : WSAETIMEDOUT;
    if (link->control.state != CONTROL_REQUEST_SENT) {
        asker_done(session, link, error);
        return;
    }
    end_join(session, link, error);
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
    bool whole = wire_get_hello(body, size, &hello);
    int reason = whole ? control_hello_received(&link->control, &hello) : 0;
    if (!whole || reason != 0) {
        struct rooted_socket *socket = joining_socket(session);
        const struct wire_refusal refusal = {.reason = (uint16_t)reason};
        if (socket != NULL && reason != 0) {
            refusal_keep(&socket->refused, &refusal); /* this side refuses, with the same reasons */
        }
        asker_done(session, link, WSAECONNREFUSED);
        return;
    }
    link_put(link, out, wire_put_request(out, &link->request));
    link_flush(link);
}

/* JL-05: if there is no room for the callee data, the code is WSAEFAULT, and the join is undone. */
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

/* The flow specifications that were granted are for the socket that joins (JL-06). A root's new c_leaf gets a
 * copy of what is then in force there. */
static int take_flow(struct rooted_session *session, struct rooted_link *link, const struct wire_flow *flow)
{
    const QOS granted = flow_specs_from(flow);
    DWORD directions = flow_specs_directions(session->is_root, link->request.leaf);
    struct rooted_socket *socket = joining_socket(session);
    int error = flow->given ? flow_specs_check(&granted, directions) : 0;
    if (error == 0) {
        error = flow_specs_set(socket, flow, directions);
    }
    return error == 0 && session->is_root ? flow_specs_inherit(link->leaf.socket, socket) : error;
}

void asker_admit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    struct wire_request admit;
    struct rooted_socket *joined = session->is_root ? link->leaf.socket : joining_socket(session);
    if (!wire_get_admit(body, size, &admit) || (admit.planes & link->request.planes) == 0 || joined == NULL ||
        joining_socket(session) == NULL) {
        session->statistics.badFrames++;
        asker_done(session, link, WSAECONNREFUSED);
        return;
    }
    int error = give_callee_data(link, &admit);
    if (error == 0 && session->is_root) {
        error = root_start(session, &link->local);
    }
    if (error == 0) {
        error = take_flow(session, link, &admit.flow);
    }
    if (error == 0 && session->is_root) {
        error = root_admit(session, link);
    }
    if (error != 0) {
        give_up_join(session, link, error);
        return;
    }
    if (session->is_root) {
        end_join(session, link, 0);
    } /* a leaf waits for START */
}

void asker_reject(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                  uint32_t size)
{
    struct wire_refusal refusal;
    struct rooted_socket *socket = joining_socket(session);
    if (!wire_get_reject(body, size, &refusal)) {
        session->statistics.badFrames++;
    } else if (socket != NULL) {
        refusal_keep(&socket->refused, &refusal); /* without memory the application is not told why */
    }
    asker_done(session, link, WSAECONNREFUSED);
}
