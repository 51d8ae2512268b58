/*
 * The receiving end of a multicast group: one datagram socket for all leaves of this process that are in a
 * session with the same group, port and interface. What has come is handed to each of them by the reactor's
 * thread, which alone touches it, so it has no lock.
 *
 * A leaf takes part with a group_member, which lies in its session. While it is the only one of its group, it
 * can have the socket lent: then one thread of the application waits at it and reads for itself, and the
 * reactor's does not. The lock of the member's session guards that.
 */
#ifndef JOINLEAF_ROOTED_GROUP_RECEIVER_H
#define JOINLEAF_ROOTED_GROUP_RECEIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "intake.h"
#include "system/address.h"
#include "system/thread.h"

struct group_receiver;
struct system_waiter;

struct group_member {
    struct group_receiver *receiver; /* NULL: it is in no group */
    struct group_member *next;       /* of the same group */
    /* Called with no lock held. The member may leave the group in it. It takes references on packets that it
     * keeps. */
    void (*take)(struct group_member *member, const struct group_run *runs, uint32_t count);

    /* of lending; made when it is lent first */
    struct system_waiter *waiter;
    struct intake *intake;
    bool never; /* this system cannot */
    bool lent, waits;
};

/* In the reactor's thread: joins the group, with its port, on the interface of that index. False: the system
 * does not let it. */
bool group_receiver_join(struct group_member *member, const union system_address *group,
                         unsigned interface_index);
/* How many bytes of datagrams its socket holds; 0: not known. */
uint32_t group_receiver_holds(const struct group_member *member);
/* In the reactor's thread. Does nothing when it is in no group. While the socket is lent, it only ends the
 * wait: whoever has it must see to it that this is called again. */
void group_receiver_leave(struct group_member *member);

/* The following from any thread, with the lock of the member's session. */

/* False: the member is not alone in its group or in none, somebody has the socket, or this system cannot. */
bool group_receiver_lend(struct group_member *member);
/* Gives the lock up, and waits until something has come, group_receiver_wake is called, or that time. */
void group_receiver_wait(struct group_member *member, struct system_mutex *lock, int64_t until);
/* Hands over what has come, without waiting. */
void group_receiver_read(struct group_member *member, intake_give *give, void *object);
void group_receiver_give_back(struct group_member *member);
/* Ends the wait, if somebody waits. */
void group_receiver_wake(struct group_member *member);

#endif
