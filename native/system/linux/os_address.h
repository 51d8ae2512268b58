/*
 * native/system/linux: native/system on Linux, and beside it (os_*.h) what only Linux's own floors use:
 * winsock/linux and providers/udp.
 *
 * Socket addresses, from Winsock's form to Linux' and back: the layout is the same, but the family numbers
 * differ (Winsock's AF_INET6 is 23). No state.
 */
#ifndef JOINLEAF_OS_ADDRESS_H
#define JOINLEAF_OS_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include "system/address.h"

/* One address of either family, in Linux's form. */
union os_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/*
 * Converts Winsock's name to Linux' address. Returns 0, WSAEFAULT (name is NULL, or namelen is less than the
 * family needs) or WSAEAFNOSUPPORT (the name is of another family than `family`, which is Linux' number).
 */
int os_address_in(union os_address *address, int family, const struct WS_sockaddr *name, int namelen);

/* Converts Linux' address to Winsock's name; *namelen becomes its size. Returns 0, or WSAEFAULT if a pointer
 * is NULL or *namelen is too small. */
int os_address_out(const union os_address *address, struct WS_sockaddr *name, int *namelen);

/* They convert between Linux' form and union system_address, which the floors above native/system use. */
union os_address os_address_from_system(const union system_address *address);
union system_address os_address_to_system(const union os_address *address);

socklen_t os_address_size(int family);
int os_family(int ws_family); /* AF_INET, AF_INET6 or -1 */
int os_ws_family(int family); /* WS_AF_INET, WS_AF_INET6 or WS_AF_UNSPEC */

bool os_address_is_wildcard(const union os_address *address);
/* Puts the wildcard, without a zone, in place of the host. Family and port stay. */
void os_address_make_wildcard(union os_address *address);
/* Returns whether it is no peer's: a wildcard, ::ffff:0.0.0.0 too. */
bool os_address_is_nobody(const union os_address *address);
bool os_address_is_multicast(const union os_address *address);
bool os_address_equal_host(const union os_address *a, const union os_address *b); /* ports and scopes aside */
/* Returns an address of IPv4 that IPv6 has as ::ffff:192.0.2.1 as one of IPv4, every other one as it is. */
union os_address os_address_unmapped(const union os_address *address);
uint16_t os_address_port(const union os_address *address);          /* host order */
void os_address_set_port(union os_address *address, uint16_t port); /* host order */

#endif
