/*
 * What a thread keeps until it ends: one pointer, which the library has one use for. Each thread has its own,
 * so there is no lock.
 */
#ifndef JOINLEAF_OS_THREAD_KEPT_H
#define JOINLEAF_OS_THREAD_KEPT_H

#include <stdbool.h>

/* Keeps it; `end` is called with it, in the thread that ends. NULL keeps nothing. Returns false if there is no
 * memory. */
bool os_thread_keep(void *kept, void (*end)(void *kept));
/* Returns what the calling thread keeps; NULL: nothing. */
void *os_thread_kept(void);

#endif
