/*
 * The one thread behind all rooted sockets: it waits for sockets and timers, and calls whom they concern. It
 * runs from the first session to the last.
 *
 * Only this thread frees what it may have in hand. Others retire an object, which is then freed when no event
 * can point at it any more. The reactor has one lock, which guards its lists; nothing is called while it is
 * held.
 */
#ifndef JOINLEAF_ROOTED_REACTOR_H
#define JOINLEAF_ROOTED_REACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/poll.h"

/* A socket that it waits for. ready is called in the thread, with SYSTEM_POLL_*. */
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

/* Keeps the thread alive, and starts it if it does not run. False: it could not be started. */
bool reactor_hold(void);
void reactor_drop(void);
/* Waits until nobody holds it and the thread has ended, or until that time. False: it still runs. */
bool reactor_wait_end(int64_t until);

/* In the child of a fork, which has neither the thread nor what it worked on (system/fork.h). */
void reactor_reset_child(void);

/* From any thread. Watching needs somebody who holds the reactor. False: there is no memory. */
bool reactor_watch(struct source *source, unsigned interest);
void reactor_rewatch(struct source *source, unsigned interest);
void reactor_unwatch(struct source *source);
/* Has the task run soon. */
void reactor_kick(struct task *task);
/* Has the thread free the object by calling `destroy`. */
void reactor_retire(struct retired *retired, void (*destroy)(struct retired *retired));

/* From the thread alone. due: a time of system_clock_now, or ROOTED_NEVER. */
void reactor_schedule(struct task *task, int64_t due);
/*
 * What had come by this time has been handed out. Whoever judges a peer's silence goes by it: a thread that
 * did not run for a while (a busy machine, a stopped process) finds the clock far on and the peer's frames
 * still unread.
 */
int64_t reactor_seen_until(void);
/* The task will not run any more. */
void reactor_forget(struct task *task);
/* Memory for whoever runs in the thread, until it returns. */
enum { REACTOR_SCRATCH = 256 * 1024 };
extern uint8_t reactor_scratch[REACTOR_SCRATCH];

#endif
