#include "root.h"

#include <stdlib.h>
#include <string.h>

#include "aside.h"
#include "delivery.h"
#include "flow_specs.h"
#include "relay.h"
#include "transmit.h"
#include "providers/rooted/wire/seal.h"
#include "system/random.h"

/* Ports from the first one on are assigned to nobody. */
enum { FREE_PORTS_FIRST = 49152, FREE_PORTS = 65536 - FREE_PORTS_FIRST };

/* TCP's header is at least so much larger than UDP's, in bytes. */
enum { TCP_HEADER_MORE = 12 };

/* 239.255/16 and ff15::/16 are for private use. */
static bool choose_group(struct rooted_session *session, uint16_t family)
{
    uint8_t random[16];
    if (!system_random(random, sizeof random)) {
        return false;
    }
    uint16_t port = system_address_port(&session->options.group);
    session->root.group = session->options.group;
    if (session->root.group.family != family) {
        const uint8_t v4[4] = {239, 255, random[0], random[1]};
        uint8_t v6[16];
        memcpy(v6, random, sizeof v6);
        v6[0] = 0xff;
        v6[1] = 0x15;
        session->root.group = system_address_of(family, family == SYSTEM_IPV4 ? v4 : v6, 0);
        port = 0;
    }
    if (port == 0) {
        port = (uint16_t)(FREE_PORTS_FIRST + (random[2] << 8 | random[3]) % FREE_PORTS);
    }
    system_address_set_port(&session->root.group, port);
    return true;
}

int root_start(struct rooted_session *session, const union system_address *local)
{
    uint64_t id;
    if (session->root.started) {
        return 0;
    }
    if (!choose_group(session, local->family) || !system_random(&id, sizeof id)) {
        return WSAENOBUFS;
    }
    bool keyed = session->options.key_size > 0;
    if (keyed && !seal_derive(session->options.key, session->options.key_size, id, session->data_key)) {
        return WSAENOBUFS;
    }
    sender_init(&session->root.sender, id, session->options.window, group_datagram_size(local),
                keyed ? ROOTED_TAG : 0);
    session->root.sender.leap_most = session->options.dead_time;
    if (session->options.keep_alive > session->options.dead_time / 3) {
        session->options.keep_alive =
            session->options.dead_time / 3; /* otherwise silence alone would end the session */
    }
    session->root.started = true;
    return 0;
}

static void fill_start(const struct rooted_session *session, const struct rooted_link *link,
                       struct wire_start *start)
{
    *start = (struct wire_start){
        .session = session->root.sender.session,
        .first = session->root.sender.next,
        .credit = link->leaf.granted,
        .window = session->root.sender.window,
        .datagram = session->root.sender.largest,
        .keep_alive_ms = (uint32_t)(session->options.keep_alive / ROOTED_MS),
        .dead_ms = (uint32_t)(session->options.dead_time / ROOTED_MS),
        .member = link->leaf.member,
        .group_port = system_address_port(&session->root.group),
        .sender_port = link->leaf.sender == NULL ? 0 : link->leaf.sender->port,
        .plane = session->owner->planes,
        .multicast = !link->leaf.unicast ||
                     (link->leaf.sender != NULL && link->leaf.sender->socket != SYSTEM_NO_SOCKET),
        .ipv6 = session->root.group.family == SYSTEM_IPV6,
    };
    size_t size = system_address_host_size(session->root.group.family);
    memcpy(start->group, system_address_host(&session->root.group), size);
    if (link->leaf.sender != NULL) {
        memcpy(start->source, system_address_host(&link->leaf.sender->local), size);
    }
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The segment size of the connection limits the size of datagrams, because TCP knows of the interface of the
 * leaf. */
static uint32_t size_for(const struct rooted_link *link, uint32_t size)
{
    uint32_t segment = system_stream_segment(link->source.watch.socket);
    size = segment > 0 ? smaller(size, segment + TCP_HEADER_MORE) : size;
    return size < ROOTED_DATAGRAM_MIN ? ROOTED_DATAGRAM_MIN : size;
}

/* No datagram is larger than fits whole on the smallest path to an admitted leaf. */
static void fit_datagrams(struct rooted_session *session, const struct rooted_link *link)
{
    struct sender *sender = &session->root.sender;
    sender_fit(sender, smaller(sender->datagram, size_for(link, group_datagram_size(&link->local))));
}

void root_fit_anew(struct rooted_session *session, int64_t now)
{
    uint32_t size = session->root.sender.largest;
    if (session->root.senders == NULL || now < session->root.fit_at) {
        return;
    }
    session->root.fit_at = now + ROOTED_FIT_TIME;
    for (struct group_sender *sender = session->root.senders; sender != NULL; sender = sender->next) {
        size = smaller(size, group_sender_fits(sender));
    }
    for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        size = link->leaf.in_window ? size_for(link, size) : size;
    }
    sender_fit(&session->root.sender, size);
}

