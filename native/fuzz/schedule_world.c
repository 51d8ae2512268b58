#include "schedule_world.h"

#include <stdlib.h>
#include <string.h>

#include "must.h"

struct world w;

uint8_t world_decide(void)
{
    if (w.schedule < w.end) {
        return *w.schedule++;
    }
    w.good_since = w.good_since < 0 ? w.now : w.good_since;
    return 0;
}

static uint32_t mix(uint32_t number)
{
    number = (number ^ w.seed) * 0x9e3779b1u;
    return number ^ number >> 15;
}

/* ---- messages ---- */

static uint32_t size_of(uint32_t number)
{
    uint32_t mixed = mix(number);
    return 4 + (mixed % 8 == 0 ? mixed / 8 % (LARGEST - 4) : mixed / 8 % 60);
}

static void fill(uint8_t *bytes, uint32_t number)
{
    memcpy(bytes, &number, sizeof number);
    memset(bytes + 4, (int)(uint8_t)(number * 31), size_of(number) - 4);
}

/* ---- ways ---- */

static void post(struct queue *queue, struct letter *letter)
{
    uint8_t late = world_decide();
    int64_t at = w.now + ROOTED_MS + (late < 128 ? late * ROOTED_MS / 8 : (late - 120) * 4 * ROOTED_MS);
    letter->at = queue->last = at > queue->last ? at : queue->last;
    queue->letters[(queue->first + queue->count++) % LETTERS] = *letter;
}

static void post_repair(struct peer *peer, struct packet *packet)
{
    if (packet != NULL && peer->in.count < LETTERS) { /* else the leaf asks again */
        struct letter letter = {.what = LETTER_REPAIR, .packet = packet};
        packet_hold(packet);
        sender_repaired(&peer->peer, packet);
        post(&peer->in, &letter);
    }
}

static void fly_to(int leaf, struct packet *packet, int64_t time)
{
    if (w.flying < DATAGRAMS) {
        packet_hold(packet);
        w.flights[w.flying++] = (struct flight){w.now + time, packet, leaf};
    }
}

static void multicast(struct packet *packet)
{
    for (int i = 0; i < LEAVES; i++) {
        if (!w.peers[i].there) {
            continue;
        }
        uint8_t fate = world_decide();
        if (fate == 0) {
            fly_to(i, packet, ROOTED_MS);
        } else if (fate >= 0x80) {
            fly_to(i, packet, (fate & 0x7f) * ROOTED_MS);
        } else if (fate >= 0x60) {
            fly_to(i, packet, ROOTED_MS);
            fly_to(i, packet, (fate & 0x1f) * ROOTED_MS);
        } /* else it is lost */
    }
}

/* ---- the root, as session/transmit.c and session/overdue.c do it ---- */

bool world_reaches_nobody(void)
{
    for (int i = 0; i < PEERS; i++) {
        if (w.peers[i].there && w.peers[i].unicast) {
            return sender_reaches_no_peer(&w.sender);
        }
    }
    return false;
}

void world_set_unicast(struct peer *peer)
{
    if (!peer->unicast) {
        peer->unicast = true;
        peer->fed = 0;
        sender_reach(&w.sender, &peer->peer, false);
    }
}

static void feed(struct peer *peer)
{
    peer->fed = peer->fed < peer->peer.next ? peer->peer.next : peer->fed;
    while (peer->fed < w.sender.sent && peer->in.count < LETTERS) {
        post_repair(peer, sender_packet(&w.sender, peer->fed++));
    }
}

void world_add_peer(int index)
{
    struct peer *peer = &w.peers[index];
    sender_add(&w.sender, &peer->peer);
    peer->there = peer->fresh = true;
    peer->unicast = false;
    peer->fed = 0;
}

void world_forget_queue(struct queue *queue)
{
    for (; queue->count > 0; queue->count--, queue->first = (queue->first + 1) % LETTERS) {
        struct letter *letter = &queue->letters[queue->first];
        free(letter->nak);
        if (letter->packet != NULL) {
            packet_release(letter->packet);
        }
    }
}

