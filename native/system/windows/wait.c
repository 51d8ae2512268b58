/* There are no waiters here: sockets are waited for with a completion port, at which only the reactor's
 * thread waits. */
#include "system/wait.h"

#include <stddef.h>

struct system_waiter *system_waiter_new(void)
{
    return NULL;
}

void system_waiter_free(struct system_waiter *waiter)
{
    (void)waiter;
}

void system_waiter_wait(struct system_waiter *waiter, system_socket socket, int64_t until)
{
    (void)waiter;
    (void)socket;
    (void)until;
}

void system_waiter_wake(struct system_waiter *waiter)
{
    (void)waiter;
}
