/* Datagrams that are to stay on the host: a time to live, or hop limit, of 0 (OP-01). */
#ifndef JOINLEAF_UDP_SCOPE_H
#define JOINLEAF_UDP_SCOPE_H

#include "udp.h"

/*
 * For a socket with UDP_HOST_ONLY, before each send. True: the datagram is done with, as nobody on this host
 * would hear it. The kernel would have sent it to the network: it keeps one with 0 hops back only where the
 * host is a member of the group. (Not told apart is a host whose members take other sources only.)
 * Destination NULL: the socket's own.
 */
bool udp_scope_swallows(struct udp_socket *socket, const union os_address *destination, size_t size);

#endif
