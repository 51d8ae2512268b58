/* What the system tells of this host's memberships, those of all processes. No state, no lock. */
#ifndef JOINLEAF_OS_MEMBERSHIP_H
#define JOINLEAF_OS_MEMBERSHIP_H

#include "os_address.h"

/* Returns whether a socket on this host is a member of the group on the interface; true if that cannot be
 * found out. */
bool os_host_is_member(const union os_address *group, unsigned interface_index);

#endif
