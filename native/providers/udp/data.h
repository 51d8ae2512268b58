/* What the calls that move datagrams have in common: what each checks first, and how one message is sent.
 * These functions take no lock. */
#ifndef JOINLEAF_UDP_DATA_H
#define JOINLEAF_UDP_DATA_H

#include <sys/uio.h>

#include "udp.h"

/* Checks WSABUFs (IO-07) and makes iovecs of them; the vector has room for UIO_MAXIOV. Returns 0 or the code.
 */
int udp_check_buffers(struct iovec *vector, const WSABUF *buffers, DWORD count, const DWORD *moved,
                      const WSAOVERLAPPED *overlapped);
/* Returns the socket's state as a call sees it: one that may not wait (provider_no_wait) as if it were
 * nonblocking. */
static inline uint32_t udp_state_for(const struct udp_socket *socket, const WSAOVERLAPPED *overlapped)
{
    uint32_t state = atomic_load_explicit(&socket->state, memory_order_acquire);
    return overlapped == NULL ? state : state | UDP_NONBLOCKING;
}
/*
 * Finds out where a datagram goes: to `to`, or to the default destination if that is NULL. *target points to
 * `room` or to the socket's own address; it is NULL if the kernel socket is connected to the destination.
 * Returns 0 or the code of what a send call checks.
 */
int udp_send_target(const struct udp_socket *socket, uint32_t state, DWORD flags,
                    const struct WS_sockaddr *to, int tolen, union os_address *room,
                    const union os_address **target);
/*
 * Sends a message to the target that udp_send_target has found. The caller has filled in its vector, and has
 * msg_control point to a union udp_control with msg_controllen bytes of the program's own control data.
 * Returns 0 or the code.
 */
int udp_send_checked(struct udp_socket *socket, uint32_t state, struct msghdr *message, DWORD flags,
                     const union os_address *target, LPDWORD sent);
/* Returns 0, or why a socket in this state cannot receive, or does not now. */
int udp_check_receive(struct udp_socket *socket, uint32_t state, DWORD flags);
/* Returns how many bytes the vector has room for. */
size_t udp_vector_room(const struct iovec *vector, DWORD count);

#endif
