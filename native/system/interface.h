/* This host's network interfaces, by their index. Nothing is kept between calls; any thread may call. */
#ifndef JOINLEAF_SYSTEM_INTERFACE_H
#define JOINLEAF_SYSTEM_INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

#include "system/address.h"

/* Returns the index of the interface that has this unicast address; 0 if none has it. A link-local address
 * with a scope is looked for on that interface only. */
unsigned system_interface_of(const union system_address *address);
/* Returns whether an interface of this index exists and is up. */
bool system_interface_exists(unsigned index);
/* Returns the largest IP packet that the interface sends in one piece, in bytes; 0 if the system does not
 * tell. */
uint32_t system_interface_mtu(unsigned index);

#endif
