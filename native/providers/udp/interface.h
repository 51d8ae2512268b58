/* Interfaces as the options name them: by address, by index, or left to the system. */
#ifndef JOINLEAF_UDP_INTERFACE_H
#define JOINLEAF_UDP_INTERFACE_H

#include "udp.h"

/* Each of these three returns 0, WSAEADDRNOTAVAIL if there is no such interface, or WSAENETUNREACH if there
 * is none at all. */
int udp_interface_by_index(const struct udp_socket *socket, unsigned index);
/* For 0.0.0.0 *index is 0: the system is to choose. */
int udp_interface_by_address(const struct udp_socket *socket, struct in_addr address, unsigned *index);
int udp_interface_by_route(const struct udp_socket *socket, const union os_address *group, unsigned *index);

/* Chooses the interface for a group by the rule IP-02, and makes it the outgoing one. Returns 0 or the code.
 * The lock is held. */
int udp_choose_interface(struct udp_socket *socket, const union os_address *group, unsigned *index);

/* Tells another kernel socket, with this descriptor, what this one was told last. Returns 0 or the code. */
int udp_interface_tell(const struct udp_socket *socket, int fd);

/* The application chooses the outgoing interface of multicast of this family; index 0 takes that back.
 * `source` is the address of IPv4 that named it, or 0. */
int udp_interface_set_outgoing(struct udp_socket *socket, int family, unsigned index, struct in_addr source);

/* Returns false if the outgoing interface has no IPv4 address, so that nothing can be sent. The lock is held.
 */
bool udp_interface_can_send(const struct udp_socket *socket);
/* Connects the kernel socket to the group. Returns 0 or the code. The lock is held. */
int udp_interface_connect(struct udp_socket *socket, const union os_address *group);
/* The same by an interface: that of a group's zone, which the kernel ignores, or one that no route leads by.
 * The kernel takes the address to send from of its outgoing interface: that is this one for this moment. */
int udp_interface_connect_by(struct udp_socket *socket, const union os_address *group, unsigned index);

/*
 * No route leads to `to` (ENETUNREACH). Returns the interface by which a group, or 255.255.255.255, is sent
 * to all the same, since Windows has a route for them by every interface (IP-02): the first on which
 * multicast can leave the host, or loopback where there is no other. Nowhere: there is none, `to` is
 * another address, or the application has chosen an interface. The lock is held, or is not.
 */
struct udp_way udp_interface_beside_routes(const struct udp_socket *socket, const union os_address *to);
struct udp_way udp_interface_beside_routes_unlocked(struct udp_socket *socket, const union os_address *to);

/*
 * A send has failed. If the outgoing interface has another IPv4 address by now, the socket takes it over;
 * then 0 is returned, and the caller calls again. Otherwise the code is returned, or UDP_NOT_RENEWED if the
 * reason is another one. The lock is not held.
 */
enum { UDP_NOT_RENEWED = -1 };
int udp_interface_renew(struct udp_socket *socket, int errno_value);

/* Returns 0, or WSAEINVAL if the group's zone (sin6_scope_id) is another interface. */
int udp_interface_check_zone(const union os_address *group, unsigned index);

#endif
