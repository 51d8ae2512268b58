/*
 * The root's window: what was sent and some leaf has not acknowledged, and how far the slowest leaf lets it
 * go on. No input or output; time comes in.
 */
#ifndef JOINLEAF_ROOTED_SENDER_H
#define JOINLEAF_ROOTED_SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/buffer.h"
#include "packet.h"
#include "providers/rooted/wire/wire.h"

struct sender_slot {
    struct packet *packet;
    uint32_t requests;
    int64_t multicast_at;
};

/* One leaf, as the window sees it. */
struct sender_peer {
    struct sender_peer *previous, *following;
    uint64_t next, limit; /* its last ACK */
    int64_t held_since;   /* since when it has owed an answer without progress; ROOTED_NEVER: it does not */
};

struct sender {
    uint64_t session;
    uint64_t base, next; /* [base, next) is kept */
    uint32_t window, datagram, tag;
    struct sender_slot *slots; /* made at the first message */
    struct sender_peer *peers;
    uint32_t peer_count;
    uint64_t least_next, least_limit; /* over the peers; so many of them are there */
    uint32_t at_least_next, at_least_limit;
    int64_t heartbeat_at, heartbeat_interval;
};

enum sender_repair { SENDER_NO_REPAIR, SENDER_REPAIR_ONE, SENDER_REPAIR_ALL };

void sender_init(struct sender *sender, uint64_t session, uint32_t window, uint32_t datagram, uint32_t tag);
void sender_free(struct sender *sender);

/* The peer starts at `next`: it owes nothing for what went before. */
void sender_add(struct sender *sender, struct sender_peer *peer);
void sender_remove(struct sender *sender, struct sender_peer *peer);

/* Whether a message of this size may be sent now. */
bool sender_has_room(const struct sender *sender, size_t size, bool relayed);
/*
 * Cuts a message into packets from `next` on; their tags are left to the caller. There must be room.
 * False without memory: nothing was added.
 */
bool sender_put(struct sender *sender, const struct system_buffer *parts, size_t count,
                const struct wire_origin *origin, int64_t now);
/* Once what was put has gone out: with no peers nothing is kept. */
void sender_sent(struct sender *sender);
struct packet *sender_packet(const struct sender *sender, uint64_t sequence);

/* False when no honest leaf says so. */
bool sender_ack(struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack);
/* Leaves of a range what is kept. False when that is nothing. */
bool sender_clip(const struct sender *sender, struct wire_range *range);
/* What to do about one sequence that the peer has reported missing. */
enum sender_repair sender_request(struct sender *sender, const struct sender_peer *peer, uint64_t sequence,
                                  int64_t now);

/* Whether a heartbeat is due; then the next one is set. */
bool sender_heartbeat(struct sender *sender, int64_t now);
/* Whether the peer has held the sender up for `patience`. `wanted`: somebody waits for room. Sets held_since.
 */
bool sender_is_slow(struct sender *sender, struct sender_peer *peer, bool wanted, int64_t patience,
                    int64_t now);

#endif
