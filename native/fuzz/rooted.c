/*
 * libFuzzer target: what a stranger or a broken peer can send to provider `rooted`, as frames on a control
 * connection and as datagrams, through codec, control state machine and both windows. The first byte chooses
 * the side that is attacked.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Inative native/fuzz/rooted.c
 *         $(find native/providers/rooted/wire native/providers/rooted/window -name '*.c')
 */
#include <stdlib.h>
#include <string.h>

#include "providers/rooted/wire/control.h"
#include "providers/rooted/window/receiver.h"
#include "providers/rooted/window/sender.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct side {
    struct control control;
    struct sender sender;
    struct sender_peer peer;
    struct receiver receiver;
    bool receiving;
    int64_t now;
};

static void check_receiver(const struct receiver *r)
{
    MUST(r->taken <= r->next && r->next <= r->known && r->known <= r->taken + r->window);
    MUST(r->announced <= r->taken + r->window && r->acked <= r->next);
    struct receiver_message message;
    MUST(receiver_head(r, &message) == (r->messages > 0));
}

static void check_sender(const struct sender *s)
{
    MUST(s->base <= s->sent && s->sent <= s->next && s->next - s->base <= s->window);
    for (uint64_t i = s->base; i < s->next; i++) {
        MUST(sender_packet(s, i) != NULL);
    }
}

static void put_datagram(struct side *side, const uint8_t *bytes, size_t size)
{
    struct wire_datagram datagram;
    if (!side->receiving || !wire_get_datagram(bytes, size, 0, &datagram)) {
        return;
    }
    receiver_hear(&side->receiver, &datagram, (uint32_t)size, true, side->now);
    if (datagram.type == WIRE_HEARTBEAT) {
        receiver_learn(&side->receiver, datagram.sequence, side->now);
        return;
    }
    struct packet *packet = size <= ROOTED_DATAGRAM_MAX ? packet_new(PACKET_SENT, (uint16_t)size) : NULL;
    if (packet == NULL) {
        return;
    }
    memcpy(packet->bytes, bytes, size);
    packet->length = (uint16_t)size;
    packet->payload = datagram.length;
    packet->flags = datagram.flags;
    if (receiver_put(&side->receiver, datagram.sequence, packet, side->now) == RECEIVER_BROKEN) {
        side->receiving = false; /* the connection ends */
    }
    packet_release(packet);
}

static bool take_ack(struct side *side, const uint8_t *body, size_t size)
{
    struct wire_ack ack;
    return wire_get_ack(body, size, &ack) && sender_ack(&side->sender, &side->peer, &ack, side->now);
}

static bool take_nak(struct side *side, const uint8_t *body, size_t size)
{
    struct wire_nak nak;
    if (!wire_get_nak(body, size, &nak)) {
        return false;
    }
    for (uint32_t i = 0; i < nak.count; i++) {
        sender_clip(&side->sender, &side->peer, &nak.ranges[i], side->now);
        for (uint32_t k = 0; k < nak.ranges[i].count; k++) {
            if (sender_request(&side->sender, &side->peer, nak.ranges[i].first + k, nak.stamp, side->now) !=
                SENDER_NO_REPAIR) {
                MUST(sender_packet(&side->sender, nak.ranges[i].first + k) != NULL);
            }
        }
    }
    return true;
}

/* What is read must be written back to the same bytes. */
static bool take_request(enum wire_type type, const uint8_t *body, size_t size)
{
    struct wire_request request;
    uint8_t again[WIRE_SMALL_MAX];
    if (!(type == WIRE_REQUEST ? wire_get_request : wire_get_admit)(body, size, &request)) {
        return false;
    }
    size_t length = (type == WIRE_REQUEST ? wire_put_request : wire_put_admit)(again, &request);
    MUST(length == WIRE_HEADER + size && memcmp(again + WIRE_HEADER, body, size) == 0);
    return true;
}

static bool take_reject(const uint8_t *body, size_t size)
{
    struct wire_refusal refusal;
    uint8_t again[WIRE_SMALL_MAX];
    if (!wire_get_reject(body, size, &refusal)) {
        return false;
    }
    bool alone = size == sizeof refusal.reason; /* as other versions may write it */
    MUST(alone || (wire_put_reject(again, &refusal) == WIRE_HEADER + size &&
                   memcmp(again + WIRE_HEADER, body, size) == 0));
    return true;
}

static bool take_start(struct side *side, const uint8_t *body, size_t size)
{
    struct wire_start start;
    uint8_t again[WIRE_SMALL_MAX];
    if (!wire_get_start(body, size, &start) || side->receiving) {
        return false;
    }
    MUST(wire_put_start(again, &start) == WIRE_HEADER + size && memcmp(again + WIRE_HEADER, body, size) == 0);
    receiver_free(&side->receiver);
    receiver_init(&side->receiver, &start, side->now);
    side->receiving = true;
    return true;
}

/* A HELLO or a WELCOME, after which this side says `answer`. */
static bool take_hello(struct side *side, const uint8_t *body, uint32_t length, enum wire_type answer)
{
    struct wire_hello hello;
    if (!wire_get_hello(body, length, &hello) || control_hello_received(&side->control, &hello) != 0) {
        return false;
    }
    control_sent(&side->control, answer);
    return true;
}

