#include "link.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "system/linux/os_errno.h"

enum {
    OUT_KEPT = 1024, /* an empty buffer up to this size is kept */
    RTO_MIN_US = 45, /* TCP_RTO_MIN_US and TCP_DELACK_MAX_US of Linux 6.15, newer than the headers */
    DELACK_MAX_US = 46
};

/* ACKs and NAKs must not wait for TCP's usual fifth of a second after a loss. Older kernels have no such
 * option. */
static void hurry(int fd)
{
    const int on = 1, retransmit_us = 20000, delay_us = 5000;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, RTO_MIN_US, &retransmit_us, sizeof retransmit_us);
    setsockopt(fd, IPPROTO_TCP, DELACK_MAX_US, &delay_us, sizeof delay_us);
}

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

struct rooted_link *link_new(int fd, enum link_state state)
{
    struct rooted_link *link = calloc(1, sizeof *link);
    if (link == NULL) {
        close(fd);
        return NULL;
    }
    hurry(fd);
    link->source = (struct source){.fd = fd, .ready = link_ready};
    link->state = state;
    link->opened_at = link->heard_at = link->sent_at = reactor_now();
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

bool link_attach(struct rooted_link *link, struct rooted_session *session, uint32_t events)
{
    list(link, session);
    link->wants_out = (events & EPOLLOUT) != 0;
    if (reactor_watch(&link->source, events)) {
        return true;
    }
    unlist(link, session);
    link_discard(link);
    return false;
}

void link_discard(struct rooted_link *link)
{
    close(link->source.fd);
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
    close(link->source.fd);
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
    shutdown(link->source.fd, SHUT_RDWR);
}

bool link_put_parts(struct rooted_link *link, enum wire_type type, const struct iovec *parts, size_t count,
                    size_t size)
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
        if (parts[i].iov_len > 0) {
            memcpy(at + end, parts[i].iov_base, parts[i].iov_len);
        }
        end += parts[i].iov_len;
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
    struct iovec body = {(void *)(uintptr_t)(frame + WIRE_HEADER), size - WIRE_HEADER};
    return link_put_parts(link, (enum wire_type)frame[0], &body, 1, body.iov_len);
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
        reactor_rewatch(&link->source, EPOLLIN | (wanted ? (uint32_t)EPOLLOUT : 0));
    }
}

void link_flush(struct rooted_link *link)
{
    while (link->out_start < link->out_end && !link->broken) {
        ssize_t done = send(link->source.fd, link->out + link->out_start, link->out_end - link->out_start,
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            if (errno == EAGAIN) {
                want_out(link, true);
            } else {
                break_off(link);
            }
            return;
        }
        link->out_start += (size_t)done;
        link->sent_at = reactor_now();
    }
    link->out_start = link->out_end = 0;
    if (link->out_room > OUT_KEPT) {
        free(link->out);
        link->out = NULL;
        link->out_room = 0;
    }
    want_out(link, false);
    if (link->state == LINK_DRAINING) {
        shutdown(link->source.fd, SHUT_WR);
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
    link->until = reactor_now() + ROOTED_LINGER_TIME;
    link_flush(link);
}
