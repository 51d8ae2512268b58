#include "os_address.h"

#include <string.h>

#include <arpa/inet.h>

/* Winsock's and Linux' structures differ only in the numbers of the families, so they are copied whole. */
_Static_assert(sizeof(struct WS_sockaddr_in) == sizeof(struct sockaddr_in), "IPv4 names have one layout");
_Static_assert(sizeof(struct WS_sockaddr_in6) == sizeof(struct sockaddr_in6), "IPv6 names have one layout");

socklen_t os_address_size(int family)
{
    return family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

int os_family(int ws_family)
{
    return ws_family == WS_AF_INET ? AF_INET : ws_family == WS_AF_INET6 ? AF_INET6 : -1;
}

int os_ws_family(int family)
{
    return family == AF_INET ? WS_AF_INET : family == AF_INET6 ? WS_AF_INET6 : WS_AF_UNSPEC;
}

int os_address_in(union os_address *address, int family, const struct WS_sockaddr *name, int namelen)
{
    if (name == NULL || namelen < (int)os_address_size(family)) {
        return WSAEFAULT;
    }
    memset(address, 0, sizeof *address);
    memcpy(address, name, os_address_size(family));
    ADDRESS_FAMILY ws_family;
    memcpy(&ws_family, name, sizeof ws_family);
    if (os_family(ws_family) != family) {
        return WSAEAFNOSUPPORT;
    }
    address->any.sa_family = (sa_family_t)family;
    return 0;
}

int os_address_out(const union os_address *address, struct WS_sockaddr *name, int *namelen)
{
    int size = (int)os_address_size(address->any.sa_family);
    if (name == NULL || namelen == NULL || *namelen < size) {
        return WSAEFAULT;
    }
    ADDRESS_FAMILY ws_family = (ADDRESS_FAMILY)os_ws_family(address->any.sa_family);
    memcpy(name, address, (size_t)size);
    memcpy(name, &ws_family, sizeof ws_family);
    *namelen = size;
    return 0;
}

_Static_assert(sizeof(union system_address) == sizeof(struct sockaddr_in6), "addresses have one layout");

union os_address os_address_from_system(const union system_address *address)
{
    union os_address own;
    memset(&own, 0, sizeof own);
    memcpy(&own, address, os_address_size(os_family(address->family)));
    own.any.sa_family =
        address->family == SYSTEM_NO_FAMILY ? AF_UNSPEC : (sa_family_t)os_family(address->family);
    return own;
}

union system_address os_address_to_system(const union os_address *address)
{
    union system_address other;
    memset(&other, 0, sizeof other);
    memcpy(&other, address, os_address_size(address->any.sa_family));
    other.family = (uint16_t)os_ws_family(address->any.sa_family);
    return other;
}

void os_address_make_wildcard(union os_address *address)
{
    if (address->any.sa_family == AF_INET) {
        address->v4.sin_addr.s_addr = htonl(INADDR_ANY);
    } else {
        address->v6.sin6_addr = in6addr_any;
        address->v6.sin6_scope_id = 0;
    }
}

bool os_address_is_wildcard(const union os_address *address)
{
    return address->any.sa_family == AF_INET ? address->v4.sin_addr.s_addr == htonl(INADDR_ANY)
                                             : IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr);
}

bool os_address_is_nobody(const union os_address *address)
{
    return os_address_is_wildcard(address) ||
           (address->any.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr) &&
            address->v6.sin6_addr.s6_addr32[3] == htonl(INADDR_ANY));
}

bool os_address_is_multicast(const union os_address *address)
{
    return address->any.sa_family == AF_INET ? IN_MULTICAST(ntohl(address->v4.sin_addr.s_addr))
                                             : IN6_IS_ADDR_MULTICAST(&address->v6.sin6_addr);
}

bool os_address_equal_host(const union os_address *a, const union os_address *b)
{
    if (a->any.sa_family != b->any.sa_family) {
        return false;
    }
    return a->any.sa_family == AF_INET ? a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr
                                       : IN6_ARE_ADDR_EQUAL(&a->v6.sin6_addr, &b->v6.sin6_addr);
}

union os_address os_address_unmapped(const union os_address *address)
{
    if (address->any.sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr)) {
        return *address;
    }
    union os_address own;
    memset(&own, 0, sizeof own);
    own.v4.sin_family = AF_INET;
    own.v4.sin_port = address->v6.sin6_port;
    own.v4.sin_addr.s_addr = address->v6.sin6_addr.s6_addr32[3];
    return own;
}

uint16_t os_address_port(const union os_address *address)
{
    return ntohs(address->any.sa_family == AF_INET ? address->v4.sin_port : address->v6.sin6_port);
}

void os_address_set_port(union os_address *address, uint16_t port)
{
    if (address->any.sa_family == AF_INET) {
        address->v4.sin_port = htons(port);
    } else {
        address->v6.sin6_port = htons(port);
    }
}
