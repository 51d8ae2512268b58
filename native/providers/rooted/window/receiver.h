/*
 * A leaf's window: it puts datagrams in order, finds gaps, puts messages together, and decides what to tell the
 * root and when. It does no input or output. The caller passes the time, and its lock guards the window.
 */
#ifndef JOINLEAF_ROOTED_RECEIVER_H
#define JOINLEAF_ROOTED_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet.h"
#include "providers/rooted/wire/wire.h"

struct receiver_slot {
    struct packet *packet;
    int64_t nak_at; /* while it is missing */
    uint32_t naks;  /* how often it was asked for */
};

/* Where in the stream of records: a datagram, and the byte of its payload. */
struct receiver_place {
    uint64_t sequence;
    uint32_t offset;
};

struct receiver {
    uint64_t taken;  /* the first that holds something which the application has not got */
    uint32_t offset; /* what it has got of that one */
    uint64_t next;   /* the first that is missing */
    uint64_t known;  /* one past the last that is known to exist */
    uint32_t window, datagram, member;
    struct receiver_slot *slots; /* made with the first datagram */
    uint32_t complete;           /* messages whose last byte is there */
    uint32_t messages;           /* of these, those for the application */
    uint32_t left;               /* bytes of the message whose end has not come */
    bool own;                    /* this member sent that message itself */
    bool discard;                /* the application does not receive */
    uint64_t acked, announced;   /* the last ACK */
    int64_t ack_at, nak_at;

    /* as the last datagrams said */
    uint8_t ack_every;
    bool many;
    int64_t rtt;

    /* what an ACK tells for the root's measuring */
    uint64_t echo, received;
    int64_t echo_at;
    uint32_t missed, heard, buffer;
    uint32_t alone; /* repairs that came since the last datagram by multicast */
    int64_t heard_at;
    uint32_t unacked, unacked_bytes; /* datagrams that came since the last ACK */
};

enum receiver_result {
    RECEIVER_TAKEN,
    RECEIVER_OLD,    /* had it already */
    RECEIVER_BEYOND, /* outside the window, or no memory */
    RECEIVER_BROKEN  /* the root cuts its messages wrongly: the session cannot go on */
};

/* A message at the head of the queue. */
struct receiver_message {
    struct receiver_place body, end;
    size_t size;
    bool relayed;
    struct wire_origin origin; /* if relayed */
};

void receiver_init(struct receiver *receiver, const struct wire_start *start, int64_t now);
void receiver_free(struct receiver *receiver);

/* What its socket may hold, in bytes of datagrams; goes out with the next ACK. */
void receiver_set_buffer(struct receiver *receiver, uint32_t bytes);
/* What a datagram of so many bytes from the root says of the session. multicast: it did not come on the
 * connection. */
void receiver_hear(struct receiver *receiver, const struct wire_datagram *datagram, uint32_t size,
                   bool multicast, int64_t now);
/* Takes a reference of its own on what it keeps. */
enum receiver_result receiver_put(struct receiver *receiver, uint64_t sequence, struct packet *packet,
                                  int64_t now);
/* Whether this one is missing and was reported so. */
bool receiver_has_asked(const struct receiver *receiver, uint64_t sequence);
/* The root has sent all below `next`. */
void receiver_learn(struct receiver *receiver, uint64_t next, int64_t now);

bool receiver_head(const struct receiver *receiver, struct receiver_message *message);
/* Copies up to `size` bytes of the message from its `offset` on. */
size_t receiver_copy(const struct receiver *receiver, const struct receiver_message *message, size_t offset,
                     void *out, size_t size);
void receiver_take(struct receiver *receiver, const struct receiver_message *message, int64_t now);
/* From now on all messages are thrown away as they come. */
void receiver_discard(struct receiver *receiver, int64_t now);

/* When receiver_ack or receiver_nak has something to say. */
int64_t receiver_due(const struct receiver *receiver);
bool receiver_ack(struct receiver *receiver, struct wire_ack *ack, int64_t now);
bool receiver_nak(struct receiver *receiver, struct wire_nak *nak, int64_t now);

#endif
