/*
 * How fast a root sends: the rate and the bytes under way that the slowest leaf's path carries (PROTOCOL.md,
 * "Rate"). Each leaf's path is measured for itself; the session has one rate. No input or output; time comes
 * in.
 */
#ifndef JOINLEAF_ROOTED_PACE_H
#define JOINLEAF_ROOTED_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum { PACE_SPANS = 3 };

/* What one ACK measures. */
struct pace_sample {
    uint64_t sent;     /* bytes that had gone out with the datagram that it echoes, first sendings */
    int64_t sent_at;   /* when that one did */
    uint64_t sequence; /* of it */
    uint64_t received; /* bytes that have come to the leaf by multicast in all */
    uint32_t stamp;    /* the leaf's clock when the echoed one arrived */
    uint32_t missed;   /* datagrams that the leaf found missing in all */
    int64_t rtt;       /* 0: this ACK measures none */
    int64_t queue;     /* how much later than at best the echoed one was; pace_sample finds it */
    bool limited;      /* the application had nothing to send meanwhile */
};

/* The way to one leaf. */
struct pace_path {
    bool begun;
    int64_t rtt;                 /* the least of a round, smoothed; 0: not measured */
    int64_t rtt_least, least_at; /* until the next look for it */
    int64_t rtt_before;          /* what the last look found, 0: there was none */
    int64_t rtt_recent;          /* the least since the last one began, 0: none */
    uint32_t way_least;          /* of the leaf's clock at arrival less ours at sending, as long */
    bool way_known;
    double rate[PACE_SPANS]; /* bytes a second: the best of this span of rounds and of the two before */
    bool rated;
    struct pace_sample mark; /* where the next measurement of the rate begins */

    /* this round */
    uint64_t round_sequence;
    uint32_t round_missed;
    int64_t round_queue; /* the least that datagrams were later than at best, on their way alone */
    int64_t round_rtt;   /* the least, 0: none */
    bool round_limited;
};

enum pace_state { PACE_STARTUP, PACE_DRAIN, PACE_CRUISE, PACE_PROBE_RTT };

struct pace {
    enum pace_state state;
    uint32_t datagram;   /* bytes of the largest */
    double rate;         /* of the slowest path; 0: not known */
    int64_t rtt_least;   /* the greatest over the paths */
    int64_t rtt;         /* the same of what is measured now */
    int64_t ack_time;    /* so long leaves may take to acknowledge, beyond what a few do */
    int64_t next_at;     /* the next datagram may go out then */
    double cap;          /* bytes under way that loss has taught; 0: none */
    double cap_lost;     /* where it was when that loss came, */
    double cap_from;     /* and after it, */
    int64_t cap_at;      /* and when */
    double probed_rate;  /* where it was when the last probe for more began */
    double full_rate;    /* start-up: the best so far */
    uint32_t full_count; /* rounds without a better one */
    uint32_t rounds, phase;
    int64_t phase_at;
    bool lossy;     /* the last round lost some to a full queue */
    double strife;  /* the share of rounds of late that lost some to whatever */
    double wear;    /* the share that was lost of late */
    uint32_t quiet; /* so many rounds since the last that did */
    bool rival;     /* somebody beside us heeds no loss: then we heed little */

    /* gathered over the paths at a round's end */
    double least_rate, worst_loss, any_loss;
    int64_t most_least_rtt, most_rtt, oldest_rtt;
    bool all_limited;
};

void pace_init(struct pace *pace, uint32_t datagram);
void pace_path_init(struct pace_path *path);
/* Nothing was measured for a while; what was before still holds. */
void pace_path_again(struct pace_path *path);

void pace_sample(struct pace_path *path, struct pace_sample *sample, int64_t now);

/* A round is over: all paths have echoed what had gone out when it began. Every path is looked at between
 * these two. */
void pace_round_begin(struct pace *pace);
void pace_round_path(struct pace *pace, struct pace_path *path, int64_t now);
void pace_round_end(struct pace *pace, uint64_t under_way, int64_t now);

/* How many bytes may be under way to the slowest leaf. buffer: what the smallest leaf's socket holds, 0: not
 * known. */
uint64_t pace_window(const struct pace *pace, uint32_t buffer);
/* That many go out. */
void pace_sent(struct pace *pace, uint32_t bytes, int64_t now);
/* When the next may go out; a time that has come when it may now. */
int64_t pace_due(const struct pace *pace);
/* What moves with time alone. */
void pace_tick(struct pace *pace, uint64_t under_way, int64_t now);

#endif
