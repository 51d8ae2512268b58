/* Time as test programs measure it: that of a clock which never goes back. */
#ifndef JOINLEAF_TEST_SECONDS_H
#define JOINLEAF_TEST_SECONDS_H

#include <time.h>

static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline long milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec * 1000 + now.tv_nsec / 1000000); /* time_t is wider on Windows */
}

#endif
