/* A session of provider `rooted` on a simulated link: real windows, rate and repairs under simulated time.
 * Its root has always more to send. */
#ifndef JOINLEAF_TEST_SIMULATION_SESSION_H
#define JOINLEAF_TEST_SIMULATION_SESSION_H

#include "providers/rooted/window/receiver.h"
#include "providers/rooted/window/sender.h"
#include "simulation_net.h"

enum { SESSION_LEAVES = 16 };

struct session_way {
    double rate;        /* of a link of its own behind the shared one, Mbit/s; 0: none */
    int64_t delay;      /* further, us one way */
    uint32_t loss;      /* of a million, both ways */
    int64_t jitter;     /* us: each datagram is late by its own part of it, so that others overtake it */
    uint32_t again;     /* so many times each datagram comes once more: somebody else sends it again */
    uint32_t lost_back; /* of a million, of what the leaf says */
    int64_t later_back; /* us: what others send keeps a queue that makes what the leaf says later by this, */
    int64_t later_from; /* from then on */
};

struct session_leaf {
    struct session *session;
    struct receiver receiver;
    struct sender_peer peer;
    struct net_link own;
    const struct session_way *way;
    int64_t timer, control_in, control_out; /* the control connection keeps the order */
    uint64_t messages, bytes;
    int64_t read_at, longest_gap;
};

struct session {
    uint32_t size; /* of each message */
    struct net_link *link;
    struct sender sender;
    struct session_leaf leaves[SESSION_LEAVES];
    uint32_t leaf_count;
    int64_t timer, begins;
    uint64_t frames, frames_dropped, repairs;
    uint64_t lost; /* frames that somebody did not get when they went out first */
};

/* The session's root begins to send then. `link` and `ways`, one for each leaf, stay the caller's. The
 * session is all zeros, and stays where it is until the run has ended. */
void session_start(struct session *session, struct net_link *link, const struct session_way *ways,
                   uint32_t leaves, uint32_t window, uint32_t size, int64_t begins);

/* Checks that sessions share a link with each other, and where its queue is short (simulation_sharing.c). */
void sessions_that_share(uint64_t seed);

#endif
