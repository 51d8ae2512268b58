#include "relay.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_LEAST = 16384 /* the room in bytes that is kept for the application, at least */ };

/* Renews the leaf's credit once a quarter of it is used up. */
void relay_give_credit(struct rooted_link *link, uint64_t consumed)
{
    link->leaf.consumed += consumed;
    if (link->state == LINK_OPEN &&
        link->leaf.consumed + ROOTED_CREDIT - link->leaf.granted >= ROOTED_CREDIT / 4) {
        link->leaf.granted = link->leaf.consumed + ROOTED_CREDIT;
        link_put_number(link, WIRE_CREDIT, link->leaf.granted);
        link_flush(link);
    }
}

uint64_t relay_first_credit(struct rooted_session *session)
{
    if (session->root.relay.left_bytes < ROOTED_LEFT_MAX) {
        return ROOTED_CREDIT;
    }
    session->root.relay.starving = true;
    return 0;
}

/* Leaves that have left take less memory now: gives the leaves without credit their first one. */
static void feed_starving(struct rooted_session *session)
{
    session->root.relay.starving = false;
    for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        if (link->leaf.granted == 0) {
            relay_give_credit(link, 0);
        }
    }
}

void relay_read_left(struct rooted_session *session, uint64_t bytes)
{
    session->root.relay.left_bytes -= bytes;
    if (session->root.relay.starving && session->root.relay.left_bytes < ROOTED_LEFT_MAX / 2) {
        feed_starving(session);
    }
}

static void use_message(struct rooted_session *session, struct rooted_message *message)
{
    if (--message->uses > 0) {
        return;
    }
    struct rooted_account *account = message->account;
    account->messages--;
    account->bytes -= message_memory(message);
    if (account->link != NULL) {
        relay_give_credit(account->link, message->size + (uint64_t)ROOTED_MESSAGE_COST);
    } else {
        if (account->messages == 0) {
            free(account);
        }
        relay_read_left(session, message_memory(message));
    }
    free(message);
}

static void fill_origin(const struct rooted_link *link, struct wire_origin *origin)
{
    origin->member = link->leaf.member;
    origin->port = system_address_port(&link->remote);
    origin->ipv6 = link->remote.family == SYSTEM_IPV6;
    memcpy(origin->address, system_address_host(&link->remote),
           system_address_host_size(link->remote.family));
}

static bool root_reads(const struct rooted_session *session)
{
    return session->owner != NULL && !session->owner->shut_receive;
}

static bool open_account(struct rooted_link *link)
{
    link->leaf.account = calloc(1, sizeof *link->leaf.account);
    if (link->leaf.account == NULL) {
        return false;
    }
    link->leaf.account->link = link;
    return true;
}

enum message_fate relay_take(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                             uint32_t size)
{
    link->leaf.received += size + (uint64_t)ROOTED_MESSAGE_COST;
    if ((link->request.leaf & WIRE_LEAF_SENDS) == 0 || link->leaf.received > link->leaf.granted) {
        return MESSAGE_FORBIDDEN;
    }
    bool relays = session->owner != NULL && (session->owner->planes & WIRE_PLANE_NONROOTED) != 0;
    if (!relays && !root_reads(session)) {
        relay_give_credit(link, size + (uint64_t)ROOTED_MESSAGE_COST);
        return MESSAGE_TAKEN;
    }
    if (link->leaf.account == NULL && !open_account(link)) {
        return MESSAGE_WITHOUT_MEMORY;
    }
    struct rooted_message *message = message_new(&link->remote, body, size);
    if (message == NULL) {
        return MESSAGE_WITHOUT_MEMORY;
    }
    message->account = link->leaf.account;
    link->leaf.account->messages++;
    link->leaf.account->bytes += message_memory(message);
    message->uses = (uint32_t)relays + (uint32_t)root_reads(session);
    fill_origin(link, &message->origin);
    if (relays) {
        message_enqueue(&session->root.relay.to_relay, ROOTED_TO_RELAY, message);
    }
    if (root_reads(session)) {
        message_enqueue(&session->root.relay.to_read, ROOTED_TO_READ, message);
        session->statistics.messagesReceived++;
        session_arrived(session->owner);
    }
    return MESSAGE_TAKEN;
}

static void unread_first(struct rooted_session *session)
{
    use_message(session, message_dequeue(&session->root.relay.to_read, ROOTED_TO_READ));
}

static void unrelay_first(struct rooted_session *session)
{
    use_message(session, message_dequeue(&session->root.relay.to_relay, ROOTED_TO_RELAY));
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

void relay_want_room(struct rooted_session *session, size_t size)
{
    size_t *wanted = &session->root.relay.wanted;
    size = larger(size + WIRE_RECORD_ASIDE, KEPT_LEAST); /* with the longer head of a record of its own */
    *wanted = larger(*wanted, size);
}

static void keep_room(struct session_relay *relay)
{
    if (relay->wanted > 0) {
        relay->kept = larger(relay->kept, relay->wanted);
        relay->kept_until = ROOTED_NEVER;
        relay->wanted = 0;
    }
}

void relay_note_told(struct rooted_session *session, int64_t now)
{
    session->root.relay.kept_until = now + ROOTED_REFILL_TIME;
}

bool relay_lets_pass(const struct rooted_session *session, size_t size)
{
    return session->root.relay.to_relay.first == NULL || size + WIRE_RECORD_ASIDE <= session->root.relay.kept;
}

void relay_note_passed(struct rooted_session *session, size_t size)
{
    size_t *kept = &session->root.relay.kept;
    size += WIRE_RECORD_ASIDE;
    *kept -= size < *kept ? size : *kept;
}

int64_t relay_due(const struct rooted_session *session)
{
    const struct session_relay *relay = &session->root.relay;
    return relay->to_relay.first != NULL && relay->kept > 0 ? relay->kept_until : ROOTED_NEVER;
}

void relay_put(struct rooted_session *session, int64_t now)
{
    struct sender *sender = &session->root.sender;
    struct session_relay *relay = &session->root.relay;
    struct rooted_message *message;
    relay->kept = now < relay->kept_until ? relay->kept : 0;
    while ((message = relay->to_relay.first) != NULL) {
        const struct system_buffer part = {message->bytes, message->size};
        if (sender->peers != NULL && (!sender_has_room_relayed(sender, message->size, relay->kept) ||
                                      !sender_put(sender, &part, 1, &message->origin))) {
            break; /* there is no room or no memory now, and the next run tries again */
        }
        keep_room(relay);
        unrelay_first(session);
    }
}

void relay_read(struct rooted_session *session)
{
    unread_first(session);
}

void relay_discard(struct rooted_session *session)
{
    while (session->root.relay.to_read.first != NULL) {
        unread_first(session);
    }
}

void relay_forget(struct rooted_session *session, struct rooted_link *link)
{
    struct rooted_account *account = link->leaf.account;
    if (account == NULL) {
        return;
    }
    link->leaf.account = NULL;
    account->link = NULL;
    session->root.relay.left_bytes += account->bytes;
    if (account->messages == 0) {
        free(account);
    }
}

void relay_free(struct rooted_session *session)
{
    relay_discard(session);
    while (session->root.relay.to_relay.first != NULL) {
        unrelay_first(session);
    }
}
