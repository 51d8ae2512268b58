/*
 * How a socket sends and hears multicast: IP_MULTICAST_IF, IP_MULTICAST_LOOP, IP_MULTICAST_TTL and IPv6's
 * (OP-01 to OP-03). A socket for both families has either, each for the datagrams of its version (OP-13). The
 * numbers are Winsock's. All return 0 or the code; the lock is held.
 */
#ifndef JOINLEAF_UDP_MULTICAST_OPTION_H
#define JOINLEAF_UDP_MULTICAST_OPTION_H

#include "udp.h"

int udp_set_interface_v4(struct udp_socket *socket, int value);
int udp_get_interface_v4(struct udp_socket *socket, int *value);
int udp_set_interface_v6(struct udp_socket *socket, int value);

int udp_set_loopback_v4(struct udp_socket *socket, int value);
int udp_set_loopback_v6(struct udp_socket *socket, int value);

int udp_set_scope_v4(struct udp_socket *socket, int value);
int udp_get_scope_v4(struct udp_socket *socket, int *value);
int udp_set_scope_v6(struct udp_socket *socket, int value);
int udp_get_scope_v6(struct udp_socket *socket, int *value);
/* The time to live, or hop limit, of the family's multicast. Needs no lock. */
int udp_scope_get(const struct udp_socket *socket, int family, int *value);

#endif
