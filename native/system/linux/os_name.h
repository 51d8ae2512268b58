/*
 * Name resolution: the C library's, with Winsock's flags and errors, and what this host is called. No state;
 * any thread may call it. Every function that returns an int returns 0 or a WSA code, unless it says
 * otherwise.
 */
#ifndef JOINLEAF_OS_NAME_H
#define JOINLEAF_OS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "os_address.h"

enum { OS_HOST_NAME_ROOM = 256, OS_HOST_ADDRESSES = 64 };

/* Whether Winsock defines all of these WS_AI_* bits. */
bool os_name_flags_known(int ws_flags);

/* Is told of each address that a name has, and of the canonical name with the first: NULL for none. */
typedef int os_name_found(void *context, const union os_address *address, const char *canonical);
/*
 * Finds the addresses of a node of one family, or of both for AF_UNSPEC, once each, and tells `found` of
 * them, with port 0. ws_flags: WS_AI_* bits. A NULL node is the wildcard (WS_AI_PASSIVE) or the loopback
 * address. Ends with the first code that is not 0, of the search or of `found`.
 */
int os_name_addresses(const char *node, int family, int ws_flags, os_name_found *found, void *context);
/* A service's port in host order. protocol: "tcp", "udp", or NULL for the first that fits. */
int os_name_port(const char *service, const char *protocol, uint16_t *port);

/* The name of an address, of `room` bytes at the most with its end. ws_flags: WS_NI_* bits. */
int os_name_of_address(const union os_address *address, int ws_flags, char *name, size_t room);
/* The service of the address's port; the number as text where no service is known. */
int os_name_of_port(const union os_address *address, int ws_flags, char *service, size_t room);

/* The WSA code for an h_errno. */
int os_name_host_error(int host_errno);

/* The host's own name; "localhost" if it has none. */
void os_name_of_host(char name[static OS_HOST_NAME_ROOM]);
/* Whether Windows would answer with this computer's own addresses: its name, "" and "..localmachine". */
bool os_name_is_host(const char *name);
/*
 * This host's addresses of a family, or of both for AF_UNSPEC: IPv6 first, loopback's only when there are no
 * others. How many; 0 when it has none or cannot tell.
 */
size_t os_name_host_addresses(int family, union os_address addresses[static OS_HOST_ADDRESSES]);

#endif
