/* What a call that moves datagrams asks first. */
#ifndef JOINLEAF_UDP_DATA_H
#define JOINLEAF_UDP_DATA_H

#include <sys/uio.h>

#include "udp.h"

/* IO-07, and WSABUFs to iovecs, of which there must be UIO_MAXIOV. 0 or the code. */
int udp_check_buffers(struct iovec *vector, const WSABUF *buffers, DWORD count, const DWORD *moved,
                      const WSAOVERLAPPED *overlapped);
int udp_check_send(uint32_t state, DWORD flags, bool addressed);
/*
 * Whom a datagram goes to: `to`, or the default destination for NULL. *target is it, `room` or the socket's
 * own; NULL: the kernel socket is connected to it. 0 or the code of what a send call checks.
 */
int udp_send_target(const struct udp_socket *socket, uint32_t state, DWORD flags,
                    const struct WS_sockaddr *to, int tolen, union os_address *room,
                    const union os_address **target);
int udp_check_receive(uint32_t state, DWORD flags);
size_t udp_vector_room(const struct iovec *vector, DWORD count);

#endif
