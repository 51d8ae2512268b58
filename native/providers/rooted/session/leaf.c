#include "leaf.h"

#include <stddef.h>
#include <string.h>

#include "aside.h"
#include "asker.h"
#include "flow_specs.h"
#include "providers/rooted/wire/seal.h"
#include "start.h"

static struct rooted_link *link_to_root(const struct rooted_session *session)
{
    struct rooted_link *link = session->owner == NULL ? NULL : session->owner->link;
    return link != NULL && link->state == LINK_OPEN ? link : NULL;
}

static bool derive_data_key(struct rooted_session *session)
{
    const struct rooted_options *options = &session->options;
    return options->key_size == 0 ||
           seal_derive(options->key, options->key_size, session->leaf.start.session, session->data_key);
}

static void take_from_group(struct group_member *member, const struct group_run *runs, uint32_t count,
                            bool by_reactor);

static bool join_group(struct rooted_session *session, const union system_address *local)
{
    const union system_address group = start_group(&session->leaf.start);
    session->leaf.in_group.take = take_from_group;
    if (!group_receiver_join(&session->leaf.in_group, &group, local, session->options.multicast_interface)) {
        return false;
    }
    receiver_set_buffer(&session->leaf.receiver, group_receiver_holds(&session->leaf.in_group));
    return true;
}

/* The session ends before START has come. If the leaf has asked, its join has failed. */
static void end_before_start(struct rooted_session *session, struct rooted_link *link, int error)
{
    if (link->control.asker) {
        asker_done(session, link, error == 0 ? WSAECONNREFUSED : error);
    } else {
        leaf_link_over(session, link, error);
    }
}

static void end_link(struct rooted_session *session, struct rooted_link *link, int error)
{
    if (link->state == LINK_OPEN || link->state == LINK_LEAVING) {
        leaf_link_over(session, link, error);
    } else {
        end_before_start(session, link, error);
    }
}

/* From now on data can come. */
static void begin_receiving(struct rooted_session *session, struct rooted_link *link)
{
    const struct wire_start *start = &session->leaf.start;
    receiver_init(&session->leaf.receiver, start, system_clock_now());
    session->leaf.receiving = true;
    if (session->owner->shut_receive) {
        receiver_discard(&session->leaf.receiver, system_clock_now());
    }
    aside_begin(session);
    if (start->multicast && !join_group(session, &link->local)) {
        link_put_number(link, WIRE_PING, WIRE_PING_NO_MULTICAST);
    }
}

/* START tells all about the session. */
void leaf_start(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    struct wire_start *start = &session->leaf.start;
    struct rooted_socket *socket = session->owner;
    if (!wire_get_start(body, size, start) || !start_is_for(start, socket) || !derive_data_key(session)) {
        session->statistics.badFrames++;
        end_before_start(session, link, WSAECONNREFUSED);
        return;
    }
    link->state = LINK_OPEN;
    session->options.keep_alive = (int64_t)start->keep_alive_ms * ROOTED_MS;
    session->options.dead_time = (int64_t)start->dead_ms * ROOTED_MS;
    session->leaf.granted = start->credit;
    session->leaf.sent = 0;
    session->leaf.final = SESSION_NOT_FINAL;
    start_keep_sources(session, link);
    session->scan_at = 0;
    if ((link->request.leaf & WIRE_LEAF_RECEIVES) != 0) {
        begin_receiving(session, link);
    }
    socket->link = link;
    flow_specs_mark(session, link);
    link_retry(link, session->options.dead_time);
    socket->join = ROOTED_JOINED;
    if (link->control.asker) {
        asker_done(session, link, 0);
    } else {
        session_changed(socket);
    }
}

/* The leaf has got everything that the root still had to deliver: it sends the last ACK and BYE, and ends the
 * link. */
static void leave_complete(struct rooted_session *session, struct rooted_link *link)
{
    struct wire_ack ack;
    uint8_t frame[WIRE_SMALL_MAX];
    int64_t now = system_clock_now();
    if (session->leaf.receiving) {
        session->leaf.receiver.ack_at = now;
        receiver_ack(&session->leaf.receiver, &ack, now);
        link_put(link, frame, wire_put_ack(frame, &ack));
    }
    link_put_number(link, WIRE_BYE, 0);
    session->owner->link = NULL;
    session->leaf.lost = true;
    link_drain(link);
    session_close_socket(session->owner, 0);
}

