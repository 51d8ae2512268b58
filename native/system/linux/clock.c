#include "system/clock.h"

#include "os_time.h"

int64_t system_clock_now(void)
{
    return os_time_now() / OS_MICROSECOND;
}
