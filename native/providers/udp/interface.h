/* Interfaces as the options name them: by address, by index, or left to the system. */
#ifndef JOINLEAF_UDP_INTERFACE_H
#define JOINLEAF_UDP_INTERFACE_H

#include "udp.h"

/* Each 0, or WSAEADDRNOTAVAIL when there is no such interface, or WSAENETUNREACH when there is none at all.
 */
int udp_interface_by_index(const struct udp_socket *socket, unsigned index);
/* *index is 0 for 0.0.0.0: the system's choice is wanted. */
int udp_interface_by_address(const struct udp_socket *socket, struct in_addr address, unsigned *index);
int udp_interface_by_route(const struct udp_socket *socket, const union os_address *group, unsigned *index);

/* The user's choice of the outgoing interface; index 0 takes it back. Source: the address that named it, or
 * 0. */
int udp_interface_set_outgoing(struct udp_socket *socket, unsigned index, struct in_addr source);

/* False: the outgoing interface has no IPv4 address, so nothing can be sent. The lock is held. */
bool udp_interface_can_send(const struct udp_socket *socket);
/* Connects the kernel socket. 0 or the code. The lock is held. */
int udp_interface_connect(struct udp_socket *socket, const union os_address *group);

/*
 * A send failed. If that is because the outgoing interface has another IPv4 address than it had, the socket
 * takes it over: 0, call again. Else the code, or UDP_NOT_RENEWED when the reason is another one. Without the
 * lock.
 */
enum { UDP_NOT_RENEWED = -1 };
int udp_interface_renew(struct udp_socket *socket, int errno_value);

/* 0, or WSAEINVAL when the group's zone (sin6_scope_id) is another interface. */
int udp_interface_check_zone(const union os_address *group, unsigned index);

#endif
