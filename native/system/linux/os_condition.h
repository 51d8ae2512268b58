/*
 * Conditions whose waits end by the monotonic clock: a jump of the day's time neither cuts one short nor
 * draws it out.
 */
#ifndef JOINLEAF_OS_CONDITION_H
#define JOINLEAF_OS_CONDITION_H

#include <pthread.h>

void os_condition_init(pthread_cond_t *condition);

#endif
