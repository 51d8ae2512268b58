/* Times in nanoseconds, as numbers and as Linux's struct. */
#ifndef JOINLEAF_OS_TIME_H
#define JOINLEAF_OS_TIME_H

#include <stdint.h>
#include <time.h>

enum { OS_SECOND = 1000000000, OS_MILLISECOND = 1000000, OS_MICROSECOND = 1000 };

static inline int64_t os_nanoseconds(const struct timespec *time)
{
    return (int64_t)time->tv_sec * OS_SECOND + time->tv_nsec;
}

static inline struct timespec os_timespec(int64_t nanoseconds)
{
    return (struct timespec){.tv_sec = nanoseconds / OS_SECOND, .tv_nsec = nanoseconds % OS_SECOND};
}

/* Returns the time of the clock that never goes back. */
static inline int64_t os_time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return os_nanoseconds(&now);
}

#endif
