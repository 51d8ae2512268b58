/* A network in simulated time: events, links with a tail-drop queue, and TCP flows to share them with. */
#ifndef JOINLEAF_TEST_SIMULATION_NET_H
#define JOINLEAF_TEST_SIMULATION_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- time ---- */

typedef void net_event(void *object, uint64_t number, void *extra);

extern int64_t net_now; /* us */

void net_reset(uint64_t seed);
void net_at(int64_t time, net_event *run, void *object, uint64_t number, void *extra);
/* Runs all that happens before that time. */
void net_run(int64_t until);
/* Of a million. */
bool net_chance(uint32_t millionths);
int64_t net_jitter(int64_t most); /* from 0 on */

/* ---- a link ---- */

struct net_link {
    double rate;          /* bits a second */
    double queue;         /* bytes */
    int64_t delay;        /* us, behind the queue */
    double busy;          /* the last frame leaves the queue then */
    uint64_t in, dropped; /* frames */
};

/* When the frame comes out at the other end; -1: the queue was full. */
int64_t net_link_send(struct net_link *link, uint32_t bytes);

/* ---- TCP ---- */

enum { TCP_SEGMENT = 1448, TCP_FRAME = 1514, TCP_RING = 1 << 14, DELAYED_ACK = 40000 /* us */ };

/* A bulk flow, segment by segment with selective acknowledgement; what is lost is sent again at once. */
struct tcp {
    struct net_link *link;
    int64_t back; /* us from the receiver to the sender */
    bool bbr;
    uint32_t loss;          /* of a million, behind the link */
    uint64_t sent, highest; /* segments put on the way; the highest that was acknowledged */
    uint64_t delivered, lost;
    struct tcp_segment {
        int64_t sent_at, delivered_at, first_sent;
        uint64_t delivered;
        bool done;
    } ring[TCP_RING];
    uint64_t oldest; /* not known to be delivered or lost */
    int64_t delivered_time, first_sent, next_at, last_back;
    bool timed;                 /* a wake-up is set */
    uint64_t expected, waiting; /* the receiver's: the next segment, and one that is not yet acknowledged */
    bool waits;
    double window, rtt, rtt_least;
    int64_t rtt_least_at;
    /* cubic */
    double slow_start_end, most, origin_time;
    int64_t epoch;
    uint64_t recovery;
    /* BBR */
    double rate[10], full_rate, pacing;
    double epoch_acked, extra[2]; /* segments acknowledged beyond what the rate says */
    int64_t epoch_at;
    double open,
        before_loss; /* the window, but for looks at the least round-trip time; where a loss met it */
    bool recovering, conserving;
    uint64_t round_delivered;
    uint32_t round, full_count, phase;
    int64_t phase_at, probe_rtt_until;
    enum { TCP_STARTUP, TCP_DRAIN, TCP_PROBE, TCP_PROBE_RTT } state;
};

void tcp_start(struct tcp *tcp, struct net_link *link, int64_t back, bool bbr, uint32_t loss);

/* Checks that two such flows share a link as real ones do (simulation_pairs.c). */
void pairs_of_tcp(uint64_t seed);

#endif
