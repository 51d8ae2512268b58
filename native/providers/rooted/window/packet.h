/* A datagram in memory, shared by whoever still needs it: a session's window, many leaves of one process. */
#ifndef JOINLEAF_ROOTED_PACKET_H
#define JOINLEAF_ROOTED_PACKET_H

#include <stdatomic.h>
#include <stdint.h>

struct packet {
    _Atomic uint32_t references;
    uint16_t length;     /* of bytes in use */
    uint16_t room;       /* for bytes */
    uint16_t payload;    /* bytes of payload, which begin at WIRE_DATAGRAM_HEADER */
    uint8_t flags;       /* WIRE_FIRST ... */
    uint8_t size_class;  /* which of the pool's lists it returns to */
    uint64_t sealed;     /* the session that its tag was found right for, 0: not looked at; the reactor's */
    struct packet *next; /* in that list */
    uint8_t bytes[];
};

/* Room for at least `size` bytes, one reference. NULL without memory. */
struct packet *packet_new(uint16_t size);
void packet_hold(struct packet *packet);
void packet_release(struct packet *packet);
/* Gives what the pool keeps back to the system. */
void packet_pool_empty(void);

#endif
