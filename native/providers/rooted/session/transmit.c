#include "transmit.h"

#include <stddef.h>

#include "providers/rooted/wire/seal.h"

void transmit_set_unicast(struct rooted_session *session, struct rooted_link *link)
{
    if (link->leaf.unicast) {
        return;
    }
    session->root.reach.unicasts++;
    link->leaf.unicast = true;
    link->leaf.unicast_at = system_clock_now();
    link->leaf.fed = 0;
    if (link->leaf.in_window) {
        sender_reach(&session->root.sender, &link->leaf.peer, false);
    }
}

void transmit_note_reach(struct rooted_session *session, struct rooted_link *link)
{
    if (link->leaf.unicast && link->leaf.peer.reached) {
        link->leaf.unicast = false;
        session->root.reach.unicasts--;
    }
}

void transmit_set_settled(struct rooted_session *session, struct rooted_link *link)
{
    session->root.reach.freshes -= link->leaf.fresh;
    link->leaf.fresh = false;
}

/* Makes the packet's tag, unless it has it already. False without memory: then the packet must not go out. */
static bool seal_packet(const struct rooted_session *session, struct packet *packet)
{
    uint64_t id = session->root.sender.session;
    if (session->root.sender.tag > 0 && packet->sealed != id) {
        if (!seal_put(session->data_key, packet->bytes, packet->length)) {
            return false;
        }
        packet->sealed = id;
    }
    return true;
}

static bool seal_packets(const struct rooted_session *session, struct packet *const *packets, uint32_t count)
{
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        good = seal_packet(session, packets[i]) && good;
    }
    return good;
}

bool transmit_repair(struct rooted_session *session, struct rooted_link *link, struct packet *packet)
{
    if (packet == NULL || link_unsent(link) > ROOTED_REPAIR_BACKLOG || !seal_packet(session, packet)) {
        return false;
    }
    struct system_buffer body = {(void *)(uintptr_t)packet->bytes, packet->length};
    link_put_parts(link, WIRE_REPAIR, &body, 1, packet->length);
    sender_repaired(&link->leaf.peer, packet);
    session->statistics.repairsSent++;
    return true;
}

/* Sends the packets, which have just gone out, as repairs to the leaves that may not listen to the group yet. */
static void repair_fresh(struct rooted_session *session, struct packet *const *packets, uint32_t count)
{
    uint64_t first = session->root.sender.sent - count;
    for (struct rooted_link *link = session->links.first; session->root.reach.freshes > 0 && link != NULL;
         link = link->following) {
        if (link->leaf.in_window && link->leaf.fresh && !link->leaf.unicast) {
            uint64_t end = link->leaf.peer.next + ROOTED_FRESH_REPAIRS;
            for (uint32_t i = 0; i < count && first + i < end; i++) {
                transmit_repair(session, link, packets[i]);
            }
            link_flush(link);
        }
    }
}

void transmit_feed(struct rooted_session *session, struct rooted_link *link)
{
    const struct sender *sender = &session->root.sender;
    link->leaf.fed = link->leaf.fed < link->leaf.peer.next ? link->leaf.peer.next : link->leaf.fed;
    while (link->leaf.fed < sender->sent && !link->broken && link_unsent(link) < ROOTED_FEED_BACKLOG) {
        bool good = true;
        while (good && link->leaf.fed < sender->sent && link_unsent(link) < ROOTED_FEED_BACKLOG) {
            good = transmit_repair(session, link, sender_packet(sender, link->leaf.fed));
            link->leaf.fed += good;
        }
        link_flush(link);
        if (!good) {
            return; /* the next turn goes on from there, because such a leaf is not heeded when it asks */
        }
    }
}

static void feed_all(struct rooted_session *session)
{
    for (struct rooted_link *link = session->links.first; session->root.reach.unicasts > 0 && link != NULL;
         link = link->following) {
        if (link->leaf.in_window && link->leaf.unicast) {
            transmit_feed(session, link);
        }
    }
}

/* While multicast reaches no leaf, only heartbeats are multicast, to see whether it reaches one again. */
static bool reaches_nobody(const struct rooted_session *session)
{
    return session->root.reach.unicasts > 0 && sender_reaches_no_peer(&session->root.sender);
}

/*
 * If multicast reaches nobody, the connections alone limit what goes out: nothing is taken out of the window
 * while none of them has taken what was taken before. So a leaf lacks little when multicast comes back.
 */
static bool waits_for_connections(const struct rooted_session *session)
{
    if (!reaches_nobody(session)) {
        return false;
    }
    for (const struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        if (link->leaf.in_window && link->leaf.unicast && link->leaf.fed >= session->root.sender.sent) {
            return false; /* its connection has taken all */
        }
    }
    return true;
}

/* An interface that was down for a moment, or a filter that is gone, must not cost multicast for good. So a
 * sender that has failed is tried now and then. Its leaves are back when they acknowledge what they hear. */
static bool sends_now(const struct group_sender *sender)
{
    return sender->works || (sender->port != 0 && system_clock_now() >= sender->again_at);
}

/* The address from which a sender has sent may have gone. That of another leaf's connection takes its place. */
static bool move_sender(const struct rooted_session *session, struct group_sender *sender)
{
    const struct rooted_link *link = group_sender_is_lost(sender) ? session->links.first : NULL;
    const union system_address lost = sender->local;
    while (link != NULL && (link->leaf.sender != sender || system_address_equal_host(&link->local, &lost) ||
                            !group_sender_move(sender, &link->local))) {
        link = link->following;
    }
    return link != NULL;
}

