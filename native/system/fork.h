/*
 * Forks. The child has a copy of all memory of its parent, in which every lock is as it was, but only one of
 * its threads: the one that forked.
 */
#ifndef JOINLEAF_SYSTEM_FORK_H
#define JOINLEAF_SYSTEM_FORK_H

#include <stdbool.h>

/*
 * From now on `reset` is called in the child of each fork, before fork returns there. By then the child has
 * closed its copies of the descriptors that native/system has opened; the parent's are untouched. `reset` may
 * neither allocate nor free memory, and any lock may be locked for ever: system_mutex_init makes it again. A
 * process has one such function; a second call with it does nothing. Returns false if there is no memory. On
 * a system without fork it does nothing and returns true.
 */
bool system_fork_watch(void (*reset)(void));

#endif
