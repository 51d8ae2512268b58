/*
 * The receiving end of a multicast group: one datagram socket for all leaves of this process that are in a
 * session with the same group, port and interface. The reactor's thread alone touches it, so it has no lock.
 *
 * A leaf takes part with a group_member, which lies in its session. What has come is handed to each of them.
 */
#ifndef JOINLEAF_ROOTED_GROUP_RECEIVER_H
#define JOINLEAF_ROOTED_GROUP_RECEIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "arrival.h"
#include "system/address.h"

/* Datagrams that came in a row from one source. */
struct group_run {
    const union system_address *source;
    const struct arrival *first;
    uint32_t count;
};

struct group_receiver;

struct group_member {
    struct group_receiver *receiver; /* NULL: it is in no group */
    struct group_member *next;       /* of the same group */
    /* Called with no lock held. The member may leave the group in it. It takes references on packets that it
     * keeps. */
    void (*take)(struct group_member *member, const struct group_run *runs, uint32_t count);
};

/* Joins the group, with its port, on the interface of that index. False: the system does not let it. */
bool group_receiver_join(struct group_member *member, const union system_address *group,
                         unsigned interface_index);
/* How many bytes of datagrams its socket holds; 0: not known. */
uint32_t group_receiver_holds(const struct group_member *member);
/* Does nothing when it is in no group. */
void group_receiver_leave(struct group_member *member);

#endif
