/* Tells whether the list of this host's addresses, or the way to a destination, has changed since it was
 * asked (OP-08). */
#ifndef JOINLEAF_OS_CHANGE_H
#define JOINLEAF_OS_CHANGE_H

#include "os_address.h"

enum os_change_kind { OS_CHANGE_ADDRESSES, OS_CHANGE_ROUTE, OS_CHANGE_KINDS };

/*
 * One question about an address family, which can be asked again and again. Threads may share it.
 * os_change_create returns NULL with errno if it fails.
 */
struct os_change;
struct os_change *os_change_create(int family, enum os_change_kind kind);
void os_change_free(struct os_change *change);

/*
 * Asks whether, from now on, os_interface_addresses or os_interface_towards this destination (the wildcard:
 * any destination) gives another answer. Replaces the question before. Returns 0 or an errno.
 */
int os_change_ask(struct os_change *change, const union os_address *destination);

/* Returns true once after a change. Reads what the kernel has told; never waits. */
bool os_change_happened(struct os_change *change);

/* Returns a descriptor that is readable when os_change_happened may return true. */
int os_change_descriptor(const struct os_change *change);

#endif
