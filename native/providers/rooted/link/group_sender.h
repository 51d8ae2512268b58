/*
 * Where a root's datagrams go out: one datagram socket for each interface, which sends to the group. A
 * session owns the list of them, and its lock guards all of it.
 */
#ifndef JOINLEAF_ROOTED_GROUP_SENDER_H
#define JOINLEAF_ROOTED_GROUP_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "providers/rooted/window/packet.h"
#include "system/datagram.h"

struct group_sender {
    struct group_sender *next;
    union system_address local; /* the source address: this host's in the connection of the first leaf */
    union system_address group;
    unsigned interface_index, chosen; /* it sends on; the application has chosen; 0: none */
    bool follows;                     /* it sends on the interface that has the source address */
    uint16_t port; /* the source port, which stays if the socket is made anew; 0: there was no socket yet */
    uint8_t ttl;
    int dscp;       /* the code point of what it sends */
    uint32_t users; /* leaves whose connection is on this interface */
    system_socket socket;
    bool works;          /* false: the system sends no multicast there now, so its leaves get repairs */
    int64_t again_at;    /* if it does not work: when to try it again */
    uint32_t whole_from; /* datagrams of so many bytes or more do not go out as trains */
    uint32_t fits;       /* what group_sender_fits has returned last */
};

/* How large a datagram may be on the interface of this address, in bytes. */
uint32_t group_datagram_size(const union system_address *local);
/*
 * The sender of the list that sends on this interface, with one more user. If there is none, or its address is
 * gone, one is made, with that source address. One without a socket tries to get one. chosen 0 stands for the
 * interface that has the address. NULL without memory.
 */
struct group_sender *group_sender_get(struct group_sender **list, const union system_address *local,
                                      const union system_address *group, unsigned chosen, uint8_t ttl);
/* The sender has one user less. If there is none left, it is closed and freed. */
void group_sender_release(struct group_sender **list, struct group_sender *sender);
/* Whether this host has lost the sender's address. */
bool group_sender_is_lost(const struct group_sender *sender);
/* From now on it sends from this address, if its interface has that, and from the same port. Returns whether
 * it does. The leaves whose connection is with this address know it so. */
bool group_sender_move(struct group_sender *sender, const union system_address *local);
/* How large a datagram may be on its interface and its way to the group now, in bytes. */
uint32_t group_sender_fits(struct group_sender *sender);
/* Whether datagrams of this size go out as trains, as far as it is known. */
bool group_sender_cuts(const struct group_sender *sender, uint32_t size);
/* Sets the code point of what it sends. */
void group_sender_mark(struct group_sender *sender, int dscp);
/*
 * Sends the packets, in their order. The sender must have a port. If the system cannot send there, because
 * the interface was deleted and is there anew, with another index, the socket is made anew. Sets and returns
 * whether it works.
 */
bool group_sender_send(struct group_sender *sender, struct packet *const *packets, uint32_t count);

#endif
