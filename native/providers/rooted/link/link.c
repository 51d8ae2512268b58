#include "link.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { OUT_KEPT = 1024 }; /* an empty buffer up to this size is kept */

static void link_destroy(struct retired *retired)
{
    struct rooted_link *link =
        (struct rooted_link *)(void *)((char *)retired - offsetof(struct rooted_link, retired));
    auth_wipe(&link->control, sizeof link->control);
    free(link->in);
    free(link->out);
    free(link->request_bytes);
    free(link);
}

struct rooted_link *link_new(system_socket socket, enum link_state state)
{
    struct rooted_link *link = calloc(1, sizeof *link);
    if (link == NULL) {
        system_socket_close(socket);
        return NULL;
    }
    system_stream_hurry(socket);
    link->source = (struct source){.watch.socket = socket, .ready = link_ready};
    link->state = state;
    link->opened_at = link->heard_at = link->sent_at = system_clock_now();
    return link;
}

static void list(struct rooted_link *link, struct rooted_session *session)
{
    link->previous = NULL;
    link->following = session->links;
    if (session->links != NULL) {
        session->links->previous = link;
    }
    session->links = link;
    session->link_count++;
    atomic_store(&link->session, session);
}

static void unlist(struct rooted_link *link, struct rooted_session *session)
{
    if (link->previous != NULL) {
        link->previous->following = link->following;
    } else {
        session->links = link->following;
    }
    if (link->following != NULL) {
        link->following->previous = link->previous;
    }
    session->link_count--;
}

bool link_attach(struct rooted_link *link, struct rooted_session *session, unsigned interest)
{
    list(link, session);
    link->wants_out = (interest & SYSTEM_POLL_OUT) != 0;
    if (reactor_watch(&link->source, interest)) {
        return true;
    }
    unlist(link, session);
    link_discard(link);
    return false;
}

void link_discard(struct rooted_link *link)
{
    system_socket_close(link->source.watch.socket);
    link_destroy(&link->retired);
}

bool link_decided(struct rooted_link *link)
{
    bool gone = link->gone;
    link->deciding = false;
    if (gone) {
        reactor_retire(&link->retired, link_destroy); /* and may be freed at once */
    }
    return !gone;
}

void link_move(struct rooted_link *link, struct rooted_session *session)
{
    unlist(link, atomic_load(&link->session));
    list(link, session);
}

void link_enqueue(struct rooted_link *link, struct rooted_links *queue)
{
    link->queue = queue;
    link->queue_following = NULL;
    link->queue_previous = queue->last;
    if (queue->last != NULL) {
        queue->last->queue_following = link;
    } else {
        queue->first = link;
    }
    queue->last = link;
    queue->count++;
}

void link_dequeue(struct rooted_link *link)
{
    struct rooted_links *queue = link->queue;
    if (queue == NULL) {
        return;
    }
    *(link->queue_previous != NULL ? &link->queue_previous->queue_following : &queue->first) =
        link->queue_following;
    *(link->queue_following != NULL ? &link->queue_following->queue_previous : &queue->last) =
        link->queue_previous;
    queue->count--;
    link->queue = NULL;
}

void link_end(struct rooted_link *link)
{
    if (link->state == LINK_OVER) {
        return;
    }
    struct rooted_session *session = atomic_load(&link->session);
    link->state = LINK_OVER;
    link_dequeue(link);
    unlist(link, session);
    reactor_unwatch(&link->source);
    system_socket_close(link->source.watch.socket);
    rooted_session_kick(session); /* it may have waited for this one alone */
    if (link->deciding) {
        link->gone = true; /* the accept that has it in hand retires it */
    } else {
        reactor_retire(&link->retired, link_destroy);
    }
}

void link_fail(struct rooted_link *link, int error)
{
    struct rooted_session *session = atomic_load(&link->session);
    switch (link->state) {
    case LINK_OPEN:
    case LINK_LEAVING:
        (session->root ? root_link_over : leaf_link_over)(session, link, error);
        break;
    case LINK_DRAINING:
        link_end(link);
        break;
    case LINK_OVER:
        break;
    default:
        if (link->control.state == CONTROL_WAIT_START && !link->control.asker) {
            leaf_link_over(session, link, error);
        } else if (link->control.asker) {
            asker_done(session, link, error);
        } else {
            listener_link_over(session, link, WSAECONNRESET);
        }
    }
}

