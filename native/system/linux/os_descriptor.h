/*
 * Descriptors that the library keeps open are made and closed here, so that the child of a fork can close its
 * copies of them. Otherwise a socket would keep its port, its groups and its connections as long as the child
 * has a copy, whatever the parent does.
 *
 * Each function is the system's of nearly the same name, with its result and errno; all descriptors are made
 * close-on-exec (SK-12). One lock holds a fork back while a descriptor is being made or closed. Descriptors
 * from 2^20 on (the system's usual limit) are made, too, but a child does not close them.
 */
#ifndef JOINLEAF_OS_DESCRIPTOR_H
#define JOINLEAF_OS_DESCRIPTOR_H

/* type may include SOCK_NONBLOCK. */
int os_socket(int family, int type, int protocol);
/* The accepted socket is nonblocking. */
int os_accept(int listener);
int os_epoll(void);
/* An eventfd and a timerfd (of the monotonic clock), both nonblocking. */
int os_eventfd(void);
int os_timerfd(void);
/* A nonblocking pipe: the end to read from, and the one to write to. */
int os_pipe(int ends[2]);

/* Makes `fd`, which is open, what `with` is. */
int os_replace(int fd, int with);

/* errno stays what it was. */
void os_close(int fd);

/* For system/linux/fork.c. The first two are called around a fork, in the parent. The third is called in the
 * child instead of the second, and closes all descriptors. */
void os_descriptors_hold(void);
void os_descriptors_let_go(void);
void os_descriptors_close_in_child(void);

#endif
