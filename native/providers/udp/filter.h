/* The filter that the kernel runs on what arrives for a socket. */
#ifndef JOINLEAF_UDP_FILTER_H
#define JOINLEAF_UDP_FILTER_H

#include "udp.h"

/* Attaches anew the kernel filter that the control of loopback (OP-02) and a receiver that is bound to an
 * address need. Returns 0 or the code. The lock is held. */
int udp_filter_update(struct udp_socket *socket);
/* The same for a kernel socket, with this descriptor, that is about to be bound to all addresses although the
 * socket has one (UDP_WIDENED): before that, so that nothing slips in. */
int udp_filter_prepare(struct udp_socket *socket, int fd);

#endif
