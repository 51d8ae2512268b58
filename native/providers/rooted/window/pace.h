/*
 * How fast a root sends: the rate and the bytes under way that the slowest leaf's path carries (PROTOCOL.md,
 * "Rate"). Each leaf's path is measured for itself; the session has one rate. It does no input or output.
 * Only sender.c calls it; it passes the time, and whatever guards the sender guards this.
 */
#ifndef JOINLEAF_ROOTED_PACE_H
#define JOINLEAF_ROOTED_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum { PACE_SPANS = 3 };

/* What one ACK measures. */
struct pace_sample {
    uint64_t sent;         /* bytes that had gone out up to and with the echoed datagram, each only once, */
    uint64_t again;        /* and what else had gone out to all before it, */
    uint64_t again_behind; /* and before the next one */
    int64_t sent_at;       /* when the echoed datagram went out */
    uint64_t sequence;     /* of the echoed datagram */
    uint64_t received;     /* bytes that have come to the leaf by multicast in all */
    uint32_t stamp;        /* the leaf's clock when the echoed datagram arrived */
    uint32_t acked;        /* the leaf's clock when the ACK was made */
    uint32_t missed;       /* datagrams that the leaf found missing in all */
    int64_t rtt;           /* 0: this ACK measures none. pace_sample takes off what delayed the ACK itself */
    int64_t queue;         /* how much later it came than the fastest did; pace_sample sets this */
    bool hasty;            /* what is lost is lost because of the rate (haste.c) */
    bool limited;          /* not the rate, but the application or a leaf's window limited what was sent */
};

#define PACE_NO_SAMPLE INT64_MAX

/* The way to one leaf. */
struct pace_path {
    bool begun;
    int64_t rtt;                 /* the least of each round, smoothed; 0: not measured */
    int64_t rtt_least, least_at; /* the least since the last look (PACE_PROBE_RTT), and when it came */
    int64_t rtt_before;          /* what the last look found; 0: there was none */
    int64_t rtt_recent;          /* the least since the last look began; 0: none */
    uint32_t way_least;          /* the least of: the leaf's clock at arrival less ours at sending */
    bool way_known;
    uint32_t back_least; /* the least of: our clock at an ACK's arrival less the leaf's when it was made */
    int64_t back_at;     /* when that was looked at last; 0: never */
    int64_t late, late_most; /* how much later than the fastest ACK others come: the least of each round,
                                smoothed, and the most of late */
    int64_t longest;         /* how late datagrams were at most, of late */
    double usual_loss;       /* the share of datagrams that rounds without a queue lost, of late */
    bool known; /* datagrams have queued, so the least round-trip time is known to be one without a queue */
    double rate[PACE_SPANS]; /* bytes a second: the best of this span of rounds, and of the two before */
    bool rated;
    bool filled;             /* datagrams were lost to a full queue in this span of rounds */
    struct pace_sample mark; /* where the next measurement of the rate begins */

    /* this round */
    uint64_t round_sequence;
    uint32_t round_missed;
    int64_t round_queue; /* the least `queue` of a sample; PACE_NO_SAMPLE: there was none */
    int64_t round_rtt;   /* the least round-trip time; 0: none */
    double round_rate;   /* the best that was measured */
    int64_t round_late;  /* the least lateness of an ACK; PACE_NO_SAMPLE: there was none */
    bool round_limited;
};

enum pace_state { PACE_STARTUP, PACE_DRAIN, PACE_CRUISE, PACE_PROBE_RTT };

struct pace {
    enum pace_state state;
    uint32_t datagram;       /* how many bytes the largest has */
    double rate;             /* of the slowest path; 0: not known */
    int64_t rtt_least;       /* the greatest rtt_least of the paths */
    int64_t rtt;             /* the greatest rtt of the paths */
    int64_t late, late_most; /* the greatest of the paths */
    int64_t ack_time;        /* how much longer many leaves may take to acknowledge than a few do */
    int64_t next_at;         /* when the next datagram may go out */
    double cap;              /* the most bytes under way, after a loss; 0: there is no such limit */
    double cap_lost;         /* the bytes under way when that loss came, */
    double cap_from;         /* and those that were allowed after it */
    int64_t cap_at;          /* when that loss came */
    double probed_rate;      /* what the rate was when the last probe for more began */
    double full_rate;        /* start-up: the best rate so far */
    uint32_t full_count;     /* start-up: how many rounds have not found a quarter more */
    uint32_t met_rounds;     /* start-up: how many rounds seem to have met a queue that others keep full */
    uint32_t rounds, phase;
    int64_t phase_at;
    bool lossy;                      /* the last round lost datagrams to a full queue */
    uint32_t eased_sent, eased_lost; /* datagrams of late: what went out in turns that give back, and what of
                                        it was lost */

