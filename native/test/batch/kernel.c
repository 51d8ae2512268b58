#define _GNU_SOURCE
#include "kernel.h"

#include <errno.h>
#include <unistd.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define SEGMENT 103

int lacks_several, forbids, lacks_segments, calls, stutters;

static int segmented(const struct msghdr *message)
{
    const struct cmsghdr *piece = message->msg_controllen > 0 ? CMSG_FIRSTHDR(message) : NULL;
    return piece != NULL && piece->cmsg_level == IPPROTO_UDP && piece->cmsg_type == SEGMENT;
}

static int refused(const struct msghdr *message)
{
    if (lacks_segments && segmented(message)) {
        errno = EIO;
        return 1;
    }
    if (stutters && ++calls % 3 == 0) {
        errno = EINTR;
        return 1;
    }
    return 0;
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    calls++;
    if (lacks_several) {
        errno = forbids ? EPERM : ENOSYS;
        return -1;
    }
    unsigned fit = 0;
    while (fit < count && !refused(&messages[fit].msg_hdr) && !(stutters && fit == 1)) {
        fit++;
    }
    return fit == 0 ? -1 : (int)syscall(SYS_sendmmsg, fd, messages, fit, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    calls++;
    return refused(message) ? -1 : syscall(SYS_sendmsg, fd, message, flags);
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout)
{
    calls++;
    if (lacks_several) {
        errno = forbids ? EPERM : ENOSYS;
        return -1;
    }
    return (int)syscall(SYS_recvmmsg, fd, messages, count, flags, timeout);
}
