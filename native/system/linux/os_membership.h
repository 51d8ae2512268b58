/* What the system knows of this host's memberships, those of all processes. */
#ifndef JOINLEAF_OS_MEMBERSHIP_H
#define JOINLEAF_OS_MEMBERSHIP_H

#include "os_address.h"

/* Whether anybody on this host is a member of the group on the interface. True where the system does not
 * tell. */
bool os_host_is_member(const union os_address *group, unsigned interface_index);

#endif
