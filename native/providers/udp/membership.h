/*
 * A socket's memberships, as the shim keeps count of them: Linux answers conflicting requests with other
 * codes than Winsock (OP-05). The socket's lock is held in every call.
 *
 * In IPv4 the kernel decides by group and interface whether a datagram is for the socket. In IPv6 it decides
 * by the first membership of the group that it finds, whatever the interface. So there the memberships are
 * those of a second kernel socket, which is bound to nothing and receives nothing: it makes the host join and
 * report them, and the filter of the first one (filter.c) decides (OP-10).
 */
#ifndef JOINLEAF_UDP_MEMBERSHIP_H
#define JOINLEAF_UDP_MEMBERSHIP_H

#include "udp.h"

enum udp_membership_mode {
    IP_FROM_ALL,  /* joined for every source but the listed, blocked ones */
    IP_FROM_SOME, /* joined for the listed sources only; if none is left, the kernel has no membership */
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
const struct udp_membership *udp_membership_at(const struct udp_socket *socket, size_t index);
size_t udp_membership_count(const struct udp_socket *socket);

enum udp_verb { IP_ADD, IP_DROP, IP_ADD_SOURCE, IP_DROP_SOURCE, IP_BLOCK, IP_UNBLOCK, IP_VERBS };

static inline bool udp_verb_takes_source(enum udp_verb verb)
{
    return verb != IP_ADD && verb != IP_DROP;
}

/*
 * Does one request on a group. interface_index 0 is for requests on an existing membership, and means the
 * first one of the group, in the order of joining, that is in force. `source` may be NULL for a verb that
 * takes none. Returns 0 or the code of OP-05 or IP-11.
 */
int udp_membership_change(struct udp_socket *socket, enum udp_verb verb, const union os_address *group,
                          const union os_address *source, unsigned interface_index);

/* Returns whether the socket is a member of the group on the interface; false if the interface was deleted
 * meanwhile. */
bool udp_membership_holds(const struct udp_socket *socket, const union os_address *group,
                          unsigned interface_index);

/* Returns whether a membership that the program has not dropped has ended with its interface. */
bool udp_membership_is_lost(const struct udp_socket *socket, const union os_address *group,
                            unsigned interface_index);

/* Returns the interface of the group's membership from this source (NULL: from all sources); 0 if there is
 * none. */
unsigned udp_membership_interface(const struct udp_socket *socket, const union os_address *group,
                                  const union os_address *source, unsigned interface_index);

/* membership_option.c: answers JLU_MEMBER. Returns 0 or the code. */
int udp_membership_question(const struct udp_socket *socket, char *value, int length);

/*
 * Sets IP_ADD_MEMBERSHIP or one of its kin of both levels (membership_option.c). Returns false if the option
 * is none of them; else *error is the result.
 */
bool udp_membership_option(struct udp_socket *socket, int level, int name, const char *value, int length,
                           int *error);

#endif
