/*
 * The poller: one thread waits for many sockets. Readiness is level-triggered: a socket that is still ready
 * is reported again by the next wait.
 *
 * A watch lies in its owner's memory and stands for one socket. Any thread may add, change and remove watches
 * and wake the poller, also while the poller's thread waits, which then takes note at once. Only one thread
 * may wait at a time.
 *
 * Once system_poller_remove has returned the socket may be closed, but what the running wait has found
 * already may still be handed out. So a watch's memory is freed by the waiting thread, between two waits, and
 * its owner must be able to hear of a removed one.
 */
#ifndef JOINLEAF_SYSTEM_POLL_H
#define JOINLEAF_SYSTEM_POLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/socket.h"

enum {
    SYSTEM_POLL_IN = 1,   /* bytes, datagrams, a connection to accept, or the end of what comes */
    SYSTEM_POLL_OUT = 2,  /* room to send; a connection that was asked for is there */
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

/* NULL: the system has no memory or descriptors left. */
struct system_poller *system_poller_new(void);
/* Nobody waits or will call any more. Sockets that are still watched stay open. */
void system_poller_free(struct system_poller *poller);

/* interest: SYSTEM_POLL_IN and SYSTEM_POLL_OUT, or 0 for errors alone. False: no memory. */
bool system_poller_add(struct system_poller *poller, struct system_watch *watch, unsigned interest);
void system_poller_change(struct system_poller *poller, struct system_watch *watch, unsigned interest);
void system_poller_remove(struct system_poller *poller, struct system_watch *watch);

/*
 * Waits until a socket is ready, somebody has called system_poller_wake since the last wait, or this many
 * microseconds are over (rounded up to what the system can; negative: for ever). How many are ready: what is
 * not reported because `ready` was full comes with the next wait.
 */
int system_poller_wait(struct system_poller *poller, struct system_ready ready[SYSTEM_POLL_MOST],
                       int64_t microseconds);
/* From any thread: the wait under way, or the next one, ends at once. */
void system_poller_wake(struct system_poller *poller);

#endif
