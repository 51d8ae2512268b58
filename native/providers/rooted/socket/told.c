#include "told.h"

#include <stddef.h>
#include <string.h>

#include "providers/rooted/session/refusal.h"

int told_bytes(char *value, int *length, const void *from, size_t size)
{
    if (*length < (int)size) {
        return WSAEFAULT;
    }
    memcpy(value, from, size);
    *length = (int)size;
    return 0;
}

int told_get_statistics(struct rooted_socket *socket, char *value, int *length)
{
    struct rooted_session *session = socket->session;
    session->statistics.leaves = session->root.leaves;
    session->statistics.unicastLeaves = session->root.reach.unicasts;
    size_t size = sizeof session->statistics;
    if (*length < (int)size) {
        size = offsetof(JLR_STATISTICS, acceptsRefused);
    }
    return told_bytes(value, length, &session->statistics, size);
}

int told_set_refusal(struct rooted_socket *socket, const char *value, int length)
{
    const size_t head = offsetof(JLR_REFUSAL, data);
    JLR_REFUSAL given;
    if (length < (int)head) {
        return WSAEFAULT;
    }
    memcpy(&given, value, head);
    if (given.length > JLR_REFUSAL_DATA_MAX || socket->kind == ROOTED_LEAF_AT_ROOT) {
        return WSAEINVAL;
    }
    if ((size_t)length < head + given.length) {
        return WSAEFAULT;
    }
    const struct wire_refusal refusal = {.reason = WIRE_REJECT_APPLICATION,
                                         .number = given.number,
                                         .data_length = given.length,
                                         .data = (const uint8_t *)value + head};
    return refusal_keep(&socket->refusing, &refusal) ? 0 : WSAENOBUFS;
}

/* The reasons on the wire and the causes that the application sees are the same numbers. */
_Static_assert(JLR_REFUSED_BY_APPLICATION == WIRE_REJECT_APPLICATION &&
                   JLR_REFUSED_FULL == WIRE_REJECT_FULL && JLR_REFUSED_VERSION == WIRE_REJECT_VERSION &&
                   JLR_REFUSED_KEY == WIRE_REJECT_KEY && JLR_REFUSED_PLANE == WIRE_REJECT_PLANE &&
                   JLR_REFUSAL_DATA_MAX == ROOTED_REFUSAL_MAX,
               "one number each");

int told_get_refusal(struct rooted_socket *socket, char *value, int *length)
{
    JLR_REFUSAL told;
    const struct rooted_refusal *refused = socket->refused;
    memset(&told, 0, sizeof told);
    if (refused != NULL) {
        told.cause = refused->reason;
        told.number = refused->number;
        told.length = refused->size;
        memcpy(told.data, refused->bytes, refused->size);
    }
    return told_bytes(value, length, &told, offsetof(JLR_REFUSAL, data) + told.length);
}

int told_get_member(struct rooted_socket *socket, char *value, int *length)
{
    const DWORD member = socket->leaf_member;
    if (socket->kind != ROOTED_LEAF_AT_ROOT) {
        return WSAENOPROTOOPT;
    }
    return member == 0 ? WSAENOTCONN : told_bytes(value, length, &member, sizeof member);
}

int told_get_behind(struct rooted_socket *socket, char *value, int *length)
{
    JLR_BEHIND behind;
    const struct sender *sender = &socket->session->root.sender;
    const struct rooted_link *link = socket->link;
    memset(&behind, 0, sizeof behind);
    if (socket->kind != ROOTED_LEAF_AT_ROOT) {
        return WSAENOPROTOOPT;
    }
    if (link == NULL || link->state != LINK_OPEN) {
        return WSAENOTCONN;
    }
    if (link->leaf.in_window) {
        const struct sender_peer *peer = &link->leaf.peer;
        uint64_t bytes, messages;
        int64_t now = system_clock_now();
        bool held = peer->held_since != ROOTED_NEVER && peer->held_since < now;
        sender_behind(sender, peer, &bytes, &messages);
        behind.bytes = bytes;
        behind.messages = messages;
        behind.milliseconds = held ? (DWORD)((now - peer->held_since) / ROOTED_MS) : 0;
        behind.unread = (DWORD)(peer->next + sender->window - peer->limit);
    }
    return told_bytes(value, length, &behind, sizeof behind);
}
