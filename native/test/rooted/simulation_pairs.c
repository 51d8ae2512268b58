/* Two simulated TCP flows on one link: they must share it as two real ones do, else a session beside one of
 * them shows nothing. What real ones reach was measured on emulated links (PROTOCOL.md, "Rate"). */
#include <stdio.h>

#include "simulation_net.h"
#include "test/check.h"

enum { SECONDS = 40, WARM = 5, LATER = 2, SEEDS = 5 };

static const struct net_link wide = {.rate = 100e6, .queue = 500e3, .delay = 20000};
static const struct net_link narrow = {.rate = 10e6, .queue = 64e3, .delay = 10000};

static const struct pair {
    const char *name;
    const struct net_link *link;
    bool bbr[2];
    double least, most; /* the second flow's part, percent: the mean of the seeds */
} pairs[] = {
    {"100M 40ms 500K, cubic, then cubic", &wide, {false, false}, 30, 55},
    {"100M 40ms 500K, BBR, then BBR", &wide, {true, true}, 33, 50},
    {"100M 40ms 500K, BBR, then cubic", &wide, {true, false}, 2, 14},
    {"10M 20ms 64K, cubic, then cubic", &narrow, {false, false}, 43, 57},
    {"10M 20ms 64K, BBR, then BBR", &narrow, {true, true}, 43, 57},
    {"10M 20ms 64K, BBR, then cubic", &narrow, {true, false}, 20, 36},
};

static struct tcp flows[2];

static void begins(void *object, uint64_t number, void *extra)
{
    const struct pair *pair = &pairs[number];
    (void)extra;
    tcp_start(&flows[1], object, pair->link->delay, pair->bbr[1], 0);
}

static double second_part(size_t number, uint64_t seed)
{
    const struct pair *pair = &pairs[number];
    struct net_link link = *pair->link;
    net_reset(seed);
    tcp_start(&flows[0], &link, link.delay, pair->bbr[0], 0);
    net_at(LATER * 1000000, begins, &link, number, NULL);
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
            part += second_part(i, seed + s) / SEEDS;
        }
        printf("%-42s the second flow gets %5.1f %%\n", pairs[i].name, part);
        if (part < pairs[i].least || part > pairs[i].most) {
            printf("  not true: %s: from %.0f to %.0f %%\n", pairs[i].name, pairs[i].least, pairs[i].most);
            failures++;
        }
    }
}
