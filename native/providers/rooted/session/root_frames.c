#include "root_frames.h"

#include "aside.h"
#include "delivery.h"
#include "relay.h"
#include "root.h"
#include "transmit.h"

static void end_over_bad_frame(struct rooted_session *session, struct rooted_link *link)
{
    session->statistics.badFrames++;
    root_link_over(session, link, WSAECONNRESET);
}

void root_ack(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    struct wire_ack ack;
    uint64_t before = link->leaf.peer.next;
    if (!link->leaf.in_window || !wire_get_ack(body, size, &ack) ||
        !sender_ack(&session->root.sender, &link->leaf.peer, &ack, system_clock_now())) {
        end_over_bad_frame(session, link);
        return;
    }
    transmit_set_settled(session, link);
    transmit_note_reach(session, link);
    if (sender_hears_nothing(&link->leaf.peer, &ack) || link->leaf.peer.share.poor) {
        transmit_set_unicast(session, link);
    }
    if (link->state == LINK_LEAVING && link->leaf.peer.next != before) {
        delivery_note_progress(link);
    }
    /* root_run follows, and sends what has room now */
}

void root_nak(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    struct wire_nak nak;
    if (!link->leaf.in_window || !wire_get_nak(body, size, &nak)) {
        end_over_bad_frame(session, link);
        return;
    }
    if (link->leaf.unicast) {
        return; /* everything that it lacks has been put on its connection, or will be */
    }
    int64_t now = system_clock_now();
    for (uint32_t i = 0; i < nak.count; i++) {
        sender_clip(&session->root.sender, &link->leaf.peer, &nak.ranges[i], now);
        for (uint32_t k = 0; k < nak.ranges[i].count; k++) {
            uint64_t sequence = nak.ranges[i].first + k;
            if (sender_request(&session->root.sender, &link->leaf.peer, sequence, nak.stamp, now) ==
                SENDER_REPAIR_ONE) {
                transmit_repair(session, link, sender_packet(&session->root.sender, sequence));
            }
        }
    }
    link_flush(link);
}

/* A leaf that did nothing wrong is told that it is the root that cannot go on with it. */
static void end_unless_taken(struct rooted_session *session, struct rooted_link *link, enum message_fate fate)
{
    if (fate == MESSAGE_FORBIDDEN) {
        end_over_bad_frame(session, link);
    } else if (fate == MESSAGE_WITHOUT_MEMORY) {
        link_put_reason(link, WIRE_ABORT, WIRE_ABORT_RESOURCES);
        link_flush(link);
        root_link_over(session, link, WSAECONNABORTED);
    }
}

void root_message(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                  uint32_t size)
{
    end_unless_taken(session, link, relay_take(session, link, body, size));
}

void root_aside(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    end_unless_taken(session, link, aside_from_leaf(session, link, body, size));
}

void root_credit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    if (!aside_credit(link, body, size)) {
        end_over_bad_frame(session, link);
    }
}

void root_ping(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    uint64_t number;
    if (!wire_get_number(body, size, &number)) {
        end_over_bad_frame(session, link);
    } else if (number == WIRE_PING_NO_MULTICAST && link->leaf.in_window &&
               system_clock_now() - link->leaf.unicast_at >= ROOTED_ALONE_TIME / 2) {
        transmit_set_unicast(session, link);
    }
}

void root_bye(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    uint64_t number;
    if (!wire_get_number(body, size, &number)) {
        end_over_bad_frame(session, link);
    } else {
        root_link_over(session, link, 0);
    }
}

void root_abort(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    (void)body;
    (void)size;
    root_link_over(session, link, WSAECONNABORTED);
}

/* The leaf has withdrawn its join while it was being admitted. */
void root_cancel(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    (void)body;
    (void)size;
    root_link_over(session, link, 0);
}
