#include "link.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "providers/rooted/wire/limits.h"
#include "system/clock.h"

enum { OUT_KEPT = 1024 }; /* an empty buffer is kept if it is not larger than this */

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

static void add_to_owner(struct rooted_link *link, struct link_owner *owner)
{
    link->previous = NULL;
    link->following = owner->first;
    if (owner->first != NULL) {
        owner->first->previous = link;
    }
    owner->first = link;
    owner->count++;
    atomic_store(&link->owner, owner);
}

static void take_from_owner(struct rooted_link *link, struct link_owner *owner)
{
    if (link->previous != NULL) {
        link->previous->following = link->following;
    } else {
        owner->first = link->following;
    }
    if (link->following != NULL) {
        link->following->previous = link->previous;
    }
    owner->count--;
}

bool link_attach(struct rooted_link *link, struct link_owner *owner, unsigned interest)
{
    add_to_owner(link, owner);
    link->wants_out = (interest & SYSTEM_POLL_OUT) != 0;
    if (reactor_watch(&link->source, interest)) {
        return true;
    }
    take_from_owner(link, owner);
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
        reactor_retire(&link->retired, link_destroy); /* from now on the reactor may free it */
    }
    return !gone;
}

void link_move(struct rooted_link *link, struct link_owner *owner)
{
    take_from_owner(link, atomic_load(&link->owner));
    add_to_owner(link, owner);
}

void link_rest(struct rooted_link *link)
{
    if (link->source.watch.socket != SYSTEM_NO_SOCKET) {
        reactor_unwatch(&link->source);
        system_socket_close(link->source.watch.socket);
        link->source.watch.socket = SYSTEM_NO_SOCKET;
    }
    free(link->in);
    link->in = NULL;
    link->in_size = link->out_start = link->out_end = 0;
    link->given = link->owed = link->taken = 0;
    link->wants_out = link->broken = false;
    link->unsendable = 0;
}

bool link_resume(struct rooted_link *link, system_socket socket)
{
    system_stream_hurry(socket);
    link->source.watch.socket = socket;
    link->wants_out = true;
    return reactor_watch(&link->source, SYSTEM_POLL_OUT);
}

void link_retry(struct rooted_link *link, int64_t dead_time)
{
    system_stream_persist(link->source.watch.socket, dead_time);
    if (dead_time / ROOTED_RETRY_SHARE <= ROOTED_RETRY_TIME) {
        system_stream_retry(link->source.watch.socket, dead_time / ROOTED_RETRY_SHARE);
    }
}

void link_end(struct rooted_link *link)
{
    if (link->state == LINK_OVER) {
        return;
    }
    struct link_owner *owner = atomic_load(&link->owner);
    owner->leaving -= link->state == LINK_LEAVING;
    link->state = LINK_OVER;
    link_dequeue(link);
    take_from_owner(link, owner);
    link_rest(link);
    owner->calls->ended(owner);
    if (link->deciding) {
        link->gone = true; /* an accept is deciding about it, and retires it afterwards */
    } else {
        reactor_retire(&link->retired, link_destroy);
    }
}

void link_abort_on_end(struct rooted_link *link)
{
    system_stream_abort_on_close(link->source.watch.socket);
}

/* ---- out ---- */

static uint8_t *reserve_out(struct rooted_link *link, size_t size)
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

/* Breaks the connection off. The reactor sees that and tells the owner. */
static void break_off(struct rooted_link *link)
{
    link->broken = true;
    system_stream_break(link->source.watch.socket);
}

