#include "system/fork.h"

bool system_fork_watch(void (*reset)(void))
{
    (void)reset; /* no process is a copy of another */
    return true;
}
