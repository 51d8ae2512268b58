/*
 * One thread waits for one socket, without the poller: what comes wakes that thread itself. Other threads can
 * end its wait.
 */
#ifndef JOINLEAF_SYSTEM_WAIT_H
#define JOINLEAF_SYSTEM_WAIT_H

#include <stdint.h>

#include "system/socket.h"

struct system_waiter;

/* NULL: there are no memory or descriptors left, or this system has no waiters. */
struct system_waiter *system_waiter_new(void);
/* Nobody waits or will wake any more. NULL is let be. */
void system_waiter_free(struct system_waiter *waiter);

/* Until the socket has something to read, somebody has called system_waiter_wake since the last wait, or that
 * time of system_clock_now has come. It may return earlier. One thread at a time. */
void system_waiter_wait(struct system_waiter *waiter, system_socket socket, int64_t until);
/* From any thread. */
void system_waiter_wake(struct system_waiter *waiter);

#endif
