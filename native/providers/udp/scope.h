/* Datagrams that are to stay on the host: a time to live, or hop limit, of 0 (OP-01). */
#ifndef JOINLEAF_UDP_SCOPE_H
#define JOINLEAF_UDP_SCOPE_H

#include "udp.h"

/*
 * Called before each send of a socket with UDP_HOST_ONLY, and before it is tried again. Returns true if
 * nobody on this host would hear the datagram: then it is not sent. The kernel would have sent it to the
 * network, because it keeps a datagram with 0 hops back only if the host is a member of the group. If these
 * members accept other sources only, it is sent all the same. Destination NULL means the socket's own.
 */
bool udp_scope_swallows(struct udp_socket *socket, const union os_address *destination, size_t size);

#endif
