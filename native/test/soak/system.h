/* system.h - what the soak asks of the system, apart from Winsock: linux/ and windows/ each fill it. */
#ifndef SOAK_SYSTEM_H
#define SOAK_SYSTEM_H

/* descriptors: on Windows all handles of the process. */
struct usage {
    long resident_kb, descriptors, threads;
};
struct usage system_usage(void);

/* This program again, with that argument and perhaps a second one; a number for it, until it is waited for.
 */
long system_start(const char *argument, const char *second);
/* Ends it at once, by SIGKILL where there is one. */
void system_kill(long process);
/* Waits for its end; its exit status. */
int system_wait(long process);
/* The day's time, in seconds. */
long long system_day_time(void);
/* Whether this host is a member of 239.255.79.number. */
int system_is_member(unsigned number);
/* The link of the interface, down or up; 0 where that is not allowed. */
int system_set_link(const char *name, int up);
/* 1 where the system loses a socket of its own that is opened while the last WSACleanup runs, as Wine does:
 * only provider `rooted` can be held to it then. */
int system_loses_sockets(void);
/* As many descriptors as the system allows. */
void system_raise_limits(void);

#endif
