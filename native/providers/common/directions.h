/* What the flags of WSAJoinLeaf ask for (JL-03). */
#ifndef JOINLEAF_COMMON_DIRECTIONS_H
#define JOINLEAF_COMMON_DIRECTIONS_H

#include <joinleaf/ws_sock.h>

/* Returns JL_SENDER_ONLY, JL_RECEIVER_ONLY, or both bits; 0 if the flags mean nothing. JL_BOTH means both,
 * and so do the two bits together, which existing programs pass. */
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
