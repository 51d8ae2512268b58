/*
 * Processes that are copied. After a fork the child has all memory of its parent, locks included as they
 * were, but of its threads only the one that forked.
 */
#ifndef JOINLEAF_SYSTEM_FORK_H
#define JOINLEAF_SYSTEM_FORK_H

#include <stdbool.h>

/*
 * From now on `reset` is called in the child of each fork, before fork returns there. By then the child has
 * closed its copies of what this floor had opened; the parent's own are untouched. `reset` may neither
 * allocate nor free, and any lock may be locked for good: system_mutex_init makes it anew. One function a
 * process; a second call with it does nothing. False: the system has no memory for it. Where processes are
 * never copied it does nothing.
 */
bool system_fork_watch(void (*reset)(void));

#endif
