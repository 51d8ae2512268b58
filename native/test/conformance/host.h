/*
 * host.h - the little that the rules need and neither Winsock nor standard C has: child processes, threads,
 * time, and a look at the system from outside. linux/ and windows/ each fill it; nothing else in this folder
 * knows the system.
 */
#ifndef CONFORMANCE_HOST_H
#define CONFORMANCE_HOST_H

#include <stddef.h>

#define HOST_UNKNOWN (-1) /* this system cannot tell */

/* Time. */
unsigned long long host_now_ms(void);
void host_sleep_ms(unsigned ms);
unsigned long long host_processor_ms(void); /* what this process has used of the processors */

/* Threads. host_thread_done waits at most so long; 1 when the thread ended (it is then gone), 0 when it still
 * runs. */
struct host_thread;
struct host_thread *host_thread_start(void (*run)(void *), void *argument);
int host_thread_done(struct host_thread *thread, unsigned ms);
/* The number of the calling thread, for the next function. */
unsigned host_thread_self(void);
/* Waits until that thread of this process sleeps, in the call that it is about to make; where the system does
 * not tell, for a while. */
void host_thread_await_sleep(unsigned thread);
/* Sends the thread a signal whose handler returns; nothing on a system without signals. */
void host_thread_interrupt(struct host_thread *thread);

/*
 * Child processes: this program again, with other arguments (NULL ends the list). host_process_end waits at
 * most so long, ends the child if it still runs, and takes what it printed: 1 when it ended by itself, 0 when
 * it was ended.
 */
struct host_process;
struct host_process *host_process_start(const char *const *arguments);
int host_process_end(struct host_process *process, unsigned ms, char *output, size_t size, int *status);

/*
 * A crash of this process runs the function, which ends the process; on a system that reports crashes well by
 * itself, sanitizers among them, nothing changes.
 */
void host_on_crash(void (*run)(void));

/* How many sockets of the operating system this process has open; HOST_UNKNOWN. */
int host_open_sockets(void);
/* In a child: whether it inherited a socket, told what handle value its parent had. */
int host_inherited_socket(unsigned long long handle);

/* Whether this host is a member of the group (4 or 16 address bytes) on the interface; HOST_UNKNOWN. */
int host_is_member(const unsigned char *group, size_t size, unsigned interface_index);

/*
 * In NETWORK_ROUTED, which is ours: gives the interface a further address (4 or 16 bytes), or takes it away;
 * has it lead to a destination, or no more. 0 when it could not be done.
 */
int host_address(int add, const unsigned char *address, size_t size, unsigned interface_index);
int host_route(int add, const unsigned char *destination, size_t size, unsigned interface_index);

/* Allows the process no more than so many further sockets; 0 when the system has no such limit. */
int host_limit_sockets(unsigned more);

/*
 * Failures of the operating system that can be had to order. host_failure lists them: the system's name for
 * it and the code that Winsock documents (0: any documented code but WSAEINVAL); 0 at the end.
 * host_failure_order makes every later bind of this process fail that way, however the Winsock below us asks
 * for it.
 */
int host_failure(size_t index, const char **name, int *expected);
int host_failure_order(size_t index);

/* The entry WSPStartup of the provider with this catalogue entry, a WSAPROTOCOL_INFOW; 0 where there is none.
 */
typedef void (*host_function)(void);
host_function host_provider_entry(const void *entry);

/* Registering a WSPStartup of one's own by its address: 0, or SOCKET_ERROR with a code. `entries` are
 * WSAPROTOCOL_INFOW. */
int host_can_install_provider(void);
int host_install_provider(host_function start, const void *entries, unsigned count, int *code);

#endif
