/* What select leaves in its sets. */
#ifndef JOINLEAF_COMMON_KEPT_H
#define JOINLEAF_COMMON_KEPT_H

#include <stddef.h>

#include <joinleaf/ws_sock.h>

/*
 * Leaves the sockets that are ready in the sets, in their order and once each; two of the sets may be one
 * (SE-08), and each may be NULL. `ready` returns the handle at this place, counted through the three sets as
 * they were, if it is ready, else INVALID_SOCKET. Returns how many are left in all.
 */
int kept_in_sets(WS_fd_set *const sets[3], SOCKET (*ready)(const void *context, size_t at),
                 const void *context);

#endif
