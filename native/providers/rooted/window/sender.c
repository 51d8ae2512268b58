#include "sender.h"

#include <stdlib.h>

void sender_init(struct sender *sender, uint64_t session, uint32_t window, uint32_t datagram, uint32_t tag)
{
    *sender = (struct sender){.session = session,
                              .base = 1,
                              .sent = 1,
                              .next = 1,
                              .window = window,
                              .datagram = datagram,
                              .largest = datagram,
                              .tag = tag,
                              .least_next = SENDER_NO_PEER,
                              .least_limit = SENDER_NO_PEER,
                              .least_echo = SENDER_NO_PEER,
                              .leap_most = ROOTED_DEAD_TIME,
                              .looked_at = ROOTED_LONG_AGO,
                              .part_at = ROOTED_LONG_AGO,
                              .run_to = ROOTED_LONG_AGO,
                              .heartbeat_at = ROOTED_NEVER,
                              .round_at = ROOTED_LONG_AGO,
                              .wanted_from = SENDER_NOT_WANTED};
    pace_init(&sender->pace, datagram);
}

static void drop_below(struct sender *sender, uint64_t base)
{
    for (; sender->base < base; sender->base++) {
        struct sender_slot *slot = sender_slot(sender, sender->base);
        sender->wanted -= slot->wanted;
        packet_release(slot->packet);
        slot->packet = NULL;
    }
    if (sender->base == sender->next) {
        sender->heartbeat_at = ROOTED_NEVER;
    }
}

void sender_free(struct sender *sender)
{
    drop_below(sender, sender->next);
    free(sender->slots);
    sender->slots = NULL;
}

/* ---- peers ---- */

static void note_least(uint64_t value, uint64_t *least, uint32_t *at_least)
{
    if (value < *least) {
        *least = value;
        *at_least = 0;
    }
    *at_least += value == *least;
}

static void note_peer(struct sender *sender, const struct sender_peer *peer)
{
    note_least(peer->next, &sender->least_next, &sender->at_least_next);
    note_least(peer->limit, &sender->least_limit, &sender->at_least_limit);
    if (peer->reached) {
        note_least(peer->echo_bytes, &sender->least_echo, &sender->at_least_echo);
        sender->answer = peer->heard == 0 && peer->answer > sender->answer ? peer->answer : sender->answer;
        if (peer->buffer > 0 && (sender->least_buffer == 0 || peer->buffer < sender->least_buffer)) {
            sender->least_buffer = peer->buffer;
        }
    }
}

/* Finds all minima anew. This looks at every peer, so after an ACK it is done only if the last peer that had
 * a minimum has moved on: about once when all peers have sent an ACK. */
static void find_least(struct sender *sender)
{
    sender->least_next = sender->least_limit = sender->least_echo = SENDER_NO_PEER;
    sender->at_least_next = sender->at_least_limit = sender->at_least_echo = 0;
    sender->least_buffer = 0;
    sender->answer = 0;
    for (const struct sender_peer *peer = sender->peers; peer != NULL; peer = peer->following) {
        note_peer(sender, peer);
    }
    drop_below(sender, sender->least_next < sender->sent ? sender->least_next : sender->sent);
}

static bool peer_left(uint64_t before, uint64_t after, uint64_t least, uint32_t *at_least)
{
    return before != after && before == least && --*at_least == 0;
}

/* If there are many leaves, each sends its ACKs so rarely that all of them together cost no more than those
 * of a few leaves. */
static void count_peers(struct sender *sender, int change)
{
    sender->peer_count += (uint32_t)change;
    int64_t time = sender->peer_count * ROOTED_ACK_SHARE;
    int64_t most = ROOTED_ACK_DELAY_MANY;
    for (sender->rare = 0; time > most && sender->rare < WIRE_RARE >> WIRE_RARE_SHIFT; most *= 2) {
        sender->rare++;
    }
    time = time < ROOTED_ACK_DELAY_MANY ? time : most;
    sender->pace.ack_time = sender->peer_count > ROOTED_REMULTICAST_FEW ? time : 0;
}

