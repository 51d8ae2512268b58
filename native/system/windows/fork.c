#include "system/fork.h"

bool system_fork_watch(void (*reset)(void))
{
    (void)reset; /* Windows has no fork */
    return true;
}
