/* The built-in providers of a system: winsock/linux/built_in.c or winsock/windows/built_in.c defines these.
 */
#ifndef JOINLEAF_API_BUILT_IN_H
#define JOINLEAF_API_BUILT_IN_H

#include "providers/provider.h"

extern const struct provider *const built_in_providers[];
extern const size_t built_in_count;

/* NULL where providers have nothing watched. */
extern const struct provider_watches *const built_in_watches;

#endif
