/*
 * native/system: what the upper floors need of an operating system, one header for each subject. They
 * are the same on every system; system/linux and system/windows implement them.
 *
 * Sockets of the system: streams (TCP) here, datagrams in system/datagram.h. All are nonblocking and are not
 * inherited by other programs.
 *
 * Where a call returns int, that is 0 or a Winsock code (WSAE*), whatever the system calls the error. A
 * socket belongs to whoever opened it, who alone closes it; until then any thread may call with it, and the
 * system keeps order.
 */
#ifndef JOINLEAF_SYSTEM_SOCKET_H
#define JOINLEAF_SYSTEM_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/address.h"

/* A file descriptor on Linux, a SOCKET on Windows. */
typedef intptr_t system_socket;
#define SYSTEM_NO_SOCKET ((system_socket)-1)

void system_socket_close(system_socket s);
/* How many sockets, files and the like a process may have open; UINT32_MAX: the system sets no limit. */
uint32_t system_socket_most(void);
/* The socket's own address, and that of the other side. */
int system_socket_local(system_socket s, union system_address *address);
int system_socket_remote(system_socket s, union system_address *address);
/* The differentiated services code point of its packets from now on. A system may ignore it. */
void system_socket_mark(system_socket s, uint16_t family, int dscp);

/* ---- streams ---- */

/* Of an IPv6 socket no IPv4 connection is made or taken. */
int system_stream_open(uint16_t family, system_socket *made);

enum system_sharing {
    SYSTEM_SHARE_NOT,      /* the address must be free in every sense */
    SYSTEM_SHARE_WITH_OLD, /* connections of an earlier socket that linger there are no obstacle */
    SYSTEM_SHARE_BESIDE,   /* the same, and system_stream_bind_beside will be called */
    SYSTEM_SHARE           /* nor is another socket that allows it */
};

int system_stream_bind(system_socket s, const union system_address *address, enum system_sharing sharing);
/*
 * Binds a socket to the address at which `holder` is bound with SYSTEM_SHARE_BESIDE, where it neither listens
 * nor connects: for whoever keeps an address and makes one connection after another from it. Others are kept
 * from it as before (on Windows not those who ask for SO_REUSEADDR). The connections, when they linger, are
 * old ones in the sense of SYSTEM_SHARE_WITH_OLD. A holder with SYSTEM_SHARE_NOT does on Linux alone.
 */
int system_stream_bind_beside(system_socket s, system_socket holder);

/* What is bound starts to take connections; those of an earlier listener that linger are no obstacle. */
int system_stream_listen(system_socket s, int backlog);
/*
 * The next connection. WSAEWOULDBLOCK: none waits. WSAEMFILE or WSAENOBUFS: the system has no room for it
 * now, and it stays in the queue, so that the listener stays ready. Any other code: that connection is gone,
 * and another may wait.
 */
int system_stream_accept(system_socket listener, system_socket *made);

/*
 * 0: it is under way, or done already. Either way the poller tells of it: ready to write when the connection
 * is there, or SYSTEM_POLL_ERROR (maybe both); then system_stream_connected has the outcome. WSAEADDRINUSE:
 * the socket is bound, and a connection from its address to this one exists, or lingers.
 */
int system_stream_connect(system_socket s, const union system_address *to);
/* 0, or why the connection could not be made. */
int system_stream_connected(system_socket s);

/*
 * *done becomes the bytes that went out or came in, at least one on success, except that 0 bytes received are
 * the end of what the other side sends. WSAEWOULDBLOCK: not now. Nothing here raises a signal.
 */
int system_stream_send(system_socket s, const void *bytes, size_t size, size_t *done);
int system_stream_receive(system_socket s, void *bytes, size_t room, size_t *done);

/* No more is sent. */
void system_stream_shut_send(system_socket s);
/* Nothing goes either way any more; the poller reports the socket. */
void system_stream_break(system_socket s);
/* Closing it will reset the connection instead of ending it in order. */
void system_stream_abort_on_close(system_socket s);
/* How many bytes one segment of a connection carries, at most; 0: not known. */
uint32_t system_stream_segment(system_socket s);
/* Small frames must not wait: no Nagle, and where the system lets it be said, a first retransmission after
 * 20 ms and acknowledgements after 5 ms at the latest. */
void system_stream_hurry(system_socket s);

#endif
