#include "system/clock.h"

#include <windows.h>

/* The frequency is fixed at the system's start, and asking for it costs no more than reading the counter. */
int64_t system_clock_now(void)
{
    LARGE_INTEGER frequency, count;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    int64_t seconds = count.QuadPart / frequency.QuadPart, rest = count.QuadPart % frequency.QuadPart;
    return seconds * 1000000 + rest * 1000000 / frequency.QuadPart + 1;
}
