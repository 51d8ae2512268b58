/* A leaf in a session: gets the root's data, answers for it, and sends to the root. */
#include <string.h>

#include "providers/rooted/link/channel.h"
#include "providers/rooted/link/link.h"
#include "providers/rooted/wire/seal.h"

static struct rooted_link *upstream(const struct rooted_session *session)
{
    struct rooted_link *link = session->owner == NULL ? NULL : session->owner->link;
    return link != NULL && link->state == LINK_OPEN ? link : NULL;
}

static union system_address group_of(const struct wire_start *start)
{
    return system_address_of(start->ipv6 ? SYSTEM_IPV6 : SYSTEM_IPV4, start->group, start->group_port);
}

static bool derive_data_key(struct rooted_session *session)
{
    const struct rooted_options *options = &session->options;
    return options->key_size == 0 ||
           seal_derive(options->key, options->key_size, session->start.session, session->data_key);
}

/* START: from here on there is data. */
static void begin(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, size_t size)
{
    struct wire_start *start = &session->start;
    struct rooted_socket *socket = session->owner;
    union system_address group;
    bool good = wire_get_start(body, size, start) && socket != NULL && (start->plane & socket->planes) != 0 &&
                start->ipv6 == (socket->family == SYSTEM_IPV6);
    if (good) {
        group = group_of(start);
        good = !start->multicast || system_address_is_multicast(&group);
    }
    if (!good || !derive_data_key(session)) {
        session->statistics.badFrames++;
        link_fail(link, WSAECONNREFUSED);
        return;
    }
    link->state = LINK_OPEN;
    session->options.keep_alive = (int64_t)start->keep_alive_ms * ROOTED_MS;
    session->options.dead_time = (int64_t)start->dead_ms * ROOTED_MS;
    session->granted = start->credit;
    session->sent = 0;
    session->final = UINT64_MAX;
    session->data_source = link->remote;
    system_address_set_port(&session->data_source, start->sender_port);
    session->scan_at = 0;
    if ((link->request.leaf & WIRE_LEAF_RECEIVES) != 0) {
        receiver_init(&session->receiver, start->first, start->window, start->member, system_clock_now());
        session->receiving = true;
        if (socket->shut_receive) {
            receiver_discard(&session->receiver, system_clock_now());
        }
        if (start->multicast && !channel_join(session, &group, &link->local)) {
            link_put_number(link, WIRE_PING, 1);
        }
    }
    socket->link = link;
    socket->join = ROOTED_JOINED;
    if (link->control.asker) {
        asker_done(session, link, 0);
    } else {
        rooted_wake(socket);
    }
}

/* It has all that the root owed it: the last ACK, BYE, and the end. */
static void finish(struct rooted_session *session, struct rooted_link *link)
{
    struct wire_ack ack;
    uint8_t frame[WIRE_SMALL_MAX];
    int64_t now = system_clock_now();
    if (session->receiving) {
        session->receiver.ack_at = now;
        receiver_ack(&session->receiver, &ack, now);
        link_put(link, frame, wire_put_ack(frame, &ack));
    }
    link_put_number(link, WIRE_BYE, 0);
    session->owner->link = NULL;
    session->lost = true;
    link_drain(link);
    rooted_close_event(session->owner, 0);
}

static void finish_if_complete(struct rooted_session *session, struct rooted_link *link)
{
    if (link->state == LINK_OPEN && session->final != UINT64_MAX &&
        (!session->receiving || session->receiver.next >= session->final)) {
        finish(session, link);
    }
}

/* ---- what comes in ---- */

bool leaf_arrival_read(struct leaf_arrival *arrival, struct packet *packet)
{
    arrival->packet = packet;
    arrival->keyed = arrival->repair = false;
    if (!wire_get_datagram(packet->bytes, packet->length, 0, &arrival->header)) {
        arrival->keyed = true;
        if (packet->length < WIRE_DATAGRAM_HEADER + ROOTED_TAG ||
            !wire_get_datagram(packet->bytes, packet->length, ROOTED_TAG, &arrival->header)) {
            return false;
        }
    }
    packet->payload = arrival->header.length;
    packet->flags = arrival->header.flags;
    return true;
}