static void leave_if_complete(struct rooted_session *session, struct rooted_link *link)
{
    if (link->state == LINK_OPEN && session->leaf.final != SESSION_NOT_FINAL &&
        (!session->leaf.receiving || session->leaf.receiver.next >= session->leaf.final)) {
        leave_complete(session, link);
    }
}

/* ---- what comes in ---- */

static bool is_sealed(struct rooted_session *session, const struct arrival *arrival)
{
    struct packet *packet = arrival->packet;
    uint64_t id = session->leaf.start.session;
    if (arrival->header.session != id || arrival->keyed != (session->options.key_size > 0)) {
        return false;
    }
    if (arrival->keyed && packet->sealed != id) {
        if (!seal_check(session->data_key, packet->bytes, packet->length)) {
            return false;
        }
        packet->sealed = id; /* so the other leaves of this process need not check the tag again */
    }
    return true;
}

/* Where multicast is not routed, is filtered, or has stopped, only repairs come. Then the root is told, so
 * that it does not wait to be asked for each. */
static void note_reach(struct rooted_session *session, struct rooted_link *link,
                       const struct arrival *arrival, int64_t now)
{
    const struct receiver *receiver = &session->leaf.receiver;
    receiver_hear(&session->leaf.receiver, &arrival->header, arrival->packet->length, !arrival->repair, now);
    if (!arrival->repair) {
        session->leaf.told_alone_at = 0;
        session->leaf.joined_anew = false;
    } else if (session->leaf.in_group.receiver != NULL &&
               now - session->leaf.told_alone_at >= ROOTED_PROBE_TIME && receiver_is_alone(receiver, now) &&
               receiver_has_asked(receiver, arrival->header.sequence)) {
        session->leaf.told_alone_at = now;
        link_put_number(link, WIRE_PING, WIRE_PING_NO_MULTICAST);
    }
}

static bool take_datagram(struct rooted_session *session, const struct arrival *arrival, int64_t now)
{
    struct rooted_link *link = link_to_root(session);
    if (link == NULL || !session->leaf.receiving) {
        return true;
    }
    if (!is_sealed(session, arrival)) {
        session->statistics.strangers++;
        return true;
    }
    struct receiver *receiver = &session->leaf.receiver;
    note_reach(session, link, arrival, now);
    if (arrival->header.type == WIRE_HEARTBEAT) {
        receiver_learn(receiver, arrival->header.sequence, now);
        return true;
    }
    switch (receiver_put(receiver, arrival->header.sequence, arrival->packet, now)) {
    case RECEIVER_TAKEN:
        link->heard_at = now; /* a datagram that is new shows that the root lives; an old one would not */
        session->statistics.datagramsReceived++;
        break;
    case RECEIVER_OLD:
        session->statistics.duplicates++;
        return true;
    case RECEIVER_BEYOND:
        session->statistics.strangers++;
        return true;
    case RECEIVER_BROKEN:
        session->statistics.badFrames++;
        link_put_reason(link, WIRE_ABORT, WIRE_ABORT_PROTOCOL);
        link_flush(link);
        leaf_link_over(session, link, WSAECONNRESET);
        return false;
    }
    leave_if_complete(session, link);
    return link->state == LINK_OPEN;
}

static void tell_of_messages(struct rooted_session *session, uint32_t messages)
{
    if (session->leaf.receiver.messages != messages) {
        session_arrived(session->owner);
    }
}

void leaf_repair(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    (void)link;
    struct arrival arrival;
    struct packet *packet = packet_new(PACKET_RECEIVED, (uint16_t)size);
    if (packet == NULL) {
        return; /* the leaf will ask for it again */
    }
    memcpy(packet->bytes, body, size);
    packet->length = (uint16_t)size;
    if (arrival_read(&arrival, packet)) {
        arrival.repair = true;
        uint32_t messages = session->leaf.receiver.messages;
        take_datagram(session, &arrival, system_clock_now());
        tell_of_messages(session, messages);
    } else {
        session->statistics.strangers++;
    }
    packet_release(packet);
}

/* Takes datagrams that have come from the group. Not all of them need be for this leaf. */
static void take_run(struct rooted_session *session, const struct group_run *run, int64_t now)
{
    bool from_root = start_is_source(session, run->source);
    for (uint32_t i = 0; i < run->count; i++) {
        if (!from_root || run->first[i].packet == NULL) {
            session->statistics.strangers++;
        } else if (!take_datagram(session, &run->first[i], now)) {
            return;
        }
    }
}

