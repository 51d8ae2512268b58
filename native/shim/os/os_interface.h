/* Which interfaces this host has, and which of them the system takes for a group (IP-02, OP-03). */
#ifndef JOINLEAF_OS_INTERFACE_H
#define JOINLEAF_OS_INTERFACE_H

#include "os_address.h"

/* The index of the interface that has this unicast address; 0 if none. */
unsigned os_interface_of(const union os_address *address);
/* Whether an interface of this index exists and is up. */
bool os_interface_exists(unsigned index);
/* The index of loopback; 0 if it is not up. */
unsigned os_interface_loopback(void);
/* The interface the system's routes choose for datagrams to the group; 0 when there is no multicast route. */
unsigned os_interface_for_group(const union os_address *group);
/* The interface's first address of that family. False if it has none. */
bool os_interface_address(unsigned index, int family, union os_address *address);

#endif
