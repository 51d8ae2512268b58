#include "system/fork.h"

#include <pthread.h>
#include <stddef.h>

#include "os_descriptor.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards reset_child */
static void (*reset_child)(void);

static void in_child(void)
{
    os_descriptors_close_in_child();
    pthread_mutex_init(&lock, NULL);
    reset_child();
}

bool system_fork_watch(void (*reset)(void))
{
    pthread_mutex_lock(&lock);
    bool watched = reset_child != NULL;
    if (!watched) {
        reset_child = reset;
        watched = pthread_atfork(os_descriptors_hold, os_descriptors_let_go, in_child) == 0;
        if (!watched) {
            reset_child = NULL;
        }
    }
    pthread_mutex_unlock(&lock);
    return watched;
}
