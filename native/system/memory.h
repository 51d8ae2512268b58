/*
 * Memory that may not be there: pages of a mapped file that was shortened, memory that was unmapped. The
 * system copies it, so that missing memory gives a result and not a signal. Each copy costs a system call.
 */
#ifndef JOINLEAF_SYSTEM_MEMORY_H
#define JOINLEAF_SYSTEM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Copies from memory that may not be there. Returns false if some of it is not; the rest may have been
 * copied. */
bool system_memory_read(const void *from, void *to, size_t size);
/* Copies to memory that may not be there, or may not be written. Returns false as system_memory_read does. */
bool system_memory_write(void *to, const void *from, size_t size);

#endif
