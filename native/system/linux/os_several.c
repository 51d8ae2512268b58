#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sendmmsg, recvmmsg */
#endif
#include "os_several.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

#include <sys/socket.h>

/* Set once a call has failed because the kernel lacks sendmmsg or recvmmsg. */
static _Atomic bool no_several;

bool os_has_several(void)
{
    return !atomic_load_explicit(&no_several, memory_order_relaxed);
}

static bool is_missing(int result)
{
    if (result >= 0 || errno != ENOSYS) {
        return false;
    }
    atomic_store_explicit(&no_several, true, memory_order_relaxed);
    return true;
}

int os_send_several(int fd, struct mmsghdr *messages, unsigned count, int os_flags)
{
    if (count > 1 && os_has_several()) {
        int sent = sendmmsg(fd, messages, count, os_flags);
        if (!is_missing(sent)) {
            return sent;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (sendmsg(fd, &messages[i].msg_hdr, os_flags) < 0) {
            return i > 0 ? (int)i : -1;
        }
    }
    return (int)count;
}

int os_receive_several(int fd, struct mmsghdr *messages, unsigned count, int os_flags)
{
    if (count > 1 && os_has_several()) {
        int received = recvmmsg(fd, messages, count, os_flags | MSG_WAITFORONE, NULL);
        if (!is_missing(received)) {
            return received;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        ssize_t size = recvmsg(fd, &messages[i].msg_hdr, os_flags | (i > 0 ? MSG_DONTWAIT : 0));
        if (size < 0) {
            return i > 0 ? (int)i : -1;
        }
        messages[i].msg_len = (unsigned)size;
    }
    return (int)count;
}
