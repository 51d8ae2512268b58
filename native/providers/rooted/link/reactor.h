/*
 * The one thread behind all rooted sockets: waits for descriptors and timers. It runs from the first session
 * to the last.
 *
 * It alone frees what it may have in hand: others retire an object, and it goes once no event can point at it
 * any more.
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

/* Work with a time; run in the thread. */
struct task {
    void (*run)(struct task *task);
    int64_t due;
    size_t place; /* in the heap, from 1; 0: not in it */
    bool kicked;
    struct task *next_kicked;
};

struct retired {
    struct retired *next;
    void (*destroy)(struct retired *retired);
};

/* Keeps the thread alive. False: it could not be started. */
bool reactor_hold(void);
void reactor_drop(void);
/* Waits until nobody holds it and the thread has ended, or until that time. False: it still runs. */
bool reactor_wait_end(int64_t until);

/* From any thread. */
bool reactor_watch(struct source *source, unsigned interest);
void reactor_rewatch(struct source *source, unsigned interest);
void reactor_unwatch(struct source *source);
void reactor_kick(struct task *task);
void reactor_retire(struct retired *retired, void (*destroy)(struct retired *retired));

/* From the thread alone. */
void reactor_schedule(struct task *task, int64_t due);
void reactor_forget(struct task *task);
enum { REACTOR_SCRATCH = 256 * 1024 };
extern uint8_t reactor_scratch[REACTOR_SCRATCH];

#endif