static void take_runs(struct rooted_session *session, const struct group_run *runs, uint32_t count)
{
    int64_t now = system_clock_now();
    uint32_t before = session->leaf.receiver.messages;
    for (uint32_t i = 0; i < count; i++) {
        take_run(session, &runs[i], now);
    }
    tell_of_messages(session, before);
}

static void take_from_group(struct group_member *member, const struct group_run *runs, uint32_t count,
                            bool by_reactor)
{
    struct rooted_session *session =
        (struct rooted_session *)(void *)((char *)member - offsetof(struct rooted_session, leaf.in_group));
    system_mutex_lock(&session->links.lock);
    take_runs(session, runs, count);
    /* The reactor does what else is due: it leaves the group, and sends ACKs and NAKs. It does so once all
     * leaves have what came, and outside of this lock, which the woken thread wants. */
    int64_t due = link_to_root(session) == NULL ? system_clock_now() : receiver_due(&session->leaf.receiver);
    if (due < session->task.due && by_reactor) {
        reactor_schedule(&session->task, due);
    } else if (due < session->task.due) {
        session_kick_later(session);
    }
    system_mutex_unlock(&session->links.lock);
}

bool leaf_wait_and_take(struct rooted_session *session, int64_t until)
{
    struct group_member *member = &session->leaf.in_group;
    if (!group_receiver_lend(member)) {
        return false;
    }
    group_receiver_wait_and_read(member, &session->links.lock, until);
    group_receiver_give_back(member);
    if (link_to_root(session) == NULL) {
        session_kick_later(session); /* it has not left the group while it had the socket */
    }
    return true;
}

/* ---- other frames ---- */

/* Reads the number in the body of a frame. False: START has not come, or the body is wrong, and the link has
 * ended. */
static bool take_number(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                        uint32_t size, uint64_t *number)
{
    if (link->state != LINK_OPEN) {
        return false;
    }
    if (!wire_get_number(body, size, number)) {
        session->statistics.badFrames++;
        leaf_link_over(session, link, WSAECONNRESET);
        return false;
    }
    return true;
}

void leaf_credit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    uint64_t number;
    if (take_number(session, link, body, size, &number) && number > session->leaf.granted &&
        number < ROOTED_NUMBER_END) {
        session->leaf.granted = number;
        session_changed(session->owner);
    }
}

void leaf_aside(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    enum message_fate fate =
        link->state == LINK_OPEN ? aside_from_root(session, link, body, size) : MESSAGE_TAKEN;
    bool forbidden = fate == MESSAGE_FORBIDDEN;
    if (fate != MESSAGE_TAKEN) {
        session->statistics.badFrames += forbidden;
        link_put_reason(link, WIRE_ABORT, forbidden ? WIRE_ABORT_PROTOCOL : WIRE_ABORT_RESOURCES);
        link_flush(link);
        leaf_link_over(session, link, forbidden ? WSAECONNRESET : WSAECONNABORTED);
    }
}

void leaf_ping(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    uint64_t number;
    if (take_number(session, link, body, size, &number) && session->leaf.receiving) {
        int64_t now = system_clock_now();
        receiver_learn(&session->leaf.receiver, number, now);
        receiver_answer(&session->leaf.receiver, now);
    }
}

void leaf_bye(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    uint64_t number;
    if (link->state != LINK_OPEN) {
        end_link(session, link, 0);
    } else if (take_number(session, link, body, size, &number)) {
        session->leaf.final =
            number; /* some datagrams below it may not have been sent yet; heartbeats tell when they are */
        leave_if_complete(session, link);
    }
}

void leaf_cancel(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    (void)body;
    (void)size;
    end_link(session, link, WSAECONNRESET);
}

void leaf_abort(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    uint16_t reason = 0;
    wire_get_reason(body, size, &reason);
    end_link(session, link, reason == WIRE_ABORT_PROTOCOL ? WSAECONNRESET : WSAECONNABORTED);
}

/* ---- what goes out ---- */

static bool can_report(const struct rooted_link *link)
{
    return link_unsent(link) < ROOTED_REPORT_QUEUE || !link->wants_out;
}

/* Where datagrams have come, more may follow. A thread of the application that reads them need not wake the
 * reactor for their ACK if the reactor looks by then anyway. Returns when it is to look. */