void world_remove_peer(int index)
{
    sender_remove(&w.sender, &w.peers[index].peer);
    w.peers[index].there = false;
    world_forget_queue(&w.peers[index].in);
}

static void heartbeat(void)
{
    struct wire_datagram header;
    struct packet *packet = packet_new(PACKET_SENT, WIRE_DATAGRAM_HEADER);
    MUST(packet != NULL);
    sender_header(&w.sender, WIRE_HEARTBEAT, &header);
    wire_put_datagram(packet->bytes, &header);
    packet->length = WIRE_DATAGRAM_HEADER;
    multicast(packet);
    packet_release(packet);
}

static void join(int index)
{
    struct leaf *leaf = &w.leaves[index];
    const struct wire_start start = {.first = w.sender.next,
                                     .window = ROOTED_WINDOW_MIN,
                                     .datagram = ROOTED_DATAGRAM_MIN,
                                     .member = (uint32_t)index + 1};
    receiver_init(&leaf->receiver, &start, w.now);
    leaf->joined = true;
    leaf->expected = w.put;
    world_add_peer(index);
}

static void put_messages(void)
{
    static uint8_t bytes[LARGEST];
    for (;;) {
        for (int i = 0; i < (int)w.leaf_count; i++) {
            if (!w.leaves[i].joined && w.put >= w.leaves[i].joins_at) {
                join(i);
            }
        }
        struct system_buffer part = {bytes, size_of(w.put)};
        if (w.put == w.messages || w.sender.peers == NULL || !sender_has_room(&w.sender, part.size)) {
            return;
        }
        fill(bytes, w.put);
        MUST(sender_put(&w.sender, &part, 1, NULL));
        w.put++;
    }
}

void world_root_run(void)
{
    struct packet *packets[16];
    struct sender_peer *unreached;
    uint32_t count;
    bool first;
    put_messages();
    while ((unreached = sender_unreached(&w.sender, w.now)) != NULL) {
        world_set_unicast((struct peer *)(void *)unreached); /* its first member */
    }
    while ((count = sender_turn(&w.sender, packets, 16, &first, w.now)) > 0) {
        bool nobody = world_reaches_nobody();
        for (uint32_t i = 0; i < count; i++) {
            if (!nobody) {
                multicast(packets[i]);
            }
            for (int k = 0; first && k < LEAVES; k++) {
                if (w.peers[k].there && w.peers[k].fresh && !w.peers[k].unicast) {
                    post_repair(&w.peers[k], packets[i]);
                }
            }
        }
        put_messages();
    }
    for (int i = 0; i < LEAVES; i++) {
        if (w.peers[i].there && w.peers[i].unicast) {
            feed(&w.peers[i]);
        }
    }
    if (world_reaches_nobody() && w.now >= w.probe_at) {
        w.probe_at = w.now + ROOTED_PROBE_TIME;
        heartbeat();
    }
    if (sender_heartbeat(&w.sender, w.now)) {
        heartbeat();
    }
}

void world_scan(void)
{
    for (int i = 0; i < PEERS; i++) {
        struct peer *peer = &w.peers[i];
        if (peer->there &&
            sender_is_slow(&w.sender, &peer->peer, w.put < w.messages, ROOTED_SLOW_TIME, w.now)) {
            /* An honest one is slow only while the network is bad. */
            MUST(i == LIAR || w.good_since < 0 || w.now - w.good_since < WELL_WITHIN);
            w.starved = w.starved || i != LIAR;
            world_remove_peer(i);
        }
    }
    w.scan_at = w.now + SCAN;
}

void world_take_nak(struct peer *peer, struct wire_nak *nak)
{
    for (uint32_t i = 0; i < nak->count && !peer->unicast; i++) {
        sender_clip(&w.sender, &peer->peer, &nak->ranges[i], w.now);
        for (uint32_t k = 0; k < nak->ranges[i].count; k++) {
            uint64_t sequence = nak->ranges[i].first + k;
            if (sender_request(&w.sender, &peer->peer, sequence, nak->stamp, w.now) == SENDER_REPAIR_ONE) {
                post_repair(peer, sender_packet(&w.sender, sequence));
            }
        }
    }
}

