/*
 * Several messages in one system call. Kernels and sandboxes that lack sendmmsg and recvmmsg are found out
 * once for the whole process, which then calls sendmsg and recvmsg. Any thread may call these.
 */
#ifndef JOINLEAF_OS_SEVERAL_H
#define JOINLEAF_OS_SEVERAL_H

#include <stdbool.h>

struct mmsghdr;

/* They do what sendmmsg and recvmmsg do. os_receive_several waits for the first message at most. */
int os_send_several(int fd, struct mmsghdr *messages, unsigned count, int os_flags);
int os_receive_several(int fd, struct mmsghdr *messages, unsigned count, int os_flags);
/* Returns whether one system call moves several messages, as far as is known. */
bool os_has_several(void);

#endif