bool link_put_parts(struct rooted_link *link, enum wire_type type, const struct system_buffer *parts,
                    size_t count, size_t size)
{
    size_t tag = control_tag_size(&link->control, type);
    uint8_t *at = link->broken ? NULL : reserve_out(link, WIRE_HEADER + size + tag);
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
    link->owed = type == WIRE_PING ? link->owed : link->given + link_unsent(link);
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

static void watch_link(struct rooted_link *link)
{
    reactor_rewatch(&link->source,
                    (link->unheard ? 0u : SYSTEM_POLL_IN) | (link->wants_out ? SYSTEM_POLL_OUT : 0u));
}

static void want_out(struct rooted_link *link, bool wanted)
{
    if (link->wants_out != wanted) {
        link->wants_out = wanted;
        watch_link(link);
    }
}

bool link_renew(struct rooted_link *link, int64_t now)
{
    int64_t ms = (now - link->renewed_at) / ROOTED_MS, most = ROOTED_FRAMES_MOST / ROOTED_FRAMES_A_MS;
    link->quota += (uint32_t)(ms < most ? ms : most) * ROOTED_FRAMES_A_MS;
    link->quota = link->quota < ROOTED_FRAMES_MOST ? link->quota : ROOTED_FRAMES_MOST;
    link->renewed_at = now;
    if (!link->unheard) {
        link->flood_since = 0;
    } else if (link->flood_since == 0) {
        link->flood_since = now;
    } else if (now - link->flood_since >= ROOTED_FLOOD_TIME) {
        return false;
    }
    if (link->unheard && link->quota > 0) {
        link->unheard = false;
        watch_link(link);
    }
    return true;
}

static void stop_listening(struct rooted_link *link)
{
    if (link->quota == 0 && link->state == LINK_OPEN && !link->unheard) {
        link->unheard = true;
        watch_link(link);
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
            link->unsendable = error;
            break_off(link);
            return;
        }
        link->out_start += done;
        link->given += done;
        link->sent_at = system_clock_now();
    }
    link->out_start = link->out_end = 0;
    if (link->out_room > OUT_KEPT) {
        free(link->out);
        link->out = NULL;
        link->out_room = 0;
    }
    want_out(link, false);
    if (link->state == LINK_DRAINING && !link->other_ends) {
        system_stream_shut_send(link->source.watch.socket);
    }
}

size_t link_unsent(const struct rooted_link *link)
{
    return link->out_end - link->out_start;
}

bool link_gets_on(struct rooted_link *link)
{
    uint64_t taken = link->given - system_stream_unacknowledged(link->source.watch.socket);
    taken = taken < link->owed ? taken : link->owed;
    bool more = taken > link->taken;
    link->taken = taken;
    return more;
}

void link_drain(struct rooted_link *link)
{
    link_dequeue(link);
    link->state = LINK_DRAINING;
    link->until = system_clock_now() + ROOTED_LINGER_TIME;
    link_flush(link);
}

/* ---- in ---- */

/* WELCOME carries the nonce from which the key of its own tag is derived. So the keys are made before the tag
 * is checked. */
static bool prepare_tag(struct rooted_link *link, const struct wire_frame *frame, const uint8_t *body)
{
    struct wire_hello hello;
    if (frame->type != WIRE_WELCOME) {
        return true;
    }
    struct link_owner *owner = atomic_load(&link->owner);
    return wire_get_hello(body, frame->length, &hello) &&
           control_hello_received(&link->control, &hello) == 0 && owner->calls->derive(owner, &link->control);
}

/* Hands one frame over and returns its size. 0: not all of it has come yet. */
static size_t take_frame(struct link_owner *owner, struct rooted_link *link, const uint8_t *bytes,
                         size_t size)
{
    struct wire_frame frame;
    if (size < WIRE_HEADER) {
        return 0;
    }
    if (!wire_get_header(bytes, &frame) || !control_allows(&link->control, frame.type)) {
        owner->calls->bad_frame(owner, link, LINK_FAULT_FRAME);
        return size;
    }
    size_t untagged = WIRE_HEADER + (size_t)frame.length, tag = control_tag_size(&link->control, frame.type);
    if (size < untagged + tag) {
        return 0;
    }
    const uint8_t *body = bytes + WIRE_HEADER;
    if (tag > 0 && !(prepare_tag(link, &frame, body) &&
                     control_check_tag(&link->control, bytes, untagged, bytes + untagged))) {
        owner->calls->bad_frame(owner, link, LINK_FAULT_TAG);
        return size;
    }
    owner->calls->frame(owner, link, &frame, body);
    return untagged + tag;
}