bool world_take_ack(struct peer *peer, const struct wire_ack *ack)
{
    if (!sender_ack(&w.sender, &peer->peer, ack, w.now)) {
        return false;
    }
    peer->fresh = false;
    peer->unicast = peer->unicast && !peer->peer.reached;
    return true;
}

/* ---- leaves ---- */

void world_read_messages(struct leaf *leaf)
{
    static uint8_t bytes[LARGEST], wanted[LARGEST];
    struct receiver_message message;
    while (w.now >= leaf->reads_at && receiver_head(&leaf->receiver, &message)) {
        MUST(leaf->expected < w.put && message.size == size_of(leaf->expected) && !message.relayed);
        MUST(receiver_copy(&leaf->receiver, &message, 0, bytes, sizeof bytes) == message.size);
        fill(wanted, leaf->expected++);
        MUST(memcmp(bytes, wanted, message.size) == 0);
        receiver_take(&leaf->receiver, &message, w.now);
        uint8_t pause = w.slow_readers ? world_decide() : 0;
        leaf->reads_at = pause > 0 ? w.now + pause * ROOTED_MS : leaf->reads_at;
    }
}

void world_leaf_run(struct leaf *leaf)
{
    struct letter letter = {.what = LETTER_ACK};
    struct wire_nak nak;
    world_read_messages(leaf);
    if (leaf->out.count < LETTERS / 2 && receiver_ack(&leaf->receiver, &letter.ack, w.now)) {
        post(&leaf->out, &letter);
    }
    if (leaf->out.count < LETTERS / 2 && receiver_nak(&leaf->receiver, &nak, w.now)) {
        letter.what = LETTER_NAK;
        letter.nak = malloc(sizeof nak);
        MUST(letter.nak != NULL);
        *letter.nak = nak;
        post(&leaf->out, &letter);
    }
}

void world_arrive(int index, struct packet *packet, bool repair)
{
    struct leaf *leaf = &w.leaves[index];
    struct receiver *receiver = &leaf->receiver;
    struct wire_datagram header;
    MUST(wire_get_datagram(packet->bytes, packet->length, 0, &header));
    receiver_hear(receiver, &header, packet->length, !repair, w.now);
    if (!repair) {
        leaf->told_alone = false;
    } else if (!leaf->told_alone && receiver->alone >= ROOTED_REPAIRS_ALONE &&
               w.now - receiver->heard_at > ROOTED_ALONE_TIME &&
               receiver_has_asked(receiver, header.sequence)) {
        struct letter letter = {.what = LETTER_ALONE};
        leaf->told_alone = true;
        post(&leaf->out, &letter);
    }
    if (header.type == WIRE_HEARTBEAT) {
        receiver_learn(receiver, header.sequence, w.now);
    } else {
        MUST(receiver_put(receiver, header.sequence, packet, w.now) != RECEIVER_BROKEN);
    }
    world_leaf_run(leaf);
}

/* A letter that has come to the root. */
void world_take_from_leaf(int index)
{
    struct queue *queue = &w.leaves[index].out;
    struct peer *peer = &w.peers[index];
    struct letter letter = queue->letters[queue->first];
    queue->first = (queue->first + 1) % LETTERS;
    queue->count--;
    if (peer->there && letter.what == LETTER_ACK) {
        MUST(world_take_ack(peer, &letter.ack));
    } else if (peer->there && letter.what == LETTER_NAK) {
        world_take_nak(peer, letter.nak);
    } else if (peer->there) {
        world_set_unicast(peer);
    }
    free(letter.nak);
    world_leaf_run(&w.leaves[index]);
}

void world_take_from_root(int index)
{
    struct queue *queue = &w.peers[index].in;
    struct packet *packet = queue->letters[queue->first].packet;
    queue->first = (queue->first + 1) % LETTERS;
    queue->count--;
    world_arrive(index, packet, true);
    packet_release(packet);
}
