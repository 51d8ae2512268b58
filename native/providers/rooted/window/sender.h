/*
 * native/providers/rooted/window: what was sent and what has come: sequence numbers, gaps, repairs and the
 * rate. It does no input or output and has no lock and no clock of its own: the caller passes the time, and
 * its lock guards the window.
 *
 * This is the root's window: what was put into it and is not yet acknowledged by some leaf, what of that may
 * go out now, and how far the slowest leaf lets it go on. The leaf's is receiver.h.
 */
#ifndef JOINLEAF_ROOTED_SENDER_H
#define JOINLEAF_ROOTED_SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "system/buffer.h"

#include "pace.h"
#include "packet.h"
#include "providers/rooted/wire/wire.h"

struct sender_slot {
    struct packet *packet;
    int64_t first_at, sent_at; /* when it was multicast first and last */
    uint64_t sent_bytes; /* how many bytes of datagrams had gone out, its own included, when it first went, */
    uint64_t again_bytes; /* and how many bytes of repairs by multicast and of heartbeats */
    uint64_t
        cast_bytes; /* how many bytes of datagrams had been multicast, repairs as well, when it first went */
    uint32_t requests; /* how many reports that it is missing were heeded */
    uint32_t messages; /* how many messages end in it */
    uint8_t times;     /* how often it was multicast */
    bool eased;        /* it went out first in a turn that gives back */
    bool wanted;       /* its repair by multicast waits for its turn */
};

/* How much of what is multicast comes to a leaf. */
struct sender_share {
    uint64_t cast,
        received; /* cast_bytes of the datagram that the last ACK has echoed, and bytes that had come then */
    int64_t at;   /* when that ACK came; 0: none has come */
    uint64_t put,
        came;     /* bytes that were multicast and have come, while multicast was taken to reach the leaf, */
    int64_t time; /* for so long, since the share was judged last */
    bool poor;    /* it was so small that the leaf is better off with its connection */
};

/* What the window keeps of one leaf. */
struct sender_peer {
    struct sender_peer *previous, *following;
    uint64_t next,
        limit;          /* what its last ACK has told: the next datagram wanted, and the end of its window */
    int64_t held_since; /* since when the leaf has held the sender up without any progress; ROOTED_NEVER: it
                           does not */
    struct pace_path path;
    uint64_t echo, echo_bytes; /* the highest datagram that has come to the leaf, and the sent_bytes of its
                                  slot */
    uint32_t heard, buffer;    /* `heard` of its last ACK, `buffer` of the first ACK that told one */
    int64_t answer;            /* how long the handshake took: a round-trip time, or more; 0: not known */
    uint64_t asked;            /* it was asked whether it has got what lies below; 0: it was not, or that */
    int64_t asked_at;          /* does not matter any more */
    bool reached; /* multicast reaches the leaf, as far as is known, and so it takes part in finding the rate
                   */
    struct sender_share share;

    /* By these it is seen whether what it says can be true (honesty.c). */
    uint64_t first_bytes;   /* how many bytes had been put before its first datagram */
    uint64_t repaired;      /* how many bytes of datagrams were put on its connection */
    bool told;              /* its clock is known: */
    int64_t told_at, leapt; /* when it told its clock last; by how much that has leapt ahead of this one */
    uint32_t stamp, ahead;  /* what it told then, and the most by which its clock can be ahead */

    /* What it may still ask for (sender_repair.c): how many datagrams are looked at, multicast repairs, of
     * which each takes PRICE_AGAIN, and repairs on its connection. They were last renewed at that sequence
     * and time. */
    uint32_t looks, again, alone;
    uint64_t allowed_to;
    int64_t allowed_at;
};

