/*
 * Multicast datagrams (UDP): a socket that sends to one group, and one that receives from one group.
 *
 * One call moves many datagrams. A train is a number of datagrams of one size, of which the last may be
 * shorter. If the system can do so (Linux: UDP_SEGMENT and UDP_GRO, Windows: UDP_SEND_MSG_SIZE and
 * UDP_RECV_MAX_COALESCED_SIZE), a train is handed over whole and cut apart at the end of its way. Calls that
 * return int return 0 or a code.
 */
#ifndef JOINLEAF_SYSTEM_DATAGRAM_H
#define JOINLEAF_SYSTEM_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/address.h"
#include "system/buffer.h"
#include "system/socket.h"

enum {
    SYSTEM_TRAINS_MOST = 32,         /* in one call of system_datagram_send */
    SYSTEM_TRAIN_PARTS_MOST = 64,    /* datagrams in a train */
    SYSTEM_TRAIN_BYTES_MOST = 65000, /* bytes in a train, which is one IP packet for the system */
    SYSTEM_MESSAGES_MOST = 32        /* in one call of system_datagram_receive */
};

/* ---- sending ---- */

struct system_sender {
    union system_address from;  /* a unicast address of this host, and the port to send from; 0: any port */
    union system_address group; /* where every datagram goes, with its port */
    unsigned interface_index;   /* the interface to send on, not 0 */
    uint8_t ttl;                /* how many hops it may go */
    int buffer;                 /* bytes that the system is to have room for; it may have less */
};

/* Opens a socket that sends to the group. *port becomes the port that it sends from, in host order. */
int system_datagram_open_sender(const struct system_sender *wanted, system_socket *made, uint16_t *port);
/* Returns whether the system can cut trains. It may still refuse to cut one: see SYSTEM_SEND_UNCUT. */
bool system_datagram_cuts(system_socket s);
/* Returns the largest IP packet, in bytes, that the system sends to the group in one piece. That is less than the
 * interface's MTU if a route or an ICMP error says so. 0: the system does not tell. */
uint32_t system_datagram_way_mtu(system_socket s);

/* A train, each part of which is one datagram. count 1: a plain datagram. */
struct system_train {
    struct system_buffer *parts;
    uint32_t count;
};

enum system_send {
    SYSTEM_SEND_DONE,       /* *sent trains were sent, at least one */
    SYSTEM_SEND_NO_ROOM,    /* the system has no room now: system_datagram_wait */
    SYSTEM_SEND_LOST,       /* the first train was not taken, and counts as lost on its way */
    SYSTEM_SEND_UNCUT,      /* the first train is not cut, whatever the size of its datagrams */
    SYSTEM_SEND_UNCUT_SIZE, /* the first train is not cut at this size; at a smaller one it may be */
    SYSTEM_SEND_BROKEN      /* the system cannot send there */
};

/* Sends the trains in their order, as many as it can: at most SYSTEM_TRAINS_MOST. */
enum system_send system_datagram_send(system_socket s, const struct system_train *trains, uint32_t count,
                                      uint32_t *sent);
/* Waits until there is room to send, this long at most. */
void system_datagram_wait(system_socket s, int64_t microseconds);

/* ---- receiving ---- */

/*
 * Opens a socket that receives what comes to the group and its port on this interface, and nothing of other
 * groups that other sockets of this host have joined. Several processes may have such a socket. buffer: bytes
 * that the system is to have room for; it may have less.
 */
int system_datagram_open_receiver(const union system_address *group, unsigned interface_index, int buffer,
                                  system_socket *made);

/* The receiver leaves the group, on this interface. Nothing more comes to it. */
void system_datagram_leave(system_socket s, const union system_address *group, unsigned interface_index);

/* Returns how many bytes of datagrams may wait in a receiver, about; 0: it is not known. */
uint32_t system_datagram_holds(system_socket s);

/* A message that has come. The caller gives `bytes` and `room`; the call fills in the rest. */
struct system_message {
    uint8_t *bytes;
    size_t room;
    size_t size; /* of the whole message, of which `bytes` has no more than `room` */
    size_t each; /* the message is a train of datagrams of this size; 0: it is one datagram */
    union system_address source;
};

/* Receives the messages that have come, at most count and SYSTEM_MESSAGES_MOST. Returns how many; 0 if none
 * waits. Does not block. */
uint32_t system_datagram_receive(system_socket s, struct system_message *messages, uint32_t count);

#endif
