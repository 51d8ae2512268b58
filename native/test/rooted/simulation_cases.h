/* The links that sessions are simulated on, and what must hold there. */
#ifndef JOINLEAF_TEST_SIMULATION_CASES_H
#define JOINLEAF_TEST_SIMULATION_CASES_H

#include <stddef.h>
#include <stdint.h>

#include "simulation_session.h"

enum beside { ALONE, CUBIC, BBR };

struct scenario {
    const char *name;
    double rate; /* of the shared link, Mbit/s */
    int64_t rtt;
    double queue;
    uint32_t window, size, leaves;
    struct session_way ways[SESSION_LEAVES];
    enum beside beside;
    int seconds;
    /* what must hold */
    double least, least_beside; /* Mbit/s of messages at the slowest leaf; of TCP */
    double most_dropped;        /* of the session's frames on the shared link, percent */
    double most_repairs;        /* multicasts a frame that somebody lost */
};

enum { NARROWER = 3 };

extern const struct scenario scenarios[], wider, narrower[NARROWER];
extern const size_t scenario_count;

#endif
