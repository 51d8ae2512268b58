/* SIO_ADDRESS_LIST_CHANGE and SIO_ROUTING_INTERFACE_CHANGE, and the network events they enable (OP-08,
 * EV-04). */
#ifndef JOINLEAF_UDP_CHANGE_H
#define JOINLEAF_UDP_CHANGE_H

#include "udp.h"

/*
 * A blocking socket's call returns 0 after the next change. The call of a nonblocking one returns
 * WSAEWOULDBLOCK at once, and the change is told as an event of the socket's selection. The socket's lock is
 * not held.
 */
int udp_change_await(struct udp_socket *socket, enum os_change_kind kind,
                     const union os_address *destination);

/* Returns which of FD_ADDRESS_LIST_CHANGE and FD_ROUTING_INTERFACE_CHANGE were asked for and have happened.
 * Each is told once. */
LONG udp_change_happened(struct udp_socket *socket, LONG asked);

/* The socket is being closed: threads that are blocked here return (SK-10). */
void udp_change_wake(struct udp_socket *socket);
void udp_change_free(struct udp_socket *socket);

#endif
