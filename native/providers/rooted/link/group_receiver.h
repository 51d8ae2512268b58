/*
 * The receiving end of a multicast group: one datagram socket for all leaves of this process that are in a
 * session with the same group, port and interface. The reactor's thread hands what has come to each of them.
 * It alone uses the socket and the list of members, so they need no lock.
 *
 * A leaf takes part with a group_member, which lies in its session. While it is the only one of its group, it
 * can have the socket lent: then one thread of the application waits for datagrams and reads them itself, and
 * the reactor's thread does not. The lock of the member's session guards that.
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
    /* Called by the reactor's thread with no lock held. It may have this member leave the group. It takes a
     * reference on each packet that it keeps. */
    void (*take)(struct group_member *member, const struct group_run *runs, uint32_t count);

    /* For lending. The waiter and the intake are made when the socket is lent first. */
    struct system_waiter *waiter;
    struct intake *intake;
    bool never;       /* the socket cannot be lent: there is no waiter, or no memory */
    bool lent, waits; /* the member has the socket; its thread waits */
};

/* In the reactor's thread: joins the group, with its port, on the interface of that index. False: the system
 * does not let it. */
bool group_receiver_join(struct group_member *member, const union system_address *group,
                         unsigned interface_index);
/* How many bytes of datagrams the socket of the member's group holds; 0: not known. */
uint32_t group_receiver_holds(const struct group_member *member);
/* In the reactor's thread. Does nothing if the member is in no group. While the socket is lent, it only ends
 * the wait; then the thread that has the socket gives it back and must have this called again. */
void group_receiver_leave(struct group_member *member);

/* The following may be called by any thread that holds the lock of the member's session. */

/* False: the member is in no group or is not alone in it, somebody has the socket already, or the system
 * cannot do it. */
bool group_receiver_lend(struct group_member *member);
/* Gives up the lock, and waits until something has come, group_receiver_wake is called, or the time `until`
 * has come. Returns at once if the member is not alone any more. The lock is held again when it returns. */
void group_receiver_wait(struct group_member *member, struct system_mutex *lock, int64_t until);
/* Gives `give` what has come, without waiting. Does nothing if the member is not alone any more. */
void group_receiver_read(struct group_member *member, intake_give *give, void *object);
/* The reactor's thread reads again. */
void group_receiver_give_back(struct group_member *member);
/* Ends the wait, if somebody waits. */
void group_receiver_wake(struct group_member *member);

/* In the child of a fork, which has none of the sockets. */
void group_receiver_reset_child(void);

#endif
