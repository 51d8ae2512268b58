/* A piece of memory that is read or written together with others, as one message. The caller owns it. */
#ifndef JOINLEAF_SYSTEM_BUFFER_H
#define JOINLEAF_SYSTEM_BUFFER_H

#include <stddef.h>

struct system_buffer {
    void *bytes; /* may be NULL when size is 0 */
    size_t size;
};

#endif