uint32_t root_places_taken(const struct rooted_session *session)
{
    return session->root.leaves + (session->root.joining != NULL);
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
    transmit_move_senders(session);
    link->leaf.sender = receives
                            ? group_sender_get(&session->root.senders, &link->local, &session->root.group,
                                               session->options.multicast_interface, session->options.ttl)
                            : NULL;
    if (receives && (link->leaf.sender == NULL || !link->leaf.sender->works)) {
        transmit_set_unicast(session, link);
    }
    if (receives) {
        fit_datagrams(session, link);
    }
    flow_specs_mark(session, link);
    link_retry(link, session->options.dead_time);
    link->leaf.member = ++session->root.next_member;
    if (link->leaf.socket != NULL) {
        link->leaf.socket->leaf_member = link->leaf.member;
    }
    link->leaf.granted = relay_first_credit(session);
    link->leaf.aside_granted = ROOTED_CREDIT;
    link->state = LINK_OPEN;
    session->root.leaves++;
    fill_start(session, link, &start);
    if (receives) {
        sender_add(&session->root.sender, &link->leaf.peer);
        link->leaf.in_window = true;
        sender_reach(&session->root.sender, &link->leaf.peer, !link->leaf.unicast);
        sender_expect(&session->root.sender, &link->leaf.peer, link->leaf.answer);
        link->leaf.fresh = true;
        session->root.reach.freshes++;
    }
    link_put(link, frame, wire_put_start(frame, &start));
    link_flush(link);
    session_changed(session->owner);
    return 0;
}

/* ---- what goes out ---- */

bool root_can_send(const struct rooted_session *session, size_t size)
{
    return (session->listener.listening || session->root.started) && relay_lets_pass(session, size) &&
           (session->root.sender.peers == NULL || sender_has_room(&session->root.sender, size));
}

int root_put(struct rooted_session *session, const struct system_buffer *parts, size_t count, size_t size)
{
    if (session->root.sender.peers != NULL) { /* without peers there is nobody to get it */
        session->root.put = true;             /* also for a send that finds no room: tell_of_room needs it */
        if (!relay_lets_pass(session, size) || !sender_has_room(&session->root.sender, size)) {
            relay_want_room(session, size);
            return WSAEWOULDBLOCK;
        }
        if (!sender_put(&session->root.sender, parts, count, NULL)) {
            return WSAENOBUFS;
        }
        relay_note_passed(session, size);
    }
    session->statistics.messagesSent++;
    return 0;
}

/* Tells those who wait for room, once little waits for its turn: not for the room of each datagram. While
 * leaves send much, that may never be little. */
static void tell_of_room(struct rooted_session *session, int64_t now)
{
    const struct rooted_socket *owner = session->owner;
    bool relays = session->root.relay.to_relay.first != NULL;
    if (session->root.put && owner != NULL && (relays || sender_runs_low(&session->root.sender)) &&
        root_can_send(session, owner->blocked_size)) {
        session->root.put = false;
        relay_note_told(session, now);
        session_changed(session->owner);
        aside_tell_of_room(session);
    }
}

int64_t root_run(struct rooted_session *session, int64_t now)
{
    if (!session->root.started) {
        return ROOTED_NEVER;
    }
    int64_t seen = reactor_seen_until();
    transmit_find_unreached(session, seen < now ? seen : now);
    relay_put(session, now);
    transmit_turns(session, now);
    tell_of_room(session, now);
    if (sender_heartbeat(&session->root.sender, now)) {
        transmit_heartbeat(session);
    }
    /* Where something was sent, more may follow. The application's thread need not wake the reactor for the
     * heartbeat behind that if the reactor looks by then anyway. */
    struct session_again *again = &session->root.again;
    if (session->root.sender.sent != again->seen) {
        *again = (struct session_again){session->root.sender.sent, now + ROOTED_HEARTBEAT_MIN};
    }
    int64_t due = transmit_due(session), relay_at = relay_due(session);
    due = due < relay_at ? due : relay_at;
    return again->at > now && again->at < due ? again->at : due;
}

/* ---- the end ---- */

void root_link_over(struct rooted_session *session, struct rooted_link *link, int error)
{
    struct rooted_socket *leaf = link->leaf.socket;
    if (session->owner == NULL && error != 0) { /* 0: the leaf has left and wants no more */
        delivery_note_end(session, link);
    }
    session->root.leaves--;
    session->root.reach.unicasts -= link->leaf.unicast;
    transmit_set_settled(session, link);
    if (link->leaf.in_window) {
        sender_remove(&session->root.sender, &link->leaf.peer);
        link->leaf.in_window = false;
    }
    if (link->leaf.sender != NULL) {
        group_sender_release(&session->root.senders, link->leaf.sender);
        link->leaf.sender = NULL;
    }
    relay_forget(session, link);
    link->leaf.socket = NULL;
    link_end(link);
    if (leaf != NULL) {
        aside_leave(leaf);
        leaf->link = NULL;
        session_close_socket(leaf, error);
    }
    session_changed(session->owner);
}

void root_free(struct rooted_session *session)
{
    relay_free(session);
    if (session->root.started) {
        sender_free(&session->root.sender);
    }
    auth_wipe(session->data_key, sizeof session->data_key);
}
