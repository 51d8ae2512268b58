/* What the shim keeps of a socket's memberships (membership.h). The socket's lock guards it. */
#ifndef JOINLEAF_UDP_MEMBERSHIP_RECORD_H
#define JOINLEAF_UDP_MEMBERSHIP_RECORD_H

#include "udp.h"

enum udp_membership_mode {
    FROM_ALL,  /* joined for every source but the listed, blocked ones */
    FROM_SOME, /* joined for the listed sources only; if none is left, the membership is over */
};

struct udp_membership {
    union os_address group;
    unsigned interface_index;
    enum udp_membership_mode mode;
    bool has_blocked; /* some source was blocked once, though perhaps no longer */
    bool dropped;     /* all of it was dropped */
    size_t source_count;
    union os_address *sources;
};

/* Whether the kernel has no such membership any more. The entry is kept for what later requests are told
 * (OP-05). */
static inline bool udp_membership_is_over(const struct udp_membership *membership)
{
    return membership->mode == FROM_SOME && membership->source_count == 0;
}

/* Returns an entry of the record, or NULL past the last one. */
static inline const struct udp_membership *udp_membership_at(const struct udp_socket *socket, size_t index)
{
    return index < socket->membership_count ? &socket->memberships[index] : NULL;
}

static inline size_t udp_membership_count(const struct udp_socket *socket)
{
    return socket->membership_count;
}

#endif
