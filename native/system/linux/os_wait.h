/*
 * A wait set: descriptors that any number of threads wait for together. Other threads can end these waits. It
 * is an epoll instance with an eventfd in it, and exists on Linux only; system/poll.h is for both systems,
 * and for one waiting thread.
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

/* What a wait found: the key that the descriptor was added with, and the EPOLL... bits that hold. */
struct os_wait_found {
    uint64_t key;
    uint32_t ready;
};
enum { OS_WAIT_MOST = 64 }; /* descriptors that one wait reports */
enum { OS_WAIT_SETS = 65 }; /* sets that one wait is for: those of a program's events, and one of our own */

void os_wait_set_init(struct os_wait_set *set);
/* Opens the set if it is not open. Returns false if there is no memory or descriptor left. Two threads must
 * not call it at once. */
bool os_wait_set_open(struct os_wait_set *set);
void os_wait_set_close(struct os_wait_set *set);

/* For these the set must be open. interest: EPOLL... bits; the key is not 0. Returns false if there is no
 * memory. */
bool os_wait_set_add(struct os_wait_set *set, int fd, uint32_t interest, uint64_t key);
void os_wait_set_change(struct os_wait_set *set, int fd, uint32_t interest, uint64_t key);
void os_wait_set_remove(struct os_wait_set *set, int fd);

/* os_wait_set_wake ends the waits under way, and those that begin before os_wait_set_calm. */
void os_wait_set_wake(struct os_wait_set *set);
void os_wait_set_calm(struct os_wait_set *set);

/* Returns how many descriptors are ready. Waits this many milliseconds for the first one; -1: for ever.
 * Returns 0 after a signal. */
int os_wait_set_look(struct os_wait_set *set, struct os_wait_found found[OS_WAIT_MOST], int milliseconds);
/*
 * Waits for several sets at once: marks in `told` those that have something ready, and returns how many they
 * are. A set that is NULL is left out. count is OS_WAIT_SETS at most.
 */
int os_wait_sets_look(struct os_wait_set *const *sets, unsigned count, int milliseconds, bool *told);

/*
 * For a wait of so many milliseconds that has failed with errno. The process may not wait, or has closed our
 * descriptors, and a thread that waits again at once would take a whole processor: so it pauses, unless it was
 * a signal.
 */
void os_wait_pause(int milliseconds);

#endif
