#include "simulation_session.h"

#include <stdlib.h>
#include <string.h>

#include "test/check.h"

enum { OVERHEAD = 20 + 8 + 14, TURN = 64, TIMER = 100 /* timers are so late, us */, DATAGRAM = 1472 };
/* Of a million turns of the root's, so many wait for a processor, so long. */
enum { STALLS = 2000, STALL = 5000 };

static void root_run(struct session *session);

/* ---- the leaf ---- */

/* What goes over a connection is not lost but late: a lost segment costs a round trip, and all behind it
 * wait. */
static int64_t connection_time(struct session_leaf *leaf, int64_t *last)
{
    int64_t one_way = leaf->session->link->delay + leaf->way->delay, time = net_now + one_way;
    time += leaf->way->jitter > 0 ? net_jitter(leaf->way->jitter) : 0;
    bool back = last == &leaf->control_in;
    uint32_t loss = leaf->way->loss + (back ? leaf->way->lost_back : 0);
    time += back && net_now >= leaf->way->later_from ? leaf->way->later_back : 0;
    while (net_chance(loss)) {
        time += 2 * one_way + 5000;
    }
    *last = time > *last ? time : *last;
    return *last;
}

static void ack_arrives(void *object, uint64_t number, void *extra)
{
    (void)number;
    struct session_leaf *leaf = object;
    CHECK(sender_ack(&leaf->session->sender, &leaf->peer, extra, net_now));
    free(extra);
    root_run(leaf->session);
}

static void repair_arrives(void *object, uint64_t sequence, void *extra);

static void nak_arrives(void *object, uint64_t number, void *extra)
{
    (void)number;
    struct session_leaf *leaf = object;
    struct session *session = leaf->session;
    struct wire_nak *nak = extra;
    for (uint32_t i = 0; i < nak->count; i++) {
        if (!sender_clip(&session->sender, &leaf->peer, &nak->ranges[i], net_now)) {
            continue;
        }
        for (uint64_t s = nak->ranges[i].first; s < nak->ranges[i].first + nak->ranges[i].count; s++) {
            if (sender_request(&session->sender, &leaf->peer, s, nak->stamp, net_now) == SENDER_REPAIR_ONE) {
                struct packet *packet = sender_packet(&session->sender, s);
                packet_hold(packet);
                sender_repaired(&leaf->peer, packet);
                net_at(connection_time(leaf, &leaf->control_out), repair_arrives, leaf, s, packet);
            }
        }
    }
    free(nak);
    root_run(session);
}

static void *copy_of(const void *bytes, size_t size)
{
    void *copy = malloc(size);
    if (copy == NULL) {
        abort();
    }
    return memcpy(copy, bytes, size);
}

static void leaf_run(struct session_leaf *leaf);

static void leaf_timer(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct session_leaf *leaf = object;
    if ((int64_t)number == leaf->timer) {
        leaf->timer = ROOTED_NEVER;
        leaf_run(leaf);
    }
}

static void leaf_run(struct session_leaf *leaf)
{
    struct receiver_message message;
    struct wire_ack ack;
    struct wire_nak nak;
    while (receiver_head(&leaf->receiver, &message)) {
        CHECK(message.size == leaf->session->size);
        leaf->messages++;
        leaf->bytes += message.size;
        if (leaf->read_at > 0 && net_now - leaf->read_at > leaf->longest_gap) {
            leaf->longest_gap = net_now - leaf->read_at;
        }
        leaf->read_at = net_now;
        receiver_take(&leaf->receiver, &message, net_now);
    }
    if (receiver_ack(&leaf->receiver, &ack, net_now)) {
        net_at(connection_time(leaf, &leaf->control_in), ack_arrives, leaf, 0, copy_of(&ack, sizeof ack));
    }
    while (receiver_nak(&leaf->receiver, &nak, net_now)) {
        net_at(connection_time(leaf, &leaf->control_in), nak_arrives, leaf, 0, copy_of(&nak, sizeof nak));
    }
    int64_t due = receiver_due(&leaf->receiver);
    if (due < leaf->timer) {
        leaf->timer = due + TIMER;
        net_at(leaf->timer, leaf_timer, leaf, (uint64_t)leaf->timer, NULL);
    }
}

static void take(struct session_leaf *leaf, struct packet *packet, bool multicast)
{
    struct wire_datagram header;
    CHECK(wire_get_datagram(packet->bytes, packet->length, 0, &header));
    receiver_hear(&leaf->receiver, &header, packet->length, multicast, net_now);
    if (header.type == WIRE_HEARTBEAT) {
        receiver_learn(&leaf->receiver, header.sequence, net_now);
    } else {
        CHECK(receiver_put(&leaf->receiver, header.sequence, packet, net_now) != RECEIVER_BROKEN);
    }
    packet_release(packet);
    leaf_run(leaf);
}

