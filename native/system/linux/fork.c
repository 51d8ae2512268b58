#include "system/fork.h"

#include <pthread.h>
#include <stddef.h>

#include "os_descriptor.h"

extern int __register_atfork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void),
                             void *library) __attribute__((weak));

/* Says to the C library that a library is unloaded, and so are the functions that were given in its name. */
extern void __cxa_finalize(void *library);

/* This library's name there: nothing but the address counts. */
static char this_library;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards reset_child */
static void (*reset_child)(void);

static void in_child(void)
{
    os_descriptors_close_in_child();
    pthread_mutex_init(&lock, NULL);
    reset_child();
}

/*
 * pthread_atfork, in this library's name. What is linked for an old glibc gives none, and then a fork after
 * the library was unloaded would call functions that are gone. musl knows no such names, and unloads nothing.
 */
static int watch_forks(void (*before)(void), void (*in_parent)(void), void (*after_in_child)(void))
{
    return __register_atfork != NULL ? __register_atfork(before, in_parent, after_in_child, &this_library)
                                     : pthread_atfork(before, in_parent, after_in_child);
}

__attribute__((destructor)) static void end_watch(void)
{
    __cxa_finalize(&this_library);
}

bool system_fork_watch(void (*reset)(void))
{
    pthread_mutex_lock(&lock);
    bool watched = reset_child != NULL;
    if (!watched) {
        reset_child = reset;
        watched = watch_forks(os_descriptors_hold, os_descriptors_let_go, in_child) == 0;
        if (!watched) {
            reset_child = NULL;
        }
    }
    pthread_mutex_unlock(&lock);
    return watched;
}