static void take_frames(struct link_owner *owner, struct rooted_link *link, size_t size)
{
    size_t at = 0, taken = 1;
    while (taken > 0 && at < size && link->state != LINK_OVER && link->state != LINK_DRAINING) {
        taken = take_frame(owner, link, reactor_scratch + at, size - at);
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
            owner->calls->broken(owner, link, WSAECONNABORTED);
            return;
        }
        memcpy(link->in, reactor_scratch + at, link->in_size);
    }
}

/* A reset shows that the other side has died. But TCP also gives up what nobody acknowledges, and then tells
 * that, or what routers said meanwhile. */
static bool is_lost(int error)
{
    return error == WSAETIMEDOUT || error == WSAEHOSTUNREACH || error == WSAENETUNREACH ||
           error == WSAEHOSTDOWN || error == WSAENETDOWN || error == WSAENETRESET ||
           error == WSAECONNREFUSED || error == WSAEACCES;
}

static void receive_bytes(struct link_owner *owner, struct rooted_link *link)
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
        link->reset = error != 0 || link->broken;
        error = link->unsendable != 0 ? link->unsendable : error;
        owner->calls->broken(owner, link, is_lost(error) ? WSAECONNABORTED : WSAECONNRESET);
        return;
    }
    link->heard_at = system_clock_now();
    if (link->state != LINK_DRAINING) {
        take_frames(owner, link, before + size);
        stop_listening(link);
    }
}

/* Takes in how the making of an asker's TCP connection has ended. */
static void tell_connected(struct link_owner *owner, struct rooted_link *link)
{
    int error = system_stream_connected(link->source.watch.socket);
    error = error == 0 ? system_socket_local(link->source.watch.socket, &link->local) : error;
    if (error == 0) {
        link->state = LINK_HANDSHAKE;
    }
    owner->calls->connected(owner, link, error);
}

static void link_ready(struct source *source, unsigned what)
{
    struct rooted_link *link = (struct rooted_link *)(void *)source; /* its first member */
    struct link_owner *owner = atomic_load(&link->owner);
    system_mutex_lock(&owner->lock);
    while (owner != atomic_load(&link->owner)) { /* meanwhile an accept has given it to another owner */
        system_mutex_unlock(&owner->lock);
        owner = atomic_load(&link->owner);
        system_mutex_lock(&owner->lock);
    }
    if (link->state == LINK_CONNECTING) {
        tell_connected(owner, link);
    } else if (link->state != LINK_OVER) {
        if ((what & SYSTEM_POLL_OUT) != 0) {
            link_flush(link);
            owner->calls->room(owner, link);
        }
        if ((what & (SYSTEM_POLL_IN | SYSTEM_POLL_ERROR)) != 0) {
            receive_bytes(owner, link);
        }
    }
    owner->calls->handed_over(owner);
    system_mutex_unlock(&owner->lock);
}

struct rooted_link *link_new(system_socket socket, enum link_state state)
{
    struct rooted_link *link = calloc(1, sizeof *link);
    if (link == NULL) {
        system_socket_close(socket);
        return NULL;
    }
    if (state == LINK_CONNECTING) {
        system_stream_hurry(socket); /* the asked does this after HELLO, which most strangers never say */
    }
    link->source = (struct source){.watch.socket = socket, .ready = link_ready};
    link->state = state;
    link->opened_at = link->heard_at = link->sent_at = link->renewed_at = system_clock_now();
    link->quota = ROOTED_FRAMES_MOST;
    return link;
}
