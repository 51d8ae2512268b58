/*
 * A datagram in memory, shared by whoever still needs it: a session's window, many leaves of one process. Its
 * bytes do not change once a second reference is held.
 */
#ifndef JOINLEAF_ROOTED_PACKET_H
#define JOINLEAF_ROOTED_PACKET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct packet {
    _Atomic uint32_t references;
    uint16_t length;    /* of bytes in use */
    uint16_t room;      /* for bytes */
    uint16_t payload;   /* bytes of payload, which begin at WIRE_DATAGRAM_HEADER */
    uint8_t flags;      /* WIRE_FIRST ... */
    uint8_t size_class; /* the pool's own: which of its lists it returns to */
    bool parsed;        /* its records were gone through, by the reactor's thread; then: */
    bool relayed;       /* one of them is relayed */
    uint16_t complete;  /* so many messages end in it, */
    uint32_t left_before,
        left_behind;     /* and so much of a message is missing before its first byte and behind its last */
    uint64_t sealed;     /* the session that its tag was found right for, 0: not looked at; the reactor's */
    struct packet *next; /* the pool's own: in that list */
    uint8_t bytes[];
};

/* Where packets come from and go to. Any thread may call. */
struct packet_pool {
    /* One with room for at least `size` bytes; the other members are not set. NULL without memory. */
    struct packet *(*take)(uint16_t size);
    void (*give_back)(struct packet *packet);
};

/* Before the first packet is made: the pool lives as long as the process. Without one, each packet is
 * allocated and freed. */
void packet_use_pool(const struct packet_pool *pool);

/* Room for at least `size` bytes, one reference. NULL without memory. */
struct packet *packet_new(uint16_t size);
void packet_hold(struct packet *packet);
void packet_release(struct packet *packet);

#endif
