/* The clock that never goes back. Any thread may read it; it takes no lock. */
#ifndef JOINLEAF_SYSTEM_CLOCK_H
#define JOINLEAF_SYSTEM_CLOCK_H

#include <stdint.h>

/* "Never", where a time is asked for. */
#define SYSTEM_NEVER INT64_MAX

/*
 * Microseconds since some moment before the process began, greater than 0. Neither the day's time nor its
 * jumps have any part in it. Deadlines everywhere on this floor are times of this clock.
 */
int64_t system_clock_now(void);

#endif