/* A REQUEST or an ADMIT, after which a root starts the session. */
static bool take_admission(struct side *side, enum wire_type type, const uint8_t *body, uint32_t length)
{
    if (!take_request(type, body, length)) {
        return false;
    }
    if (type == WIRE_REQUEST) {
        control_sent(&side->control, WIRE_ADMIT);
    }
    if (side->control.root) {
        control_sent(&side->control, WIRE_START);
    }
    return true;
}

static bool take_frame(struct side *side, const struct wire_frame *frame, const uint8_t *body)
{
    uint64_t number;
    uint16_t reason;
    if (!control_allows(&side->control, frame->type)) {
        return false;
    }
    control_received(&side->control, frame->type);
    switch (frame->type) {
    case WIRE_HELLO:
        return take_hello(side, body, frame->length, WIRE_WELCOME);
    case WIRE_WELCOME:
        return take_hello(side, body, frame->length, WIRE_REQUEST);
    case WIRE_REQUEST:
    case WIRE_ADMIT:
        return take_admission(side, frame->type, body, frame->length);
    case WIRE_START:
        return take_start(side, body, frame->length);
    case WIRE_ACK:
        return take_ack(side, body, frame->length);
    case WIRE_NAK:
        return take_nak(side, body, frame->length);
    case WIRE_REPAIR:
        put_datagram(side, body, frame->length);
        return true;
    case WIRE_CREDIT:
    case WIRE_PING:
    case WIRE_BYE:
        return wire_get_number(body, frame->length, &number);
    case WIRE_REJECT:
        return take_reject(body, frame->length) && false;
    case WIRE_ABORT:
    case WIRE_CANCEL:
        return wire_get_reason(body, frame->length, &reason) && false;
    case WIRE_MESSAGE:
    case WIRE_ASIDE: /* the body of both is the application's */
        return true;
    case WIRE_NO_FRAME:
    case WIRE_TYPES:
        break;
    }
    return false;
}

/* The attacked side's own life goes on: it sends, reads and answers. */
static void live(struct side *side, uint8_t what)
{
    static uint8_t bytes[3000];
    struct system_buffer part = {bytes, (size_t)what * 10};
    side->now += (int64_t)what * 100;
    if (side->control.root && sender_has_room(&side->sender, part.size)) {
        sender_put(&side->sender, &part, 1, NULL);
        struct packet *packets[4];
        bool first;
        sender_turn(&side->sender, packets, 4, &first, side->now);
    }
    struct receiver_message message;
    struct wire_ack ack;
    struct wire_nak nak;
    if (side->receiving && (what & 1) != 0 && receiver_head(&side->receiver, &message)) {
        MUST(message.size <= ROOTED_MESSAGE_MAX + WIRE_ORIGIN &&
             message.aside == receiver_aside(&side->receiver));
        receiver_copy(&side->receiver, &message, what, bytes, sizeof bytes);
        receiver_take(&side->receiver, &message, side->now);
    }
    if (side->receiving && receiver_ack(&side->receiver, &ack, side->now)) {
        MUST(ack.next <= ack.limit);
    }
    if (side->receiving && receiver_nak(&side->receiver, &nak, side->now)) {
        MUST(nak.count > 0 && nak.count <= ROOTED_NAK_RANGES);
    }
    sender_heartbeat(&side->sender, side->now);
    sender_is_slow(&side->sender, &side->peer, true, ROOTED_SECOND, side->now);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const uint8_t nonce[ROOTED_NONCE];
    if (size < 1) {
        return 0;
    }
    struct side side = {0};
    bool root = (bytes[0] & 2) != 0;
    if ((bytes[0] & 1) != 0) {
        control_init_asker(&side.control, root, false, nonce);
    } else {
        control_init_asked(&side.control, false, nonce);
        side.control.root = root;
    }
    if ((bytes[0] & 4) != 0) {
        side.control.state = CONTROL_OPEN; /* so that little input reaches far */
    }
    sender_init(&side.sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    sender_add(&side.sender, &side.peer);
    const struct wire_start first = {
        .first = 1, .window = ROOTED_WINDOW_MIN, .datagram = ROOTED_DATAGRAM_MIN, .member = 1};
    receiver_init(&side.receiver, &first, 0);
    side.receiving = (bytes[0] & 4) != 0 && !root;
    size_t at = 1;
    while (at < size) {
        uint8_t what = bytes[at++];
        if (what < 0x40) {
            live(&side, what);
        } else if (what < 0x80) { /* a datagram, its length in the next byte */
            size_t length = at < size ? (size_t)bytes[at++] : 0;
            length = length < size - at ? length : size - at;
            put_datagram(&side, bytes + at, length);
            at += length;
        } else {
            struct wire_frame frame;
            if (size - at < WIRE_HEADER || !wire_get_header(bytes + at, &frame) ||
                frame.length > size - at - WIRE_HEADER ||
                !take_frame(&side, &frame, bytes + at + WIRE_HEADER)) {
                break; /* the connection ends */
            }
            at += WIRE_HEADER + frame.length;
        }
        if (at % 16 == 0) {
            check_sender(&side.sender);
        }
        check_receiver(&side.receiver);
    }
    check_sender(&side.sender);
    sender_remove(&side.sender, &side.peer);
    sender_free(&side.sender);
    receiver_free(&side.receiver);
    return 0;
}
