#include "group_receiver.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "reactor.h"
#include "system/clock.h"
#include "system/datagram.h"
#include "system/interface.h"
#include "system/wait.h"

enum {
    ENOUGH = 256,      /* datagrams that one turn takes; then other sockets have their turn */
    LENT = 2,          /* messages that a thread to which the socket is lent takes at once */
    LENT_MEMBERS = 16, /* with more members the application's thread would have to do too much for others */
    RECEIVE_BUFFER = 4 << 20,
    LOOKED = 200000 /* for so many microseconds all members believe what one has found of the interface */
};

struct group_receiver {
    struct source source;
    struct group_receiver *next;
    struct retired retired;
    union system_address group;
    unsigned interface_index;
    int64_t looked_at;                    /* when it was last looked whether the interface was there, */
    bool there;                           /* and whether it was */
    struct group_member *_Atomic members; /* only the reactor's thread changes the list */
    _Atomic uint32_t count;               /* how many members there are */
    struct system_mutex lock;             /* guards the two below, and is the last lock that a thread takes */
    struct system_condition given_back;
    struct group_member *_Atomic lent; /* the member that has the socket lent, whose thread goes through the
                                          list, too: meanwhile no member may be taken from it */
    bool wanted;                       /* a member wants to leave: the socket is not lent again before */
};

static struct group_receiver *receivers; /* the newest first; only the reactor's thread uses these two */

static struct intake *intake; /* made with the first socket, and kept */

static void give_to_members(struct group_receiver *receiver, const struct group_run *runs, uint32_t count,
                            bool by_reactor)
{
    struct group_member *next;
    for (struct group_member *member = atomic_load(&receiver->members); member != NULL; member = next) {
        next = member->next;
        member->take(member, runs, count, by_reactor);
    }
}

static void reactor_gives(void *receiver, const struct group_run *runs, uint32_t count)
{
    give_to_members(receiver, runs, count, true);
}

static void lender_gives(void *receiver, const struct group_run *runs, uint32_t count)
{
    give_to_members(receiver, runs, count, false);
}

static void receiver_ready(struct source *source, unsigned what)
{
    (void)what;
    struct group_receiver *receiver = (struct group_receiver *)(void *)source; /* its first member */
    uint32_t arrived = 0, datagrams = 0;
    bool more = true;
    while (more && arrived < ENOUGH && atomic_load(&receiver->members) != NULL) {
        uint32_t messages =
            intake_receive(intake, receiver->source.watch.socket, reactor_gives, receiver, &datagrams);
        arrived += datagrams;
        more = intake_full(intake, messages);
    }
}

static struct group_receiver *open_receiver(const union system_address *group, unsigned interface_index)
{
    system_socket socket;
    intake = intake == NULL ? intake_new(SYSTEM_MESSAGES_MOST) : intake;
    struct group_receiver *receiver = intake == NULL ? NULL : calloc(1, sizeof *receiver);
    if (receiver == NULL) {
        return NULL;
    }
    if (system_datagram_open_receiver(group, interface_index, RECEIVE_BUFFER, &socket) != 0) {
        free(receiver);
        return NULL;
    }
    receiver->source = (struct source){.watch.socket = socket, .ready = receiver_ready};
    receiver->group = *group;
    receiver->interface_index = interface_index;
    if (!reactor_watch(&receiver->source, SYSTEM_POLL_IN)) {
        system_socket_close(socket);
        free(receiver);
        return NULL;
    }
    system_mutex_init(&receiver->lock);
    system_condition_init(&receiver->given_back);
    receiver->next = receivers;
    receivers = receiver;
    return receiver;
}

/* The receiver of that group and interface that is newer than `old`, if that is not NULL. If there is none, it
 * is made. NULL: the system does not let it. */
