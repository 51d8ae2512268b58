/* Two simulated TCP flows on one link: they must share it as two real ones do, else a session beside one of
 * them shows nothing. What real ones reach was measured on emulated links (PROTOCOL.md, "Rate"). */
#include <stdio.h>

#include "simulation_net.h"
#include "test/check.h"

enum { SECONDS = 40, WARM = 5, LATER = 2, SEEDS = 5 };

static const struct pair {
    const char *name;
    struct net_link link;
    bool bbr[2];
    double least, most; /* the second flow's part, percent: the mean of the seeds */
} pairs[] = {
    {"100M 40ms 500K, cubic, then cubic",
     {.rate = 100e6, .queue = 500e3, .delay = 20000},
     {false, false},
     30,
     55},
    {"100M 40ms 500K, BBR, then BBR", {.rate = 100e6, .queue = 500e3, .delay = 20000}, {true, true}, 33, 50},
    {"100M 40ms 500K, BBR, then cubic",
     {.rate = 100e6, .queue = 500e3, .delay = 20000},
     {true, false},
     2,
     14},
    {"10M 20ms 64K, cubic, then cubic",
     {.rate = 10e6, .queue = 64e3, .delay = 10000},
     {false, false},
     43,
     57},
    {"10M 20ms 64K, BBR, then BBR", {.rate = 10e6, .queue = 64e3, .delay = 10000}, {true, true}, 43, 57},
    {"10M 20ms 64K, BBR, then cubic", {.rate = 10e6, .queue = 64e3, .delay = 10000}, {true, false}, 20, 36},
};

static struct tcp flows[2];

static void begins(void *object, uint64_t number, void *extra)
{
    const struct pair *pair = extra;
    (void)number;
    tcp_start(&flows[1], object, pair->link.delay, pair->bbr[1], 0);
}

static double second_part(const struct pair *pair, uint64_t seed)
{
    struct net_link link = pair->link;
    net_reset(seed);
    tcp_start(&flows[0], &link, link.delay, pair->bbr[0], 0);
    union {
        const struct pair *pair;
        void *extra;
    } given = {.pair = pair};
    net_at(LATER * 1000000, begins, &link, 0, given.extra);
    net_run(WARM * 1000000);
    uint64_t before[2] = {flows[0].delivered, flows[1].delivered};
    net_run((int64_t)SECONDS * 1000000);
    double first = (double)(flows[0].delivered - before[0]),
           second = (double)(flows[1].delivered - before[1]);
    return 100 * second / (first + second);
}

void pairs_of_tcp(uint64_t seed)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        double part = 0;
        for (uint64_t s = 0; s < SEEDS; s++) {
            part += second_part(&pairs[i], seed + s) / SEEDS;
        }
        printf("%-42s the second flow gets %5.1f %%\n", pairs[i].name, part);
        if (part < pairs[i].least || part > pairs[i].most) {
            printf("  not true: %s: from %.0f to %.0f %%\n", pairs[i].name, pairs[i].least, pairs[i].most);
            failures++;
        }
    }
}
