/* Interfaces as the options name them: by address, by index, or left to the system. */
#ifndef JOINLEAF_UDP_INTERFACE_H
#define JOINLEAF_UDP_INTERFACE_H

#include "udp.h"

/* Each 0, or WSAEADDRNOTAVAIL when there is no such interface, or WSAENETUNREACH when there is none at all.
 */
int udp_interface_by_index(unsigned index);
/* *index is 0 for 0.0.0.0: the system's choice is wanted. */
int udp_interface_by_address(struct in_addr address, unsigned *index);
int udp_interface_by_route(const union os_address *group, unsigned *index);

/* The user's choice of the outgoing interface; index 0 takes it back. Source: the address that named it, or
 * 0. */
int udp_interface_set_outgoing(struct udp_socket *socket, unsigned index, struct in_addr source);

#endif
