/*
 * Multicast datagrams (UDP): a socket that sends to one group, and one that receives from one group.
 *
 * Many datagrams are moved by one call. A train is a row of datagrams of one size, of which the last may be
 * shorter; where the system can (Linux: UDP_SEGMENT and UDP_GRO, Windows: UDP_SEND_MSG_SIZE and
 * UDP_RECV_MAX_COALESCED_SIZE) it is handed over whole and cut up at the end of its way.
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
    union system_address from;  /* a unicast address of this host; its port does not matter */
    union system_address group; /* where all goes, with its port */
    unsigned interface_index;   /* out of which interface, not 0 */
    uint8_t ttl;                /* how many hops it may go */
    int buffer;                 /* bytes that the system may keep, as far as it agrees */
};

/* A socket that sends to the group. *port: the port it sends from, in host order. */
int system_datagram_open_sender(const struct system_sender *wanted, system_socket *made, uint16_t *port);
/* Whether the system knows how to cut trains. Whether it will is not sure: see SYSTEM_SEND_UNCUT. */
bool system_datagram_cuts(system_socket s);

/* A train, one part a datagram. count 1: a plain datagram. */
struct system_train {
    struct system_buffer *parts;
    uint32_t count;
};

enum system_send {
    SYSTEM_SEND_DONE,       /* *sent trains have gone out, at least one */
    SYSTEM_SEND_NO_ROOM,    /* the system has no room now: system_datagram_wait */
    SYSTEM_SEND_LOST,       /* the first train could not be taken now: as if it were lost on its way */
    SYSTEM_SEND_UNCUT,      /* the first train will not be cut, whatever its datagrams' size */
    SYSTEM_SEND_UNCUT_SIZE, /* the first train will not be cut at this size; at a smaller one it may be */
    SYSTEM_SEND_BROKEN      /* the system does not send there */
};

/* Sends the trains in their order, as many as it can: at most SYSTEM_TRAINS_MOST. */
enum system_send system_datagram_send(system_socket s, const struct system_train *trains, uint32_t count,
                                      uint32_t *sent);
/* Waits for room, this long at most. */
void system_datagram_wait(system_socket s, int64_t microseconds);

/* ---- receiving ---- */

/*
 * A socket that gets what comes to the group and its port on this interface, and nothing else that other
 * sockets of this host have joined. Several processes may have one each. buffer: bytes that the system may
 * keep.
 */
int system_datagram_open_receiver(const union system_address *group, unsigned interface_index, int buffer,
                                  system_socket *made);

/* How many bytes of datagrams may wait in a receiver, as far as it is known; 0: it is not. */
uint32_t system_datagram_holds(system_socket s);

/* One that came. The caller gives bytes and room; the call fills in the rest. */
struct system_message {
    uint8_t *bytes;
    size_t room;
    size_t size; /* of what came; bytes holds no more than room of it */
    size_t each; /* what came is cut every so many bytes into datagrams; 0: it is one */
    union system_address source;
};

/* As many as have come, at most count and SYSTEM_MESSAGES_MOST; 0 when none waits. Does not block. */
uint32_t system_datagram_receive(system_socket s, struct system_message *messages, uint32_t count);

#endif
