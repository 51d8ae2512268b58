/*
 * A thread waits for one socket, without the poller, so that a datagram or byte wakes that thread itself.
 * Other threads can end its wait.
 */
#ifndef JOINLEAF_SYSTEM_WAIT_H
#define JOINLEAF_SYSTEM_WAIT_H

#include <stdint.h>

#include "system/socket.h"

struct system_waiter;

/* Returns NULL if there is no memory or descriptor left, or if this system has no waiters. */
struct system_waiter *system_waiter_new(void);
/* Called when no thread waits or wakes any more. NULL is allowed. */
void system_waiter_free(struct system_waiter *waiter);

/* Waits until the socket has something to read, system_waiter_wake was called since the last wait, or this
 * time of system_clock_now has come. It may return earlier. One thread at a time may call. */
void system_waiter_wait(struct system_waiter *waiter, system_socket socket, int64_t until);
/* Called from any thread: ends the wait under way, or the next one. */
void system_waiter_wake(struct system_waiter *waiter);

#endif
