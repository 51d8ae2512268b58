/* The default destination: where a datagram goes if the call names no address. */
#ifndef JOINLEAF_UDP_DESTINATION_H
#define JOINLEAF_UDP_DESTINATION_H

#include "udp.h"

/* Sets the default destination. Returns 0, or WSAENOBUFS, and then nothing has changed. The lock is held. */
int udp_destination_set(struct udp_socket *socket, const union os_address *to);
/* Any thread may ask after UDP_CONNECTED was seen. What it points to stays as long as the socket. */
const union os_address *udp_destination(const struct udp_socket *socket);
void udp_destination_free(struct udp_socket *socket);
/* Dissolves the kernel socket's association; its address and port stay. Returns 0 or the code. The lock is
 * held. */
int udp_kernel_disconnect(struct udp_socket *socket);

#endif
