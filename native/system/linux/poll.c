#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* ppoll */
#endif
#include "system/poll.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sys/epoll.h>

#include "os_descriptor.h"
#include "os_wait.h"

enum {
    LONGEST_MS = 3600000,
    FINE_US = 20000 /* below this a millisecond makes a difference */
};

struct system_poller {
    int epoll;
    int wake; /* an eventfd in epoll, whose watch is NULL */
};

static uint32_t interest_of(unsigned interest)
{
    return ((interest & SYSTEM_POLL_IN) != 0 ? (uint32_t)EPOLLIN : 0) |
           ((interest & SYSTEM_POLL_OUT) != 0 ? (uint32_t)EPOLLOUT : 0);
}

static unsigned poll_bits_of(uint32_t events)
{
    return ((events & EPOLLIN) != 0 ? SYSTEM_POLL_IN : 0u) |
           ((events & EPOLLOUT) != 0 ? SYSTEM_POLL_OUT : 0u) |
           ((events & (EPOLLERR | EPOLLHUP)) != 0 ? SYSTEM_POLL_ERROR : 0u);
}

struct system_poller *system_poller_new(void)
{
    struct system_poller *poller = malloc(sizeof *poller);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (poller == NULL) {
        return NULL;
    }
    poller->epoll = os_epoll();
    poller->wake = os_eventfd();
    if (poller->epoll >= 0 && poller->wake >= 0 &&
        epoll_ctl(poller->epoll, EPOLL_CTL_ADD, poller->wake, &event) == 0) {
        return poller;
    }
    system_poller_free(poller);
    return NULL;
}

void system_poller_free(struct system_poller *poller)
{
    if (poller->epoll >= 0) {
        os_close(poller->epoll);
    }
    if (poller->wake >= 0) {
        os_close(poller->wake);
    }
    free(poller);
}

bool system_poller_add(struct system_poller *poller, struct system_watch *watch, unsigned interest)
{
    struct epoll_event event = {.events = interest_of(interest), .data.ptr = watch};
    return epoll_ctl(poller->epoll, EPOLL_CTL_ADD, (int)watch->socket, &event) == 0;
}

void system_poller_change(struct system_poller *poller, struct system_watch *watch, unsigned interest)
{
    struct epoll_event event = {.events = interest_of(interest), .data.ptr = watch};
    epoll_ctl(poller->epoll, EPOLL_CTL_MOD, (int)watch->socket, &event);
}

void system_poller_remove(struct system_poller *poller, struct system_watch *watch)
{
    epoll_ctl(poller->epoll, EPOLL_CTL_DEL, (int)watch->socket, NULL);
}

static int milliseconds(int64_t microseconds)
{
    return microseconds < 0                            ? -1
           : microseconds > (int64_t)LONGEST_MS * 1000 ? LONGEST_MS
                                                       : (int)((microseconds + 999) / 1000);
}

/* epoll_wait counts in milliseconds, which is too coarse for pacing; ppoll counts in nanoseconds. */
static int wait_finely(int epoll, struct epoll_event *events, int64_t microseconds)
{
    if (microseconds <= 0 || microseconds >= FINE_US) {
        return epoll_wait(epoll, events, SYSTEM_POLL_MOST, milliseconds(microseconds));
    }
    struct pollfd ready = {.fd = epoll, .events = POLLIN};
    const struct timespec time = {0, (long)microseconds * 1000};
    int told = ppoll(&ready, 1, &time, NULL);
    if (told < 0 && errno != EINTR) { /* the process may not call it */
        return epoll_wait(epoll, events, SYSTEM_POLL_MOST, milliseconds(microseconds));
    }
    return told <= 0 ? 0 : epoll_wait(epoll, events, SYSTEM_POLL_MOST, 0);
}

static void take_wake(const struct system_poller *poller)
{
    uint64_t number;
    while (read(poller->wake, &number, sizeof number) < 0 && errno == EINTR) {
    }
}

int system_poller_wait(struct system_poller *poller, struct system_ready ready[SYSTEM_POLL_MOST],
                       int64_t microseconds)
{
    struct epoll_event events[SYSTEM_POLL_MOST];
    int count = wait_finely(poller->epoll, events, microseconds);
    int found = 0;
    if (count < 0) {
        int code = errno;
        os_wait_pause(milliseconds(microseconds));
        return code == EINTR ? 0 : -1;
    }
    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr == NULL) {
            take_wake(poller);
        } else {
            ready[found++] = (struct system_ready){events[i].data.ptr, poll_bits_of(events[i].events)};
        }
    }
    return found;
}

void system_poller_wake(struct system_poller *poller)
{
    const uint64_t one = 1;
    while (write(poller->wake, &one, sizeof one) < 0 && errno == EINTR) {
    }
}
