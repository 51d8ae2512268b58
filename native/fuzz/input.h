/* input.h - a fuzz target's input, taken byte by byte, and what a call may answer with. */
#ifndef INPUT_H
#define INPUT_H

#include <winsock2.h>

#include <stddef.h>
#include <stdint.h>

struct input {
    const uint8_t *bytes;
    size_t left;
};

/* The next byte; 0 when none is left. */
static inline unsigned take(struct input *input)
{
    if (input->left == 0) {
        return 0;
    }
    input->left--;
    return *input->bytes++;
}

static inline int is_documented(int code)
{
    return (code > 10000 && code < 10110) || (code >= 11001 && code <= 11031) || code == WSA_INVALID_HANDLE ||
           code == WSA_NOT_ENOUGH_MEMORY || code == WSA_INVALID_PARAMETER;
}

#endif
