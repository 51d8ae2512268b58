/* The filter that the kernel runs on what arrives for a socket. */
#ifndef JOINLEAF_UDP_FILTER_H
#define JOINLEAF_UDP_FILTER_H

#include "udp.h"

/* Attaches anew the kernel filter that the control of loopback (OP-02) and a receiver that is bound to an
 * address need. Returns 0 or the code. The lock is held. */
int udp_filter_update(struct udp_socket *socket);

#endif
