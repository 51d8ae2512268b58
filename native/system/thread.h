/*
 * Threads and what they wait on. A mutex or a condition lies in its owner's memory and must not be moved.
 *
 * The storage is large enough for every system; system/linux and system/windows check that theirs fits.
 */
#ifndef JOINLEAF_SYSTEM_THREAD_H
#define JOINLEAF_SYSTEM_THREAD_H

#include <stdbool.h>
#include <stdint.h>

/* Not recursive. All zeros is an unlocked one, so that a static mutex needs no start. */
struct system_mutex {
    union {
        void *align;
        unsigned char bytes[64];
    } storage;
};

#define SYSTEM_MUTEX_INIT                                                                                    \
    {                                                                                                        \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }

void system_mutex_init(struct system_mutex *mutex);
void system_mutex_destroy(struct system_mutex *mutex);
void system_mutex_lock(struct system_mutex *mutex);
void system_mutex_unlock(struct system_mutex *mutex);

/*
 * Waits end by the monotonic clock. A wait may end without a reason: the caller looks again at what it waits
 * for. The mutex is held when a wait begins and again when it has ended.
 */
struct system_condition {
    union {
        void *align;
        unsigned char bytes[64];
    } storage;
};

void system_condition_init(struct system_condition *condition);
void system_condition_destroy(struct system_condition *condition);
/* deadline: a time of system_clock_now, or SYSTEM_NEVER. False: it has come. */
bool system_condition_wait(struct system_condition *condition, struct system_mutex *mutex, int64_t deadline);
void system_condition_wake_all(struct system_condition *condition);

/* Runs something once in the life of the process, and has every caller wait until that is done. */
struct system_once {
    union {
        void *align;
        unsigned char bytes[16];
    } storage;
};

#define SYSTEM_ONCE_INIT                                                                                     \
    {                                                                                                        \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }

void system_once(struct system_once *once, void (*run)(void));

/* A thread that its owner joins. It takes no signals: those are for the application's own threads. */
struct system_thread {
    union {
        void *align;
        unsigned char bytes[16];
    } storage;
};

/* False: the system has no room for another thread. */
bool system_thread_start(struct system_thread *thread, void (*run)(void *context), void *context);
void system_thread_join(struct system_thread *thread);
/* Tells the calling thread from all others that live now. */
uintptr_t system_thread_self(void);

#endif
