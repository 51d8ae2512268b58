/* The clock that never goes back. Any thread may read it; it takes no lock. */
#ifndef JOINLEAF_SYSTEM_CLOCK_H
#define JOINLEAF_SYSTEM_CLOCK_H

#include <stdint.h>

/* "Never", where a time is asked for. */
#define SYSTEM_NEVER INT64_MAX

/*
 * Returns the microseconds since some moment before the process began, which are more than 0. Changes of the
 * time of day have no effect on it. All deadlines of native/system are times of this clock.
 */
int64_t system_clock_now(void);

#endif