static int64_t look_again_at(struct rooted_session *session, int64_t now)
{
    struct session_again *again = &session->leaf.again;
    if (session->leaf.receiver.next != again->seen) {
        int64_t at = now + ROOTED_ACK_DELAY_LITTLE;
        at = group_receiver_is_lent(&session->leaf.in_group) ? at - at % ROOTED_LOOK_TOGETHER : 0;
        *again = (struct session_again){session->leaf.receiver.next, at};
    }
    return again->at > now ? again->at : ROOTED_NEVER;
}

/* If everything comes on the connection, and multicast has come before, another interface may have the address
 * now, or a switch may have forgotten that this leaf is in the group: then it joins anew, once. */
void leaf_follow_interface(struct rooted_session *session, int64_t now)
{
    struct group_member *member = &session->leaf.in_group;
    const struct receiver *receiver = &session->leaf.receiver;
    bool silent = now - receiver->heard_at > ROOTED_ALONE_TIME;
    if (!session->leaf.joined_anew && receiver->heard > 0 && receiver_is_alone(receiver, now)) {
        session->leaf.joined_anew = member->anew = true;
    }
    if (member->receiver != NULL && group_receiver_follow(member, silent, now)) {
        receiver_set_buffer(&session->leaf.receiver, group_receiver_holds(member));
    }
}

int64_t leaf_run(struct rooted_session *session, int64_t now)
{
    struct rooted_link *link = link_to_root(session);
    if (link == NULL) {
        return group_receiver_leave(&session->leaf.in_group) ? ROOTED_NEVER : now + ROOTED_LEAVE_AGAIN;
    }
    if (!session->leaf.receiving) {
        return ROOTED_NEVER;
    }
    if (!can_report(link)) {
        return ROOTED_NEVER; /* this runs again when there is room */
    }
    int64_t again_at = look_again_at(session, now);
    struct wire_ack ack;
    struct wire_nak nak;
    uint8_t frame[WIRE_SMALL_MAX];
    if (receiver_ack(&session->leaf.receiver, &ack, now)) {
        link_put(link, frame, wire_put_ack(frame, &ack));
    }
    if (receiver_nak(&session->leaf.receiver, &nak, now)) {
        for (uint32_t i = 0; i < nak.count; i++) {
            session->statistics.gapsReported += nak.ranges[i].count;
        }
        link_put(link, frame, wire_put_nak(frame, &nak));
    }
    if (link_unsent(link) > 0 && !link->wants_out) {
        link_flush(link);
    }
    int64_t due = receiver_due(&session->leaf.receiver);
    return due < again_at ? due : again_at;
}

bool leaf_can_send(const struct rooted_session *session, size_t size)
{
    const struct rooted_link *link = link_to_root(session);
    return link != NULL && !link->broken && link_unsent(link) < ROOTED_SEND_QUEUE &&
           session->leaf.sent + size + ROOTED_MESSAGE_COST <= session->leaf.granted;
}

int leaf_put(struct rooted_session *session, bool aside, const struct system_buffer *parts, size_t count,
             size_t size)
{
    struct rooted_link *link = link_to_root(session);
    uint64_t cost = size + (uint64_t)ROOTED_MESSAGE_COST;
    if (!leaf_can_send(session, size)) {
        return WSAEWOULDBLOCK;
    }
    if (!link_put_parts(link, aside ? WIRE_ASIDE : WIRE_MESSAGE, parts, count, size)) {
        return WSAENOBUFS;
    }
    session->leaf.sent += cost;
    session->statistics.messagesSent++;
    return 0;
}

void leaf_read(struct rooted_session *session, int64_t now)
{
    struct rooted_link *link = link_to_root(session);
    struct wire_ack ack;
    uint8_t frame[WIRE_SMALL_MAX];
    if (link == NULL || !can_report(link)) {
        return;
    }
    /* An ACK that nobody waits for is the reactor's, so that it does not hold up the application. */
    if (!receiver_has_little_to_say(&session->leaf.receiver) &&
        receiver_ack(&session->leaf.receiver, &ack, now)) {
        link_put(link, frame, wire_put_ack(frame, &ack));
        link_flush(link);
    } else if (receiver_due(&session->leaf.receiver) < session->task.due) {
        session_kick_later(session);
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
    session->leaf.lost = true;
    session_close_socket(session->owner, error);
}
