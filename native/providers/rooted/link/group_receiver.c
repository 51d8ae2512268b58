#include "group_receiver.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "reactor.h"
#include "system/datagram.h"
#include "system/wait.h"

enum {
    ENOUGH = 256, /* datagrams that one turn takes; then other sockets have their turn */
    LENT = 2,     /* messages that a thread to which the socket is lent takes at once */
    RECEIVE_BUFFER = 4 << 20
};

struct group_receiver {
    struct source source;
    struct group_receiver *next;
    struct retired retired;
    union system_address group;
    unsigned interface_index;
    struct group_member *members;
    _Atomic uint32_t count;            /* how many members there are; lenders read it in other threads */
    struct group_member *_Atomic lent; /* the member that has the socket lent */
};

static struct group_receiver *receivers; /* only the reactor's thread uses these two */

static struct intake *intake; /* made with the first socket, and kept */

static void give_to_members(void *object, const struct group_run *runs, uint32_t count)
{
    struct group_receiver *receiver = object;
    struct group_member *next;
    for (struct group_member *member = receiver->members; member != NULL; member = next) {
        next = member->next;
        member->take(member, runs, count);
    }
}

static void receiver_ready(struct source *source, unsigned what)
{
    (void)what;
    struct group_receiver *receiver = (struct group_receiver *)(void *)source; /* its first member */
    uint32_t arrived = 0, datagrams = 0;
    bool more = true;
    while (more && arrived < ENOUGH && receiver->members != NULL) {
        uint32_t messages =
            intake_receive(intake, receiver->source.watch.socket, give_to_members, receiver, &datagrams);
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
    receiver->next = receivers;
    receivers = receiver;
    return receiver;
}

bool group_receiver_join(struct group_member *member, const union system_address *group,
                         unsigned interface_index)
{
    struct group_receiver *receiver = receivers;
    while (receiver != NULL &&
           !(receiver->interface_index == interface_index && system_address_equal(&receiver->group, group))) {
        receiver = receiver->next;
    }
    if (receiver == NULL && interface_index != 0) {
        receiver = open_receiver(group, interface_index);
    }
    if (receiver == NULL) {
        return false;
    }
    member->receiver = receiver;
    member->next = receiver->members;
    receiver->members = member;
    atomic_fetch_add(&receiver->count, 1);
    struct group_member *lent = atomic_load(&receiver->lent); /* its thread may not read for two members */
    if (lent != NULL) {
        system_waiter_wake(lent->waiter);
    }
    return true;
}

static void destroy_receiver(struct retired *retired)
{
    free((char *)retired - offsetof(struct group_receiver, retired));
}

uint32_t group_receiver_holds(const struct group_member *member)
{
    return system_datagram_holds(member->receiver->source.watch.socket);
}

void group_receiver_leave(struct group_member *member)
{
    struct group_receiver *receiver = member->receiver;
    if (receiver == NULL) {
        return;
    }
    if (member->lent) {
        group_receiver_wake(member);
        return;
    }
    system_waiter_free(member->waiter);
    intake_free(member->intake);
    member->waiter = NULL;
    member->intake = NULL;
    struct group_member **at = &receiver->members;
    while (*at != member) {
        at = &(*at)->next;
    }
    *at = member->next;
    member->receiver = NULL;
    atomic_fetch_sub(&receiver->count, 1);
    if (receiver->members != NULL) {
        return;
    }
    struct group_receiver **place = &receivers;
    while (*place != receiver) {
        place = &(*place)->next;
    }
    *place = receiver->next;
    reactor_unwatch(&receiver->source);
    system_socket_close(receiver->source.watch.socket); /* with that the system leaves the group */
    reactor_retire(&receiver->retired, destroy_receiver);
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
    if (receiver == NULL || member->lent || atomic_load(&receiver->count) != 1 || !can_lend(member)) {
        return false;
    }
    member->lent = true;
    atomic_store(&receiver->lent, member);
    reactor_rewatch(&receiver->source, 0);
    return true;
}

void group_receiver_wait(struct group_member *member, struct system_mutex *lock, int64_t until)
{
    if (atomic_load(&member->receiver->count) != 1) {
        return; /* a second one has joined meanwhile */
    }
    member->waits = true;
    system_mutex_unlock(lock);
    system_waiter_wait(member->waiter, member->receiver->source.watch.socket, until);
    system_mutex_lock(lock);
    member->waits = false;
}

void group_receiver_read(struct group_member *member, intake_give *give, void *object)
{
    uint32_t datagrams;
    if (atomic_load(&member->receiver->count) == 1) { /* else the reactor's thread reads for all */
        intake_receive(member->intake, member->receiver->source.watch.socket, give, object, &datagrams);
    }
}

void group_receiver_give_back(struct group_member *member)
{
    atomic_store(&member->receiver->lent, NULL);
    member->lent = false;
    reactor_rewatch(&member->receiver->source, SYSTEM_POLL_IN);
}

void group_receiver_wake(struct group_member *member)
{
    if (member->waits) {
        system_waiter_wake(member->waiter);
    }
}

/* The intake may be full of what the parent's thread was about to give away, so the child makes another. */
void group_receiver_reset_child(void)
{
    receivers = NULL;
    intake = NULL;
}
