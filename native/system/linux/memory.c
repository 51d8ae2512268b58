#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* process_vm_readv */
#endif
#include "system/memory.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include <sys/uio.h>

#include "os_descriptor.h"

enum { PIECE = 4096 }; /* an empty pipe takes this much at once */

/* Copies through a pipe, where a seccomp filter forbids process_vm_readv: the kernel checks memory in this
 * way, too. */
static bool copy_by_pipe(const char *from, char *to, size_t size)
{
    int ends[2];
    bool good = os_pipe(ends) == 0;
    if (!good) {
        return false;
    }
    for (size_t done = 0; done < size && good;) {
        size_t piece = size - done < PIECE ? size - done : PIECE;
        good = write(ends[1], from + done, piece) == (ssize_t)piece &&
               read(ends[0], to + done, piece) == (ssize_t)piece;
        done += piece;
    }
    os_close(ends[0]);
    os_close(ends[1]);
    return good;
}

typedef ssize_t copy_within(pid_t process, const struct iovec *own, unsigned long own_count,
                            const struct iovec *other, unsigned long other_count, unsigned long flags);

/* `call` copies between processes; here both are this one, which needs no privilege. */
static bool copy_checked(copy_within *call, const void *from, void *to, const struct iovec *own,
                         const struct iovec *other)
{
    ssize_t done = call(getpid(), own, 1, other, 1, 0);
    if (done < 0 && errno != EFAULT) {
        return copy_by_pipe(from, to, own->iov_len);
    }
    return done == (ssize_t)own->iov_len;
}

bool system_memory_read(const void *from, void *to, size_t size)
{
    const struct iovec own = {to, size}, other = {(void *)(uintptr_t)from, size};
    return size == 0 || copy_checked(process_vm_readv, from, to, &own, &other);
}

bool system_memory_write(void *to, const void *from, size_t size)
{
    const struct iovec own = {(void *)(uintptr_t)from, size}, other = {to, size};
    return size == 0 || copy_checked(process_vm_writev, from, to, &own, &other);
}