static bool is_sealed(struct rooted_session *session, const struct leaf_arrival *arrival)
{
    struct packet *packet = arrival->packet;
    uint64_t id = session->start.session;
    if (arrival->header.session != id || arrival->keyed != (session->options.key_size > 0)) {
        return false;
    }
    if (arrival->keyed && packet->sealed != id) {
        if (!seal_check(session->data_key, packet->bytes, packet->length)) {
            return false;
        }
        packet->sealed = id; /* the other leaves of this process need not look */
    }
    return true;
}

/* Where multicast is not routed, or filtered, only what is asked for comes: then the root had better not wait
 * to be asked. */
static void note_reach(struct rooted_session *session, struct rooted_link *link,
                       const struct leaf_arrival *arrival)
{
    if (!arrival->repair) {
        session->reached = true;
    } else if (!session->reached && session->channel != NULL &&
               receiver_has_asked(&session->receiver, arrival->header.sequence) &&
               ++session->repairs == ROOTED_REPAIRS_ALONE) {
        link_put_number(link, WIRE_PING, 1);
    }
}

bool leaf_datagram(struct rooted_session *session, const struct leaf_arrival *arrival, int64_t now)
{
    struct rooted_link *link = upstream(session);
    if (link == NULL || !session->receiving) {
        return true;
    }
    if (!is_sealed(session, arrival)) {
        session->statistics.strangers++;
        return true;
    }
    struct receiver *receiver = &session->receiver;
    note_reach(session, link, arrival);
    if (arrival->header.type == WIRE_HEARTBEAT) {
        receiver_learn(receiver, arrival->header.sequence, now);
        return true;
    }
    switch (receiver_put(receiver, arrival->header.sequence, arrival->packet, now)) {
    case RECEIVER_TAKEN:
        session->statistics.datagramsReceived++;
        break;
    case RECEIVER_OLD:
        session->statistics.duplicates++;
        return true;
    case RECEIVER_BEYOND:
        session->statistics.strangers++;
        return true;
    default:
        session->statistics.badFrames++;
        link_put_reason(link, WIRE_ABORT, WIRE_ABORT_PROTOCOL);
        link_flush(link);
        leaf_link_over(session, link, WSAECONNRESET);
        return false;
    }
    finish_if_complete(session, link);
    return link->state == LINK_OPEN;
}

void leaf_arrived(struct rooted_session *session, uint32_t messages)
{
    if (session->owner != NULL && session->receiver.messages != messages) {
        rooted_wake(session->owner);
    }
}

static void take_repair(struct rooted_session *session, const uint8_t *body, uint32_t size)
{
    struct leaf_arrival arrival;
    struct packet *packet = packet_new((uint16_t)size);
    if (packet == NULL) {
        return; /* it will be asked for again */
    }
    memcpy(packet->bytes, body, size);
    packet->length = (uint16_t)size;
    if (leaf_arrival_read(&arrival, packet)) {
        arrival.repair = true;
        uint32_t messages = session->receiver.messages;
        leaf_datagram(session, &arrival, system_clock_now());
        leaf_arrived(session, messages);
    } else {
        session->statistics.strangers++;
    }
    packet_release(packet);
}

static void take_number(struct rooted_session *session, struct rooted_link *link, enum wire_type type,
                        uint64_t number)
{
    switch (type) {
    case WIRE_CREDIT:
        if (number > session->granted && number < UINT64_MAX / 2) {
            session->granted = number;
            rooted_wake(session->owner);
        }
        break;
    case WIRE_BYE:
        session->final = number;
        if (session->receiving) {
            receiver_learn(&session->receiver, number, system_clock_now());
        }
        finish_if_complete(session, link);
        break;
    default: /* PING */
        if (session->receiving) {
            receiver_learn(&session->receiver, number, system_clock_now());
        }
    }
}

void leaf_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                const uint8_t *body)
{
    uint64_t number;
    uint16_t reason = 0;
    if (link->state == LINK_LEAVING && frame->type != WIRE_BYE) {
        return; /* nothing more is wanted */
    }
    switch (frame->type) {
    case WIRE_START:
        begin(session, link, body, frame->length);
        break;
    case WIRE_REPAIR:
        take_repair(session, body, frame->length);
        break;
    case WIRE_CREDIT:
    case WIRE_PING:
    case WIRE_BYE:
        if (link->state != LINK_OPEN) {
            if (frame->type == WIRE_BYE) { /* before START: an asker's join has failed, as there was no session */
                link_fail(link, link->control.asker ? WSAECONNREFUSED : 0);
            }
        } else if (wire_get_number(body, frame->length, &number)) {
            take_number(session, link, frame->type, number);
        } else {
            session->statistics.badFrames++;
            leaf_link_over(session, link, WSAECONNRESET);
        }
        break;
    case WIRE_CANCEL:
        link_fail(link, WSAECONNRESET);
        break;
    default: /* ABORT */
        wire_get_reason(body, frame->length, &reason);
        link_fail(link, reason == WIRE_ABORT_PROTOCOL ? WSAECONNRESET : WSAECONNABORTED);
    }
}

