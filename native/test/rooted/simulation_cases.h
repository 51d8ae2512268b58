/* The links that sessions are simulated on, and what must hold there. */
#ifndef JOINLEAF_TEST_SIMULATION_CASES_H
#define JOINLEAF_TEST_SIMULATION_CASES_H

#include <stddef.h>
#include <stdint.h>

enum { LEAVES = 16 };

enum beside { ALONE, CUBIC, BBR };

struct leaf_way {
    double rate;    /* of a link of its own behind the shared one, Mbit/s; 0: none */
    int64_t delay;  /* further, us one way */
    uint32_t loss;  /* of a million, both ways */
    int64_t jitter; /* us: each datagram is late by its own part of it, so that others overtake it */
};

struct scenario {
    const char *name;
    double rate; /* of the shared link, Mbit/s */
    int64_t rtt;
    double queue;
    uint32_t window, size, leaves;
    struct leaf_way ways[LEAVES];
    enum beside beside;
    int seconds;
    /* what must hold */
    double least, least_beside; /* Mbit/s of messages at the slowest leaf; of TCP */
    double most_dropped;        /* of the session's frames on the shared link, percent */
    double most_repairs;        /* multicasts a frame that somebody lost */
};

extern const struct scenario scenarios[], wider, narrower;
extern const size_t scenario_count;

#endif
