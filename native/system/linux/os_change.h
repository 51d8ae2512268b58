/* Has the list of this host's addresses, or the way to a destination, changed since it was asked? (OP-08) */
#ifndef JOINLEAF_OS_CHANGE_H
#define JOINLEAF_OS_CHANGE_H

#include "os_address.h"

enum os_change_kind { OS_CHANGE_ADDRESSES, OS_CHANGE_ROUTE, OS_CHANGE_KINDS };

/*
 * One question that can be asked again and again; of the address family's own. Threads may share it. NULL
 * with errno.
 */
struct os_change;
struct os_change *os_change_create(int family, enum os_change_kind kind);
void os_change_free(struct os_change *change);

/*
 * From now on: whether os_interface_addresses, or os_interface_towards this destination (the wildcard: any at
 * all), would answer otherwise. 0 or an errno. Takes the question before back.
 */
int os_change_ask(struct os_change *change, const union os_address *destination);

/* True once after it happened. Reads what the kernel told; never waits. */
bool os_change_happened(struct os_change *change);

/* Readable when os_change_happened is worth a call. */
int os_change_descriptor(const struct os_change *change);

#endif
