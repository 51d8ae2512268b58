/*
 * The one thread behind all rooted sockets: it waits for sockets and timers, and calls those whom they
 * concern. It runs from the first session to the last.
 *
 * Only this thread frees an object that it may be about to call. Other threads retire the object; the reactor
 * frees it when no event can point at it any more. The reactor has one lock, which guards its lists. It calls
 * nobody while it holds that lock.
 */
#ifndef JOINLEAF_ROOTED_REACTOR_H
#define JOINLEAF_ROOTED_REACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/poll.h"

/* A socket that the reactor waits for. It calls `ready` in its thread, with SYSTEM_POLL_*. */
struct source {
    struct system_watch watch;
    void (*ready)(struct source *source, unsigned what);
};

/* Work that is due at some time. The thread runs it. The owner keeps the memory. */
struct task {
    void (*run)(struct task *task);
    int64_t due;
    size_t place; /* in the heap, from 1; 0: not in it */
    bool kicked;  /* it runs soon, even if it is not due */
    struct task *next_kicked;
};

/* Part of an object that the thread is to free. */
struct retired {
    struct retired *next;
    void (*destroy)(struct retired *retired);
};

/* Keeps the thread alive until reactor_drop, and starts it if it does not run. False: it could not be
 * started. */
bool reactor_hold(void);
/* Gives up what reactor_hold has taken. With the last one the thread ends. */
void reactor_drop(void);
/* Waits until nobody holds the reactor and its thread has ended, or until that time. False: it still runs. */
bool reactor_wait_end(int64_t until);

/* In the child of a fork, which has neither the thread nor what it worked on (system/fork.h). */
void reactor_reset_child(void);

/* From any thread. Watching needs somebody who holds the reactor. False: there is no memory. */
bool reactor_watch(struct source *source, unsigned interest);
void reactor_rewatch(struct source *source, unsigned interest);
void reactor_unwatch(struct source *source);
/* Has the task run soon. */
void reactor_kick(struct task *task);
/* The same, but the thread is woken only by reactor_wake_owed, which the caller must call soon, when it has
 * given up the locks that the task wants. */
void reactor_kick_later(struct task *task);
/* Wakes the thread, if some reactor_kick_later still waits for that. */
void reactor_wake_owed(void);
/* Has the thread free the object by calling `destroy`. */
void reactor_retire(struct retired *retired, void (*destroy)(struct retired *retired));

/* Has the task run when it is due: a time of system_clock_now, or ROOTED_NEVER. Only the thread may call
 * this.
 */
void reactor_schedule(struct task *task, int64_t due);
/*
 * Returns a time: everything that had come by then has been handed out. Whoever judges a peer's silence goes
 * by this time and not by the clock: if the thread did not run for a while (on a busy machine, or in a
 * stopped process), the clock has gone on while the peer's frames were still unread.
 */
int64_t reactor_seen_until(void);
/* Whether the system refuses to tell what has come. Then that time stands still. */
bool reactor_is_blind(void);
/* The task will not run any more. */
void reactor_forget(struct task *task);
/* Memory that a function called in the thread may use until it returns. */
enum { REACTOR_SCRATCH = 256 * 1024 };
extern uint8_t reactor_scratch[REACTOR_SCRATCH];

#endif