static struct group_receiver *get_receiver(const union system_address *group, unsigned interface_index,
                                           const struct group_receiver *old)
{
    struct group_receiver *receiver = receivers;
    while (receiver != old &&
           !(receiver->interface_index == interface_index && system_address_equal(&receiver->group, group))) {
        receiver = receiver->next;
    }
    return receiver != old ? receiver : interface_index != 0 ? open_receiver(group, interface_index) : NULL;
}

static void put_into_list(struct group_receiver *receiver, struct group_member *member)
{
    member->receiver = receiver;
    member->next = atomic_load(&receiver->members);
    atomic_store(&receiver->members, member);
    atomic_fetch_add(&receiver->count, 1);
}

bool group_receiver_join(struct group_member *member, const union system_address *group,
                         const union system_address *local, unsigned chosen)
{
    unsigned has_it = system_interface_of(local);
    struct group_receiver *receiver = get_receiver(group, chosen != 0 ? chosen : has_it, NULL);
    if (receiver == NULL) {
        return false;
    }
    member->local = *local;
    member->chosen = chosen != has_it ? chosen : 0;
    member->anew = false;
    put_into_list(receiver, member);
    return true;
}

static void destroy_receiver(struct retired *retired)
{
    struct group_receiver *receiver =
        (struct group_receiver *)(void *)((char *)retired - offsetof(struct group_receiver, retired));
    system_condition_destroy(&receiver->given_back);
    system_mutex_destroy(&receiver->lock);
    free(receiver);
}

uint32_t group_receiver_holds(const struct group_member *member)
{
    return system_datagram_holds(member->receiver->source.watch.socket);
}

static void take_from_list(struct group_receiver *receiver, struct group_member *member)
{
    struct group_member *before = atomic_load(&receiver->members);
    if (before == member) {
        atomic_store(&receiver->members, member->next);
    } else {
        while (before->next != member) {
            before = before->next;
        }
        before->next = member->next;
    }
    member->receiver = NULL;
    atomic_fetch_sub(&receiver->count, 1);
}

static void close_receiver(struct group_receiver *receiver)
{
    struct group_receiver **place = &receivers;
    while (*place != receiver) {
        place = &(*place)->next;
    }
    *place = receiver->next;
    reactor_unwatch(&receiver->source);
    system_socket_close(receiver->source.watch.socket); /* with that the system leaves the group */
    reactor_retire(&receiver->retired, destroy_receiver);
}

/* From now on the socket is not lent. False: it is lent still; `waits`: until it is not. */
static bool keep_from_lending(struct group_receiver *receiver, bool waits)
{
    struct group_member *lent;
    system_mutex_lock(&receiver->lock);
    receiver->wanted = true;
    while ((lent = atomic_load(&receiver->lent)) != NULL) {
        system_waiter_wake(lent->waiter);
        if (!waits) {
            break;
        }
        system_condition_wait(&receiver->given_back, &receiver->lock, SYSTEM_NEVER);
    }
    system_mutex_unlock(&receiver->lock);
    return lent == NULL;
}

static void let_lend(struct group_receiver *receiver)
{
    system_mutex_lock(&receiver->lock);
    receiver->wanted = false;
    system_mutex_unlock(&receiver->lock);
}

static bool leave(struct group_member *member, bool waits)
{
    struct group_receiver *receiver = member->receiver;
    if (receiver == NULL) {
        return true;
    }
    if (!keep_from_lending(receiver, waits)) {
        return false;
    }
    take_from_list(receiver, member);
    bool empty = atomic_load(&receiver->members) == NULL;
    let_lend(receiver);
    system_waiter_free(member->waiter);
    intake_free(member->intake);
    member->waiter = NULL;
    member->intake = NULL;
    if (empty) {
        close_receiver(receiver);
    }
    return true;
}

bool group_receiver_leave(struct group_member *member)
{
    return leave(member, false);
}

void group_receiver_leave_now(struct group_member *member)
{
    leave(member, true);
}

/* ---- interfaces that come and go ---- */

