#include "receiver.h"

#include <stdlib.h>
#include <string.h>

void receiver_init(struct receiver *receiver, uint64_t first, uint32_t window, uint32_t member, int64_t now)
{
    *receiver = (struct receiver){.taken = first,
                                  .next = first,
                                  .known = first,
                                  .window = window,
                                  .member = member,
                                  .acked = first,
                                  .announced = first + window,
                                  .ack_at = now, /* the first ACK says that the leaf is there */
                                  .nak_at = ROOTED_NEVER};
}

static struct receiver_slot *slot_of(const struct receiver *receiver, uint64_t sequence)
{
    return &receiver->slots[sequence & (receiver->window - 1)];
}

static void drop_to(struct receiver *receiver, uint64_t end)
{
    for (; receiver->taken < end; receiver->taken++) {
        struct receiver_slot *slot = slot_of(receiver, receiver->taken);
        packet_release(slot->packet);
        slot->packet = NULL;
    }
}

void receiver_free(struct receiver *receiver)
{
    for (uint32_t i = 0; receiver->slots != NULL && i < receiver->window; i++) {
        if (receiver->slots[i].packet != NULL) {
            packet_release(receiver->slots[i].packet);
        }
    }
    free(receiver->slots);
    receiver->slots = NULL;
}

static bool is_own(const struct receiver *receiver, const struct packet *packet)
{
    struct wire_origin origin;
    return (packet->flags & WIRE_RELAYED) != 0 &&
           wire_get_origin(packet->bytes + WIRE_DATAGRAM_HEADER, packet->payload, &origin) &&
           origin.member == receiver->member;
}

/* Goes over the packet at `next`. False when messages are cut wrongly. */
static bool advance_one(struct receiver *receiver, const struct packet *packet)
{
    bool first = (packet->flags & WIRE_FIRST) != 0;
    if (first == receiver->inside) {
        return false;
    }
    if (first) {
        struct wire_origin origin;
        receiver->gathering = 0;
        if ((packet->flags & WIRE_RELAYED) != 0 &&
            !wire_get_origin(packet->bytes + WIRE_DATAGRAM_HEADER, packet->payload, &origin)) {
            return false;
        }
        receiver->own = is_own(receiver, packet);
    }
    receiver->gathering += packet->payload;
    if (receiver->gathering > ROOTED_MESSAGE_MAX + WIRE_ORIGIN) {
        return false;
    }
    receiver->inside = (packet->flags & WIRE_LAST) == 0;
    receiver->messages += !receiver->inside && !receiver->own;
    receiver->next++;
    return true;
}

static struct packet *at(const struct receiver *receiver, uint64_t sequence)
{
    return sequence < receiver->taken + receiver->window ? slot_of(receiver, sequence)->packet : NULL;
}

static uint64_t head_end(const struct receiver *receiver)
{
    uint64_t end = receiver->taken;
    while (end < receiver->next) {
        if ((slot_of(receiver, end++)->packet->flags & WIRE_LAST) != 0) {
            return end;
        }
    }
    return 0; /* not complete */
}

static void want_ack(struct receiver *receiver, int64_t at_time)
{
    if (at_time < receiver->ack_at) {
        receiver->ack_at = at_time;
    }
}

static void opened(struct receiver *receiver, int64_t now)
{
    uint64_t more = receiver->taken + receiver->window - receiver->announced;
    if (more > 0) { /* even a little: a large message may wait for the last slot */
        want_ack(receiver, more >= receiver->window / 2 ? now : now + ROOTED_ACK_DELAY);
    }
}

/* Takes what nobody will read off the head: the member's own messages, and all when the application does not
 * receive. */
static void skip_unread(struct receiver *receiver, int64_t now)
{
    uint64_t end;
    while (receiver->taken < receiver->next && (end = head_end(receiver)) != 0) {
        bool own = is_own(receiver, slot_of(receiver, receiver->taken)->packet);
        if (!own && !receiver->discard) {
            break;
        }
        receiver->messages -= !own;
        drop_to(receiver, end);
    }
    opened(receiver, now);
}

static bool make_slots(struct receiver *receiver)
{
    if (receiver->slots == NULL) {
        receiver->slots = calloc(receiver->window, sizeof *receiver->slots);
    }
    return receiver->slots != NULL;
}

static void mark_missing(struct receiver *receiver, uint64_t end, int64_t now)
{
    for (uint64_t sequence = receiver->known; sequence < end; sequence++) {
        slot_of(receiver, sequence)->nak_at = now + ROOTED_NAK_DELAY;
        slot_of(receiver, sequence)->naks = 0;
    }
    if (end > receiver->known && now + ROOTED_NAK_DELAY < receiver->nak_at) {
        receiver->nak_at = now + ROOTED_NAK_DELAY;
    }
}

