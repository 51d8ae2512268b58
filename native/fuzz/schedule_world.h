/* The session that fuzz target `schedule` simulates: a root and its leaves as session/transmit.c,
 * session/leaf.c and session/duties.c work them, and what lies between them. */
#ifndef JOINLEAF_FUZZ_SCHEDULE_WORLD_H
#define JOINLEAF_FUZZ_SCHEDULE_WORLD_H

#include "providers/rooted/window/receiver.h"
#include "providers/rooted/window/sender.h"

enum { LEAVES = 3, LIAR = LEAVES, PEERS, DATAGRAMS = 256, LETTERS = 128, LARGEST = 3000, HEAD = 6 };

#define SCAN         (250 * ROOTED_MS)
#define WELL_WITHIN  (8 * ROOTED_SECOND) /* less than the dead time */
#define LIARS_TIME   (ROOTED_SLOW_TIME + 2 * SCAN)
#define LIE_INTERVAL (5 * ROOTED_MS)

/* What goes over a control connection, in order. */
struct letter {
    int64_t at;
    enum { LETTER_ACK, LETTER_NAK, LETTER_ALONE, LETTER_REPAIR } what;
    struct wire_ack ack;
    struct wire_nak *nak;
    struct packet *packet;
};

struct queue {
    struct letter letters[LETTERS];
    uint32_t first, count;
    int64_t last;
};

struct leaf {
    struct receiver receiver;
    struct queue out; /* to the root */
    uint32_t expected, joins_at;
    int64_t reads_at;
    bool joined, told_alone;
};

struct peer {
    struct sender_peer peer;
    struct queue in; /* from the root */
    bool there, unicast, fresh;
    uint64_t fed;
};

struct flight {
    int64_t at;
    struct packet *packet;
    int leaf;
};

struct world {
    const uint8_t *schedule, *end;
    int64_t now, good_since, scan_at, lie_at, probe_at;
    struct sender sender;
    struct peer peers[PEERS];
    struct leaf leaves[LEAVES];
    struct flight flights[DATAGRAMS];
    uint32_t spins, flying, messages, put, seed, leaf_count;
    bool slow_readers, starved; /* starved: the network was too bad for too long for an honest leaf */
    struct wire_ack lie;
};

extern struct world w;

/* The next decision of the schedule; 0 at the end, which is always the good one. */
uint8_t world_decide(void);

/* The root. A peer's index is its leaf's, or LIAR. */
void world_root_run(void);
void world_scan(void);
bool world_reaches_nobody(void);
void world_add_peer(int index);
void world_remove_peer(int index);
void world_set_unicast(struct peer *peer);
/* False when no honest leaf says so. */
bool world_take_ack(struct peer *peer, const struct wire_ack *ack);
void world_take_nak(struct peer *peer, struct wire_nak *nak);

/* What has come. */
void world_arrive(int index, struct packet *packet, bool repair);
void world_take_from_leaf(int index);
void world_take_from_root(int index);
/* The leaf does what is due. */
void world_leaf_run(struct leaf *leaf);
void world_read_messages(struct leaf *leaf);

/* What is under way on a connection is lost with it. */
void world_forget_queue(struct queue *queue);

#endif
