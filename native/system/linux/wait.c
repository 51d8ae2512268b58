#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* ppoll */
#endif
#include "system/wait.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include <sys/eventfd.h>

#include "system/clock.h"
#include "os_descriptor.h"
#include "os_wait.h"

struct system_waiter {
    int wake; /* an eventfd */
};

struct system_waiter *system_waiter_new(void)
{
    struct system_waiter *waiter = malloc(sizeof *waiter);
    if (waiter == NULL) {
        return NULL;
    }
    waiter->wake = os_eventfd();
    if (waiter->wake < 0) {
        free(waiter);
        return NULL;
    }
    return waiter;
}

void system_waiter_free(struct system_waiter *waiter)
{
    if (waiter != NULL) {
        os_close(waiter->wake);
        free(waiter);
    }
}

/* In whole milliseconds where the process may not call ppoll. */
static int wait_for_either(struct pollfd polled[2], int64_t microseconds)
{
    struct timespec time = {.tv_sec = (time_t)(microseconds / 1000000),
                            .tv_nsec = (long)(microseconds % 1000000) * 1000};
    int milliseconds = (int)((microseconds + 999) / 1000), ready = ppoll(polled, 2, &time, NULL);
    if (ready < 0 && errno != EINTR) {
        ready = poll(polled, 2, milliseconds);
    }
    if (ready < 0) {
        os_wait_pause(milliseconds);
    }
    return ready;
}

void system_waiter_wait(struct system_waiter *waiter, system_socket socket, int64_t until)
{
    enum { LONG = 1000 /* seconds: a wait may return earlier */ };
    struct pollfd polled[] = {{.fd = (int)socket, .events = POLLIN}, {.fd = waiter->wake, .events = POLLIN}};
    int64_t left = until - system_clock_now();
    left = left < 0 ? 0 : left < LONG * INT64_C(1000000) ? left : LONG * INT64_C(1000000);
    if (wait_for_either(polled, left) > 0 && polled[1].revents != 0) {
        eventfd_t count;
        eventfd_read(waiter->wake, &count);
    }
}

void system_waiter_wake(struct system_waiter *waiter)
{
    eventfd_write(waiter->wake, 1);
}
