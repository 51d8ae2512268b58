/* thread.c - time and threads over POSIX. */
#define _GNU_SOURCE
#include "test/conformance/host.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct host_thread {
    pthread_t id;
    void (*run)(void *);
    void *argument;
};

unsigned long long host_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

unsigned long long host_processor_ms(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (unsigned long long)used.tv_sec * 1000 + (unsigned long long)used.tv_nsec / 1000000;
}

void host_sleep_ms(unsigned ms)
{
    struct timespec left = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0)
        continue;
}

static void *thread_main(void *argument)
{
    struct host_thread *thread = argument;
    thread->run(thread->argument);
    return NULL;
}

struct host_thread *host_thread_start(void (*run)(void *), void *argument)
{
    struct host_thread *thread = malloc(sizeof *thread);
    if (!thread)
        return NULL;
    thread->run = run;
    thread->argument = argument;
    if (pthread_create(&thread->id, NULL, thread_main, thread) != 0) {
        free(thread);
        return NULL;
    }
    return thread;
}

int host_thread_done(struct host_thread *thread, unsigned ms)
{
    /* pthread_timedjoin_np goes by a clock that may be set. */
    unsigned long long end = host_now_ms() + ms;
    while (pthread_tryjoin_np(thread->id, NULL) != 0) {
        if (host_now_ms() >= end)
            return 0;
        host_sleep_ms(1);
    }
    free(thread);
    return 1;
}

unsigned host_thread_self(void)
{
    return (unsigned)syscall(SYS_gettid);
}

void host_thread_await_sleep(unsigned thread)
{
    enum { LONGEST_MS = 20000 };
    char path[64], state = 0;
    snprintf(path, sizeof path, "/proc/self/task/%u/stat", thread);
    for (int i = 0; i < LONGEST_MS && state != 'S'; i++) {
        host_sleep_ms(1);
        FILE *stat = fopen(path, "re");
        if (!stat)
            return; /* it has ended */
        if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
            state = 0;
        fclose(stat);
    }
}

static void handler(int number)
{
    (void)number;
}

void host_thread_interrupt(struct host_thread *thread)
{
    struct sigaction action = {.sa_handler = handler}; /* without SA_RESTART: the call sees EINTR */
    sigaction(SIGUSR1, &action, NULL);
    pthread_kill(thread->id, SIGUSR1);
}
