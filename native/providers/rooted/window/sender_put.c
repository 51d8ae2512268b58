/* Messages become packets of the root's window: records in a row, cut where a packet is full. */
#include "sender.h"

#include <stdlib.h>
#include <string.h>

static size_t payload_room(const struct sender *sender)
{
    return sender->datagram - WIRE_DATAGRAM_HEADER - sender->tag;
}

/* How many bytes the last packet still takes; 0 if it has no room for a head of `head` bytes. */
static size_t rest_room(const struct sender *sender, size_t head)
{
    if (!sender->open) {
        return 0;
    }
    size_t rest = payload_room(sender) - sender_slot(sender, sender->next - 1)->packet->payload;
    return rest < head ? 0 : rest;
}

/* How many bytes may wait for their turn: enough to last until the application has been woken, but not so
 * many that they wait for long. */
static uint64_t queue_room(const struct sender *sender)
{
    double soon = sender->pace.rate * ROOTED_REFILL_TIME / 1e6;
    const double least = ROOTED_QUEUE_MIN, most = ROOTED_QUEUE_MAX;
    return (uint64_t)(soon < least ? least : soon < most ? soon : most);
}

/* kept: so many bytes more must find room behind it. */
static bool has_room(const struct sender *sender, size_t head, size_t size, size_t kept)
{
    size_t all = head + size + kept, room = payload_room(sender);
    size_t rest = rest_room(sender, head);
    size_t packets = all <= rest ? 0 : (all - rest + room - 1) / room;
    uint64_t end = sender->base + sender->window;
    end = end < sender->least_limit ? end : sender->least_limit;
    return sender->next + packets <= end &&
           ((sender->unsent_bytes == 0 && kept == 0) || sender->unsent_bytes + all <= queue_room(sender));
}

bool sender_has_room(const struct sender *sender, size_t size)
{
    return has_room(sender, WIRE_RECORD, size, 0);
}

bool sender_has_room_relayed(const struct sender *sender, size_t size, size_t kept)
{
    return has_room(sender, WIRE_RECORD_MAX, size, kept);
}

bool sender_has_room_aside(const struct sender *sender)
{
    return has_room(sender, WIRE_RECORD_ASIDE, 0, 0);
}

bool sender_runs_low(const struct sender *sender)
{
    return sender->unsent_bytes <= queue_room(sender) / 2;
}

/* How far a copy out of several parts has come. */
struct gather {
    const struct system_buffer *part, *end;
    size_t offset;
};

static void gather_bytes(struct gather *from, uint8_t *out, size_t size)
{
    while (size > 0 && from->part < from->end) {
        size_t here = from->part->size - from->offset;
        here = here < size ? here : size;
        if (here > 0) {
            memcpy(out, (const uint8_t *)from->part->bytes + from->offset, here);
        }
        out += here;
        size -= here;
        from->offset += here;
        if (from->offset == from->part->size) {
            from->part++;
            from->offset = 0;
        }
    }
}

static size_t total_size(const struct system_buffer *parts, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += parts[i].size;
    }
    return size;
}

/* The last packet, with memory for this many more bytes. NULL: there is no memory. */
static struct packet *with_memory(struct sender *sender, size_t more)
{
    struct sender_slot *slot = sender_slot(sender, sender->next - 1);
    struct packet *packet = slot->packet;
    size_t used = WIRE_DATAGRAM_HEADER + (size_t)packet->payload;
    if (used + more + sender->tag <= packet->room) {
        return packet;
    }
    struct packet *larger = packet_new(PACKET_SENT, (uint16_t)sender->datagram);
    if (larger != NULL) {
        memcpy(larger->bytes + WIRE_DATAGRAM_HEADER, packet->bytes + WIRE_DATAGRAM_HEADER, packet->payload);
        larger->payload = packet->payload;
        larger->flags = packet->flags;
        larger->length = packet->length;
        slot->packet = larger;
        packet_release(packet);
    }
    return larger;
}

