/* What a failed system call of a socket that moves datagrams means, and how long such a call may take. */
#ifndef JOINLEAF_UDP_FAILURE_H
#define JOINLEAF_UDP_FAILURE_H

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
int udp_failure(struct udp_socket *socket, int errno_value, int os_flags, struct udp_patience patience,
                short direction);

/* Makes the kernel forget what ICMP said of earlier datagrams (IO-10). */
void udp_drop_errors(int fd);

#endif