enum receiver_result receiver_put(struct receiver *receiver, uint64_t sequence, struct packet *packet,
                                  int64_t now)
{
    if (sequence < receiver->next) {
        return RECEIVER_OLD;
    }
    if (sequence >= receiver->taken + receiver->window || !make_slots(receiver)) {
        return RECEIVER_BEYOND;
    }
    struct receiver_slot *slot = slot_of(receiver, sequence);
    if (slot->packet != NULL) {
        return RECEIVER_OLD;
    }
    packet_hold(packet);
    slot->packet = packet;
    if (sequence >= receiver->known) {
        mark_missing(receiver, sequence, now);
        receiver->known = sequence + 1;
    }
    struct packet *following;
    while ((following = at(receiver, receiver->next)) != NULL) {
        if (!advance_one(receiver, following)) {
            return RECEIVER_BROKEN;
        }
    }
    if (receiver->next == receiver->known) {
        receiver->nak_at = ROOTED_NEVER;
    }
    want_ack(receiver,
             receiver->next - receiver->acked >= receiver->window / 8 ? now : now + ROOTED_ACK_DELAY);
    skip_unread(receiver, now);
    return RECEIVER_TAKEN;
}

bool receiver_has_asked(const struct receiver *receiver, uint64_t sequence)
{
    return sequence >= receiver->next && sequence < receiver->known &&
           slot_of(receiver, sequence)->packet == NULL && slot_of(receiver, sequence)->naks > 0;
}

void receiver_learn(struct receiver *receiver, uint64_t next, int64_t now)
{
    if (next > receiver->known && next <= receiver->taken + receiver->window && make_slots(receiver)) {
        mark_missing(receiver, next, now);
        receiver->known = next;
    }
}

bool receiver_head(const struct receiver *receiver, struct receiver_message *message)
{
    if (receiver->messages == 0) {
        return false;
    }
    const struct packet *first = slot_of(receiver, receiver->taken)->packet;
    message->end = head_end(receiver);
    message->size = 0;
    for (uint64_t i = receiver->taken; i < message->end; i++) {
        message->size += slot_of(receiver, i)->packet->payload;
    }
    message->relayed = (first->flags & WIRE_RELAYED) != 0;
    if (message->relayed) {
        wire_get_origin(first->bytes + WIRE_DATAGRAM_HEADER, first->payload, &message->origin);
        message->size -= WIRE_ORIGIN;
    }
    return true;
}

size_t receiver_copy(const struct receiver *receiver, const struct receiver_message *message, size_t offset,
                     void *out, size_t size)
{
    size_t done = 0;
    offset += message->relayed ? WIRE_ORIGIN : 0;
    for (uint64_t i = receiver->taken; i < message->end && done < size; i++) {
        const struct packet *packet = slot_of(receiver, i)->packet;
        if (offset >= packet->payload) {
            offset -= packet->payload;
            continue;
        }
        size_t here = packet->payload - offset;
        here = here < size - done ? here : size - done;
        memcpy((uint8_t *)out + done, packet->bytes + WIRE_DATAGRAM_HEADER + offset, here);
        done += here;
        offset = 0;
    }
    return done;
}

void receiver_take(struct receiver *receiver, const struct receiver_message *message, int64_t now)
{
    drop_to(receiver, message->end);
    receiver->messages--;
    skip_unread(receiver, now);
}

void receiver_discard(struct receiver *receiver, int64_t now)
{
    receiver->discard = true;
    if (receiver->slots != NULL) {
        skip_unread(receiver, now);
    }
}

int64_t receiver_due(const struct receiver *receiver)
{
    return receiver->ack_at < receiver->nak_at ? receiver->ack_at : receiver->nak_at;
}

bool receiver_ack(struct receiver *receiver, struct wire_ack *ack, int64_t now)
{
    if (now < receiver->ack_at) {
        return false;
    }
    receiver->ack_at = ROOTED_NEVER;
    receiver->acked = receiver->next;
    receiver->announced = receiver->taken + receiver->window;
    *ack = (struct wire_ack){receiver->acked, receiver->announced};
    return true;
}

static void add_missing(struct wire_nak *nak, uint64_t sequence)
{
    struct wire_range *last = nak->count == 0 ? NULL : &nak->ranges[nak->count - 1];
    if (last != NULL && last->first + last->count == sequence) {
        last->count++;
    } else {
        nak->ranges[nak->count++] = (struct wire_range){sequence, 1};
    }
}

static int64_t repeat_time(uint32_t asked)
{
    int64_t time = asked < 5 ? ROOTED_NAK_REPEAT << asked : ROOTED_NAK_REPEAT_MAX;
    return time < ROOTED_NAK_REPEAT_MAX ? time : ROOTED_NAK_REPEAT_MAX;
}

bool receiver_nak(struct receiver *receiver, struct wire_nak *nak, int64_t now)
{
    nak->count = 0;
    if (now < receiver->nak_at) {
        return false;
    }
    receiver->nak_at = ROOTED_NEVER;
    for (uint64_t i = receiver->next; i < receiver->known; i++) {
        struct receiver_slot *slot = slot_of(receiver, i);
        if (slot->packet != NULL) {
            continue;
        }
        if (slot->nak_at <= now && nak->count < ROOTED_NAK_RANGES) {
            add_missing(nak, i);
            slot->nak_at = now + repeat_time(slot->naks++);
        }
        if (slot->nak_at < receiver->nak_at) {
            receiver->nak_at = slot->nak_at;
        }
    }
    return nak->count > 0;
}