void sender_add(struct sender *sender, struct sender_peer *peer)
{
    *peer =
        (struct sender_peer){.next = sender->next,
                             .limit = sender->next + sender->window,
                             .held_since = ROOTED_NEVER,
                             .following = sender->peers,
                             .reached = true, /* until the contrary is seen, multicast is taken to reach it */
                             .echo = sender->next - 1,
                             .echo_bytes = sender->sent_bytes + sender->unsent_bytes,
                             .first_bytes = sender->sent_bytes + sender->unsent_bytes};
    pace_path_init(&peer->path);
    sender_allow(sender, peer);
    if (sender->peers != NULL) {
        sender->peers->previous = peer;
    }
    sender->peers = peer;
    count_peers(sender, 1);
    sender->open = false; /* the first datagram that it gets begins with a record */
    note_peer(sender, peer);
}

void sender_expect(struct sender *sender, struct sender_peer *peer, int64_t answer)
{
    peer->answer = answer < ROOTED_ANSWER_BELIEVED ? answer : ROOTED_ANSWER_BELIEVED;
    sender->answer = peer->answer > sender->answer ? peer->answer : sender->answer;
}

void sender_remove(struct sender *sender, struct sender_peer *peer)
{
    if (peer->previous != NULL) {
        peer->previous->following = peer->following;
    } else {
        sender->peers = peer->following;
    }
    if (peer->following != NULL) {
        peer->following->previous = peer->previous;
    }
    count_peers(sender, -1);
    find_least(sender);
}

void sender_fit(struct sender *sender, uint32_t datagram)
{
    if (datagram != sender->datagram && datagram <= sender->largest) {
        sender->datagram = datagram;
        sender->pace.datagram = datagram;
        sender->open = false;
    }
}

void sender_reach(struct sender *sender, struct sender_peer *peer, bool reached)
{
    if (peer->reached == reached) {
        return;
    }
    peer->reached = reached;
    peer->asked = 0;
    pace_path_again(&peer->path);
    find_least(sender);
}

/* ---- what goes out ---- */

/* Before a round-trip time is measured, what the handshakes took tells more than nothing does. */
static int64_t rtt_to_tell(const struct sender *sender)
{
    bool measured = sender->pace.rtt_least > 0 || sender->answer == 0;
    return measured ? sender->pace.rtt + sender->pace.late : sender->answer;
}

void sender_header(const struct sender *sender, enum wire_datagram_type type, struct wire_datagram *header)
{
    int64_t rtt = rtt_to_tell(sender) / WIRE_RTT_UNIT + 1;
    *header = (struct wire_datagram){.type = (uint8_t)type,
                                     .session = sender->session,
                                     .sequence = sender->sent,
                                     .rtt = (uint16_t)(rtt < UINT16_MAX ? rtt : UINT16_MAX)};
    if (type != WIRE_DATA) {
        return;
    }
    uint64_t every = pace_window(&sender->pace, sender->least_buffer) / sender->largest / 8;
    if (sender->peer_count > ROOTED_REMULTICAST_FEW) {
        double bytes = sender->pace.rate * (double)sender->pace.ack_time / 1e6;
        every = (uint64_t)(bytes / sender->largest);
        header->flags = (uint8_t)(WIRE_MANY | sender->rare << WIRE_RARE_SHIFT);
    }
    uint64_t most = sender->window / 8 < UINT8_MAX ? sender->window / 8 : UINT8_MAX;
    every = every < most ? every : most;
    header->ack_every = (uint8_t)(every == 0 ? 1 : every);
}

/* Whether the next datagram to go out has room for more messages. */
static bool is_part(const struct sender *sender)
{
    return sender->open && sender->sent + 1 == sender->next;
}

