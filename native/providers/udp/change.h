/* SIO_ADDRESS_LIST_CHANGE and SIO_ROUTING_INTERFACE_CHANGE, and the network events they enable (OP-08,
 * EV-04). */
#ifndef JOINLEAF_IP_CHANGE_H
#define JOINLEAF_IP_CHANGE_H

#include "ip.h"

/*
 * A blocking socket's call returns 0 after the next change. A nonblocking one's returns WSAEWOULDBLOCK; the
 * change is an event of the socket's selection then. Without the lock.
 */
int ip_change_await(struct ip_socket *socket, enum os_change_kind kind, const union os_address *destination);

/* Those of FD_ADDRESS_LIST_CHANGE and FD_ROUTING_INTERFACE_CHANGE that were asked for and happened; told
 * once. */
LONG ip_change_happened(struct ip_socket *socket, LONG asked);

/* The socket is being closed: whoever is blocked returns (SK-10). */
void ip_change_wake(struct ip_socket *socket);
void ip_change_free(struct ip_socket *socket);

#endif
