/*
 * A datagram in memory, shared by all who still need it: a session's window, or many leaves of one process.
 * It counts references; any thread that has one may take another and give them up. Its bytes do not change
 * once a second reference is held.
 */
#ifndef JOINLEAF_ROOTED_PACKET_H
#define JOINLEAF_ROOTED_PACKET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Which way its bytes go: what is sent and what has come are used by different threads, as a rule. */
enum packet_way { PACKET_SENT, PACKET_RECEIVED };

enum { PACKET_WAYS = 2 };

/* What lies in a packet, for a receiver in which `left_before` bytes of a message are still to come. */
struct packet_records {
    /* How many bytes are still to come before its first byte and behind its last one. */
    uint32_t left_before, left_behind;
    uint16_t complete; /* how many messages end in it */
    bool relayed;      /* one of its records is relayed, or aside: not for everybody */
};

struct packet {
    _Atomic uint32_t references;
    uint16_t length;               /* how many bytes are in use */
    uint16_t room;                 /* how many bytes there is room for */
    uint16_t payload;              /* how many bytes are payload, which begins at WIRE_DATAGRAM_HEADER */
    uint8_t flags;                 /* WIRE_FIRST ... */
    uint8_t shelf;                 /* only the pool uses this: where the packet returns to */
    _Atomic uint8_t noted;         /* only packet.c uses this and the next one: whether that is set */
    struct packet_records records; /* what the first receiver that went through it has found */
    uint64_t sealed; /* the session for which its tag is right; 0: nobody has looked, or has made it yet. Only
                        the thread that has taken the packet in uses it, and of a root's packets who holds
                        the session's lock */
    uint8_t bytes[];
};

/* Where packets come from and go to. Any thread may call. */
struct packet_pool {
    /* One with room for at least `size` bytes; the other members are not set. NULL without memory. */
    struct packet *(*take)(enum packet_way way, uint16_t size);
    void (*give_back)(struct packet *packet);
};

/* Called before the first packet is made. The pool lives as long as the process. Without a pool, each packet
 * is allocated and freed. */
void packet_use_pool(const struct packet_pool *pool);

/* Makes a packet with room for at least `size` bytes, and gives the caller one reference. NULL without
 * memory. */
struct packet *packet_new(enum packet_way way, uint16_t size);
/* Two leaves of a process may go through the records of a packet at the same time, each under its own lock.
 * So what the first one notes never changes, and is recalled only once all of it is there. */
void packet_note(struct packet *packet, const struct packet_records *records);
/* False: nothing was noted yet. */
bool packet_recall(const struct packet *packet, struct packet_records *records);
/* Takes another reference. */
void packet_hold(struct packet *packet);
/* Gives up a reference. With the last one the packet goes back to where it came from. */
void packet_release(struct packet *packet);

#endif
