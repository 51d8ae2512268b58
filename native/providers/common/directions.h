/* What the flags of WSAJoinLeaf ask for (JL-03). */
#ifndef JOINLEAF_COMMON_DIRECTIONS_H
#define JOINLEAF_COMMON_DIRECTIONS_H

#include <joinleaf/ws_sock.h>

/* JL_SENDER_ONLY, JL_RECEIVER_ONLY, or both of them for JL_BOTH and for both of them, as the field passes it.
 * 0 when the flags mean nothing. */
static inline DWORD directions_of(DWORD flags)
{
    switch (flags) {
    case JL_SENDER_ONLY:
    case JL_RECEIVER_ONLY:
        return flags;
    case JL_BOTH:
    case JL_SENDER_ONLY | JL_RECEIVER_ONLY:
        return JL_SENDER_ONLY | JL_RECEIVER_ONLY;
    default:
        return 0;
    }
}

#endif
