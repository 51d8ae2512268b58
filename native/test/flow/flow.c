/*
 * flow.c - the token bucket of providers/common/flow.h against its definition, with a clock of its own: between
 * any two moments no more is let go than the bucket holds plus what flowed in; and what is asked for all the
 * time is let go at the rate, however late the sender wakes.
 */
#include <stdio.h>
#include <string.h>

#include "providers/common/flow.h"

#define SECOND  INT64_C(1000000000)
#define LATEST  INT64_C(5000000) /* how late a sender may wake at no loss: flow.c's LATENESS */
#define LARGEST 65507
enum { SENDS = 4000 };

static int failures;

static void check(int holds, const char *what, long long number)
{
    if (!holds) {
        printf("FAIL %s (%lld)\n", what, number);
        failures++;
    }
}

static uint32_t seed = 1;

static uint32_t below(uint32_t limit)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)seed * limit >> 32);
}

static FLOWSPEC spec(ULONG rate, ULONG bucket)
{
    FLOWSPEC made = flow_none();
    made.ServiceType = SERVICETYPE_GUARANTEED;
    made.TokenRate = rate;
    made.TokenBucketSize = bucket;
    return made;
}

static struct let_go {
    int64_t time;
    int64_t bytes;
} sent[SENDS];

/* Over every pair of sends; bytes are counted before the first of the two. */
static void check_windows(ULONG rate, ULONG bucket, int64_t lateness)
{
    int64_t most = 0; /* the largest (bytes since some send) - (inflow since then): a running maximum */
    int64_t worst = 0;
    for (int i = 0; i < SENDS; i++) {
        int64_t inflow = i == 0 ? 0 : (int64_t)((double)(sent[i].time - sent[i - 1].time) * rate / SECOND);
        most = (most > inflow ? most - inflow : 0) + sent[i].bytes;
        worst = most > worst ? most : worst;
    }
    int64_t allowed = bucket + (int64_t)((double)lateness * rate / SECOND) + SENDS; /* of rounding */
    check(worst <= allowed, "a window has more than bucket and inflow", worst - allowed);
}

/* Pauses at random, wakes at random lateness. */
static void never_more(ULONG rate, ULONG bucket)
{
    struct flow_shaper shaper;
    FLOWSPEC flow = spec(rate, bucket);
    int64_t now = SECOND, first;
    flow_shaper_start(&shaper, &flow, now);
    for (int i = 0; i < SENDS; i++) {
        size_t size = 1 + below(bucket);
        int64_t ready;
        while ((ready = flow_shaper_take(&shaper, size, now)) != 0) {
            check(ready > now, "a time that has come", ready - now);
            now = ready + below(3) * (int64_t)below((uint32_t)LATEST / 2);
        }
        sent[i] = (struct let_go){now, (int64_t)size};
        now += below(4) == 0 ? below(200000000) : below(1000);
    }
    check_windows(rate, bucket, LATEST);

    /* At the start, before anybody has waited, not even lateness is made up for. */
    flow_shaper_start(&shaper, &flow, now);
    first = now + 10 * SECOND;
    int64_t bytes = 0;
    while (flow_shaper_take(&shaper, 1, first) == 0)
        bytes++;
    check(bytes == bucket, "the first burst", bytes);
}

static void all_the_time(ULONG rate, ULONG bucket, size_t size, int64_t late)
{
    struct flow_shaper shaper;
    FLOWSPEC flow = spec(rate, bucket);
    int64_t now = SECOND, start, ready;
    flow_shaper_start(&shaper, &flow, now);
    while (flow_shaper_take(&shaper, size, now) == 0)
        continue;
    start = now;
    double bytes = 0;
    while (now < start + 2 * SECOND) {
        while ((ready = flow_shaper_take(&shaper, size, now)) != 0)
            now = ready + late;
        bytes += (double)size;
    }
    double arrived = bytes / ((double)(now - start) / SECOND);
    check(arrived > 0.99 * rate && arrived < 1.01 * rate, "bytes a second, all the time", (long long)arrived);
}

static void peak(void)
{
    struct flow_shaper shaper;
    FLOWSPEC flow = spec(1000, 100000);
    flow.PeakBandwidth = 10000;
    flow_shaper_start(&shaper, &flow, SECOND);
    check(flow_shaper_take(&shaper, 100, SECOND) == 0, "the first message", 0);
    check(flow_shaper_take(&shaper, 100, SECOND) == SECOND + SECOND / 100, "the second, 10 ms later", 0);
    flow_shaper_give_back(&shaper, 100);
    check(flow_shaper_take(&shaper, 100, SECOND) == 0, "the first was not sent", 0);
}

/* Nothing overflows at the ends of the ranges. */
static void extremes(void)
{
    static const ULONG values[] = {1, 2, 65507, 0x7fffffff, 0xfffffffd};
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
            struct flow_shaper shaper;
            FLOWSPEC flow = spec(values[i], values[j]);
            int64_t now = SECOND;
            flow_shaper_start(&shaper, &flow, now);
            for (int k = 0; k < 100; k++) {
                int64_t ready = flow_shaper_take(&shaper, LARGEST, now);
                check(ready == 0 || (ready > now && ready - now <= (LARGEST + 1) * SECOND), "a time",
                      ready - now);
                now = ready == 0 ? now : ready;
            }
        }
    }
    struct flow_shaper shaper;
    FLOWSPEC unlimited = flow_none();
    flow_shaper_start(&shaper, &unlimited, SECOND);
    check(!flow_shaper_limits(&shaper) && flow_shaper_take(&shaper, LARGEST, SECOND) == 0, "no limit", 0);
}

static void objects(void)
{
    char bytes[64];
    for (int i = 0; i < 100000; i++) {
        ULONG length = below(sizeof bytes + 1);
        for (ULONG j = 0; j < length; j++)
            bytes[j] = (char)(below(3) == 0 ? 0xd0 + below(4) : j % 4 == 1 ? 7 : below(2) * 12);
        WSABUF specific = {length, bytes};
        int code = flow_check_objects(&specific);
        check(code == 0 || code == WSAEOPNOTSUPP, "objects", code);
    }
}

int main(void)
{
    never_more(100000, 5000);
    never_more(1000000, 65507);
    never_more(20000000, 1400);
    for (int64_t late = 0; late < LATEST; late += LATEST / 4) {
        all_the_time(100000, 5000, 500, late);
        all_the_time(1000000, 3000, 1400, late);
        all_the_time(20000000, 1400, 1400, late);
    }
    all_the_time(100000, 100, 1400, 0); /* larger than the bucket */
    peak();
    extremes();
    objects();
    return failures != 0;
}
