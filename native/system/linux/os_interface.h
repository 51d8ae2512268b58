/* Which interfaces this host has, and which of them the system takes for a group (IP-02, OP-03). */
#ifndef JOINLEAF_OS_INTERFACE_H
#define JOINLEAF_OS_INTERFACE_H

#include <stddef.h>

#include "os_address.h"

/* Those that have an fd ask on it: a datagram socket of the family in question, or one is made for the
 * question. */
enum { OS_INTERFACE_NO_SOCKET = -1 };

/* The index of the interface that has this unicast address; 0 if none. */
unsigned os_interface_of(int fd, const union os_address *address);
/* Whether an interface of this index exists and is up. */
bool os_interface_exists(int fd, unsigned index);
/* Whether an interface of this index exists, up or down. What cannot be told counts as yes. */
bool os_interface_is_there(int fd, unsigned index);
/* The index of loopback; 0 if it is not up. */
unsigned os_interface_loopback(int fd);
/*
 * The interface the system's routes choose for datagrams to the group: index 0 when there is no multicast
 * route. 0 or an errno: then nobody knows.
 */
int os_interface_for_group(const union os_address *group, unsigned *index);
/* The same two without netlink: the interface that has the address, and that which a socket connected to the
 * group sends from; what a machine has more than one of, they may tell otherwise. */
unsigned os_interface_listed(const union os_address *address);
int os_interface_by_connecting(const union os_address *group, unsigned *index);
/*
 * Whether a socket can be bound to an address of this host: not to one of IPv6 that is tentative, as the
 * system still looks whether another host has it, or has found that one has. What cannot be told counts as
 * yes. The flags are IFA_F_*.
 */
bool os_interface_lets_bind(const union os_address *address);
bool os_interface_flags_let_bind(unsigned flags);
/* The interface's first address of that family. False if it has none. */
bool os_interface_address(int fd, unsigned index, int family, union os_address *address);

/*
 * The addresses of that family, to which a socket can be bound, on interfaces that are up; those of loopback
 * only when there are no others. Writes at most `room` of them and returns how many there are, or -1 with
 * errno.
 */
long os_interface_addresses(int family, union os_address *addresses, size_t room);
/* An IPv4 address with what SIO_GET_INTERFACE_LIST tells of it; flags are WS_IFF_*. */
struct os_interface_v4 {
    uint32_t flags;
    struct in_addr address, netmask, broadcast;
};
/* Those of interfaces that are up. Writes at most `room` of them and returns how many there are, or -1 with
 * errno. */
long os_interface_list_v4(struct os_interface_v4 *list, size_t room);

/* The address that the system would send to `remote` from, port 0. 0 or an errno: ENETUNREACH without a
 * route. */
int os_interface_towards(const union os_address *remote, union os_address *local);

/* The first interface, by its index, on which multicast can leave the host: up, with a carrier and an address
 * of the family, and not loopback. 0: there is none. */
unsigned os_interface_for_multicast(int family);

#endif
