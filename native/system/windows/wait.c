/* A completion port is what sockets are waited for with here, and only the reactor's thread waits at it. */
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
