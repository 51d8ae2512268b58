/*
 * A wait set: descriptors that any number of threads wait for together, and that other threads can end the
 * wait of. It is an epoll instance with an eventfd in it. Linux alone has it: system/poll.h is what both
 * systems have, for one waiting thread.
 *
 * No lock of its own. Whoever owns the set sees that it is opened once, and closed when nobody uses it.
 */
#ifndef JOINLEAF_OS_WAIT_H
#define JOINLEAF_OS_WAIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct os_wait_set {
    _Atomic int epoll; /* -1: not open yet */
    int wake;          /* readable from os_wait_set_wake to os_wait_set_calm; its key is 0 */
};

/* What a wait found: the key that the descriptor was added with, and the EPOLL* bits that hold. */
struct os_wait_found {
    uint64_t key;
    uint32_t ready;
};
enum { OS_WAIT_MOST = 64 }; /* in one answer */

void os_wait_set_init(struct os_wait_set *set);
/* True once it is open; false without memory or descriptors. Not from two threads at once. */
bool os_wait_set_open(struct os_wait_set *set);
void os_wait_set_close(struct os_wait_set *set);

static inline bool os_wait_set_is_open(const struct os_wait_set *set)
{
    return atomic_load_explicit(&set->epoll, memory_order_acquire) >= 0;
}

/* For these the set is open. interest: EPOLL* bits; the key is not 0. False: no memory. */
bool os_wait_set_add(struct os_wait_set *set, int fd, uint32_t interest, uint64_t key);
void os_wait_set_change(struct os_wait_set *set, int fd, uint32_t interest, uint64_t key);
void os_wait_set_remove(struct os_wait_set *set, int fd);

/* Ends the waits under way, and those that begin before os_wait_set_calm. */
void os_wait_set_wake(struct os_wait_set *set);
void os_wait_set_calm(struct os_wait_set *set);

/* How many are ready; waits this many milliseconds for the first, -1 for ever. Not more than 0 after a
 * signal. */
int os_wait_set_look(struct os_wait_set *set, struct os_wait_found found[OS_WAIT_MOST], int milliseconds);
/*
 * The same for several sets at once: marks those that have something to tell, and says how many they are. A
 * NULL is left out. count is 64 at most.
 */
int os_wait_sets_look(struct os_wait_set *const *sets, unsigned count, int milliseconds, bool *told);

#endif
