/*
 * The receiving end of a multicast group: one datagram socket for all leaves of this process that are in a
 * session with the same group, port and interface. The reactor's thread hands what has come to each of them.
 * It alone changes the list of members.
 *
 * A leaf takes part with a group_member, which lies in its session. It can have the socket lent: then one
 * thread of the application waits for datagrams, reads them itself, and hands them to all members; the
 * reactor's thread does not read meanwhile, and no member leaves.
 */
#ifndef JOINLEAF_ROOTED_GROUP_RECEIVER_H
#define JOINLEAF_ROOTED_GROUP_RECEIVER_H

#include <stdatomic.h>
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
    union system_address local;      /* this host's address in the connection to the root */
    unsigned chosen;                 /* the interface of the group; 0: the one that has that address */
    bool anew; /* the group must be joined anew: the interface was away, or multicast has ended */
    /* Called with no lock held. It takes a reference on each packet that it keeps. by_reactor: the reactor's
     * thread calls it, and not the one that has the socket. */
    void (*take)(struct group_member *member, const struct group_run *runs, uint32_t count, bool by_reactor);

    /* For lending. The waiter and the intake are made when the socket is lent first. */
    struct system_waiter *waiter;
    struct intake *intake;
    bool never;         /* the socket cannot be lent: there is no waiter, or no memory */
    _Atomic bool waits; /* the member has the socket, and its thread waits, or is about to */
};

/* In the reactor's thread: joins the group, with its port, on the interface of the index `chosen`; 0: on the
 * one that has the address `local`. False: the system does not let it. */
bool group_receiver_join(struct group_member *member, const union system_address *group,
                         const union system_address *local, unsigned chosen);
/* In the reactor's thread, now and then, for a member that is in a group: joins it anew, if it must and the
 * interface is there. True: it has. `silent`: nothing has come from the group for a while. */
bool group_receiver_follow(struct group_member *member, bool silent, int64_t now);
/* How many bytes of datagrams the socket of the member's group holds; 0: not known. */
uint32_t group_receiver_holds(const struct group_member *member);
/* In the reactor's thread. Does nothing if the member is in no group. False: the socket is lent. Then this
 * only ends the wait of the thread that has it, and must be called again. */
bool group_receiver_leave(struct group_member *member);
/* The same, but it waits for that thread. The session's lock is not held. */
void group_receiver_leave_now(struct group_member *member);

/* The following may be called by any thread that holds the lock of the member's session. */

/* False: the member is in no group, too many are in it, one wants to leave it, somebody has the socket
 * already, or the system cannot do it. */
bool group_receiver_lend(struct group_member *member);
/* Gives up the lock, waits until something has come, group_receiver_wake is called, or the time `until` has
 * come, and hands what has come to all members. The lock is held again when it returns. */
void group_receiver_wait_and_read(struct group_member *member, struct system_mutex *lock, int64_t until);
/* Whether somebody has the socket of the member's group. */
bool group_receiver_is_lent(const struct group_member *member);
/* The reactor's thread reads again. */
void group_receiver_give_back(struct group_member *member);
/* Ends the wait, if somebody waits. */
void group_receiver_wake(struct group_member *member);

/* In the child of a fork, which has none of the sockets. */
void group_receiver_reset_child(void);

#endif