static void arrives(void *object, uint64_t number, void *extra)
{
    (void)number;
    take(object, extra, true);
}

static void repair_arrives(void *object, uint64_t sequence, void *extra)
{
    (void)sequence;
    take(object, extra, false);
}

/* ---- the root ---- */

/* At the end of the shared link: each leaf's copy goes its own way. */
static void fans_out(void *object, uint64_t first, void *extra)
{
    struct session *session = object;
    struct packet *packet = extra;
    bool lost = false;
    for (uint32_t i = 0; i < session->leaf_count; i++) {
        struct session_leaf *leaf = &session->leaves[i];
        int64_t time = net_now + leaf->way->delay;
        if (leaf->way->rate > 0) {
            time = net_link_send(&leaf->own, packet->length + OVERHEAD);
        }
        if (net_chance(leaf->way->loss)) {
            time = -1;
        }
        time += time >= 0 && leaf->way->jitter > 0 ? net_jitter(leaf->way->jitter) : 0;
        lost = lost || time < 0;
        if (time >= 0) {
            for (uint32_t k = 0; k <= leaf->way->again; k++) {
                packet_hold(packet);
                net_at(time + 100 * k, arrives, leaf, 0, packet);
            }
        }
    }
    session->lost += lost && first;
    packet_release(packet);
}

static void multicast(struct session *session, struct packet *packet, bool first)
{
    int64_t time = net_link_send(session->link, packet->length + OVERHEAD);
    session->frames++;
    if (time < 0) {
        session->frames_dropped++;
        session->lost += first;
        return;
    }
    packet_hold(packet);
    net_at(time, fans_out, session, first, packet);
}

static void root_timer(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct session *session = object;
    if ((int64_t)number == session->timer) {
        session->timer = ROOTED_NEVER;
        root_run(session);
    }
}

static void heartbeat(struct session *session)
{
    struct wire_datagram header;
    struct packet *packet = packet_new(PACKET_SENT, WIRE_DATAGRAM_HEADER);
    sender_header(&session->sender, WIRE_HEARTBEAT, &header);
    wire_put_datagram(packet->bytes, &header);
    packet->length = WIRE_DATAGRAM_HEADER;
    multicast(session, packet, false);
    packet_release(packet);
}

static void root_run(struct session *session)
{
    static char bytes[ROOTED_MESSAGE_MAX];
    struct system_buffer part = {bytes, session->size};
    struct packet *packets[TURN];
    bool first;
    if (net_now < session->begins) {
        return;
    }
    do {
        while (sender_has_room(&session->sender, part.size)) {
            CHECK(sender_put(&session->sender, &part, 1, NULL));
        }
        uint32_t count = sender_turn(&session->sender, packets, TURN, &first, net_now);
        for (uint32_t i = 0; i < count; i++) {
            multicast(session, packets[i], first);
        }
        session->repairs += first ? 0 : count;
        if (count == 0) {
            break;
        }
    } while (true);
    if (sender_heartbeat(&session->sender, net_now)) {
        heartbeat(session);
    }
    int64_t due = sender_due(&session->sender);
    due = due < session->sender.heartbeat_at ? due : session->sender.heartbeat_at;
    if (due != ROOTED_NEVER && (due < session->timer - TIMER || session->timer == ROOTED_NEVER)) {
        session->timer = (due < net_now ? net_now : due) + (net_chance(STALLS) ? STALL : TIMER);
        net_at(session->timer, root_timer, session, (uint64_t)session->timer, NULL);
    }
}

/* ---- both ---- */

static void start_root(void *object, uint64_t number, void *extra)
{
    (void)number;
    (void)extra;
    root_run(object);
}

void session_start(struct session *session, struct net_link *link, const struct session_way *ways,
                   uint32_t leaves, uint32_t window, uint32_t size, int64_t begins)
{
    session->link = link;
    session->leaf_count = leaves;
    session->size = size;
    session->begins = begins;
    session->timer = ROOTED_NEVER;
    sender_init(&session->sender, 1, window, DATAGRAM, 0);
    for (uint32_t i = 0; i < leaves; i++) {
        struct session_leaf *leaf = &session->leaves[i];
        leaf->session = session;
        leaf->way = &ways[i];
        leaf->own =
            (struct net_link){.rate = leaf->way->rate * 1e6, .queue = 64000, .delay = leaf->way->delay};
        leaf->timer = ROOTED_NEVER;
        sender_add(&session->sender, &leaf->peer);
        const struct wire_start start = {
            .first = session->sender.next, .window = window, .datagram = DATAGRAM, .member = i};
        receiver_init(&leaf->receiver, &start, 0);
        leaf_run(leaf);
    }
    net_at(begins, start_root, session, 0, NULL);
}