void transmit_move_senders(const struct rooted_session *session)
{
    for (struct group_sender *sender = session->root.senders; sender != NULL; sender = sender->next) {
        sender->works = move_sender(session, sender) || sender->works;
    }
}

static bool send_by(const struct rooted_session *session, struct group_sender *sender,
                    struct packet *const *packets, uint32_t count)
{
    return group_sender_send(sender, packets, count) ||
           (move_sender(session, sender) && group_sender_send(sender, packets, count));
}

/* False: some sender has failed, and note_failed must follow once the packets are not needed any more. */
static bool multicast_packets(const struct rooted_session *session, struct packet *const *packets,
                              uint32_t count)
{
    bool good = true;
    for (struct group_sender *sender = session->root.senders; sender != NULL; sender = sender->next) {
        if (sends_now(sender) && !send_by(session, sender, packets, count)) {
            sender->again_at = system_clock_now() + ROOTED_PROBE_TIME;
            good = false;
        }
    }
    return good;
}

/* Multicast does not reach the leaves of senders that have failed. With that the window may release packets
 * that were borrowed from it. */
static void note_failed(struct rooted_session *session)
{
    for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        if (link->leaf.sender != NULL && !link->leaf.sender->works) {
            transmit_set_unicast(session, link);
        }
    }
}

int64_t transmit_due(const struct rooted_session *session)
{
    const struct sender *sender = &session->root.sender;
    int64_t due = waits_for_connections(session) ? ROOTED_NEVER : sender_due(sender);
    int64_t unreached_at = sender_unreached_at(sender);
    int64_t probe_at = reaches_nobody(session) ? session->root.reach.probe_at : ROOTED_NEVER;
    due = due < sender->heartbeat_at ? due : sender->heartbeat_at;
    due = due < unreached_at ? due : unreached_at;
    return due < probe_at ? due : probe_at;
}

/* Tells leaves that multicast is taken to reach how far the session is, on their connections. Each answers
 * with an ACK. */
static void ask_leaves(struct rooted_session *session, int64_t now)
{
    for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        bool room = link->leaf.in_window && link_unsent(link) == 0;
        uint64_t number = room ? sender_ask(&session->root.sender, &link->leaf.peer, now) : 0;
        if (number > 0) {
            link_put_number(link, WIRE_PING, number);
            link_flush(link);
        }
    }
}

void transmit_find_unreached(struct rooted_session *session, int64_t seen)
{
    struct sender *sender = &session->root.sender;
    struct sender_peer *peer;
    int64_t looked_at = sender->looked_at;
    while ((peer = sender_unreached(sender, seen)) != NULL) {
        transmit_set_unicast(session, link_of_peer(peer));
    }
    if (sender->looked_at != looked_at) {
        ask_leaves(session, seen);
    }
}

/* Tries whether multicast reaches somebody again, if there is one by a large datagram, which all have, or will get: a
 * network may carry small ones only. */
static void probe(struct rooted_session *session)
{
    struct packet *packet = sender_probe(&session->root.sender);
    if (packet == NULL || !seal_packet(session, packet)) {
        transmit_heartbeat(session);
        return;
    }
    session->statistics.remulticasts++;
    if (!multicast_packets(session, &packet, 1)) {
        note_failed(session);
    }
}

void transmit_turns(struct rooted_session *session, int64_t now)
{
    struct packet *packets[ROOTED_WINDOW_MIN];
    bool first;
    uint32_t count;
    feed_all(session);
    while (!waits_for_connections(session) &&
           (count = sender_turn(&session->root.sender, packets, ROOTED_WINDOW_MIN, &first, now)) > 0) {
        /* Without memory for a tag all of the turn counts as lost on the way, and is repaired. */
        bool sealed = seal_packets(session, packets, count);
        bool good = !sealed || reaches_nobody(session) || multicast_packets(session, packets, count);
        repair_fresh(session, packets, first ? count : 0);
        if (!good) {
            note_failed(session);
        }
        *(first ? &session->statistics.datagramsSent : &session->statistics.remulticasts) += count;
        feed_all(session);
    }
    if (reaches_nobody(session) && now >= session->root.reach.probe_at) {
        session->root.reach.probe_at = now + ROOTED_PROBE_TIME;
        probe(session);
    }
}

void transmit_what_was_put(struct rooted_session *session)
{
    if (!session->root.started) {
        return;
    }
    int64_t now = system_clock_now();
    transmit_turns(session, now);
    sender_run_on(&session->root.sender, now, system_clock_now());
    if (transmit_due(session) < session->task.due - ROOTED_TURN_SLACK) {
        session_kick_later(session); /* nothing else would wake the reactor in time */
    }
}

void transmit_heartbeat(struct rooted_session *session)
{
    struct wire_datagram header;
    struct packet *packet =
        packet_new(PACKET_SENT, (uint16_t)(WIRE_DATAGRAM_HEADER + session->root.sender.tag));
    if (packet == NULL) {
        return;
    }
    sender_header(&session->root.sender, WIRE_HEARTBEAT, &header);
    wire_put_datagram(packet->bytes, &header);
    packet->length = (uint16_t)(WIRE_DATAGRAM_HEADER + session->root.sender.tag);
    if (seal_packet(session, packet)) { /* else the next heartbeat has to do */
        session->statistics.heartbeatsSent++;
        if (!multicast_packets(session, &packet, 1)) {
            note_failed(session);
        }
    }
    packet_release(packet);
}