/* ---- out ---- */

static uint8_t *reserve(struct rooted_link *link, size_t size)
{
    if (link->out_end + size > link->out_room && link->out_start > 0) {
        memmove(link->out, link->out + link->out_start, link->out_end - link->out_start);
        link->out_end -= link->out_start;
        link->out_start = 0;
    }
    if (link->out_end + size > link->out_room) {
        size_t room = link->out_room == 0 ? 256 : 2 * link->out_room;
        while (room < link->out_end + size) {
            room *= 2;
        }
        uint8_t *more = realloc(link->out, room);
        if (more == NULL) {
            return NULL;
        }
        link->out = more;
        link->out_room = room;
    }
    return link->out + link->out_end;
}

/* The reactor sees the end of the connection, and does what is due. */
static void break_off(struct rooted_link *link)
{
    link->broken = true;
    system_stream_break(link->source.watch.socket);
}

bool link_put_parts(struct rooted_link *link, enum wire_type type, const struct system_buffer *parts,
                    size_t count, size_t size)
{
    size_t tag = control_tag_size(&link->control, type);
    uint8_t *at = link->broken ? NULL : reserve(link, WIRE_HEADER + size + tag);
    if (at == NULL) {
        break_off(link);
        return false;
    }
    wire_put_header(at, type, (uint32_t)size);
    size_t end = WIRE_HEADER;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].size > 0) {
            memcpy(at + end, parts[i].bytes, parts[i].size);
        }
        end += parts[i].size;
    }
    if (tag > 0 && !control_tag(&link->control, at, end, at + end)) {
        break_off(link);
        return false;
    }
    link->out_end += end + tag;
    control_sent(&link->control, type);
    return true;
}

bool link_put(struct rooted_link *link, const uint8_t *frame, size_t size)
{
    struct system_buffer body = {(void *)(uintptr_t)(frame + WIRE_HEADER), size - WIRE_HEADER};
    return link_put_parts(link, (enum wire_type)frame[0], &body, 1, body.size);
}

bool link_put_number(struct rooted_link *link, enum wire_type type, uint64_t number)
{
    uint8_t frame[WIRE_HEADER + 8];
    return link_put(link, frame, wire_put_number(frame, type, number));
}

bool link_put_reason(struct rooted_link *link, enum wire_type type, uint16_t reason)
{
    uint8_t frame[WIRE_HEADER + 2];
    return link_put(link, frame, wire_put_reason(frame, type, reason));
}

static void want_out(struct rooted_link *link, bool wanted)
{
    if (link->wants_out != wanted) {
        link->wants_out = wanted;
        reactor_rewatch(&link->source, SYSTEM_POLL_IN | (wanted ? SYSTEM_POLL_OUT : 0u));
    }
}

void link_flush(struct rooted_link *link)
{
    while (link->out_start < link->out_end && !link->broken) {
        size_t done;
        int error = system_stream_send(link->source.watch.socket, link->out + link->out_start,
                                       link->out_end - link->out_start, &done);
        if (error == WSAEWOULDBLOCK) {
            want_out(link, true);
            return;
        }
        if (error != 0) {
            break_off(link);
            return;
        }
        link->out_start += done;
        link->sent_at = system_clock_now();
    }
    link->out_start = link->out_end = 0;
    if (link->out_room > OUT_KEPT) {
        free(link->out);
        link->out = NULL;
        link->out_room = 0;
    }
    want_out(link, false);
    if (link->state == LINK_DRAINING) {
        system_stream_shut_send(link->source.watch.socket);
    }
}

size_t link_unsent(const struct rooted_link *link)
{
    return link->out_end - link->out_start;
}

void link_drain(struct rooted_link *link)
{
    link_dequeue(link);
    link->state = LINK_DRAINING;
    link->until = system_clock_now() + ROOTED_LINGER_TIME;
    link_flush(link);
}
