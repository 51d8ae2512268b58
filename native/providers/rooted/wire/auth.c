#include "auth.h"

#include <stdint.h>

bool auth_equal(const void *a, const void *b, size_t size)
{
    const volatile uint8_t *left = a, *right = b;
    unsigned difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference |= (unsigned)(left[i] ^ right[i]);
    }
    return difference == 0;
}

void auth_wipe(void *bytes, size_t size)
{
    volatile uint8_t *at = bytes;
    while (size-- > 0) {
        *at++ = 0;
    }
}