/*
 * When such a datagram may go out, as far as its room matters: some time after the last such one, if the way is
 * long or the program is in a run of sends. So a program that sends many small messages one by one fills its
 * datagrams, and one that sends seldom never waits.
 */
static int64_t part_due(const struct sender *sender)
{
    int64_t rest = sender->pace.rtt_least / ROOTED_PART_SHARE;
    rest = rest < ROOTED_PART_REST ? rest : ROOTED_PART_REST;
    int64_t run = sender->run / ROOTED_RUN_SHARE;
    rest = rest > run ? rest : run;
    return rest < ROOTED_PART_REST_MIN || !is_part(sender) ? ROOTED_AT_ONCE : sender->part_at + rest;
}

void sender_run_on(struct sender *sender, int64_t began, int64_t ended)
{
    int64_t rested = began - sender->run_to - ROOTED_RUN_GAP;
    if (rested > 0) {
        sender->run = rested < sender->run / ROOTED_RUN_SHARE ? sender->run - rested * ROOTED_RUN_SHARE : 0;
    }
    int64_t run = sender->run + (ended - began);
    sender->run = run < ROOTED_RUN_MOST ? run : ROOTED_RUN_MOST;
    sender->run_to = ended;
}

static void send_first(struct sender *sender, struct sender_slot *slot, int64_t now)
{
    struct wire_datagram header;
    struct packet *packet = slot->packet;
    sender_header(sender, WIRE_DATA, &header);
    header.flags |= packet->flags;
    header.length = packet->payload;
    wire_put_datagram(packet->bytes, &header);
    sender->part_at = is_part(sender) ? now : sender->part_at;
    sender->sent++;
    sender->unsent_bytes -= packet->length;
    sender->sent_bytes += packet->length;
    slot->sent_bytes = sender->sent_bytes;
    slot->again_bytes = sender->again_bytes;
    if (!sender_reaches_no_peer(sender)) { /* else it is not multicast */
        sender->cast_bytes += packet->length;
        pace_sent(&sender->pace, packet->length, now);
    }
    slot->cast_bytes = sender->cast_bytes;
    slot->first_at = slot->sent_at = now;
    slot->times = 1;
    slot->eased = haste_eased(&sender->pace);
}

/* When the rate lets the next datagram go out. If multicast reaches no leaf, only the connections limit
 * it. */
static int64_t next_turn_at(const struct sender *sender)
{
    return sender_reaches_no_peer(sender) ? ROOTED_AT_ONCE : pace_due(&sender->pace);
}

/* Whether a datagram waits that the windows of all peers and the bytes under way let go out. */
static bool may_send(const struct sender *sender)
{
    return sender->sent < sender->next && sender->sent < sender->least_limit &&
           sender_under_way(sender) < pace_window(&sender->pace, sender->least_buffer);
}

static int64_t first_due(const struct sender *sender)
{
    int64_t part = part_due(sender), turn = next_turn_at(sender);
    return part > turn ? part : turn;
}

static uint32_t first_turn(struct sender *sender, struct packet **packets, uint32_t most, int64_t now)
{
    uint32_t count = 0;
    uint64_t window = pace_window(&sender->pace, sender->least_buffer);
    if (sender_under_way(sender) == 0) {
        sender->echo_at = now;
    }
    while (count < most && may_send(sender) && first_due(sender) <= now) {
        struct sender_slot *slot = sender_slot(sender, sender->sent);
        send_first(sender, slot, now);
        packets[count++] = slot->packet;
    }
    sender->open = sender->open && sender->sent < sender->next;
    bool all = sender->sent == sender->next || part_due(sender) > now; /* nothing else is worth a datagram */
    if ((all || sender->sent == sender->least_limit) && sender_under_way(sender) < window) {
        sender->limited_until = sender->sent;
    }
    if (count > 0) {
        sender->heartbeat_interval = ROOTED_HEARTBEAT_MIN;
        sender->heartbeat_at = now + ROOTED_HEARTBEAT_MIN;
    }
    return count;
}

