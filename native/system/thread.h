/*
 * Threads and what they wait on. A mutex or a condition lies in its owner's memory and must not be moved.
 *
 * The storage is large enough for every system; system/linux and system/windows check that theirs fits.
 */
#ifndef JOINLEAF_SYSTEM_THREAD_H
#define JOINLEAF_SYSTEM_THREAD_H

#include <stdbool.h>
#include <stdint.h>

/* Not recursive. All zeros are an unlocked mutex, so a static one need not be initialized. */
struct system_mutex {
    union {
        void *align;
        unsigned char bytes[64];
    } storage;
};

/* clang-format off */
#define SYSTEM_MUTEX_INIT {{0}}
/* clang-format on */

void system_mutex_init(struct system_mutex *mutex);
void system_mutex_destroy(struct system_mutex *mutex);
void system_mutex_lock(struct system_mutex *mutex);
void system_mutex_unlock(struct system_mutex *mutex);

/*
 * Deadlines are times of the monotonic clock. A wait may end without a reason, so the caller must check again
 * what it waits for. The mutex is held when a wait begins, and again when it has ended.
 */
struct system_condition {
    union {
        void *align;
        unsigned char bytes[64];
    } storage;
};

void system_condition_init(struct system_condition *condition);
void system_condition_destroy(struct system_condition *condition);
/* deadline: a time of system_clock_now, or SYSTEM_NEVER. Returns false once the deadline has come. */
bool system_condition_wait(struct system_condition *condition, struct system_mutex *mutex, int64_t deadline);
void system_condition_wake_all(struct system_condition *condition);

/* Runs a function once in the life of the process. Every caller waits until that is done. */
struct system_once {
    union {
        void *align;
        unsigned char bytes[16];
    } storage;
};

/* clang-format off */
#define SYSTEM_ONCE_INIT {{0}}
/* clang-format on */

void system_once(struct system_once *once, void (*run)(void));

/* A thread; its owner must join it. On Linux it has all signals blocked: these are for the application's
 * threads. */
struct system_thread {
    union {
        void *align;
        unsigned char bytes[16];
    } storage;
};

/* Returns false if the system has no room for another thread. */
bool system_thread_start(struct system_thread *thread, void (*run)(void *context), void *context);
void system_thread_join(struct system_thread *thread);
/* Returns a number that no other living thread has. */
uintptr_t system_thread_self(void);

#endif
