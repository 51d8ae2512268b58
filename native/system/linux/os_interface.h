/* Which interfaces this host has, and which of them the system takes for a group (IP-02, OP-03). */
#ifndef JOINLEAF_OS_INTERFACE_H
#define JOINLEAF_OS_INTERFACE_H

#include <stddef.h>

#include "os_address.h"

/* Functions with an `fd` use this socket, a datagram socket of the family in question. With
 * OS_INTERFACE_NO_SOCKET they make one for the question. */
enum { OS_INTERFACE_NO_SOCKET = -1 };

/* Returns the index of the interface that has this unicast address; 0 if there is none. */
unsigned os_interface_of(int fd, const union os_address *address);
/* Returns whether this interface has the address. */
bool os_interface_has(unsigned index, const union os_address *address);
/* Returns whether an interface of this index exists and is up. */
bool os_interface_exists(int fd, unsigned index);
/* Returns whether an interface of this index exists, up or down; true if that cannot be found out. */
bool os_interface_is_there(int fd, unsigned index);
/* Returns the index of loopback; 0 if it is not up. */
unsigned os_interface_loopback(int fd);
/*
 * Tells the interface that the system's routes choose for datagrams to the group; index 0 if there is no
 * multicast route. Returns 0, or an errno if that cannot be found out.
 */
int os_interface_for_group(const union os_address *group, unsigned *index);
/* os_interface_of and os_interface_for_group without netlink. The second one takes the interface that has the
 * source address of a socket connected to the group. If several interfaces have one address, they may give
 * another answer. */
unsigned os_interface_listed(const union os_address *address);
int os_interface_by_connecting(const union os_address *group, unsigned *index);
/* Returns the flags (IFA_F_...) of an IPv6 address of this host; 0 for any other, and if that cannot be found out. */
unsigned os_interface_address_flags(const union os_address *address);
/*
 * They return whether a socket can be bound to an address of this host. It cannot be bound to an IPv6 address
 * for which duplicate address detection is not over, or has found another host; true if that cannot be found
 * out. The flags are IFA_F_...
 */
bool os_interface_lets_bind(const union os_address *address);
bool os_interface_flags_let_bind(unsigned flags);
/* Tells the interface's first address of that family. Returns false if it has none. */
bool os_interface_address(int fd, unsigned index, int family, union os_address *address);

/*
 * Tells the addresses of that family to which a socket can be bound, on interfaces that are up; those of
 * loopback only if there are no others. Writes at most `room` of them and returns how many there are, or -1
 * with errno.
 */
long os_interface_addresses(int family, union os_address *addresses, size_t room);
/* An IPv4 address with what SIO_GET_INTERFACE_LIST tells of it; flags are WS_IFF_... */
struct os_interface_v4 {
    uint32_t flags;
    struct in_addr address, netmask;
};
/* Tells those of interfaces that are up. Writes at most `room` of them and returns how many there are, or -1
 * with errno. */
long os_interface_list_v4(struct os_interface_v4 *list, size_t room);

/* Tells the address from which the system would send to `remote`, with port 0; by its zone, if it is a group
 * with one. Returns 0 or an errno, which is ENETUNREACH if there is no route. */
int os_interface_towards(const union os_address *remote, union os_address *local);

/* Returns the first interface, by its index, on which multicast can leave the host: it is up, has a carrier
 * and an address of the family, and is not loopback. 0: there is none. */
unsigned os_interface_for_multicast(int family);
/* Returns the same, or loopback on a host that has no interface for multicast but this one, up or down. 0:
 * there is none: then those that the host has are down, or have no carrier or no address. */
unsigned os_interface_beside_routes(int fd, int family);

#endif