static uint32_t repair_turn(struct sender *sender, struct packet **packets, uint32_t most, int64_t now)
{
    uint32_t count = 0;
    uint64_t i = sender->wanted_from > sender->base ? sender->wanted_from : sender->base;
    for (; sender->wanted > 0 && i < sender->sent && count < most && next_turn_at(sender) <= now; i++) {
        struct sender_slot *slot = sender_slot(sender, i);
        if (!slot->wanted) {
            continue;
        }
        slot->wanted = false;
        sender->wanted--;
        slot->sent_at = now;
        slot->times = (uint8_t)(slot->times < UINT8_MAX ? slot->times + 1 : UINT8_MAX);
        sender->again_bytes += slot->packet->length;
        if (!sender_reaches_no_peer(sender)) {
            sender->cast_bytes += slot->packet->length;
            pace_sent(&sender->pace, slot->packet->length, now);
        }
        packets[count++] = slot->packet;
    }
    sender->wanted_from = sender->wanted > 0 ? i : SENDER_NOT_WANTED;
    return count;
}

uint32_t sender_turn(struct sender *sender, struct packet **packets, uint32_t most, bool *first, int64_t now)
{
    if (sender->peers == NULL) {
        sender->sent = sender->next;
        sender->sent_bytes += sender->unsent_bytes;
        sender->unsent_bytes = 0;
        sender->open = false;
        drop_below(sender, sender->next);
        return 0;
    }
    pace_tick(&sender->pace, sender_under_way(sender), now);
    *first = false;
    uint32_t count = repair_turn(sender, packets, most, now);
    if (count == 0) {
        *first = true;
        count = first_turn(sender, packets, most, now);
    }
    return count;
}

int64_t sender_due(const struct sender *sender)
{
    int64_t first = may_send(sender) ? first_due(sender) : ROOTED_NEVER;
    return sender->wanted > 0 ? next_turn_at(sender) : first;
}

struct packet *sender_packet(const struct sender *sender, uint64_t sequence)
{
    return sequence >= sender->base && sequence < sender->next ? sender_slot(sender, sequence)->packet : NULL;
}

uint64_t sender_undelivered(const struct sender *sender, uint64_t from)
{
    uint64_t bytes = 0;
    for (uint64_t i = from < sender->base ? sender->base : from; i < sender->next; i++) {
        bytes += sender_slot(sender, i)->packet->payload;
    }
    return bytes;
}

/* ---- what comes back ---- */

static void round_over(struct sender *sender, int64_t now)
{
    pace_round_begin(&sender->pace);
    for (struct sender_peer *peer = sender->peers; peer != NULL; peer = peer->following) {
        if (peer->reached) {
            pace_round_path(&sender->pace, &peer->path, now);
        }
    }
    pace_round_end(&sender->pace, sender_under_way(sender), now);
    sender->round_bytes = sender->sent_bytes;
    sender->round_at = now;
}

/* The again_bytes of the datagram behind this one. */
static uint64_t again_behind(const struct sender *sender, uint64_t sequence)
{
    return sequence + 1 < sender->sent ? sender_slot(sender, sequence + 1)->again_bytes : sender->again_bytes;
}

/* Measures the way to the peer by what its ACK says. */
static void measure_path(struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack,
                         int64_t now)
{
    if (ack->echo <= peer->echo || ack->echo < sender->base) {
        return;
    }
    const struct sender_slot *slot = sender_slot(sender, ack->echo);
    struct pace_sample sample = {.sent = slot->sent_bytes,
                                 .again = slot->again_bytes,
                                 .again_behind = again_behind(sender, ack->echo),
                                 .sent_at = slot->sent_at,
                                 .sequence = ack->echo,
                                 .received = ack->received,
                                 .stamp = ack->stamp,
                                 .acked = ack->stamp + ack->hold,
                                 .missed = ack->missed,
                                 .hasty = haste_is_cause(&sender->pace),
                                 .limited = ack->echo < sender->limited_until};
    if (slot->times == 1) { /* if it was sent twice, nobody knows which of the two was echoed */
        sample.rtt = now - slot->sent_at - (int64_t)ack->hold;
    }
    peer->echo = ack->echo;
    peer->echo_bytes = slot->sent_bytes;
    if (peer->reached) {
        pace_sample(&peer->path, &sample, now);
    }
}

