/* What comes in on a control connection: bytes to frames, and each frame to whom it concerns. */
#include "link.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static struct rooted_link *link_of(struct source *source)
{
    return (struct rooted_link *)(void *)((char *)source - offsetof(struct rooted_link, source));
}

static void protocol_error(struct rooted_link *link)
{
    atomic_load(&link->session)->statistics.badFrames++;
    if (link->state == LINK_OPEN) {
        link_put_reason(link, WIRE_ABORT, WIRE_ABORT_PROTOCOL);
        link_flush(link);
    }
    link_fail(link, link->control.asker && link->state != LINK_OPEN ? WSAECONNREFUSED : WSAECONNRESET);
}

static void dispatch(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                     const uint8_t *body)
{
    bool asked_leaf_waits = link->control.state == CONTROL_WAIT_START;
    control_received(&link->control, frame->type);
    if (link->state == LINK_OPEN || link->state == LINK_LEAVING || asked_leaf_waits) {
        (session->root ? root_frame : leaf_frame)(session, link, frame, body);
    } else {
        (link->control.asker ? asker_frame : listener_frame)(session, link, frame, body);
    }
}

/* A WELCOME carries the nonce that its own tag is made with. */
static bool prepare_tag(struct rooted_link *link, const struct wire_frame *frame, const uint8_t *body)
{
    struct wire_hello hello;
    if (frame->type != WIRE_WELCOME) {
        return true;
    }
    const struct rooted_options *options = &atomic_load(&link->session)->options;
    return wire_get_hello(body, frame->length, &hello) &&
           control_hello_received(&link->control, &hello) == 0 &&
           control_derive(&link->control, options->key, options->key_size);
}

/* Takes one frame off the bytes. 0: not all there yet. */
static size_t take_frame(struct rooted_session *session, struct rooted_link *link, const uint8_t *bytes,
                         size_t size)
{
    struct wire_frame frame;
    if (size < WIRE_HEADER) {
        return 0;
    }
    if (!wire_get_header(bytes, &frame) || !control_allows(&link->control, frame.type)) {
        protocol_error(link);
        return size;
    }
    size_t untagged = WIRE_HEADER + (size_t)frame.length, tag = control_tag_size(&link->control, frame.type);
    if (size < untagged + tag) {
        return 0;
    }
    const uint8_t *body = bytes + WIRE_HEADER;
    if (tag > 0 && !(prepare_tag(link, &frame, body) &&
                     control_check_tag(&link->control, bytes, untagged, bytes + untagged))) {
        session->statistics.refused += link->state != LINK_OPEN;
        protocol_error(link);
        return size;
    }
    dispatch(session, link, &frame, body);
    return untagged + tag;
}

static void take_frames(struct rooted_session *session, struct rooted_link *link, size_t size)
{
    size_t at = 0, taken = 1;
    while (taken > 0 && at < size && link->state != LINK_OVER && link->state != LINK_DRAINING) {
        taken = take_frame(session, link, reactor_scratch + at, size - at);
        at += taken;
    }
    if (link->state == LINK_OVER || link->state == LINK_DRAINING) {
        return;
    }
    free(link->in);
    link->in = NULL;
    link->in_size = size - at;
    if (link->in_size > 0) {
        link->in = malloc(link->in_size);
        if (link->in == NULL) {
            link_fail(link, WSAECONNABORTED);
            return;
        }
        memcpy(link->in, reactor_scratch + at, link->in_size);
    }
}

static void receive(struct rooted_session *session, struct rooted_link *link)
{
    size_t before = link->state == LINK_DRAINING ? 0 : link->in_size;
    if (before > 0) {
        memcpy(reactor_scratch, link->in, before);
    }
    size_t size;
    int error = system_stream_receive(link->source.watch.socket, reactor_scratch + before,
                                      sizeof reactor_scratch - before, &size);
    if (error == WSAEWOULDBLOCK) {
        return;
    }
    if (error != 0 || size == 0) {
        link_fail(link, WSAECONNRESET);
        return;
    }
    link->heard_at = system_clock_now();
    if (link->state != LINK_DRAINING) {
        take_frames(session, link, before + size);
    }
}

/* TCP's answer to an asker. */
static void connected(struct rooted_session *session, struct rooted_link *link)
{
    int error = system_stream_connected(link->source.watch.socket);
    error = error == 0 ? system_socket_local(link->source.watch.socket, &link->local) : error;
    if (error != 0) {
        asker_done(session, link, error);
        return;
    }
    struct wire_hello hello;
    uint8_t frame[WIRE_SMALL_MAX];
    link->state = LINK_HANDSHAKE;
    control_hello(&link->control, &hello);
    link_put(link, frame, wire_put_hello(frame, WIRE_HELLO, &hello));
    link_flush(link);
}

void link_ready(struct source *source, unsigned what)
{
    struct rooted_link *link = link_of(source);
    struct rooted_session *session = atomic_load(&link->session);
    system_mutex_lock(&session->lock);
    while (session != atomic_load(&link->session)) { /* an accept has moved it */
        system_mutex_unlock(&session->lock);
        session = atomic_load(&link->session);
        system_mutex_lock(&session->lock);
    }
    if (link->state == LINK_CONNECTING) {
        connected(session, link);
    } else if (link->state != LINK_OVER) {
        if ((what & SYSTEM_POLL_OUT) != 0) {
            link_flush(link);
            if (session->owner != NULL) {
                rooted_wake(session->owner); /* a leaf that could send no more */
            }
        }
        if ((what & (SYSTEM_POLL_IN | SYSTEM_POLL_ERROR)) != 0) {
            receive(session, link);
        }
    }
    rooted_session_run(session);
    system_mutex_unlock(&session->lock);
}
