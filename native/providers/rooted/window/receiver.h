/*
 * A leaf's window: it puts datagrams in order, finds gaps, puts messages together, and decides what to tell
 * the root and when. It does no input or output. The caller passes the time, and its lock guards the window.
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
    int64_t missed_at, nak_at; /* while it is missing: since when, and when to ask for it */
    uint32_t naks;             /* how often the leaf has asked for it */
    uint32_t late;             /* how long it was missing, if it came after the leaf had asked */
};

/* A place in the stream of records: a datagram, and a byte of its payload. */
struct receiver_place {
    uint64_t sequence;
    uint32_t offset;
};

struct receiver {
    uint64_t taken;  /* the first datagram that holds something which the application has not got */
    uint32_t offset; /* how many bytes of that one the application has got */
    uint64_t next;   /* the first datagram that is missing */
    uint64_t known;  /* the datagram after the last one that is known to exist */
    uint32_t window, datagram, member;
    struct receiver_slot *slots; /* NULL until the first datagram comes or is known to be missing */
    uint32_t complete;           /* how many messages are here to their last byte */
    uint32_t messages;           /* how many of them are for the application */
    uint32_t asides;             /* how many of those are places of messages aside */
    uint32_t left;               /* how many bytes of the last message have not come */
    bool own;                    /* that message is the member's own, which it is not given */
    bool discard;                /* the application receives no more, so that messages are thrown away */
    uint64_t acked,
        announced; /* what the last ACK has told: the next datagram wanted, and the end of the window */
    int64_t ack_at, nak_at;

    /* what the last datagrams have said of the session */
    uint8_t ack_every;
    bool many;
    uint8_t rare; /* WIRE_RARE */
    int64_t rtt;

    int64_t late; /* so long the leaf waits for a datagram that others have overtaken: see receiver_gaps.c */

    /* what the next ACK tells the root, which measures the way with it */
    uint64_t echo, received;
    int64_t echo_at;
    uint32_t missed, heard, buffer;
    uint64_t listens_from; /* what was sent before this one does not count as missing: nobody listened;
                              RECEIVER_NOT_LISTENING: no datagram has come by multicast yet */
    uint32_t alone;        /* how many repairs have come since the last datagram by multicast */
    int64_t heard_at;
    uint32_t unacked, unacked_bytes; /* what has come since the last ACK: datagrams, and their bytes */
};

#define RECEIVER_NOT_LISTENING UINT64_MAX

/* The slot of a datagram that lies in the window. There are slots. */
static inline struct receiver_slot *receiver_slot(const struct receiver *receiver, uint64_t sequence)
{
    return &receiver->slots[sequence & (receiver->window - 1)];
}

enum receiver_result {
    RECEIVER_TAKEN,
    RECEIVER_OLD,    /* it has come before */
    RECEIVER_BEYOND, /* it lies beyond the window, or there is no memory */
    RECEIVER_BROKEN  /* the root has cut its messages wrongly, and the session cannot go on */
};

/* A message at the head of the queue. */
struct receiver_message {
    struct receiver_place body, end;
    size_t size;
    bool relayed;
    struct wire_origin origin; /* if relayed */
    bool aside;                /* it is not here: this is its place, and it is empty */
};

void receiver_init(struct receiver *receiver, const struct wire_start *start, int64_t now);
void receiver_free(struct receiver *receiver);

/* How many bytes of datagrams the leaf's socket may hold. The next ACK tells it. */
void receiver_set_buffer(struct receiver *receiver, uint32_t bytes);
/* Takes in what the header of a datagram from the root says of the session. size: of the datagram, in bytes.
 * multicast: it has not come on the connection. */
void receiver_hear(struct receiver *receiver, const struct wire_datagram *datagram, uint32_t size,
                   bool multicast, int64_t now);
/* Puts a datagram into the window. The window takes a reference of its own on a packet that it keeps. */
enum receiver_result receiver_put(struct receiver *receiver, uint64_t sequence, struct packet *packet,
                                  int64_t now);
/* Whether repairs have come for so long, and no multicast, that multicast seems not to reach this leaf. */
bool receiver_is_alone(const struct receiver *receiver, int64_t now);
/* Whether this datagram is missing and the leaf has asked for it. */
bool receiver_has_asked(const struct receiver *receiver, uint64_t sequence);
/* The root says that it has sent every datagram below `next`. */
void receiver_learn(struct receiver *receiver, uint64_t next, int64_t now);
/* The root asks how far this leaf is. What has come for it can be read before it answers. */
void receiver_answer(struct receiver *receiver, int64_t now);

/* The datagrams from receiver->known to `end` are missing. */
void receiver_miss(struct receiver *receiver, uint64_t end, int64_t now);
/* The datagram of that slot was missing, and has come; and it has come again. */
void receiver_filled(struct receiver *receiver, struct receiver_slot *slot, int64_t now);
void receiver_again(struct receiver *receiver, uint64_t sequence);

/* Whether the next message for the application is one aside. */
bool receiver_aside(const struct receiver *receiver);
/* Describes the next message for the application. False: there is none yet. */
bool receiver_head(const struct receiver *receiver, struct receiver_message *message);
/* Copies at most `size` bytes of the message, from `offset` on. Returns how many. */
size_t receiver_copy(const struct receiver *receiver, const struct receiver_message *message, size_t offset,
                     void *out, size_t size);
/* Takes the message that receiver_head has described out of the window. */
void receiver_take(struct receiver *receiver, const struct receiver_message *message, int64_t now);
/*
 * Takes the next messages out of the window and copies them to `out`, one behind the other: as many as have
 * the size of the first one, which becomes *size, but not more than `most`. An empty message is alone.
 * Returns how many; 0 if the next message is longer than `room`, is relayed or is aside, or if there is none.
 */
uint32_t receiver_take_run(struct receiver *receiver, uint8_t *out, size_t room, uint32_t most,
                           uint32_t *size, int64_t now);
/* From now on every message is thrown away when it comes. */
void receiver_discard(struct receiver *receiver, int64_t now);

/* Nobody waits for the next ACK: not even one full datagram has come since the last one, and the root has
 * room to send half a window. */
bool receiver_has_little_to_say(const struct receiver *receiver);
/* When receiver_ack or receiver_nak will have something to say. */
int64_t receiver_due(const struct receiver *receiver);
/* Fill in the ACK or the NAK that is due now. False: none is due. */
bool receiver_ack(struct receiver *receiver, struct wire_ack *ack, int64_t now);
bool receiver_nak(struct receiver *receiver, struct wire_nak *nak, int64_t now);

#endif