    /* What others do (yield.c). */
    uint32_t stood;  /* how many rounds in a row had a queue, a long one counts more, */
    bool beside;     /* so that others keep it: then `cap` alone limits the bytes under way; */
    bool heard_loss; /* and it was full since then */
    bool own_loss;   /* `cap` is from the start, */
    uint32_t gone;   /* and so many rounds in a row had hardly any queue */

    /* and how they answer when the root gives way */
    int64_t test_at;       /* when it did; 0: no answer is waited for */
    int64_t test_rtt;      /* the round-trip time then */
    double stubborn;       /* from 0, they gave way as well, to 1, they did not */
    uint32_t rival_rounds; /* how many rounds have passed since the last answer */
    double wear;           /* the share of datagrams that the last rounds lost */
    bool rival; /* somebody on the same link does not slow down at a loss: then the root hardly does */

    /* gathered from all paths at the end of a round */
    double least_rate, worst_loss, any_loss; /* worst_loss: to a full queue; any_loss: for whatever reason */
    int64_t most_least_rtt, most_rtt, oldest_rtt, round_rtt, full_rtt, round_late, round_late_most;
    bool all_limited, known, met; /* met: at the start, a queue that others keep full */
    bool unrated;                 /* the rate of some path is not known yet */
};

void pace_init(struct pace *pace, uint32_t datagram);

/* A round is over: all paths have echoed what had gone out when it began. pace_round_path is called for every
 * path between the other two. */
void pace_round_begin(struct pace *pace);
void pace_round_end(struct pace *pace, uint64_t under_way, int64_t now);

/* What the slowest path holds without a queue, what leaves may not have acknowledged yet, and what goes out
 * in the few milliseconds for which threads of either side may not run. */
double pace_path_bytes(const struct pace *pace);
/* How many bytes may be under way to the slowest leaf. buffer: how many bytes the smallest socket of a leaf
 * holds; 0: not known. */
uint64_t pace_window(const struct pace *pace, uint32_t buffer);
/* The bytes of that which are only unacknowledged, because ACKs come late on a bad or full way back. */
double pace_late_bytes(const struct pace *pace);
/* A datagram of this many bytes goes out now. */
void pace_sent(struct pace *pace, uint32_t bytes, int64_t now);
/* When the next datagram may go out. If that is not later than now, it may go out now. */
int64_t pace_due(const struct pace *pace);
/* Goes on to the next state or phase if its time has come. */
void pace_tick(struct pace *pace, uint64_t under_way, int64_t now);

/* Whether this is a turn in which the root gives back what it has queued. */
bool pace_gives_back(const struct pace *pace);

/* path.c: the way to one leaf. */

void pace_path_init(struct pace_path *path);
/* Nothing was measured for a while. What was found before stays; measuring begins anew. */
void pace_path_again(struct pace_path *path);
/* Takes in what one ACK of the path's leaf measures. */
void pace_sample(struct pace_path *path, struct pace_sample *sample, int64_t now);
void pace_round_path(struct pace *pace, struct pace_path *path, int64_t now);

/* haste.c, which only sender.c calls. */

/* A datagram goes out for the first time. True: in a turn that gives back. Then haste_lost is called if some
 * leaf asks for it. */
bool haste_eased(struct pace *pace);
void haste_lost(struct pace *pace);
/* Whether datagrams are lost because the root sends too fast. */
bool haste_is_cause(const struct pace *pace);

/* yield.c, which only pace.c and path.c call: what a root gives up when datagrams are lost, and what it keeps
 * beside others who give up nothing (PROTOCOL.md, "Rate"). */

/* Whether so much is lost for long that it is too much, whatever the reason is. */
bool yield_worn(const struct pace *pace);
/* A round is over, and what it has measured stands in `pace`. */
void yield_round(struct pace *pace, uint64_t under_way, int64_t now);

#endif
