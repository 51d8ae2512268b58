#include "system/random.h"

#include <limits.h>
#include <windows.h>
#include <bcrypt.h>

bool system_random(void *bytes, size_t size)
{
    return size <= ULONG_MAX &&
           BCryptGenRandom(NULL, bytes, (ULONG)size, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0;
}
