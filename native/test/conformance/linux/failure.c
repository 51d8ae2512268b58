/*
 * failure.c - operating system failures to order: a seccomp filter answers every further bind of this process
 * with the errno. A later filter wins over an earlier one, so one process can try them all.
 */
#define _GNU_SOURCE
#include "test/conformance/host.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define DOCUMENTED      0
#define SYSCALL_FAILURE 10107
#define FAILURE(number, code)                                                                                \
    {                                                                                                        \
        number, #number, code                                                                                \
    }

static const struct {
    int number;
    const char *name;
    int expected;
} failures[] = {
    FAILURE(EACCES, 10013),
    FAILURE(EPERM, 10013),
    FAILURE(EFAULT, 10014),
    FAILURE(EINVAL, 10022),
    FAILURE(EMFILE, 10024),
    FAILURE(ENFILE, 10024),
    FAILURE(EALREADY, 10037),
    FAILURE(ENOTSOCK, 10038),
    FAILURE(EDESTADDRREQ, 10039),
    FAILURE(EMSGSIZE, 10040),
    FAILURE(EPROTOTYPE, 10041),
    FAILURE(ENOPROTOOPT, 10042),
    FAILURE(EPROTONOSUPPORT, 10043),
    FAILURE(ESOCKTNOSUPPORT, 10044),
    FAILURE(EOPNOTSUPP, 10045),
    FAILURE(EPFNOSUPPORT, 10046),
    FAILURE(EAFNOSUPPORT, 10047),
    FAILURE(EADDRINUSE, 10048),
    FAILURE(EADDRNOTAVAIL, 10049),
    FAILURE(ENETDOWN, 10050),
    FAILURE(ENETUNREACH, 10051),
    FAILURE(ENETRESET, 10052),
    FAILURE(ECONNABORTED, 10053),
    FAILURE(ECONNRESET, 10054),
    FAILURE(ENOBUFS, 10055),
    FAILURE(EISCONN, 10056),
    FAILURE(ENOTCONN, 10057),
    FAILURE(ESHUTDOWN, 10058),
    FAILURE(ETOOMANYREFS, 10059),
    FAILURE(ETIMEDOUT, 10060),
    FAILURE(ECONNREFUSED, 10061),
    FAILURE(EHOSTDOWN, 10064),
    FAILURE(EHOSTUNREACH, 10065),
    /* No Winsock code has the name: any documented one, but WSAEINVAL would blame the caller. */
    FAILURE(ENOMEM, DOCUMENTED),
    FAILURE(ENODEV, DOCUMENTED),
    FAILURE(ENOENT, DOCUMENTED),
    FAILURE(EIO, DOCUMENTED),
    FAILURE(ENXIO, DOCUMENTED),
    FAILURE(EPIPE, DOCUMENTED),
    FAILURE(EPROTO, DOCUMENTED),
    FAILURE(ENOSYS, DOCUMENTED),
    FAILURE(EBADF, DOCUMENTED),
    FAILURE(EROFS, DOCUMENTED),
    FAILURE(EUSERS, DOCUMENTED),
    FAILURE(EDQUOT, DOCUMENTED),
    FAILURE(ELOOP, DOCUMENTED),
    FAILURE(ENAMETOOLONG, DOCUMENTED),
    FAILURE(ENONET, DOCUMENTED),
    /* Nothing that networking gives: in no table. */
    FAILURE(EXFULL, SYSCALL_FAILURE),
    FAILURE(ENOANO, SYSCALL_FAILURE),
    FAILURE(ENOMEDIUM, SYSCALL_FAILURE),
    FAILURE(EL2HLT, SYSCALL_FAILURE),
    FAILURE(EBADRQC, SYSCALL_FAILURE),
    FAILURE(EUCLEAN, SYSCALL_FAILURE),
    {3999, "errno 3999", SYSCALL_FAILURE},
};

int host_failure(size_t index, const char **name, int *expected)
{
    if (index >= sizeof failures / sizeof failures[0])
        return 0;
    *name = failures[index].name;
    *expected = failures[index].expected;
    return 1;
}

int host_failure_order(size_t index)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bind, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)failures[index].number),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
