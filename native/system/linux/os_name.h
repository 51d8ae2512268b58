/*
 * Name resolution by the C library, with Winsock's flags and codes, and the name of this host. No state; any
 * thread may call. Functions that return int return 0 or a WSA code, unless they say otherwise.
 */
#ifndef JOINLEAF_OS_NAME_H
#define JOINLEAF_OS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "os_address.h"

enum { OS_HOST_NAME_ROOM = 256, OS_HOST_ADDRESSES = 64 };

/* Returns whether Winsock defines all of these WS_AI_... bits. */
bool os_name_flags_known(int ws_flags);

/* Is called with each address that a name has; with the first one also with the canonical name, else NULL. */
typedef int os_name_found(void *context, const union os_address *address, const char *canonical);
/*
 * Finds the addresses of a node, of one family, or of both for AF_UNSPEC. Calls `found` once for each of
 * them, with port 0. ws_flags: WS_AI_... bits. A NULL node is the wildcard (WS_AI_PASSIVE) or the loopback
 * address. Ends with the first code that is not 0, of the search or of `found`.
 */
int os_name_addresses(const char *node, int family, int ws_flags, os_name_found *found, void *context);
/* Tells a service's port, in host order. protocol: "tcp", "udp", or NULL for the first that fits. */
int os_name_port(const char *service, const char *protocol, uint16_t *port);

/* Tells the name of an address, in `room` bytes with its terminator. ws_flags: WS_NI_... bits. */
int os_name_of_address(const union os_address *address, int ws_flags, char *name, size_t room);
/* Tells the service of the address's port, or the number as text if it has no service. */
int os_name_of_port(const union os_address *address, int ws_flags, char *service, size_t room);

/* Returns the WSA code for an h_errno. */
int os_name_host_error(int host_errno);

/* Tells the host's own name; "localhost" if it has none. */
void os_name_of_host(char name[static OS_HOST_NAME_ROOM]);
/* Returns whether Windows would answer with this computer's own addresses: for its name, "" and
 * "..localmachine". */
bool os_name_is_host(const char *name);
/*
 * Tells this host's addresses of a family, or of both for AF_UNSPEC: IPv6 first, those of loopback only if
 * there are no others. Returns how many; 0 if there are none, or if that cannot be found out.
 */
size_t os_name_host_addresses(int family, union os_address addresses[static OS_HOST_ADDRESSES]);

#endif
