/* Sessions beside sessions on one link, and beside a TCP flow where the queue is short: each gets its part,
 * and they lose little. */
#include <stdio.h>
#include <stdlib.h>

#include "simulation_session.h"
#include "test/check.h"

enum { FLOWS = 3, SEEDS = 5, SETTLES = 10 /* seconds from the last start */, WINDOW = 2048, SIZE = 1000 };

/* clang-format off */
/* A link with a short queue. */
#define SHORT {.rate = 50e6, .queue = 31250, .delay = 2500}

static const struct sharing {
    const char *name;
    struct net_link link;
    int starts[FLOWS]; /* in seconds; a session each; -1: none */
    int cubic;         /* as the sessions' starts */
    int seconds;
    double least, most_dropped; /* percent, the mean of the seeds: the smallest one's part; frames lost */
} sharings[] = {
    {"50M 150ms 400K, 2 sessions, 10 s apart", {.rate = 50e6, .queue = 400e3, .delay = 75000}, {0, 10, -1},
     -1, 60, 32, 1},
    {"100M 20ms 125K, 3 sessions, 10 s apart", {.rate = 100e6, .queue = 125e3, .delay = 10000}, {0, 10, 20},
     -1, 60, 26, 1.5},
    {"50M 5ms 31K, 2 sessions", SHORT, {0, 0, -1}, -1, 40, 40, 5},
    {"50M 5ms 31K, 2 sessions, 10 s apart", SHORT, {0, 10, -1}, -1, 40, 40, 5},
    {"50M 5ms 31K, cubic, then a session", SHORT, {2, -1, -1}, 0, 40, 15, 3},
    {"100M 2ms 64K, cubic, then a session", {.rate = 100e6, .queue = 64e3, .delay = 1000}, {2, -1, -1}, 0,
     20, 30, 2},
    {"100M 5ms 64K, 2 sessions, 5 s apart", {.rate = 100e6, .queue = 64e3, .delay = 2500}, {0, 5, -1}, -1,
     30, 40, 1.5},
    {"100M 40ms 250K, cubic, then a session", {.rate = 100e6, .queue = 250e3, .delay = 20000}, {10, -1, -1},
     0, 60, 30, 1},
};
/* clang-format on */

struct shared {
    const struct sharing *sharing;
    struct net_link link;
    struct tcp tcp;
    struct session *sessions[FLOWS];
};

static void begins(void *object, uint64_t number, void *extra)
{
    struct shared *shared = object;
    (void)number;
    (void)extra;
    tcp_start(&shared->tcp, &shared->link, shared->link.delay, false, 0);
}

static void start_all(struct shared *shared)
{
    static const struct session_way clean;
    const struct sharing *sharing = shared->sharing;
    for (size_t i = 0; i < FLOWS; i++) {
        if (sharing->starts[i] >= 0) {
            int64_t start = sharing->starts[i] * ROOTED_SECOND + net_jitter(2 * sharing->link.delay);
            shared->sessions[i] = calloc(1, sizeof **shared->sessions);
            session_start(shared->sessions[i], &shared->link, &clean, 1, WINDOW, SIZE, start);
        }
    }
    if (sharing->cubic >= 0) {
        net_at(sharing->cubic * ROOTED_SECOND, begins, shared, 0, NULL);
    }
}

static void count(const struct shared *shared, double *bytes)
{
    for (size_t i = 0; i < FLOWS; i++) {
        bytes[i] = shared->sessions[i] == NULL ? 0 : (double)shared->sessions[i]->leaves[0].bytes;
    }
    bytes[FLOWS] = (double)shared->tcp.delivered * TCP_SEGMENT;
}

/* The smallest one's part, and what was lost of all frames, in percent. */
static void run(const struct sharing *sharing, uint64_t seed, double *least, double *dropped)
{
    net_reset(seed);
    struct shared *shared = calloc(1, sizeof *shared);
    shared->sharing = sharing;
    shared->link = sharing->link;
    start_all(shared);
    int last = sharing->cubic;
    for (size_t i = 0; i < FLOWS; i++) {
        last = sharing->starts[i] > last ? sharing->starts[i] : last;
    }
    double before[FLOWS + 1], after[FLOWS + 1], sum = 0;
    net_run((last + SETTLES) * ROOTED_SECOND);
    count(shared, before);
    uint64_t in = shared->link.in, lost = shared->link.dropped;
    net_run(sharing->seconds * ROOTED_SECOND);
    count(shared, after);
    *least = 1e18;
    for (size_t i = 0; i <= FLOWS; i++) {
        double part = after[i] - before[i];
        bool there = i < FLOWS ? sharing->starts[i] >= 0 : sharing->cubic >= 0;
        sum += part;
        *least = there && part < *least ? part : *least;
    }
    *least = 100 * *least / sum;
    *dropped = 100 * (double)(shared->link.dropped - lost) / (double)(shared->link.in - in);
}

void sessions_that_share(uint64_t seed)
{
    for (size_t i = 0; i < sizeof sharings / sizeof *sharings; i++) {
        const struct sharing *sharing = &sharings[i];
        double least = 0, dropped = 0;
        for (uint64_t s = 0; s < SEEDS; s++) {
            double one_least, one_dropped;
            run(sharing, seed + s, &one_least, &one_dropped);
            least += one_least / SEEDS;
            dropped += one_dropped / SEEDS;
        }
        printf("%-42s the smallest one gets %5.1f %%, dropped %5.2f %%\n", sharing->name, least, dropped);
        if (least < sharing->least || dropped > sharing->most_dropped) {
            printf("  not true: %s: at least %.0f %%, dropped at most %.1f %%\n", sharing->name,
                   sharing->least, sharing->most_dropped);
            failures++;
        }
    }
}