struct sender {
    uint64_t session;
    uint64_t base, sent,
        next; /* datagrams from base up to next are kept; those from sent on wait for their turn */
    uint32_t window, tag;
    uint32_t datagram, largest; /* how large a datagram may be: now, and at any time */
    struct sender_slot *slots;  /* they are made when the first message is put */
    struct sender_peer *peers;
    uint32_t peer_count;
    uint8_t rare; /* WIRE_RARE: how much more seldom each peer acknowledges because there are so many */
    uint64_t least_next, least_limit,
        least_echo; /* the least next, limit and echo_bytes of a peer; at_least_* tells how many have it */
    int64_t
        echo_at; /* when least_echo has changed, or something has gone out after everything had been echoed */
    int64_t looked_at; /* when a peer that is not reached was last looked for in vain; */
    uint64_t ask_to;   /* then those are asked that have not echoed what lies below this, */
    bool others_echo;  /* which others have echoed */
    uint32_t silent;   /* so often, at most ROOTED_SILENT, all have been asked since one heard multicast */
    uint32_t at_least_next, at_least_limit, at_least_echo;
    int64_t answer;        /* the longest of a reached peer that has not heard any multicast yet */
    uint32_t least_buffer; /* the smallest socket of a reached peer, in bytes; 0: no peer has told */
    int64_t heartbeat_at, heartbeat_interval;
    int64_t leap_most;   /* a leaf whose clock has leapt by more has lied; as long as this host may sleep */
    int64_t part_at;     /* when a datagram that had room for more went out last */
    int64_t run, run_to; /* the time that the last run of sends has taken (ROOTED_RUN_GAP), and its end */

    struct pace pace;
    uint64_t sent_bytes, unsent_bytes, again_bytes, cast_bytes;
    uint64_t round_bytes;   /* the round is over when every peer has echoed more bytes than these */
    int64_t round_at;       /* when the last round was over */
    uint64_t limited_until; /* below this sequence not the rate, but the application or a peer's window
                               limited what was sent, so that the rate says nothing */
    uint64_t wanted_from;   /* no repair of a datagram below this one waits */
    uint32_t wanted;        /* how many repairs wait */
    bool open;              /* the last packet has room for more messages */
};

/* The value of least_next, least_limit and least_echo when no peer counts for them. */
#define SENDER_NO_PEER UINT64_MAX
/* The value of wanted_from when no repair by multicast waits. */
#define SENDER_NOT_WANTED UINT64_MAX

/* Whether multicast reaches no peer, as far as is known. */
static inline bool sender_reaches_no_peer(const struct sender *sender)
{
    return sender->least_echo == SENDER_NO_PEER;
}

/* How many bytes have gone out and may not have come to the slowest leaf. */
static inline uint64_t sender_under_way(const struct sender *sender)
{
    return sender->least_echo < sender->sent_bytes ? sender->sent_bytes - sender->least_echo : 0;
}

/* The slot of a datagram that is kept, or of the next one. */
static inline struct sender_slot *sender_slot(const struct sender *sender, uint64_t sequence)
{
    return &sender->slots[sequence & (sender->window - 1)];
}

enum sender_repair { SENDER_NO_REPAIR, SENDER_REPAIR_ONE, SENDER_REPAIR_ALL };

void sender_init(struct sender *sender, uint64_t session, uint32_t window, uint32_t datagram, uint32_t tag);
void sender_free(struct sender *sender);

/* Adds a peer, which lies in memory of the caller until sender_remove. It begins with the datagram `next`: it
 * need not acknowledge what was put before. */
void sender_add(struct sender *sender, struct sender_peer *peer);
void sender_remove(struct sender *sender, struct sender_peer *peer);
/* So long the peer's side of the handshake took. Before that nothing can be heard of it. */
void sender_expect(struct sender *sender, struct sender_peer *peer, int64_t answer);
/* Packets that are put from now on are not larger than this many bytes, nor than those of sender_init. */
void sender_fit(struct sender *sender, uint32_t datagram);
/* Says whether multicast reaches the peer. While it does not, the rate is found without that peer. */
void sender_reach(struct sender *sender, struct sender_peer *peer, bool reached);

/*
 * Returns a peer that multicast seems not to reach, so that it holds the others up: it has never heard any
 * multicast, and nothing has been echoed for long. NULL: there is none. If something is overdue all the same,
 * `looked_at` becomes `now`, and the peers are to be asked.
 */
struct sender_peer *sender_unreached(struct sender *sender, int64_t now);
/* The number of the PING that asks this peer; 0: it need not be asked. */
uint64_t sender_ask(const struct sender *sender, struct sender_peer *peer, int64_t now);
/* Whether the ACK shows that multicast does not reach the peer: it was made after the question, and nothing
 * had come of what others have echoed long before. */
bool sender_hears_nothing(const struct sender_peer *peer, const struct wire_ack *ack);
/* Takes in how much has come to the peer by multicast, which its ACK tells. Called before the ACK changes
 * anything else. */
void sender_judge(const struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack,
                  int64_t now);