bool sender_ack(struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack, int64_t now)
{
    if (!sender_believes(sender, peer, ack, now)) {
        return false;
    }
    uint64_t next = peer->next, limit = peer->limit, echo_bytes = peer->echo_bytes;
    bool poor = peer->share.poor;
    sender_judge(sender, peer, ack, now);
    bool back = !peer->reached && !peer->share.poor && (poor || ack->heard != peer->heard);
    measure_path(sender, peer, ack, now);
    if (ack->next != next || ack->limit != limit) {
        peer->held_since = ROOTED_NEVER; /* the peer makes progress, so its time begins anew */
    }
    peer->next = ack->next;
    peer->limit = ack->limit;
    sender->silent = ack->heard == peer->heard ? sender->silent : 0;
    peer->heard = ack->heard;
    bool again = back || (peer->buffer == 0 && ack->buffer != 0);
    peer->reached = peer->reached || back;
    if (peer->buffer == 0 && ack->buffer != 0) { /* it never changes */
        peer->buffer = ack->buffer > ROOTED_SOCKET_LEAST ? ack->buffer : ROOTED_SOCKET_LEAST;
    }
    again = peer_left(next, peer->next, sender->least_next, &sender->at_least_next) || again;
    again = peer_left(limit, peer->limit, sender->least_limit, &sender->at_least_limit) || again;
    again = peer_left(echo_bytes, peer->echo_bytes, sender->least_echo, &sender->at_least_echo) || again;
    uint64_t least_echo = sender->least_echo;
    if (again) {
        find_least(sender);
    }
    if (sender->least_echo != least_echo) {
        sender->echo_at = now;
    }
    if (!sender_reaches_no_peer(sender) && sender->least_echo > sender->round_bytes &&
        now - sender->round_at >= ROOTED_ROUND_MIN) {
        round_over(sender, now);
    }
    return true;
}

bool sender_heartbeat(struct sender *sender, int64_t now)
{
    if (now < sender->heartbeat_at) {
        return false;
    }
    sender->heartbeat_interval *= 2;
    if (sender->heartbeat_interval > ROOTED_HEARTBEAT_MAX) {
        sender->heartbeat_interval = ROOTED_HEARTBEAT_MAX;
    }
    sender->heartbeat_at = now + sender->heartbeat_interval;
    sender->again_bytes += WIRE_DATAGRAM_HEADER + sender->tag;
    return true;
}

struct sender_peer *sender_last(const struct sender *sender)
{
    if (sender->at_least_next != 1) {
        return NULL;
    }
    struct sender_peer *peer = sender->peers;
    while (peer->next != sender->least_next) {
        peer = peer->following;
    }
    return peer;
}

bool sender_is_ahead(const struct sender *sender, const struct sender_peer *peer)
{
    return sender->sent < sender->next && peer->next == sender->sent && peer->limit > sender->sent;
}

bool sender_is_slow(struct sender *sender, struct sender_peer *peer, bool wanted, int64_t patience,
                    int64_t now)
{
    bool owes = peer->next < sender->sent || (wanted && peer->limit <= sender->next + ROOTED_WINDOW_MIN / 2);
    if (!owes) {
        peer->held_since = ROOTED_NEVER;
        return false;
    }
    if (peer->held_since == ROOTED_NEVER) {
        peer->held_since = now;
    }
    return now - peer->held_since >= patience;
}
