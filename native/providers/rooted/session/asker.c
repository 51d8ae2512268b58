/* The side that asks: HELLO, REQUEST, and what becomes of it. */
#include <string.h>

#include "providers/rooted/link/link.h"

/* Whose join it is: the leaf itself, or the root (whose branch the link has). */
static struct rooted_socket *joiner(struct rooted_session *session)
{
    return session->owner;
}

static void finish(struct rooted_session *session, struct rooted_link *link, int error)
{
    struct rooted_socket *socket = joiner(session);
    if (session->root) {
        session->joining = session->joining == link ? NULL : session->joining;
        if (link->branch != NULL) {
            link->branch->join = error == 0 ? ROOTED_JOINED : ROOTED_NOT_JOINED;
            link->branch->join_error = error;
            if (error != 0) {
                link->branch->link = NULL;
                link->branch = NULL;
            }
        }
    } else if (socket != NULL) {
        socket->join = error == 0 ? ROOTED_JOINED : ROOTED_NOT_JOINED;
        socket->link = error == 0 ? link : NULL;
    }
    struct rooted_socket *joined = session->root ? link->branch : socket;
    if (error == 0 && joined != NULL) {
        joined->local = link->local;
        joined->local_known = true;
    }
    link->callee_data = NULL;
    if (socket != NULL) {
        socket->join_error = error;
        socket->join_number++;
        rooted_record(socket, FD_CONNECT, error);
        rooted_wake(socket);
    }
}

void asker_done(struct rooted_session *session, struct rooted_link *link, int error)
{
    if (error == WSAECONNRESET || error == WSAECONNABORTED) {
        error = WSAECONNREFUSED; /* the other side ended it without an answer */
    }
    finish(session, link, error);
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
    finish(session, link, WSAETIMEDOUT);
    asker_cancel(session, link, WIRE_CANCEL_PATIENCE);
}

static void fail(struct rooted_session *session, struct rooted_link *link, int error)
{
    finish(session, link, error);
    asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN);
}

static void take_welcome(struct rooted_session *session, struct rooted_link *link,
                         const struct wire_frame *frame, const uint8_t *body)
{
    struct wire_hello hello;
    uint8_t out[WIRE_SMALL_MAX];
    if (!wire_get_hello(body, frame->length, &hello) || control_hello_received(&link->control, &hello) != 0) {
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

static void take_admit(struct rooted_session *session, struct rooted_link *link,
                       const struct wire_frame *frame, const uint8_t *body)
{
    struct wire_request admit;
    struct rooted_socket *joined = session->root ? link->branch : joiner(session);
    if (!wire_get_admit(body, frame->length, &admit) || (admit.planes & link->request.planes) == 0 ||
        joined == NULL) {
        session->statistics.badFrames++;
        asker_done(session, link, WSAECONNREFUSED);
        return;
    }
    int error = give_callee_data(link, &admit);
    if (error == 0 && !rooted_set_qos(joined, &admit.flow)) {
        error = WSAENOBUFS;
    }
    if (error == 0 && session->root) {
        error = root_admit(session, link);
    }
    if (error != 0) {
        fail(session, link, error);
        return;
    }
    if (session->root) {
        finish(session, link, 0);
    } /* a leaf waits for START */
}

void asker_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                 const uint8_t *body)
{
    switch (frame->type) {
    case WIRE_WELCOME:
        take_welcome(session, link, frame, body);
        break;
    case WIRE_ADMIT:
        take_admit(session, link, frame, body);
        break;
    default: /* REJECT */
        asker_done(session, link, WSAECONNREFUSED);
    }
}
