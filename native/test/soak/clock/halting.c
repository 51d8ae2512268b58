/*
 * halting.c - a thread that has read the day's time loses the processor for 5 milliseconds, twice of three
 * times, as on a busy machine. For LD_PRELOAD.
 *
 *     gcc -shared -fPIC halting.c -o halting.so -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*_Atomic real)(clockid_t, struct timespec *);
    static atomic_uint reads;
    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME && reads++ % 3 != 2)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    return result;
}