/* A packet by which a leaf to which little comes shows whether large datagrams come to it: the largest of the last ones
 * that went out. The window owns it, and counts it as multicast. NULL: none is kept. */
struct packet *sender_probe(struct sender *sender);
/* When there may be such a peer; ROOTED_NEVER while everything is echoed. */
int64_t sender_unreached_at(const struct sender *sender);

/* Whether there is room for a message of this many bytes. */
bool sender_has_room(const struct sender *sender, size_t size);
/* The same for a message that is relayed, if `kept` bytes more must find room behind it. */
bool sender_has_room_relayed(const struct sender *sender, size_t size, size_t kept);
/* Whether there is room for the place of a message aside. */
bool sender_has_room_aside(const struct sender *sender);
/* Whether so little waits for its turn that those who wait for room should be told. */
bool sender_runs_low(const struct sender *sender);
/* Puts a message behind the others. There must be room for it. False: there is no memory, and nothing was
 * put. */
bool sender_put(struct sender *sender, const struct system_buffer *parts, size_t count,
                const struct wire_origin *origin);
/* Notes that the program was in a send between these times. */
void sender_run_on(struct sender *sender, int64_t began, int64_t ended);
/* Puts the place of a message aside to that member, in the same way. */
bool sender_put_aside(struct sender *sender, uint32_t member);
/*
 * Gives the packets that go out now, at most so many, and counts them as sent. They are repairs, or, if
 * *first, packets that go out for the first time and whose tags the caller makes. The window keeps the
 * references: the packets stay as long as no other call of the window drops them. With no peers what was put
 * is dropped instead, and *first is not set.
 */
uint32_t sender_turn(struct sender *sender, struct packet **packets, uint32_t most, bool *first, int64_t now);
/* When sender_turn has something next, or ROOTED_NEVER if that depends on something else than time. */
int64_t sender_due(const struct sender *sender);
/* The packet of this sequence, which the window owns. NULL: it is not kept. */
struct packet *sender_packet(const struct sender *sender, uint64_t sequence);
/* How many bytes of messages, the heads of their records included, are kept from this sequence on. */
uint64_t sender_undelivered(const struct sender *sender, uint64_t from);

/* Whether an honest leaf can say so. */
bool sender_believes(const struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack,
                     int64_t now);
/* Notes that the packet was put on the peer's connection. */
static inline void sender_repaired(struct sender_peer *peer, const struct packet *packet)
{
    peer->repaired += packet->length;
}
/* Takes in an ACK. False: no honest leaf says so. */
bool sender_ack(struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack, int64_t now);
/* Gives a new peer its share of repairs. */
void sender_allow(const struct sender *sender, struct sender_peer *peer);
/* Cuts a range to what was sent, what the peer has not acknowledged, and what it may still ask for now. False
 * if nothing is left. */
bool sender_clip(const struct sender *sender, struct sender_peer *peer, struct wire_range *range,
                 int64_t now);
/*
 * What to do about one sequence that the peer has reported missing when its clock was `stamp`.
 * SENDER_REPAIR_ONE: the caller sends the packet on the peer's connection. SENDER_REPAIR_ALL: the caller does
 * nothing, because sender_turn gives the packet when its turn has come.
 */
enum sender_repair sender_request(struct sender *sender, struct sender_peer *peer, uint64_t sequence,
                                  uint32_t stamp, int64_t now);

/* How many bytes and messages of everything that was put the peer has not acknowledged. */
void sender_behind(const struct sender *sender, const struct sender_peer *peer, uint64_t *bytes,
                   uint64_t *messages);
/* Whether a heartbeat is due. If it is, the time of the next one is set. */
bool sender_heartbeat(struct sender *sender, int64_t now);
/* Fills in what the header of a datagram that goes out now says of the session. */
void sender_header(const struct sender *sender, enum wire_datagram_type type, struct wire_datagram *header);
/* The peer that has acknowledged least, if no other has acknowledged as little. NULL: there is none. */
struct sender_peer *sender_last(const struct sender *sender);
/* Whether the peer has acknowledged all that has gone out, and it is not the peer that keeps the rest here. */
bool sender_is_ahead(const struct sender *sender, const struct sender_peer *peer);
/* Whether the peer has held the sender up for `patience` without progress. `wanted`: somebody waits for room.
 * Sets held_since. */
bool sender_is_slow(struct sender *sender, struct sender_peer *peer, bool wanted, int64_t patience,
                    int64_t now);

#endif
