/* WSAStartup's count: every other call asks it first (SK-01). */
#ifndef JOINLEAF_API_STARTUP_H
#define JOINLEAF_API_STARTUP_H

#include <stdbool.h>

bool startup_done(void);

/* Before the first handle is made: has the child of a fork begin without any. False: no memory. */
bool startup_watch_forks(void);

#endif
