#include "kept.h"

#include <stdbool.h>

static bool holds(const WS_fd_set *set, SOCKET handle)
{
    const SOCKET *handles = set->fd_array; /* may be longer than the type says */
    WS_u_int i = 0;
    while (i < set->fd_count && handles[i] != handle) {
        i++;
    }
    return i < set->fd_count;
}

int kept_in_sets(WS_fd_set *const sets[3], SOCKET (*ready)(const void *context, size_t at),
                 const void *context)
{
    WS_u_int before[3];
    for (int i = 0; i < 3; i++) {
        before[i] = sets[i] == NULL ? 0 : sets[i]->fd_count;
    }
    for (int i = 0; i < 3; i++) {
        if (sets[i] != NULL) {
            sets[i]->fd_count = 0;
        }
    }
    int kept = 0;
    size_t at = 0;
    for (int i = 0; i < 3; i++) {
        for (WS_u_int k = 0; k < before[i]; k++, at++) {
            SOCKET handle = ready(context, at);
            if (handle != INVALID_SOCKET && !holds(sets[i], handle)) {
                SOCKET *handles = sets[i]->fd_array;
                handles[sets[i]->fd_count++] = handle;
                kept++;
            }
        }
    }
    return kept;
}
