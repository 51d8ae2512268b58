#include "receiver.h"

#include <stdlib.h>
#include <string.h>

#include "row.h"

void receiver_init(struct receiver *receiver, const struct wire_start *start, int64_t now)
{
    *receiver = (struct receiver){.taken = start->first,
                                  .next = start->first,
                                  .known = start->first,
                                  .window = start->window,
                                  .datagram = start->datagram,
                                  .member = start->member,
                                  .acked = start->first,
                                  .announced = start->first + start->window,
                                  .ack_at = now, /* the first ACK says that the leaf is there */
                                  .nak_at = ROOTED_NEVER,
                                  .heard_at = now,
                                  .ack_every = 1,
                                  .listens_from = RECEIVER_NOT_LISTENING,
                                  .rtt = ROOTED_RTT_UNKNOWN};
}

static void drop_to(struct receiver *receiver, uint64_t end)
{
    for (; receiver->taken < end; receiver->taken++) {
        struct receiver_slot *slot = receiver_slot(receiver, receiver->taken);
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

/* Whether the record is not for this member's application: the member has sent the message itself, or it is
 * the place of a message aside to another member. */
static bool is_own(const struct receiver *receiver, const struct wire_record *record)
{
    return (record->relayed && record->origin.member == receiver->member) ||
           (record->aside && record->member != receiver->member);
}

/* Goes past the message of which `*left` bytes are still to come, as far as it lies in the packet. Returns
 * whether it ends there. A message without bytes does not end here, but with its record. */
static bool pass_message(const struct packet *packet, uint32_t *offset, uint32_t *left)
{
    uint32_t here = packet->payload - *offset;
    here = here < *left ? here : *left;
    *offset += here;
    *left -= here;
    return here > 0 && *left == 0;
}

/* Goes through a packet's records, the first of which may have begun in an earlier packet. False if they are
 * cut wrongly. */
static bool parse_records(const struct packet *packet, uint32_t left, struct packet_records *records)
{
    const uint8_t *payload = packet->bytes + WIRE_DATAGRAM_HEADER;
    *records = (struct packet_records){.left_before = left};
    for (uint32_t offset = 0;;) {
        records->complete = (uint16_t)(records->complete + pass_message(packet, &offset, &left));
        if (offset == packet->payload) {
            break;
        }
        struct wire_record record;
        size_t head = wire_get_record(payload + offset, packet->payload - offset, &record);
        if (head == 0) {
            return false;
        }
        offset += (uint32_t)head;
        left = record.size;
        records->relayed = records->relayed || record.relayed || record.aside;
        records->complete = (uint16_t)(records->complete + (left == 0));
    }
    records->left_behind = left;
    return true;
}

/* The same, unless another leaf of this process has gone through them. */
static bool find_records(struct packet *packet, uint32_t left, struct packet_records *records)
{
    if (packet_recall(packet, records) && records->left_before == left) {
        return true;
    }
    if (!parse_records(packet, left, records)) {
        return false;
    }
    packet_note(packet, records);
    return true;
}

/* How many of the messages that end in a packet are this member's own. receiver->own tells that of the
 * message that has begun before the packet, and afterwards of the one that goes on behind it. */
static uint32_t count_own(struct receiver *receiver, const struct packet *packet)
{
    const uint8_t *payload = packet->bytes + WIRE_DATAGRAM_HEADER;
    uint32_t count = 0, left = receiver->left;
    for (uint32_t offset = 0;;) {
        count += pass_message(packet, &offset, &left) && receiver->own;
        if (offset == packet->payload) {
            return count;
        }
        struct wire_record record;
        offset += (uint32_t)wire_get_record(payload + offset, packet->payload - offset, &record);
        left = record.size;
        receiver->own = is_own(receiver, &record);
        receiver->asides += record.aside && !receiver->own;
        count += left == 0 && receiver->own;
    }
}

/* Counts the messages of the packet at `next`, and goes on to the one behind it. False if the stream is cut
 * wrongly. */
static bool advance_one(struct receiver *receiver, struct packet *packet)
{
    struct packet_records records;
    if (((packet->flags & WIRE_FIRST) != 0) != (receiver->left == 0) || packet->payload == 0 ||
        !find_records(packet, receiver->left, &records)) {
        return false;
    }
    bool plain = !records.relayed && (!receiver->own || receiver->left == 0);
    uint32_t own = plain ? 0 : count_own(receiver, packet);
    receiver->own = receiver->own && !plain;
    receiver->left = records.left_behind;
    receiver->complete += records.complete;
    receiver->messages += records.complete - own;
    receiver->next++;
    return true;
}

static struct packet *packet_at(const struct receiver *receiver, uint64_t sequence)
{
    return sequence < receiver->taken + receiver->window ? receiver_slot(receiver, sequence)->packet : NULL;
}

/* Fills in the message at the head, all of which has come. */
static void look_at_message(const struct receiver *receiver, struct receiver_message *message,
                            struct wire_record *record)
{
    const struct packet *packet = receiver_slot(receiver, receiver->taken)->packet;
    size_t head = wire_get_record(packet->bytes + WIRE_DATAGRAM_HEADER + receiver->offset,
                                  packet->payload - receiver->offset, record);
    message->size = record->size;
    message->body = (struct receiver_place){receiver->taken, receiver->offset + (uint32_t)head};
    message->end = message->body;
    for (size_t left = record->size;;) {
        uint32_t here = packet->payload - message->end.offset;
        if (left < here) {
            message->end.offset += (uint32_t)left;
            return;
        }
        left -= here;
        message->end = (struct receiver_place){message->end.sequence + 1, 0};
        if (left == 0) {
            return;
        }
        packet = receiver_slot(receiver, message->end.sequence)->packet;
    }
}

static void want_ack(struct receiver *receiver, int64_t at_time)
{
    if (at_time < receiver->ack_at) {
        receiver->ack_at = at_time;
    }
}

bool receiver_has_little_to_say(const struct receiver *receiver)
{
    return receiver->unacked_bytes < receiver->datagram &&
           receiver->announced - receiver->next >= receiver->window / 2;
}

/* How long an ACK that nothing hurries may wait: an eighth of the round-trip time, within bounds, and longer
 * with many leaves. */
static int64_t ack_delay(const struct receiver *receiver)
{
    int64_t delay = receiver->rtt / 8;
    int64_t least = receiver_has_little_to_say(receiver) ? ROOTED_ACK_DELAY_LITTLE : ROOTED_ACK_DELAY_MIN;
    delay = delay < least ? least : delay;
    delay = delay > ROOTED_ACK_DELAY ? ROOTED_ACK_DELAY : delay;
    return receiver->many ? ROOTED_ACK_DELAY_MANY << receiver->rare : delay;
}

static void window_opened(struct receiver *receiver, int64_t now)
{
    uint64_t more = receiver->taken + receiver->window - receiver->announced;
    if (more > 0) { /* even if it opens by a little: a large message may wait for the last slot */
        want_ack(receiver, more >= receiver->window / 2 ? now : now + ack_delay(receiver));
    }
}

static void take_to(struct receiver *receiver, const struct receiver_place *end)
{
    drop_to(receiver, end->sequence);
    receiver->offset = end->offset;
    receiver->complete--;
}

/* Takes off the head what nobody will read: the member's own messages, or all if the application receives no
 * more. */
static void skip_unread(struct receiver *receiver, int64_t now)
{
    struct receiver_message message;
    struct wire_record record;
    if (receiver->discard) {
        drop_to(receiver, receiver->next);
        receiver->offset = receiver->complete = receiver->messages = receiver->asides = 0;
    }
    while (receiver->messages < receiver->complete) {
        look_at_message(receiver, &message, &record);
        if (!is_own(receiver, &record)) {
            break;
        }
        take_to(receiver, &message.end);
    }
    window_opened(receiver, now);
}

static bool make_slots(struct receiver *receiver)
{
    if (receiver->slots == NULL) {
        receiver->slots = calloc(receiver->window, sizeof *receiver->slots);
    }
    return receiver->slots != NULL;
}

void receiver_set_buffer(struct receiver *receiver, uint32_t bytes)
{
    receiver->buffer = bytes;
}

void receiver_hear(struct receiver *receiver, const struct wire_datagram *datagram, uint32_t size,
                   bool multicast, int64_t now)
{
    if (multicast && datagram->sequence + receiver->window < receiver->known) {
        return; /* no root sends such an old one again, but anybody else can */
    }
    if (multicast) {
        if (receiver->alone > 0) {
            want_ack(receiver, now); /* so that the root knows that multicast works again */
        }
        if (receiver->heard == 0) {
            receiver->listens_from =
                datagram->sequence > receiver->known ? datagram->sequence : receiver->known;
        }
        receiver->alone = 0;
        receiver->heard++;
        receiver->heard_at = now;
        receiver->received +=
            size; /* a datagram that was here already counts too, since the way has carried it */
    } else {
        receiver->alone++;
    }
    if (datagram->type == WIRE_DATA) {
        receiver->ack_every = datagram->ack_every;
        receiver->many = (datagram->flags & WIRE_MANY) != 0;
        receiver->rare = (uint8_t)((datagram->flags & WIRE_RARE) >> WIRE_RARE_SHIFT);
    }
    if (datagram->rtt > 0) {
        int64_t rtt = (int64_t)datagram->rtt * WIRE_RTT_UNIT;
        receiver->rtt = rtt < ROOTED_RTT_BELIEVED ? rtt : ROOTED_RTT_BELIEVED;
    }
}

static void note_arrival(struct receiver *receiver, uint64_t sequence, uint32_t size, int64_t now)
{
    receiver->unacked++;
    receiver->unacked_bytes += size;
    if (sequence > receiver->echo) {
        receiver->echo = sequence;
        receiver->echo_at = now;
    }
}

enum receiver_result receiver_put(struct receiver *receiver, uint64_t sequence, struct packet *packet,
                                  int64_t now)
{
    if (sequence < receiver->next) {
        receiver_again(receiver, sequence);
        return RECEIVER_OLD;
    }
    if (sequence >= receiver->taken + receiver->window || !make_slots(receiver)) {
        return RECEIVER_BEYOND;
    }
    struct receiver_slot *slot = receiver_slot(receiver, sequence);
    if (slot->packet != NULL) {
        receiver_again(receiver, sequence);
        return RECEIVER_OLD;
    }
    packet_hold(packet);
    slot->packet = packet;
    note_arrival(receiver, sequence, packet->length, now);
    if (sequence >= receiver->known) {
        receiver_miss(receiver, sequence, now);
        receiver->known = sequence + 1;
        slot->late = 0;
    } else {
        receiver_filled(receiver, slot, now);
    }
    struct packet *following;
    while ((following = packet_at(receiver, receiver->next)) != NULL) {
        if (!advance_one(receiver, following)) {
            return RECEIVER_BROKEN;
        }
    }
    if (receiver->next == receiver->known) {
        receiver->nak_at = ROOTED_NEVER;
    }
    bool many = receiver->unacked_bytes >= receiver->ack_every * receiver->datagram ||
                receiver->unacked >= receiver->window / 8;
    want_ack(receiver, many ? now : now + ack_delay(receiver));
    skip_unread(receiver, now);
    return RECEIVER_TAKEN;
}

bool receiver_is_alone(const struct receiver *receiver, int64_t now)
{
    int64_t patience = 2 * receiver->rtt > ROOTED_ALONE_TIME ? 2 * receiver->rtt : ROOTED_ALONE_TIME;
    return receiver->alone >= ROOTED_REPAIRS_ALONE && now - receiver->heard_at > patience;
}

bool receiver_has_asked(const struct receiver *receiver, uint64_t sequence)
{
    return sequence >= receiver->next && sequence < receiver->known &&
           receiver_slot(receiver, sequence)->packet == NULL && receiver_slot(receiver, sequence)->naks > 0;
}

void receiver_learn(struct receiver *receiver, uint64_t next, int64_t now)
{
    if (next > receiver->known && next <= receiver->taken + receiver->window && make_slots(receiver)) {
        receiver_miss(receiver, next, now);
        receiver->known = next;
    }
}

void receiver_answer(struct receiver *receiver, int64_t now)
{
    want_ack(receiver, now + ROOTED_ACK_DELAY_MIN);
}

bool receiver_aside(const struct receiver *receiver)
{
    struct receiver_message message;
    return receiver->asides > 0 && receiver_head(receiver, &message) && message.aside;
}

bool receiver_head(const struct receiver *receiver, struct receiver_message *message)
{
    if (receiver->messages == 0) {
        return false;
    }
    struct wire_record record;
    look_at_message(receiver, message, &record);
    message->relayed = record.relayed;
    message->origin = record.origin;
    message->aside = record.aside;
    return true;
}

size_t receiver_copy(const struct receiver *receiver, const struct receiver_message *message, size_t offset,
                     void *out, size_t size)
{
    size_t done = 0;
    if (offset >= message->size) {
        return 0;
    }
    size = size < message->size - offset ? size : message->size - offset;
    offset += message->body.offset;
    for (uint64_t i = message->body.sequence; done < size; i++) {
        const struct packet *packet = receiver_slot(receiver, i)->packet;
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
    take_to(receiver, &message->end);
    receiver->messages--;
    receiver->asides -= message->aside;
    skip_unread(receiver, now);
}

/* The place so many bytes further in this datagram, or at the beginning of the next one. */
static struct receiver_place forward(struct receiver_place at, const struct packet *packet, size_t bytes)
{
    at.offset += (uint32_t)bytes;
    return at.offset == packet->payload ? (struct receiver_place){at.sequence + 1, 0} : at;
}

/* Copies the bytes of a message that begin at this place. Returns the place behind them. */
static struct receiver_place copy_from(const struct receiver *receiver, struct receiver_place at,
                                       uint8_t *out, size_t size)
{
    for (;;) {
        const struct packet *packet = receiver_slot(receiver, at.sequence)->packet;
        size_t here = packet->payload - at.offset;
        here = here < size ? here : size;
        memcpy(out, packet->bytes + WIRE_DATAGRAM_HEADER + at.offset, here);
        out += here;
        size -= here;
        at = forward(at, packet, here);
        if (size == 0) {
            return at;
        }
    }
}

uint32_t receiver_take_run(struct receiver *receiver, uint8_t *out, size_t room, uint32_t most,
                           uint32_t *size, int64_t now)
{
    struct receiver_place at = {receiver->taken, receiver->offset};
    uint32_t count = 0;
    *size = 0;
    most = most < receiver->messages ? most : receiver->messages;
    while (count < most && (count == 0 || *size > 0)) {
        uint32_t next;
        const struct packet *packet = receiver_slot(receiver, at.sequence)->packet;
        const uint8_t *head = packet->bytes + WIRE_DATAGRAM_HEADER + at.offset;
        if (!wire_plain_record(head, &next) || next > room || (count > 0 && next != *size)) {
            break;
        }
        *size = next;
        uint8_t *to = out + (size_t)count * next;
        uint32_t whole = next > 0 ? row_copy(head, packet->payload - at.offset, next, most - count, to) : 0;
        if (whole > 0) {
            at = forward(at, packet, whole * (WIRE_RECORD + next));
            count += whole;
        } else { /* it goes on in the next datagram, or is empty */
            at.offset += WIRE_RECORD;
            at = copy_from(receiver, at, to, next);
            count++;
        }
    }
    if (count > 0) {
        drop_to(receiver, at.sequence);
        receiver->offset = at.offset;
        receiver->complete -= count;
        receiver->messages -= count;
        skip_unread(receiver, now);
    }
    return count;
}

void receiver_discard(struct receiver *receiver, int64_t now)
{
    receiver->discard = true;
    if (receiver->slots != NULL) {
        skip_unread(receiver, now);
    }
}
