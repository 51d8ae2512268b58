/* WSAStartup's count: every other call asks it first (SK-01). */
#ifndef JOINLEAF_API_STARTUP_H
#define JOINLEAF_API_STARTUP_H

#include <stdbool.h>

bool startup_done(void);

/*
 * Called before the first handle is made, so that the child of a fork begins without handles. `also` is
 * called in the child too (system/fork.h); NULL: nothing else is. Returns false if there is no memory.
 */
bool startup_watch_forks(void (*also)(void));

#endif
