/*
 * Forbids this process, and what it executes, sockets of the family AF_NETLINK, as service managers and
 * containers do. Linux only.
 */
#ifndef TEST_FORBID_NETLINK_H
#define TEST_FORBID_NETLINK_H

#include <errno.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NETLINK_FAMILY = 16, FAMILY_IN_SECCOMP_DATA = 16 };

/* Returns 0 once it is so. */
static int forbid_netlink(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FAMILY_IN_SECCOMP_DATA),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NETLINK_FAMILY, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        return -1;
    }
    return syscall(SYS_socket, NETLINK_FAMILY, 3, 0) == -1 && errno == EAFNOSUPPORT ? 0 : -1;
}

#endif
