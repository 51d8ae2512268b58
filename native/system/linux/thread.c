#include "system/thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "system/clock.h"
#include "os_condition.h"

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(struct system_mutex), "a mutex fits");
_Static_assert(sizeof(pthread_cond_t) <= sizeof(struct system_condition), "a condition fits");
_Static_assert(sizeof(pthread_once_t) <= sizeof(struct system_once), "a once fits");
_Static_assert(sizeof(pthread_t) <= sizeof(struct system_thread), "a thread fits");
_Static_assert(PTHREAD_ONCE_INIT == 0, "all zeros has not run yet"); /* they are an unlocked mutex, too */

static pthread_mutex_t *mutex_of(struct system_mutex *mutex)
{
    return (pthread_mutex_t *)(void *)mutex;
}

static pthread_cond_t *condition_of(struct system_condition *condition)
{
    return (pthread_cond_t *)(void *)condition;
}

void system_mutex_init(struct system_mutex *mutex)
{
    pthread_mutex_init(mutex_of(mutex), NULL);
}

void system_mutex_destroy(struct system_mutex *mutex)
{
    pthread_mutex_destroy(mutex_of(mutex));
}

void system_mutex_lock(struct system_mutex *mutex)
{
    pthread_mutex_lock(mutex_of(mutex));
}

void system_mutex_unlock(struct system_mutex *mutex)
{
    pthread_mutex_unlock(mutex_of(mutex));
}

void system_condition_init(struct system_condition *condition)
{
    os_condition_init(condition_of(condition));
}

void system_condition_destroy(struct system_condition *condition)
{
    pthread_cond_destroy(condition_of(condition));
}

bool system_condition_wait(struct system_condition *condition, struct system_mutex *mutex, int64_t deadline)
{
    if (deadline == SYSTEM_NEVER) {
        pthread_cond_wait(condition_of(condition), mutex_of(mutex));
        return true;
    }
    const struct timespec at = {.tv_sec = deadline / 1000000, .tv_nsec = deadline % 1000000 * 1000};
    return pthread_cond_timedwait(condition_of(condition), mutex_of(mutex), &at) != ETIMEDOUT;
}

void system_condition_wake_all(struct system_condition *condition)
{
    pthread_cond_broadcast(condition_of(condition));
}

void system_once(struct system_once *once, void (*run)(void))
{
    pthread_once((pthread_once_t *)(void *)once, run);
}

/* What a new thread is to run. The starting thread allocates it, the new one frees it. */
struct start {
    void (*run)(void *context);
    void *context;
};

static void *run_thread(void *given)
{
    struct start start = *(struct start *)given;
    free(given);
    start.run(start.context);
    return NULL;
}

bool system_thread_start(struct system_thread *thread, void (*run)(void *context), void *context)
{
    struct start *start = malloc(sizeof *start);
    sigset_t all, before;
    if (start == NULL) {
        return false;
    }
    *start = (struct start){run, context};
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create((pthread_t *)(void *)thread, NULL, run_thread, start) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started) {
        free(start);
    }
    return started;
}

void system_thread_join(struct system_thread *thread)
{
    pthread_join(*(pthread_t *)(void *)thread, NULL);
}

uintptr_t system_thread_self(void)
{
    return (uintptr_t)pthread_self();
}
