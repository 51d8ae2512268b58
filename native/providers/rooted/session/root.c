/* A root: admits leaves, sends to all of them, repairs, and lets them go. */
#include "providers/rooted/link/link.h"

#include <stdlib.h>
#include <string.h>

#include "providers/rooted/link/outlet.h"
#include "relay.h"
#include "root.h"
#include "providers/rooted/wire/seal.h"

/* 239.255/16 and ff15::/16 are for private use; ports from 49152 on are nobody's. */
static bool choose_group(struct rooted_session *session, uint16_t family)
{
    uint8_t random[16];
    if (!system_random(random, sizeof random)) {
        return false;
    }
    uint16_t port = system_address_port(&session->options.group);
    session->group = session->options.group;
    if (session->group.family != family) {
        const uint8_t v4[4] = {239, 255, random[0], random[1]};
        uint8_t v6[16];
        memcpy(v6, random, sizeof v6);
        v6[0] = 0xff;
        v6[1] = 0x15;
        session->group = system_address_of(family, family == SYSTEM_IPV4 ? v4 : v6, 0);
        port = 0;
    }
    if (port == 0) {
        port = (uint16_t)(49152 + (random[2] << 8 | random[3]) % 16384);
    }
    system_address_set_port(&session->group, port);
    return true;
}

int root_start(struct rooted_session *session, const union system_address *local)
{
    uint64_t id;
    if (session->started) {
        return 0;
    }
    if (!choose_group(session, local->family) || !system_random(&id, sizeof id)) {
        return WSAENOBUFS;
    }
    bool keyed = session->options.key_size > 0;
    if (keyed && !seal_derive(session->options.key, session->options.key_size, id, session->data_key)) {
        return WSAENOBUFS;
    }
    sender_init(&session->sender, id, session->options.window, outlet_datagram_size(local),
                keyed ? ROOTED_TAG : 0);
    session->started = true;
    return 0;
}

static void fill_start(const struct rooted_session *session, const struct rooted_link *link,
                       struct wire_start *start)
{
    *start = (struct wire_start){
        .session = session->sender.session,
        .first = session->sender.next,
        .credit = link->granted,
        .window = session->sender.window,
        .datagram = session->sender.datagram,
        .keep_alive_ms = (uint32_t)(session->options.keep_alive / ROOTED_MS),
        .dead_ms = (uint32_t)(session->options.dead_time / ROOTED_MS),
        .member = link->member,
        .group_port = system_address_port(&session->group),
        .sender_port = link->outlet == NULL ? 0 : link->outlet->port,
        .plane = session->owner->planes,
        .multicast = !link->unicast,
        .ipv6 = session->group.family == SYSTEM_IPV6,
    };
    memcpy(start->group, system_address_host(&session->group),
           system_address_host_size(session->group.family));
}

void root_set_unicast(struct rooted_session *session, struct rooted_link *link)
{
    session->unicasts += !link->unicast;
    link->unicast = true;
}

void root_set_settled(struct rooted_session *session, struct rooted_link *link)
{
    session->freshes -= link->fresh;
    link->fresh = false;
}

int root_admit(struct rooted_session *session, struct rooted_link *link)
{
    uint8_t frame[WIRE_SMALL_MAX];
    struct wire_start start;
    int error = root_start(session, &link->local);
    if (error != 0) {
        return error;
    }
    bool receives = (link->request.leaf & WIRE_LEAF_RECEIVES) != 0;
    link->outlet = receives ? outlet_get(session, &link->local) : NULL;
    if (receives && (link->outlet == NULL || !link->outlet->works)) {
        root_set_unicast(session, link);
    }
    link->member = ++session->next_member;
    link->granted = ROOTED_CREDIT;
    link->state = LINK_OPEN;
    session->leaves++;
    fill_start(session, link, &start);
    if (receives) {
        sender_add(&session->sender, &link->peer);
        link->in_window = true;
        link->fresh = true;
        session->freshes++;
    }
    link_put(link, frame, wire_put_start(frame, &start));
    link_flush(link);
    if (session->owner != NULL) {
        rooted_wake(session->owner);
    }
    return 0;
}

/* ---- what goes out ---- */

void root_repair(struct rooted_session *session, struct rooted_link *link, const struct packet *packet)
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
    for (struct rooted_link *link = session->links; session->unicasts + session->freshes > 0 && link != NULL;
         link = link->following) {
        if (link->in_window && (link->unicast || link->fresh)) {
            for (uint32_t i = 0; i < count; i++) {
                root_repair(session, link, packets[i]);
            }
            link_flush(link);
        }
    }
}

static void outlet_failed(struct rooted_session *session, const struct rooted_outlet *outlet)
{
    for (struct rooted_link *link = session->links; link != NULL; link = link->following) {
        if (link->outlet == outlet) {
            root_set_unicast(session, link);
        }
    }
}

