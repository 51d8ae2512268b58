/* The count of WSAStartup, and the watch for forks. Any thread may call these. */
#ifndef JOINLEAF_API_STARTUP_H
#define JOINLEAF_API_STARTUP_H

#include <stdbool.h>

/* Returns whether the count is above 0. Every other call asks this first (SK-01). */
bool startup_done(void);

/*
 * Called before the first handle is made, so that the child of a fork begins without handles. `also` is
 * called in the child, too (system/fork.h), unless it is NULL. Returns false if there is no memory.
 */
bool startup_watch_forks(void (*also)(void));

/*
 * Called after a socket that came too late for the last WSACleanup was closed. For such a socket a provider of
 * ours may have started what it had stopped, a thread for example: this waits until that is stopped, too.
 */
void startup_stop_again(void);

#endif
