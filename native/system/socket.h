/*
 * native/system: what the upper floors need of an operating system, one header for each subject. They
 * are the same on every system; system/linux and system/windows implement them.
 *
 * Sockets of the system: streams (TCP) here, datagrams in system/datagram.h. All are nonblocking and are not
 * inherited by other programs.
 *
 * Calls that return int return 0 or a Winsock code (WSAE...), whatever the system's own code is. Whoever
 * opens a socket owns it, and is the only one to close it. Until then any thread may use it: the system
 * itself guards it.
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
/* Returns how many sockets, files and the like a process may have open; UINT32_MAX: there is no limit. */
uint32_t system_socket_most(void);
/* They tell the socket's own address, and that of the other side. */
int system_socket_local(system_socket s, union system_address *address);
int system_socket_remote(system_socket s, union system_address *address);
/* Sets the differentiated services code point of the packets that it sends. A system may ignore it. */
void system_socket_mark(system_socket s, uint16_t family, int dscp);

/* ---- streams ---- */

/* Opens a stream socket. One of IPv6 neither makes nor accepts connections of IPv4. */
int system_stream_open(uint16_t family, system_socket *made);

enum system_sharing {
    SYSTEM_SHARE_NOT,      /* nobody may have the address, not even old connections */
    SYSTEM_SHARE_WITH_OLD, /* old connections of an earlier socket do not matter */
    SYSTEM_SHARE_BESIDE,   /* the same, and others will be bound beside it (system_stream_bind_beside) */
    SYSTEM_SHARE           /* nor does another socket that shares the address, too */
};

int system_stream_bind(system_socket s, const union system_address *address, enum system_sharing sharing);
/*
 * Binds a socket to the address to which `holder` is bound with SYSTEM_SHARE_BESIDE. The holder neither
 * listens nor connects; it keeps the address, from which one connection after another is made. Other sockets
 * still cannot bind it (on Windows those can that ask for SO_REUSEADDR). Connections that linger there are
 * old ones in the sense of SYSTEM_SHARE_WITH_OLD. On Linux the holder may also be bound with
 * SYSTEM_SHARE_NOT.
 */
int system_stream_bind_beside(system_socket s, system_socket holder);

/* A bound socket starts to listen. Old connections of an earlier listener do not matter. */
int system_stream_listen(system_socket s, int backlog);
/*
 * Accepts the next connection. WSAEWOULDBLOCK: none waits. WSAEMFILE or WSAENOBUFS: the system has no room
 * for it now; it stays in the queue, so that the listener stays ready. Any other code: that connection is
 * gone, and another one may wait.
 */
int system_stream_accept(system_socket listener, system_socket *made);

/*
 * Starts a connection. Returns 0 if it is under way or made already. In both cases the poller reports
 * SYSTEM_POLL_OUT when the connection is made, or SYSTEM_POLL_ERROR (or both); then system_stream_connected
 * tells the result. WSAEADDRINUSE: the socket is bound, and there is, or lingers, a connection from its
 * address to `to`.
 */
int system_stream_connect(system_socket s, const union system_address *to);
/* Returns 0, or why the connection could not be made. */
int system_stream_connected(system_socket s);

/*
 * *done becomes the number of bytes that were sent or received, which is at least one on success. 0 bytes
 * received are the end of the stream. WSAEWOULDBLOCK: nothing can be moved now. No signal is raised.
 */
int system_stream_send(system_socket s, const void *bytes, size_t size, size_t *done);
int system_stream_receive(system_socket s, void *bytes, size_t room, size_t *done);

/* Ends sending, so that the other side receives the end of the stream. */
void system_stream_shut_send(system_socket s);
/* Ends both directions; the poller reports the socket. */
void system_stream_break(system_socket s);
/* From now on closing the socket resets the connection, instead of an orderly end. */
void system_stream_abort_on_close(system_socket s);
/* Returns how many bytes one segment of the connection has at most; 0: it is not known. */
uint32_t system_stream_segment(system_socket s);
/* Small frames must not wait: switches Nagle's algorithm off and, if the system can be told so, sets the
 * least time of a retransmission to 20 ms and the longest delay of an acknowledgement to 5 ms. */
void system_stream_hurry(system_socket s);
/* What got lost is sent again after so long at most (1 s at least), if the system can be told so (Linux 6.15).
 * Else each wait is twice as long as the last, and a network that comes back is found late. */
void system_stream_retry(system_socket s, int64_t microseconds);
/* What nobody acknowledges is sent again for so long, and not for as long as the system is set to, if it can be
 * told so (not on Windows). */
void system_stream_persist(system_socket s, int64_t microseconds);
/* Returns how many of the bytes that the system has taken the other side's system has not acknowledged yet; 0 if
 * it does not tell (as on Windows). */
size_t system_stream_unacknowledged(system_socket s);

#endif
