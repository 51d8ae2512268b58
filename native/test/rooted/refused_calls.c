#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "refused_calls.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>

struct refused_call accepts, waits, fine_waits, receives;

static bool is_refused(struct refused_call *call)
{
    int code = atomic_load(&call->code);
    atomic_fetch_add(&call->times, code != 0);
    errno = code;
    return code != 0;
}

int accept4(int listener, struct sockaddr *name, socklen_t *size, int flags)
{
    return is_refused(&accepts) ? -1 : (int)syscall(SYS_accept4, listener, name, size, flags);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    return is_refused(&receives) ? -1 : (ssize_t)syscall(SYS_recvmsg, fd, message, flags);
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout)
{
    return is_refused(&receives) ? -1 : (int)syscall(SYS_recvmmsg, fd, messages, count, flags, timeout);
}

int epoll_wait(int epoll, struct epoll_event *events, int room, int milliseconds)
{
    return is_refused(&waits)
               ? -1
               : (int)syscall(SYS_epoll_pwait, epoll, events, room, milliseconds, NULL, (size_t)_NSIG / 8);
}

int ppoll(struct pollfd *polled, nfds_t count, const struct timespec *time, const sigset_t *mask)
{
    struct timespec left = time == NULL ? (struct timespec){0, 0} : *time; /* the kernel writes to it */
    return is_refused(&fine_waits)
               ? -1
               : (int)syscall(SYS_ppoll, polled, count, time == NULL ? NULL : &left, mask, (size_t)_NSIG / 8);
}

/* What a library calls that is compiled with _FORTIFY_SOURCE, where the compiler does not know the size. */
int __ppoll_chk(struct pollfd *polled, nfds_t count, const struct timespec *time, const sigset_t *mask,
                size_t size)
{
    (void)size;
    return ppoll(polled, count, time, mask);
}
