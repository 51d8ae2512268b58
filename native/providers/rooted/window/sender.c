#include "sender.h"

#include <stdlib.h>
#include <string.h>

void sender_init(struct sender *sender, uint64_t session, uint32_t window, uint32_t datagram, uint32_t tag)
{
    *sender = (struct sender){.session = session,
                              .base = 1,
                              .next = 1,
                              .window = window,
                              .datagram = datagram,
                              .tag = tag,
                              .least_next = UINT64_MAX,
                              .least_limit = UINT64_MAX,
                              .heartbeat_at = ROOTED_NEVER};
}

static struct sender_slot *slot_of(const struct sender *sender, uint64_t sequence)
{
    return &sender->slots[sequence & (sender->window - 1)];
}

static void drop_below(struct sender *sender, uint64_t base)
{
    for (; sender->base < base; sender->base++) {
        struct sender_slot *slot = slot_of(sender, sender->base);
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

/* Finds both minima anew: only when the last peer that held one has moved, so once for all peers' round of
 * ACKs. */
static void find_least(struct sender *sender)
{
    sender->least_next = sender->least_limit = UINT64_MAX;
    sender->at_least_next = sender->at_least_limit = 0;
    for (const struct sender_peer *peer = sender->peers; peer != NULL; peer = peer->following) {
        if (peer->next < sender->least_next) {
            sender->least_next = peer->next;
            sender->at_least_next = 0;
        }
        if (peer->limit < sender->least_limit) {
            sender->least_limit = peer->limit;
            sender->at_least_limit = 0;
        }
        sender->at_least_next += peer->next == sender->least_next;
        sender->at_least_limit += peer->limit == sender->least_limit;
    }
    drop_below(sender, sender->least_next < sender->next ? sender->least_next : sender->next);
}

void sender_add(struct sender *sender, struct sender_peer *peer)
{
    peer->next = sender->next;
    peer->limit = sender->next + sender->window;
    peer->held_since = ROOTED_NEVER;
    peer->previous = NULL;
    peer->following = sender->peers;
    if (sender->peers != NULL) {
        sender->peers->previous = peer;
    }
    sender->peers = peer;
    sender->peer_count++;
    /* Nobody is ahead of a new peer, so it can only join those at the minimum or make a new one. */
    if (peer->next < sender->least_next) {
        sender->least_next = peer->next;
        sender->at_least_next = 0;
    }
    if (peer->limit < sender->least_limit) {
        sender->least_limit = peer->limit;
        sender->at_least_limit = 0;
    }
    sender->at_least_next += peer->next == sender->least_next;
    sender->at_least_limit += peer->limit == sender->least_limit;
}

static void left_least(struct sender *sender, uint64_t next, uint64_t limit)
{
    bool gone = false;
    if (next == sender->least_next) {
        gone = --sender->at_least_next == 0;
    }
    if (limit == sender->least_limit) {
        gone = --sender->at_least_limit == 0 || gone;
    }
    if (gone) {
        find_least(sender);
    }
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
    sender->peer_count--;
    left_least(sender, peer->next, peer->limit);
}

bool sender_ack(struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack)
{
    if (ack->next < peer->next || ack->next > sender->next || ack->limit < peer->limit ||
        ack->limit > ack->next + ROOTED_WINDOW_MAX) {
        return false;
    }
    uint64_t next = peer->next, limit = peer->limit;
    if (ack->next == next && ack->limit == limit) {
        return true;
    }
    peer->next = ack->next;
    peer->limit = ack->limit;
    peer->held_since = ROOTED_NEVER; /* it moves: its patience starts anew */
    bool was_least = (next == sender->least_next && ack->next != next);
    bool was_limit = (limit == sender->least_limit && ack->limit != limit);
    left_least(sender, was_least ? next : UINT64_MAX - 1, was_limit ? limit : UINT64_MAX - 1);
    return true;
}

static size_t payload_room(const struct sender *sender)
{
    return sender->datagram - WIRE_DATAGRAM_HEADER - sender->tag;
}

static uint64_t room(const struct sender *sender)
{
    uint64_t end = sender->base + sender->window;
    end = end < sender->least_limit ? end : sender->least_limit;
    return end > sender->next ? end - sender->next : 0;
}

bool sender_has_room(const struct sender *sender, size_t size, bool relayed)
{
    size += relayed ? WIRE_ORIGIN : 0;
    size_t packets = size == 0 ? 1 : (size + payload_room(sender) - 1) / payload_room(sender);
    return packets <= room(sender);
}

/* Where a copy out of scattered parts has come to. */
struct gather {
    const struct system_buffer *part, *end;
    size_t offset;
};

static size_t gather(struct gather *from, uint8_t *out, size_t most)
{
    size_t done = 0;
    while (done < most && from->part < from->end) {
        size_t here = from->part->size - from->offset;
        here = here < most - done ? here : most - done;
        if (here > 0) {
            memcpy(out + done, (const uint8_t *)from->part->bytes + from->offset, here);
        }
        done += here;
        from->offset += here;
        if (from->offset == from->part->size) {
            from->part++;
            from->offset = 0;
        }
    }
    return done;
}

static size_t total(const struct system_buffer *parts, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += parts[i].size;
    }
    return size;
}

static void unput(struct sender *sender, uint64_t first)
{
    while (sender->next > first) {
        struct sender_slot *slot = slot_of(sender, --sender->next);
        packet_release(slot->packet);
        slot->packet = NULL;
    }
}

static struct packet *put_fragment(struct sender *sender, struct gather *from, size_t size, uint8_t flags,
                                   const struct wire_origin *origin)
{
    struct packet *packet = packet_new((uint16_t)(WIRE_DATAGRAM_HEADER + size + sender->tag));
    if (packet == NULL) {
        return NULL;
    }
    struct wire_datagram header = {.type = WIRE_DATA,
                                   .flags = flags,
                                   .session = sender->session,
                                   .sequence = sender->next,
                                   .length = (uint16_t)size};
    wire_put_datagram(packet->bytes, &header);
    uint8_t *payload = packet->bytes + WIRE_DATAGRAM_HEADER;
    size_t ahead = 0;
    if (origin != NULL && (flags & WIRE_FIRST) != 0) {
        wire_put_origin(payload, origin);
        ahead = WIRE_ORIGIN;
    }
    gather(from, payload + ahead, size - ahead);
    packet->length = (uint16_t)(WIRE_DATAGRAM_HEADER + size + sender->tag);
    packet->payload = (uint16_t)size;
    packet->flags = flags;
    *slot_of(sender, sender->next) = (struct sender_slot){.packet = packet, .multicast_at = INT64_MIN / 2};
    sender->next++;
    return packet;
}

bool sender_put(struct sender *sender, const struct system_buffer *parts, size_t count,
                const struct wire_origin *origin, int64_t now)
{
    if (sender->slots == NULL) {
        sender->slots = calloc(sender->window, sizeof *sender->slots);
        if (sender->slots == NULL) {
            return false;
        }
    }
    struct gather from = {parts, parts + count, 0};
    size_t left = total(parts, count) + (origin == NULL ? 0 : WIRE_ORIGIN);
    uint64_t first = sender->next;
    uint8_t kind = origin == NULL ? 0 : WIRE_RELAYED;
    do {
        size_t size = left < payload_room(sender) ? left : payload_room(sender);
        uint8_t flags =
            (uint8_t)(kind | (sender->next == first ? WIRE_FIRST : 0) | (size == left ? WIRE_LAST : 0));
        if (put_fragment(sender, &from, size, flags, origin) == NULL) {
            unput(sender, first);
            return false;
        }
        left -= size;
    } while (left > 0);
    sender->heartbeat_interval = ROOTED_HEARTBEAT_MIN;
    sender->heartbeat_at = now + ROOTED_HEARTBEAT_MIN;
    return true;
}

void sender_sent(struct sender *sender)
{
    if (sender->peers == NULL) {
        drop_below(sender, sender->next);
    }
}

struct packet *sender_packet(const struct sender *sender, uint64_t sequence)
{
    return sequence >= sender->base && sequence < sender->next ? slot_of(sender, sequence)->packet : NULL;
}

bool sender_clip(const struct sender *sender, struct wire_range *range)
{
    uint64_t end = range->first + range->count;
    uint64_t first = range->first < sender->base ? sender->base : range->first;
    end = end < sender->next ? end : sender->next;
    range->first = first;
    range->count = first < end ? (uint32_t)(end - first) : 0;
    return range->count > 0;
}

enum sender_repair sender_request(struct sender *sender, const struct sender_peer *peer, uint64_t sequence,
                                  int64_t now)
{
    if (sequence < peer->next || sequence < sender->base || sequence >= sender->next) {
        return SENDER_NO_REPAIR;
    }
    struct sender_slot *slot = slot_of(sender, sequence);
    if (now - slot->multicast_at < ROOTED_REMULTICAST_REST) {
        return SENDER_NO_REPAIR; /* it is on its way to all */
    }
    /* Multicast repairs come sooner than TCP's on a lossy way; but one bad way must not cost many leaves for
     * ever. */
    slot->requests++;
    bool few = sender->peer_count <= ROOTED_REMULTICAST_FEW;
    if (few ? slot->requests <= ROOTED_REMULTICAST_TIMES * sender->peer_count
            : slot->requests % ROOTED_REMULTICAST_ASKERS == 0) {
        slot->multicast_at = now;
        return SENDER_REPAIR_ALL;
    }
    return SENDER_REPAIR_ONE;
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
    return true;
}

bool sender_is_slow(struct sender *sender, struct sender_peer *peer, bool wanted, int64_t patience,
                    int64_t now)
{
    bool owes = peer->next < sender->next || (wanted && peer->limit <= sender->next + ROOTED_WINDOW_MIN / 2);
    if (!owes) {
        peer->held_since = ROOTED_NEVER;
        return false;
    }
    if (peer->held_since == ROOTED_NEVER) {
        peer->held_since = now;
    }
    return now - peer->held_since >= patience;
}
