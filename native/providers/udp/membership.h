/*
 * A socket's memberships, as the shim keeps count of them: Linux answers conflicting requests with other
 * codes than Winsock (OP-05). The socket's lock is held in every call.
 *
 * In IPv4 the kernel decides by group and interface whether a datagram is for the socket. In IPv6 it decides
 * by the first membership of the group that it finds, whatever the interface. So there the memberships are
 * those of a second kernel socket, which is bound to nothing and receives nothing: it makes the host join and
 * report them, and the filter of the first one (filter.c) decides (OP-10). A socket for both families has
 * memberships of either, each kept as those of its family are (OP-13).
 */
#ifndef JOINLEAF_UDP_MEMBERSHIP_H
#define JOINLEAF_UDP_MEMBERSHIP_H

#include "membership_record.h"

enum udp_verb { VERB_ADD, VERB_DROP, VERB_ADD_SOURCE, VERB_DROP_SOURCE, VERB_BLOCK, VERB_UNBLOCK, VERBS };

static inline bool udp_verb_takes_source(enum udp_verb verb)
{
    return verb != VERB_ADD && verb != VERB_DROP;
}

/*
 * Does one request on a group. interface_index 0 is for requests on an existing membership, and means the
 * first one of the group, in the order of joining, that is in force. `source` may be NULL for a verb that
 * takes none. Returns 0 or the code of OP-05 or IP-11.
 */
int udp_membership_change(struct udp_socket *socket, enum udp_verb verb, const union os_address *group,
                          const union os_address *source, unsigned interface_index);

/*
 * Puts a source filter in place of the group's, at once: joins if the socket is no member there, and leaves
 * if the filter lets no source through. The sources are copied; none is listed twice. interface_index 0 as
 * above. Returns 0 or the code; then nothing has changed.
 */
int udp_membership_set_filter(struct udp_socket *socket, const union os_address *group,
                              unsigned interface_index, enum udp_membership_mode mode,
                              const union os_address *sources, size_t count);

/* Returns the membership that is in force, or NULL. interface_index 0 as above. */
const struct udp_membership *udp_membership_in_force(const struct udp_socket *socket,
                                                     const union os_address *group, unsigned interface_index);

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

/* Make the membership of WSAJoinLeaf, and end it. They return 0 or the code (IP-11). */
int udp_membership_join(struct udp_socket *socket, const union os_address *group, unsigned interface_index);
int udp_membership_leave(struct udp_socket *socket, const union os_address *group, unsigned interface_index);
/* The socket ends: forgets all. */
void udp_membership_free(struct udp_socket *socket);

#endif
