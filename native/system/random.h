/* Random bytes that nobody can guess, from the system's own generator. Any thread may call; no state. */
#ifndef JOINLEAF_SYSTEM_RANDOM_H
#define JOINLEAF_SYSTEM_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

/* Returns false if the system gives none: then the bytes must not be used. */
bool system_random(void *bytes, size_t size);

#endif
