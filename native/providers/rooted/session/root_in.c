/* What leaves say to their root. */
#include "providers/rooted/link/link.h"
#include "relay.h"
#include "root.h"

static void take_ack(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                     const uint8_t *body)
{
    struct wire_ack ack;
    if (!link->in_window || !wire_get_ack(body, frame->length, &ack) ||
        !sender_ack(&session->sender, &link->peer, &ack)) {
        session->statistics.badFrames++;
        root_link_over(session, link, WSAECONNRESET);
        return;
    }
    root_set_settled(session, link);
    if (session->owner != NULL) {
        rooted_wake(session->owner);
    }
}

static void take_nak(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                     const uint8_t *body)
{
    struct wire_nak nak;
    if (!link->in_window || !wire_get_nak(body, frame->length, &nak)) {
        session->statistics.badFrames++;
        root_link_over(session, link, WSAECONNRESET);
        return;
    }
    int64_t now = system_clock_now();
    for (uint32_t i = 0; i < nak.count; i++) {
        sender_clip(&session->sender, &nak.ranges[i]);
        for (uint32_t k = 0; k < nak.ranges[i].count; k++) {
            uint64_t sequence = nak.ranges[i].first + k;
            struct packet *packet = sender_packet(&session->sender, sequence);
            enum sender_repair what = sender_request(&session->sender, &link->peer, sequence, now);
            if (what == SENDER_REPAIR_ONE) {
                root_repair(session, link, packet);
            } else if (what == SENDER_REPAIR_ALL) {
                root_transmit(session, &packet, 1);
                session->statistics.remulticasts++;
            }
        }
    }
    link_flush(link);
}

static void take_word(struct rooted_session *session, struct rooted_link *link,
                      const struct wire_frame *frame, const uint8_t *body)
{
    uint64_t number = 0;
    if (!wire_get_number(body, frame->length, &number)) {
        session->statistics.badFrames++;
        root_link_over(session, link, WSAECONNRESET);
    } else if (frame->type == WIRE_BYE) {
        root_link_over(session, link, 0);
    } else if (number == 1 && link->in_window) {
        root_set_unicast(session, link);
    }
}

void root_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                const uint8_t *body)
{
    switch (frame->type) {
    case WIRE_ACK:
        take_ack(session, link, frame, body);
        break;
    case WIRE_NAK:
        take_nak(session, link, frame, body);
        break;
    case WIRE_MESSAGE:
        if (!relay_take(session, link, body, frame->length)) {
            session->statistics.badFrames++;
            root_link_over(session, link, WSAECONNRESET);
        }
        break;
    case WIRE_PING:
    case WIRE_BYE:
        take_word(session, link, frame, body);
        break;
    case WIRE_CANCEL: /* it gave its join up while it was being admitted */
        root_link_over(session, link, 0);
        break;
    default: /* ABORT */
        root_link_over(session, link, WSAECONNABORTED);
    }
}
