#include "transmit.h"

#include <stddef.h>

#include "providers/rooted/wire/seal.h"

void transmit_set_unicast(struct rooted_session *session, struct rooted_link *link)
{
    session->unicasts += !link->unicast;
    link->unicast = true;
}

void transmit_set_settled(struct rooted_session *session, struct rooted_link *link)
{
    session->freshes -= link->fresh;
    link->fresh = false;
}

void transmit_repair(struct rooted_session *session, struct rooted_link *link, const struct packet *packet)
{
    if (packet == NULL || link_unsent(link) > ROOTED_REPAIR_BACKLOG) {
        return; /* it will ask again */
    }
    struct system_buffer body = {(void *)(uintptr_t)packet->bytes, packet->length};
    link_put_parts(link, WIRE_REPAIR, &body, 1, packet->length);
    session->statistics.repairsSent++;
}

/* Those whom no multicast reaches, or not yet. */
static void repair_all_unicast(struct rooted_session *session, struct packet *const *packets, uint32_t count)
{
    for (struct rooted_link *link = session->links.first;
         session->unicasts + session->freshes > 0 && link != NULL; link = link->following) {
        if (link->in_window && (link->unicast || link->fresh)) {
            for (uint32_t i = 0; i < count; i++) {
                transmit_repair(session, link, packets[i]);
            }
            link_flush(link);
        }
    }
}

static void sender_failed(struct rooted_session *session, const struct group_sender *sender)
{
    for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        if (link->sender == sender) {
            transmit_set_unicast(session, link);
        }
    }
}

void transmit(struct rooted_session *session, struct packet *const *packets, uint32_t count)
{
    for (struct group_sender *sender = session->senders; sender != NULL; sender = sender->next) {
        if (sender->works && !group_sender_send(sender, packets, count)) {
            sender_failed(session, sender);
        }
    }
    repair_all_unicast(session, packets, count);
}

static void transmit_all_from(struct rooted_session *session, uint64_t first)
{
    struct packet *packets[ROOTED_WINDOW_MIN];
    uint32_t count = 0;
    for (uint64_t i = first; i < session->sender.next; i++) {
        struct packet *packet = sender_packet(&session->sender, i);
        if (session->sender.tag > 0) {
            seal_put(session->data_key, packet->bytes, packet->length);
        }
        packets[count++] = packet;
        if (count == ROOTED_WINDOW_MIN || i + 1 == session->sender.next) {
            transmit(session, packets, count);
            session->statistics.datagramsSent += count;
            count = 0;
        }
    }
    sender_sent(&session->sender);
}

void transmit_from(struct rooted_session *session, uint64_t first)
{
    if (session->sender.next == first) {
        return;
    }
    transmit_all_from(session, first);
    if (session->task.due > session->sender.heartbeat_at + ROOTED_HEARTBEAT_MIN) {
        session_kick(session); /* nothing else would wake the reactor for the heartbeat */
    }
}

void transmit_heartbeat(struct rooted_session *session)
{
    struct wire_datagram header = {
        .type = WIRE_HEARTBEAT, .session = session->sender.session, .sequence = session->sender.next};
    struct packet *packet = packet_new((uint16_t)(WIRE_DATAGRAM_HEADER + session->sender.tag));
    if (packet == NULL) {
        return;
    }
    wire_put_datagram(packet->bytes, &header);
    packet->length = (uint16_t)(WIRE_DATAGRAM_HEADER + session->sender.tag);
    if (session->sender.tag > 0) {
        seal_put(session->data_key, packet->bytes, packet->length);
    }
    session->statistics.heartbeatsSent++;
    transmit(session, &packet, 1);
    packet_release(packet);
}
