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

static void note_missing(void)
{
    atomic_store_explicit(&no_several, true, memory_order_relaxed);
}

/* A filter of system calls says EPERM. So does the kernel of a datagram that may not be sent, though. */
static bool may_be_missing(int result)
{
    return result < 0 && (errno == ENOSYS || errno == EPERM);
}

int os_send_several(int fd, struct mmsghdr *messages, unsigned count, int os_flags)
{
    bool tried = count > 1 && os_has_several();
    if (tried) {
        int sent = sendmmsg(fd, messages, count, os_flags);
        if (!may_be_missing(sent)) {
            return sent;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (sendmsg(fd, &messages[i].msg_hdr, os_flags) < 0) {
            return i > 0 ? (int)i : -1;
        }
        if (tried) {
            note_missing();
        }
    }
    return (int)count;
}

int os_receive_several(int fd, struct mmsghdr *messages, unsigned count, int os_flags)
{
    if (count > 1 && os_has_several()) {
        int received = recvmmsg(fd, messages, count, os_flags | MSG_WAITFORONE, NULL);
        if (!may_be_missing(received)) {
            return received;
        }
        note_missing();
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
