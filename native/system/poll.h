/*
 * The poller: one thread waits for many sockets. Readiness is level-triggered: a socket that is still ready
 * is reported again by the next wait.
 *
 * A watch lies in its owner's memory and stands for one socket. Any thread may add, change and remove watches
 * and wake the poller, also while another thread waits; such a wait respects the change at once. Only one
 * thread may wait at a time.
 *
 * Once system_poller_remove has returned, the socket may be closed. But the wait under way may still report
 * what it had found before. So the memory of a watch must be freed by the waiting thread, between two waits,
 * and that thread must expect reports of a removed watch.
 */
#ifndef JOINLEAF_SYSTEM_POLL_H
#define JOINLEAF_SYSTEM_POLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/socket.h"

enum {
    SYSTEM_POLL_IN = 1,   /* there are bytes, datagrams, a connection to accept, or the end of the stream */
    SYSTEM_POLL_OUT = 2,  /* there is room to send, or a connection was made */
    SYSTEM_POLL_ERROR = 4 /* the connection is broken or could not be made; reported even if not asked for */
};

enum { SYSTEM_POLL_MOST = 128 }; /* sockets that one wait reports */

struct system_watch {
    system_socket socket;
    size_t place; /* the poller's own: set it to 0 before the watch is added, then leave it alone */
};

struct system_ready {
    struct system_watch *watch;
    unsigned what; /* SYSTEM_POLL_* */
};

struct system_poller;

/* Returns NULL if the system has no memory or descriptors left. */
struct system_poller *system_poller_new(void);
/* Called when no thread waits or uses the poller any more. Sockets that are still watched stay open. */
void system_poller_free(struct system_poller *poller);

/* interest: SYSTEM_POLL_IN and SYSTEM_POLL_OUT, or 0 for errors only. Returns false if there is no memory. */
bool system_poller_add(struct system_poller *poller, struct system_watch *watch, unsigned interest);
void system_poller_change(struct system_poller *poller, struct system_watch *watch, unsigned interest);
void system_poller_remove(struct system_poller *poller, struct system_watch *watch);

/*
 * Waits until a socket is ready, system_poller_wake was called since the last wait, or this many microseconds
 * are over (rounded up to what the system can do; negative: for ever). Returns how many sockets are ready.
 * Those for which `ready` had no room are reported by the next wait. If the system refuses to tell which are
 * ready, it waits for a moment and returns -1.
 */
int system_poller_wait(struct system_poller *poller, struct system_ready ready[SYSTEM_POLL_MOST],
                       int64_t microseconds);
/* Called from any thread: ends the wait under way, or the next one, at once. */
void system_poller_wake(struct system_poller *poller);

#endif
