/* What the shim keeps of a socket's memberships (membership.h). The socket's lock guards it. */
#ifndef JOINLEAF_UDP_MEMBERSHIP_RECORD_H
#define JOINLEAF_UDP_MEMBERSHIP_RECORD_H

#include "udp.h"

enum udp_membership_mode {
    FROM_ALL,  /* joined for every source but the listed, blocked ones */
    FROM_SOME, /* joined for the listed sources only; if none is left, the kernel has no membership */
};

struct udp_membership {
    union os_address group;
    unsigned interface_index;
    enum udp_membership_mode mode;
    bool has_blocked; /* some source was blocked once, though perhaps no longer */
    size_t source_count;
    union os_address *sources;
};

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
