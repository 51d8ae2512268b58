#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dladdr */
#endif
#include "system/thread.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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
    void *library; /* this one, which must not be unloaded under the thread; NULL where it never is */
};

static void *run_thread(void *given);

/* Returns a reference to this library, or NULL if it is part of the program itself. */
static void *hold_library(void)
{
    Dl_info own;
    return dladdr((const void *)(uintptr_t)&run_thread, &own) != 0 && own.dli_fname != NULL
               ? dlopen(own.dli_fname, RTLD_NOW | RTLD_NOLOAD)
               : NULL;
}

static void nothing(void *unused)
{
    (void)unused;
}

/*
 * Gives the reference up, as the last thing that a thread does. After dlclose the thread still has to return
 * from here, so the C library is asked to keep the library until the thread has ended, as it does for
 * thread_local objects of C++. Where it cannot do that (glibc 2.17) the library stays; musl unloads none.
 */
static void let_library_go(void *library)
{
    int (*at_thread_exit)(void (*)(void *), void *, void *);
    void *found = dlsym(RTLD_DEFAULT, "__cxa_thread_atexit_impl");
    memcpy(&at_thread_exit, &found,
           sizeof found); /* C has no cast from a data pointer to a function pointer */
    if (library != NULL && found != NULL &&
        at_thread_exit(nothing, NULL, (void *)(uintptr_t)&run_thread) == 0) {
        dlclose(library);
    }
}

static void *run_thread(void *given)
{
    struct start start = *(struct start *)given;
    free(given);
    start.run(start.context);
    let_library_go(start.library);
    return NULL;
}

bool system_thread_start(struct system_thread *thread, void (*run)(void *context), void *context)
{
    struct start *start = malloc(sizeof *start);
    sigset_t all, before;
    if (start == NULL) {
        return false;
    }
    *start = (struct start){run, context, hold_library()};
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create((pthread_t *)(void *)thread, NULL, run_thread, start) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started) {
        if (start->library != NULL) {
            dlclose(start->library);
        }
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
