#include "os_wait.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "os_descriptor.h"

enum { REFUSED_MS = 10 };

void os_wait_pause(int milliseconds)
{
    if (errno != EINTR && milliseconds != 0) {
        const int ms = milliseconds > 0 && milliseconds < REFUSED_MS ? milliseconds : REFUSED_MS;
        nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
    }
}

void os_wait_set_init(struct os_wait_set *set)
{
    atomic_init(&set->epoll, -1);
    set->wake = -1;
}

bool os_wait_set_open(struct os_wait_set *set)
{
    if (atomic_load_explicit(&set->epoll, memory_order_relaxed) >= 0) {
        return true;
    }
    int epoll = os_epoll();
    int wake = os_eventfd();
    struct epoll_event interest = {.events = EPOLLIN, .data = {.u64 = 0}};
    if (epoll < 0 || wake < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &interest) != 0) {
        if (epoll >= 0) {
            os_close(epoll);
        }
        if (wake >= 0) {
            os_close(wake);
        }
        return false;
    }
    set->wake = wake;
    atomic_store_explicit(&set->epoll, epoll, memory_order_release);
    return true;
}

void os_wait_set_close(struct os_wait_set *set)
{
    int epoll = atomic_load(&set->epoll);
    if (epoll >= 0) {
        os_close(epoll);
        os_close(set->wake);
    }
}

bool os_wait_set_add(struct os_wait_set *set, int fd, uint32_t interest, uint64_t key)
{
    struct epoll_event wanted = {.events = interest, .data = {.u64 = key}};
    return epoll_ctl(atomic_load(&set->epoll), EPOLL_CTL_ADD, fd, &wanted) == 0;
}

void os_wait_set_change(struct os_wait_set *set, int fd, uint32_t interest, uint64_t key)
{
    struct epoll_event wanted = {.events = interest, .data = {.u64 = key}};
    epoll_ctl(atomic_load(&set->epoll), EPOLL_CTL_MOD, fd, &wanted);
}

void os_wait_set_remove(struct os_wait_set *set, int fd)
{
    epoll_ctl(atomic_load(&set->epoll), EPOLL_CTL_DEL, fd, NULL);
}

void os_wait_set_wake(struct os_wait_set *set)
{
    eventfd_write(set->wake, 1);
}

void os_wait_set_calm(struct os_wait_set *set)
{
    eventfd_t count;
    eventfd_read(set->wake, &count);
}

int os_wait_set_look(struct os_wait_set *set, struct os_wait_found found[OS_WAIT_MOST], int milliseconds)
{
    struct epoll_event ready[OS_WAIT_MOST];
    int count = epoll_wait(atomic_load_explicit(&set->epoll, memory_order_relaxed), ready, OS_WAIT_MOST,
                           milliseconds);
    if (count < 0) {
        os_wait_pause(milliseconds);
    }
    for (int i = 0; i < count; i++) {
        found[i] = (struct os_wait_found){ready[i].data.u64, ready[i].events};
    }
    return count < 0 ? 0 : count;
}

int os_wait_sets_look(struct os_wait_set *const *sets, unsigned count, int milliseconds, bool *told)
{
    struct pollfd polled[OS_WAIT_SETS];
    for (unsigned i = 0; i < count; i++) {
        int fd = sets[i] == NULL ? -1 : atomic_load_explicit(&sets[i]->epoll, memory_order_acquire);
        polled[i] = (struct pollfd){.fd = fd, .events = POLLIN};
    }
    int ready = poll(polled, count, milliseconds);
    if (ready < 0) {
        os_wait_pause(milliseconds);
    }
    for (unsigned i = 0; i < count; i++) {
        told[i] = ready > 0 && polled[i].revents != 0;
    }
    return ready < 0 ? 0 : ready;
}
