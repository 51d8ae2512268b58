/* Compares secrets in constant time, and overwrites them once they are not needed. Pure functions, for any
 * thread. */
#ifndef JOINLEAF_ROOTED_AUTH_H
#define JOINLEAF_ROOTED_AUTH_H

#include <stdbool.h>
#include <stddef.h>

/* Takes as long for different bytes as for equal ones. */
bool auth_equal(const void *a, const void *b, size_t size);
/* Overwrites a secret: a memset that no compiler leaves out. */
void auth_wipe(void *bytes, size_t size);

#endif