void root_transmit(struct rooted_session *session, struct packet *const *packets, uint32_t count)
{
    for (struct rooted_outlet *outlet = session->outlets; outlet != NULL; outlet = outlet->next) {
        if (outlet->works && !outlet_send(outlet, packets, count)) {
            outlet_failed(session, outlet);
        }
    }
    repair_all_unicast(session, packets, count);
}

static void transmit_from(struct rooted_session *session, uint64_t first)
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
            root_transmit(session, packets, count);
            session->statistics.datagramsSent += count;
            count = 0;
        }
    }
    sender_sent(&session->sender);
}

void root_send_from(struct rooted_session *session, uint64_t first)
{
    if (session->sender.next == first) {
        return;
    }
    transmit_from(session, first);
    if (session->task.due > session->sender.heartbeat_at + ROOTED_HEARTBEAT_MIN) {
        rooted_session_kick(session); /* nothing else would wake the reactor for the heartbeat */
    }
}

bool root_can_send(const struct rooted_session *session, size_t size)
{
    return (session->listening || session->started) && session->to_relay.first == NULL &&
           (session->sender.peers == NULL || sender_has_room(&session->sender, size, false));
}

int root_put(struct rooted_session *session, const struct system_buffer *parts, size_t count, size_t size,
             int64_t now)
{
    if (session->sender.peers != NULL) { /* else nobody is there to get it */
        if (session->to_relay.first != NULL || !sender_has_room(&session->sender, size, false)) {
            return WSAEWOULDBLOCK;
        }
        if (!sender_put(&session->sender, parts, count, NULL, now)) {
            return WSAENOBUFS;
        }
    }
    session->statistics.messagesSent++;
    return 0;
}

static void send_heartbeat(struct rooted_session *session)
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
    root_transmit(session, &packet, 1);
    packet_release(packet);
}

int64_t root_run(struct rooted_session *session, int64_t now)
{
    if (!session->started) {
        return ROOTED_NEVER;
    }
    relay_run(session);
    if (sender_heartbeat(&session->sender, now)) {
        send_heartbeat(session);
    }
    return session->sender.heartbeat_at;
}

/* ---- the end ---- */

void root_link_over(struct rooted_session *session, struct rooted_link *link, int error)
{
    struct rooted_socket *branch = link->branch;
    session->leaves--;
    session->unicasts -= link->unicast;
    root_set_settled(session, link);
    if (link->in_window) {
        sender_remove(&session->sender, &link->peer);
        link->in_window = false;
    }
    if (link->outlet != NULL) {
        outlet_release(session, link->outlet);
        link->outlet = NULL;
    }
    relay_forget(session, link);
    link->branch = NULL;
    link_end(link);
    if (branch != NULL) {
        branch->link = NULL;
        rooted_close_event(branch, error);
    }
    if (session->owner != NULL) {
        rooted_wake(session->owner);
    }
}

static void say_bye(struct rooted_session *session, struct rooted_link *link)
{
    if (link->state != LINK_OPEN) {
        return;
    }
    link_put_number(link, WIRE_BYE, session->sender.next);
    link->state = LINK_LEAVING;
    link->until = system_clock_now() + session->options.linger_time;
    link_flush(link);
}

static void abort_connection(struct rooted_link *link)
{
    system_stream_abort_on_close(link->source.watch.socket);
}

void root_branch_closed(struct rooted_session *session, struct rooted_link *link)
{
    link->branch = NULL;
    if (link->state != LINK_OPEN) {
        if (session->joining == link) {
            asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN); /* JL-12 */
        }
    } else if (session->options.abort_on_close) {
        abort_connection(link);
        root_link_over(session, link, WSAECONNABORTED);
    } else {
        say_bye(session, link);
    }
}

void root_owner_closed(struct rooted_session *session)
{
    listener_stop(session);
    if (session->joining != NULL) {
        struct rooted_link *link = session->joining;
        if (link->branch != NULL) {
            link->branch->link = NULL;
            rooted_close_event(link->branch, WSAECONNABORTED);
            link->branch = NULL;
        }
        asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN);
    }
    struct rooted_link *next;
    for (struct rooted_link *link = session->links; link != NULL; link = next) {
        next = link->following;
        if (link->state != LINK_OPEN) {
            continue;
        }
        if (session->options.abort_on_close) {
            abort_connection(link);
            root_link_over(session, link, WSAECONNABORTED);
            continue;
        }
        say_bye(session, link);
        if (link->branch != NULL) { /* the session is over for it too */
            struct rooted_socket *branch = link->branch;
            link->branch = NULL;
            branch->link = NULL;
            rooted_close_event(branch, 0);
        }
    }
    relay_free(session);
}

void root_free(struct rooted_session *session)
{
    relay_free(session);
    if (session->started) {
        sender_free(&session->sender);
    }
    auth_wipe(session->data_key, sizeof session->data_key);
}
