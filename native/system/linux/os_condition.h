/*
 * Conditions whose waits end by the monotonic clock: a change of the time of day makes no wait shorter or
 * longer.
 */
#ifndef JOINLEAF_OS_CONDITION_H
#define JOINLEAF_OS_CONDITION_H

#include <pthread.h>

void os_condition_init(pthread_cond_t *condition);

#endif
