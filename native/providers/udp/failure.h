/* What a failed system call of a socket that moves datagrams means, and how long such a call may take. */
#ifndef JOINLEAF_UDP_FAILURE_H
#define JOINLEAF_UDP_FAILURE_H

#include "udp.h"

/* How long one blocking call may take. The kernel keeps SO_RCVTIMEO and SO_SNDTIMEO, but starts them anew
 * after a signal. */
struct udp_patience {
    int64_t deadline; /* 0: none */
};

struct udp_patience udp_patience_of(DWORD timeout, int os_flags);

/*
 * Returns what a failed system call means, or 0 if the caller is to call again. The application never sees a
 * signal (IO-09), nor the ICMP answer to an earlier datagram (IO-10), which the kernel hands out once, unless
 * it has asked for that by SIO_UDP_CONNRESET. The direction is POLLIN or POLLOUT.
 */
int udp_failure(struct udp_socket *socket, int errno_value, int os_flags, struct udp_patience patience,
                short direction);

/*
 * Says what it means that a receive call got no bytes, as the errno for udp_failure: ESHUTDOWN if the socket
 * was shut down during the call, EINTR if the kernel socket was replaced; or 0 for an empty datagram (IO-05).
 * *state: what it was before the call, and is now.
 */
int udp_errno_of_nothing(struct udp_socket *socket, uint32_t *state);

/* For a socket that has UDP_RESET_HELD. Returns WSAECONNRESET; or 0, if another thread has taken it. */
int udp_take_reset(struct udp_socket *socket, bool peeks);

/* Makes the kernel forget what ICMP said of earlier datagrams (IO-10). */
void udp_drop_errors(int fd);

#endif
