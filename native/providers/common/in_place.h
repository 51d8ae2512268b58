/* Functions that are made part of their callers. */
#ifndef JOINLEAF_COMMON_IN_PLACE_H
#define JOINLEAF_COMMON_IN_PLACE_H

/*
 * For the way of single sends and receives: after a system call the processor mispredicts the return of every
 * function that was entered before it, which is what a deep chain of calls costs.
 */
#define IN_PLACE static inline __attribute__((always_inline))

#endif
