/*
 * Sessions of provider `rooted` on simulated links: real windows, rate and repairs under simulated time,
 * beside simulated TCP flows. Every run is given by its seed. What must hold stands in simulation_cases.c.
 *
 *     simulation [case] [seed]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulation_cases.h"
#include "simulation_net.h"
#include "simulation_session.h"
#include "test/check.h"

enum { SEEDS = 9 };

struct world {
    struct session session;
    struct net_link shared;
    struct tcp tcp;
};

static void begin(struct world *world, const struct scenario *scenario)
{
    int64_t begins = scenario->beside == ALONE ? 0 : 2000000 + net_jitter(1500000);
    world->shared =
        (struct net_link){.rate = scenario->rate * 1e6, .queue = scenario->queue, .delay = scenario->rtt / 2};
    session_start(&world->session, &world->shared, scenario->ways, scenario->leaves, scenario->window,
                  scenario->size, begins);
    if (scenario->beside != ALONE) {
        tcp_start(&world->tcp, &world->shared, scenario->rtt / 2, scenario->beside == BBR,
                  scenario->ways[0].loss);
    }
}

static void verdict(const struct scenario *scenario, const char *what, double value, double bound, bool least)
{
    if (least ? value < bound : value > bound) {
        printf("  not true: %s: %s %.2f, %s %.2f\n", scenario->name, what, value,
               least ? "at least" : "at most", bound);
        failures++;
    }
}

/* What one run found. */
struct result {
    double rate, beside, dropped, repairs, gap;
};

/* Until what counts begins, the shared link has the rate `first`. */
static struct result run_once(const struct scenario *scenario, double first, uint64_t seed)
{
    net_reset(seed);
    struct world *world = calloc(1, sizeof *world);
    begin(world, scenario);
    const int64_t warm = 5000000, end = (int64_t)scenario->seconds * 1000000;
    world->shared.rate = first * 1e6;
    net_run(warm);
    world->shared.rate = scenario->rate * 1e6;
    struct session *session = &world->session;
    uint64_t tcp_before = world->tcp.delivered, before[SESSION_LEAVES];
    for (uint32_t i = 0; i < scenario->leaves; i++) {
        before[i] = session->leaves[i].bytes;
    }
    net_run(end);
    double seconds = (double)(end - warm) / 1e6, slowest = 1e12;
    int64_t gap = 0;
    for (uint32_t i = 0; i < scenario->leaves; i++) {
        struct session_leaf *leaf = &session->leaves[i];
        double rate = (double)(leaf->bytes - before[i]) * 8 / 1e6 / seconds;
        slowest = rate < slowest ? rate : slowest;
        gap = leaf->longest_gap > gap ? leaf->longest_gap : gap;
    }
    double tcp = (double)(world->tcp.delivered - tcp_before) * TCP_SEGMENT * 8 / 1e6 / seconds;
    double dropped = 100.0 * (double)session->frames_dropped / (double)session->frames;
    double each = session->lost == 0 ? 0 : (double)session->repairs / (double)session->lost;
    printf("%-42s %7.2f Mbit/s, TCP %6.2f, dropped %5.2f %%, %.2f multicasts a lost frame, longest gap %lld "
           "ms\n",
           scenario->name, slowest, tcp, dropped, each, (long long)gap / 1000);
    fflush(stdout);
    return (struct result){slowest, tcp, dropped, each, (double)gap / 1e6};
    /* events still hold packets: the process's memory goes with it */
}

static int by_size(const void *a, const void *b)
{
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

/* Beside TCP the medians of several runs count: by how much such flows vary, they do on real links, too. So
 * do sessions whose datagrams come in any order. */
static void run(const struct scenario *scenario, double first, uint64_t seed)
{
    double rate[SEEDS], beside[SEEDS], dropped[SEEDS], repairs[SEEDS];
    size_t count = scenario->beside == ALONE && scenario->ways[0].jitter < scenario->rtt ? 1 : SEEDS;
    double gap = 0;
    for (size_t i = 0; i < count; i++) {
        struct result result = run_once(scenario, first, seed + i);
        rate[i] = result.rate;
        beside[i] = result.beside;
        dropped[i] = result.dropped;
        repairs[i] = result.repairs;
        gap = result.gap > gap ? result.gap : gap;
    }
    verdict(scenario, "rate", median(rate, count), scenario->least, true);
    verdict(scenario, "TCP's rate", median(beside, count), scenario->least_beside, true);
    verdict(scenario, "frames dropped", median(dropped, count), scenario->most_dropped, false);
    verdict(scenario, "multicasts a lost frame", median(repairs, count), scenario->most_repairs, false);
    verdict(scenario, "longest gap", gap, 2, false);
}

int main(int count, char **arguments)
{
    size_t all = scenario_count;
    size_t only = count > 1 ? strtoull(arguments[1], NULL, 0) : all;
    uint64_t seed = count > 2 ? strtoull(arguments[2], NULL, 0) : 1;
    for (size_t i = 0; i < all; i++) {
        if (only >= all || i == only) {
            run(&scenarios[i], scenarios[i].rate, seed);
        }
    }
    if (only >= all) {
        run(&wider, 16, seed);
        for (size_t i = 0; i < NARROWER; i++) {
            run(&narrower[i], i == 2 ? 30 : 100, seed);
        }
        pairs_of_tcp(seed);
        sessions_that_share(seed);
    }
    return failures_told();
}