/* ---- what goes out ---- */

int64_t leaf_run(struct rooted_session *session, int64_t now)
{
    struct rooted_link *link = upstream(session);
    if (link == NULL) {
        channel_leave(session);
        return ROOTED_NEVER;
    }
    if (!session->receiving) {
        return ROOTED_NEVER;
    }
    struct wire_ack ack;
    struct wire_nak nak;
    uint8_t frame[WIRE_SMALL_MAX];
    if (receiver_ack(&session->receiver, &ack, now)) {
        link_put(link, frame, wire_put_ack(frame, &ack));
    }
    if (receiver_nak(&session->receiver, &nak, now)) {
        for (uint32_t i = 0; i < nak.count; i++) {
            session->statistics.gapsReported += nak.ranges[i].count;
        }
        link_put(link, frame, wire_put_nak(frame, &nak));
    }
    if (link_unsent(link) > 0 && !link->wants_out) {
        link_flush(link);
    }
    return receiver_due(&session->receiver);
}

bool leaf_can_send(const struct rooted_session *session, size_t size)
{
    const struct rooted_link *link = upstream(session);
    return link != NULL && link_unsent(link) < ROOTED_SEND_QUEUE &&
           session->sent + size + ROOTED_MESSAGE_COST <= session->granted;
}

int leaf_put(struct rooted_session *session, const struct system_buffer *parts, size_t count, size_t size)
{
    struct rooted_link *link = upstream(session);
    uint64_t cost = size + (uint64_t)ROOTED_MESSAGE_COST;
    if (link_unsent(link) >= ROOTED_SEND_QUEUE || session->sent + cost > session->granted) {
        return WSAEWOULDBLOCK;
    }
    if (!link_put_parts(link, WIRE_MESSAGE, parts, count, size)) {
        return WSAENOBUFS;
    }
    session->sent += cost;
    session->statistics.messagesSent++;
    return 0;
}

void leaf_read(struct rooted_session *session)
{
    struct rooted_link *link = upstream(session);
    struct wire_ack ack;
    uint8_t frame[WIRE_SMALL_MAX];
    if (link == NULL) {
        return;
    }
    if (receiver_ack(&session->receiver, &ack, system_clock_now())) {
        link_put(link, frame, wire_put_ack(frame, &ack));
        link_flush(link);
    } else if (receiver_due(&session->receiver) < session->task.due) {
        rooted_session_kick(session);
    }
}

/* ---- the end ---- */

void leaf_link_over(struct rooted_session *session, struct rooted_link *link, int error)
{
    bool leaving = link->state == LINK_LEAVING;
    link_end(link);
    if (session->owner == NULL || leaving) {
        return;
    }
    session->owner->link = NULL;
    session->lost = true;
    rooted_close_event(session->owner, error);
}

void leaf_owner_closed(struct rooted_session *session)
{
    listener_stop(session);
    struct rooted_link *next;
    for (struct rooted_link *link = session->links; link != NULL; link = next) {
        next = link->following;
        /* An accepted one leaves in order, too, when START has not come yet. */
        bool in_session = link->state == LINK_OPEN || (!link->control.asker && link->state == LINK_HANDSHAKE);
        if (in_session && !session->options.abort_on_close) {
            link_put_number(link, WIRE_BYE, 0);
            link->state = LINK_LEAVING;
            link->until = system_clock_now() + session->options.linger_time;
            link_flush(link);
        } else if (in_session) {
            system_stream_abort_on_close(link->source.watch.socket);
            link_end(link);
        } else if (link->control.asker && link->state != LINK_DRAINING) {
            asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN);
        } else if (link->state != LINK_DRAINING) {
            link_end(link);
        }
    }
}
