/*
 * Descriptors that the library keeps open are made and closed here, so that the child of a fork can close its
 * copies of them: a socket that lives on in a child keeps its port, its groups and its connections, whatever
 * the parent does.
 *
 * Each function is the system's of nearly the same name, with its result and errno; all descriptors are made
 * close-on-exec (SK-12). One lock holds a fork back while a descriptor is being made or closed. Descriptors
 * from 2^20 on (the system's usual limit) are made all the same, but a child does not know them.
 */
#ifndef JOINLEAF_OS_DESCRIPTOR_H
#define JOINLEAF_OS_DESCRIPTOR_H

/* type: with SOCK_NONBLOCK, if wanted. */
int os_socket(int family, int type, int protocol);
/* What it makes is nonblocking. */
int os_accept(int listener);
int os_epoll(void);
/* An eventfd and a timerfd (of the monotonic clock), both nonblocking. */
int os_eventfd(void);
int os_timerfd(void);
/* Both ends: to read from, to write to. */
int os_pipe(int ends[2]);

/* errno stays what it was. */
void os_close(int fd);

/* For system/linux/fork.c: around a fork, and in its child in place of the last, closing all. */
void os_descriptors_hold(void);
void os_descriptors_let_go(void);
void os_descriptors_close_in_child(void);

#endif
