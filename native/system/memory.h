/*
 * Memory that may not be there: pages of a mapped file that was shortened, memory that was unmapped. The
 * system copies, so that what is missing is an answer and no signal. It costs a system call.
 */
#ifndef JOINLEAF_SYSTEM_MEMORY_H
#define JOINLEAF_SYSTEM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Copies from memory that may not be there. False: some of it is not; the rest may have been copied. */
bool system_memory_read(const void *from, void *to, size_t size);
/* Copies to memory that may not be there, or may not be written. */
bool system_memory_write(void *to, const void *from, size_t size);

#endif
