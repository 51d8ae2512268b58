/* What a call that moves datagrams asks first, and how it takes a failed system call (data.c, message.c). */
#ifndef JOINLEAF_UDP_DATA_H
#define JOINLEAF_UDP_DATA_H

#include <sys/uio.h>

#include "udp.h"

/* One blocking call's patience: the kernel keeps SO_RCVTIMEO and SO_SNDTIMEO, but starts them anew after a
 * signal. */
struct udp_patience {
    int64_t deadline; /* 0: none */
};

struct udp_patience udp_patience_of(DWORD timeout, int os_flags);

/*
 * What a failed system call means. 0: call again. A signal never surfaces (IO-09); neither does the ICMP
 * answer to an earlier datagram (IO-10), which the kernel hands out once, unless SIO_UDP_CONNRESET asked for
 * it. Direction is POLLIN or POLLOUT.
 */
int udp_failure(const struct udp_socket *socket, int errno_value, int os_flags, struct udp_patience patience,
                short direction);

/* Makes the kernel forget what ICMP said of earlier datagrams (IO-10). */
void udp_drop_errors(int fd);

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