static bool add_packet(struct sender *sender, size_t size, bool first)
{
    struct packet *packet = packet_new(PACKET_SENT, (uint16_t)(WIRE_DATAGRAM_HEADER + size + sender->tag));
    if (packet == NULL) {
        return false;
    }
    packet->payload = 0;
    packet->flags = first ? WIRE_FIRST : 0;
    packet->length = (uint16_t)(WIRE_DATAGRAM_HEADER + sender->tag);
    *sender_slot(sender, sender->next) = (struct sender_slot){.packet = packet};
    sender->next++;
    sender->unsent_bytes += packet->length;
    return true;
}

/* Uses this many more bytes at the end of the last packet, which has memory for them. Returns where they
 * are. */
static uint8_t *grow_packet(struct sender *sender, struct packet *packet, size_t size)
{
    uint8_t *at = packet->bytes + WIRE_DATAGRAM_HEADER + packet->payload;
    packet->payload = (uint16_t)(packet->payload + size);
    packet->length = (uint16_t)(packet->length + size);
    sender->unsent_bytes += size;
    return at;
}

static size_t smaller_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool put_record(struct sender *sender, const uint8_t *head_bytes, size_t head, struct gather *from,
                       size_t size)
{
    size_t room = payload_room(sender);
    size_t here = rest_room(sender, head);
    if (here == 0) {
        here = room;
        if (!add_packet(sender, smaller_size(head + size, room), true)) {
            return false;
        }
    }
    here = smaller_size(here - head, size);
    struct packet *packet = with_memory(sender, head + here);
    if (packet == NULL) {
        return false;
    }
    memcpy(grow_packet(sender, packet, head), head_bytes, head);
    for (;;) {
        gather_bytes(from, grow_packet(sender, packet, here), here);
        size -= here;
        if (size == 0) {
            return true;
        }
        here = smaller_size(size, room);
        if (!add_packet(sender, here, false)) {
            return false;
        }
        packet = sender_slot(sender, sender->next - 1)->packet;
    }
}

/* Takes back what was put since `next` and the payload of the packet before it had these values. */
static void take_back(struct sender *sender, uint64_t next, uint16_t payload)
{
    while (sender->next > next) {
        struct packet *packet = sender_slot(sender, --sender->next)->packet;
        sender->unsent_bytes -= packet->length;
        packet_release(packet);
        sender_slot(sender, sender->next)->packet = NULL;
    }
    if (sender->open) {
        struct packet *packet = sender_slot(sender, next - 1)->packet;
        size_t more = (size_t)packet->payload - payload;
        packet->payload = payload;
        packet->length = (uint16_t)(packet->length - more);
        sender->unsent_bytes -= more;
    }
}

static bool put_behind(struct sender *sender, const uint8_t *head, size_t head_size,
                       const struct system_buffer *parts, size_t count, size_t size)
{
    if (sender->slots == NULL) {
        sender->slots = calloc(sender->window, sizeof *sender->slots);
        if (sender->slots == NULL) {
            return false;
        }
    }
    struct gather from = {parts, parts + count, 0};
    uint64_t next = sender->next;
    uint16_t payload = sender->open ? sender_slot(sender, next - 1)->packet->payload : 0;
    if (!put_record(sender, head, head_size, &from, size)) {
        take_back(sender, next, payload);
        return false;
    }
    sender_slot(sender, sender->next - 1)->messages++;
    sender->open =
        payload_room(sender) - sender_slot(sender, sender->next - 1)->packet->payload > WIRE_RECORD;
    return true;
}

bool sender_put(struct sender *sender, const struct system_buffer *parts, size_t count,
                const struct wire_origin *origin)
{
    uint8_t head[WIRE_RECORD_MAX];
    size_t size = total_size(parts, count);
    return put_behind(sender, head, wire_put_record(head, (uint32_t)size, origin), parts, count, size);
}

bool sender_put_aside(struct sender *sender, uint32_t member)
{
    uint8_t head[WIRE_RECORD_ASIDE];
    return put_behind(sender, head, wire_put_record_aside(head, member), NULL, 0, 0);
}

void sender_behind(const struct sender *sender, const struct sender_peer *peer, uint64_t *bytes,
                   uint64_t *messages)
{
    *bytes = *messages = 0;
    for (uint64_t i = peer->next; i < sender->next; i++) {
        *bytes += sender_slot(sender, i)->packet->payload;
        *messages += sender_slot(sender, i)->messages;
    }
}
