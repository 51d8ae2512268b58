#include "aside.h"

#include <stdlib.h>

#include "relay.h"

static uint64_t cost_of(uint64_t size)
{
    return size + ROOTED_MESSAGE_COST;
}

/* ---- messages of the root to one leaf ---- */

static bool link_has_room(const struct rooted_link *link, size_t size)
{
    return link != NULL && link->state == LINK_OPEN && !link->broken &&
           link_unsent(link) < ROOTED_SEND_QUEUE &&
           link->leaf.aside_sent + cost_of(size) <= link->leaf.aside_granted;
}

/* The place of the message among the session's messages goes to all leaves. So there must be room for it in
 * the window, which is for all. */
static bool window_has_room(const struct rooted_session *session)
{
    return relay_lets_pass(session, 0) && sender_has_room_aside(&session->root.sender);
}

bool aside_can_send(const struct rooted_socket *leaf, size_t size)
{
    return link_has_room(leaf->link, size) && window_has_room(leaf->session);
}

int aside_put(struct rooted_socket *leaf, const struct system_buffer *parts, size_t count, size_t size)
{
    struct rooted_session *session = leaf->session;
    struct rooted_link *link = leaf->link;
    if (!link_has_room(link, size)) {
        return WSAEWOULDBLOCK;
    }
    if (!window_has_room(session)) {
        session->root.put = session->root.aside_waits = true;
        relay_want_room(session, 0);
        return WSAEWOULDBLOCK;
    }
    if (!sender_put_aside(&session->root.sender, link->leaf.member) ||
        !link_put_parts(link, WIRE_ASIDE, parts, count, size)) {
        return WSAENOBUFS;
    }
    link->leaf.aside_sent += cost_of(size);
    session->statistics.messagesSent++;
    return 0;
}

void aside_tell_of_room(struct rooted_session *session)
{
    if (!session->root.aside_waits) {
        return;
    }
    session->root.aside_waits = false;
    for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        if (link->leaf.socket != NULL && link->leaf.socket->blocked) {
            session_changed(link->leaf.socket);
        }
    }
}

bool aside_credit(struct rooted_link *link, const uint8_t *body, uint32_t size)
{
    uint64_t number;
    if (!wire_get_number(body, size, &number) || number >= ROOTED_NUMBER_END) {
        return false;
    }
    if (number > link->leaf.aside_granted) {
        link->leaf.aside_granted = number;
        session_changed(link->leaf.socket);
    }
    return true;
}

/* ---- credit that a leaf gives ---- */

/* Both sides know the first credit without being told, so that the root can send at once. */
void aside_begin(struct rooted_session *session)
{
    session->leaf.aside.received = session->leaf.aside.consumed = 0;
    session->leaf.aside.granted = ROOTED_CREDIT;
}

/* Renews the credit once a quarter of it is used up. */
static void note_consumed(struct rooted_session *session, struct rooted_link *link, uint64_t bytes)
{
    session->leaf.aside.consumed += bytes;
    if (link != NULL && link->state == LINK_OPEN &&
        session->leaf.aside.consumed + ROOTED_CREDIT - session->leaf.aside.granted >= ROOTED_CREDIT / 4) {
        session->leaf.aside.granted = session->leaf.aside.consumed + ROOTED_CREDIT;
        link_put_number(link, WIRE_CREDIT, session->leaf.aside.granted);
        link_flush(link);
    }
}

/* ---- what has come ---- */

static struct rooted_queue *queue_of(struct rooted_socket *socket)
{
    return socket->kind == ROOTED_LEAF ? &socket->session->leaf.aside.unread : &socket->aside;
}

/* False without memory. */
static bool keep_message(struct rooted_queue *queue, const union system_address *from, uint32_t member,
                         const uint8_t *bytes, uint32_t size)
{
    struct rooted_message *message = message_new(from, bytes, size);
    if (message == NULL) {
        return false;
    }
    message->origin.member = member;
    message_enqueue(queue, ROOTED_TO_READ, message);
    return true;
}

enum message_fate aside_from_leaf(struct rooted_session *session, struct rooted_link *link,
                                  const uint8_t *body, uint32_t size)
{
    struct rooted_socket *leaf = link->leaf.socket;
    link->leaf.received += cost_of(size);
    if ((link->request.leaf & WIRE_LEAF_SENDS) == 0 || link->leaf.received > link->leaf.granted) {
        return MESSAGE_FORBIDDEN;
    }
    if (leaf == NULL || leaf->shut_receive) {
        relay_give_credit(link, cost_of(size));
        return MESSAGE_TAKEN;
    }
    if (!keep_message(&leaf->aside, &link->remote, link->leaf.member, body, size)) {
        return MESSAGE_WITHOUT_MEMORY;
    }
    session->statistics.messagesReceived++;
    session_changed(leaf);
    return MESSAGE_TAKEN;
}

enum message_fate aside_from_root(struct rooted_session *session, struct rooted_link *link,
                                  const uint8_t *body, uint32_t size)
{
    struct rooted_socket *owner = session->owner;
    session->leaf.aside.received += cost_of(size);
    if (!session->leaf.receiving || session->leaf.aside.received > session->leaf.aside.granted) {
        return MESSAGE_FORBIDDEN;
    }
    if (owner == NULL || owner->shut_receive) {
        note_consumed(session, link, cost_of(size));
        return MESSAGE_TAKEN;
    }
    if (!keep_message(&session->leaf.aside.unread, &owner->peer, 0, body, size)) {
        return MESSAGE_WITHOUT_MEMORY;
    }
    session_changed(owner);
    return MESSAGE_TAKEN;
}

const struct rooted_message *aside_first(const struct rooted_socket *socket)
{
    return socket->kind == ROOTED_LEAF ? socket->session->leaf.aside.unread.first : socket->aside.first;
}

void aside_read(struct rooted_socket *socket)
{
    struct rooted_queue *queue = queue_of(socket);
    uint64_t cost = cost_of(queue->first->size), memory = message_memory(queue->first);
    free(message_dequeue(queue, ROOTED_TO_READ));
    if (socket->kind == ROOTED_LEAF) {
        note_consumed(socket->session, socket->link, cost);
    } else if (socket->link != NULL) {
        relay_give_credit(socket->link, cost);
    } else {
        relay_read_left(socket->session, memory);
    }
}

void aside_leave(struct rooted_socket *leaf)
{
    for (const struct rooted_message *message = leaf->aside.first; message != NULL;
         message = message->next[ROOTED_TO_READ]) {
        leaf->session->root.relay.left_bytes += message_memory(message);
    }
}

void aside_discard(struct rooted_socket *socket)
{
    while (queue_of(socket)->first != NULL) {
        aside_read(socket);
    }
}

void aside_free(struct rooted_session *session)
{
    while (session->leaf.aside.unread.first != NULL) {
        free(message_dequeue(&session->leaf.aside.unread, ROOTED_TO_READ));
    }
}