static bool is_there(struct group_receiver *receiver, int64_t now)
{
    if (now - receiver->looked_at >= LOOKED) {
        receiver->looked_at = now;
        receiver->there = system_interface_exists(receiver->interface_index);
    }
    return receiver->there;
}

/*
 * The members of one receiver meet again in the newest one. If the index is the same, the old socket leaves the
 * group first. Linux knows its membership by the index, and would end the new one when the old socket is closed.
 * And a switch that has forgotten who is in the group is told again.
 */
static bool join_anew(struct group_member *member, unsigned interface_index)
{
    struct group_receiver *old = member->receiver;
    if (!keep_from_lending(old, false)) {
        return false;
    }
    if (interface_index == old->interface_index) {
        system_datagram_leave(old->source.watch.socket, &old->group, interface_index);
    }
    struct group_receiver *receiver = get_receiver(&old->group, interface_index, old);
    if (receiver == NULL) {
        let_lend(old);
        return false;
    }
    leave(member, false);
    put_into_list(receiver, member);
    member->anew = false;
    return true;
}

bool group_receiver_follow(struct group_member *member, bool silent, int64_t now)
{
    member->anew = member->anew || (silent && !is_there(member->receiver, now));
    if (!member->anew) {
        return false;
    }
    unsigned index = member->chosen != 0 ? member->chosen : system_interface_of(&member->local);
    return index != 0 && system_interface_exists(index) && join_anew(member, index);
}

/* ---- lending ---- */

static bool can_lend(struct group_member *member)
{
    if (member->waiter == NULL && !member->never) {
        member->waiter = system_waiter_new();
        member->intake = member->waiter == NULL ? NULL : intake_new(LENT);
        if (member->intake == NULL) {
            system_waiter_free(member->waiter);
            member->waiter = NULL;
            member->never = true;
        }
    }
    return member->waiter != NULL;
}

bool group_receiver_lend(struct group_member *member)
{
    struct group_receiver *receiver = member->receiver;
    if (receiver == NULL || atomic_load(&receiver->lent) != NULL ||
        atomic_load(&receiver->count) > LENT_MEMBERS || !can_lend(member)) {
        return false;
    }
    system_mutex_lock(&receiver->lock);
    bool lends = atomic_load(&receiver->lent) == NULL && !receiver->wanted;
    if (lends) {
        atomic_store(&receiver->lent, member);
    }
    system_mutex_unlock(&receiver->lock);
    if (lends) {
        reactor_rewatch(&receiver->source, 0);
    }
    return lends;
}

void group_receiver_wait_and_read(struct group_member *member, struct system_mutex *lock, int64_t until)
{
    struct group_receiver *receiver = member->receiver;
    uint32_t datagrams;
    atomic_store(&member->waits, true);
    system_mutex_unlock(lock);
    reactor_wake_owed();
    system_waiter_wait(member->waiter, receiver->source.watch.socket, until);
    atomic_store(&member->waits, false); /* before what comes wakes this member, too */
    intake_receive(member->intake, receiver->source.watch.socket, lender_gives, receiver, &datagrams);
    system_mutex_lock(lock);
}

bool group_receiver_is_lent(const struct group_member *member)
{
    return member->receiver != NULL && atomic_load(&member->receiver->lent) != NULL;
}

void group_receiver_give_back(struct group_member *member)
{
    struct group_receiver *receiver = member->receiver;
    reactor_rewatch(&receiver->source, SYSTEM_POLL_IN);
    system_mutex_lock(&receiver->lock);
    atomic_store(&receiver->lent, NULL);
    if (receiver->wanted) {
        system_condition_wake_all(&receiver->given_back);
    }
    system_mutex_unlock(&receiver->lock);
}

void group_receiver_wake(struct group_member *member)
{
    if (atomic_load(&member->waits)) {
        system_waiter_wake(member->waiter);
    }
}

/* The intake may be full of what the parent's thread was about to give away, so the child makes another. */
void group_receiver_reset_child(void)
{
    receivers = NULL;
    intake = NULL;
}
