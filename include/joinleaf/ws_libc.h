/*
 * ws_libc.h - Winsock's functions whose names or types common headers of the C library have with another
 * meaning.
 *
 * For winsock2.h, which includes <sys/select.h> first. Two types keep the size that they have in the C
 * library, so that gettimeofday, say, fills what it is given: `struct timeval` has 16 bytes (8 on Windows),
 * and `unsigned long` 64 bits (32 on Windows).
 */
#ifndef JOINLEAF_WS_LIBC_H
#define JOINLEAF_WS_LIBC_H

/* Otherwise -pedantic would warn of long long and __VA_ARGS__ in C89 and in C++98. */
#pragma GCC system_header

#include "ws_sock.h"

#include <sys/time.h>

typedef struct timeval TIMEVAL, *PTIMEVAL, *LPTIMEVAL;

/* Converts to Windows' 32 bits: a larger value becomes 2^31 - 1, and a negative one stays negative, to be
 * refused. */
static __inline LONG joinleaf_low_long(long long value)
{
    return value > 0x7fffffff ? 0x7fffffff : value < 0 ? -1 : (LONG)value;
}

static __inline int joinleaf_select(int nfds, WS_fd_set *readfds, WS_fd_set *writefds, WS_fd_set *exceptfds,
                                    const struct timeval *timeout)
{
    struct WS_timeval wait;

    if (!timeout) {
        return WS_select(nfds, readfds, writefds, exceptfds, NULL);
    }
    wait.tv_sec = joinleaf_low_long(timeout->tv_sec);
    wait.tv_usec = joinleaf_low_long(timeout->tv_usec);
    return WS_select(nfds, readfds, writefds, exceptfds, &wait);
}

/* ioctlsocket for an unsigned long: its lower half is the u_long, and its upper half becomes 0. */
static __inline int joinleaf_ioctlsocket(SOCKET s, long cmd, void *argp)
{
    unsigned long *wide = (unsigned long *)argp;
    WS_u_long value = (WS_u_long)*wide;
    int result = ioctlsocket(s, cmd, &value);

    *wide = value;
    return result;
}

#ifdef __cplusplus

/* Overloads and not macros, so that a class may have a method called select. They are templates so that they
 * fit a call with a null pointer for a set better than the C library's select, which must never be called by
 * mistake. */
static __inline WS_fd_set *joinleaf_set(WS_fd_set *set)
{
    return set;
}

static __inline WS_fd_set *joinleaf_set(long null)
{
    (void)null;
    return NULL;
}

static __inline const struct timeval *joinleaf_time(const struct timeval *timeout)
{
    return timeout;
}

static __inline const struct timeval *joinleaf_time(long null)
{
    (void)null;
    return NULL;
}

template <class Read, class Write, class Except, class Timeout>
static __inline int select(int nfds, Read readfds, Write writefds, Except exceptfds, Timeout timeout)
{
    return joinleaf_select(nfds, joinleaf_set(readfds), joinleaf_set(writefds), joinleaf_set(exceptfds),
                           joinleaf_time(timeout));
}

static __inline int ioctlsocket(SOCKET s, long cmd, unsigned long *argp)
{
    return joinleaf_ioctlsocket(s, cmd, argp);
}

#else

#define select joinleaf_select
/* clang-format off */
#define ioctlsocket(s, cmd, ...)                                                                             \
    (__extension__ _Generic((__VA_ARGS__),                                                                   \
        unsigned long *: joinleaf_ioctlsocket,                                                               \
        long *: joinleaf_ioctlsocket,                                                                        \
        default: ioctlsocket)(s, cmd, __VA_ARGS__))
/* clang-format on */

#endif

#endif
