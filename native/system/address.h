/*
 * An address of either family, in Winsock's layout and with Winsock's numbers on every system: the floors
 * above never see a system's own sockaddr. Pure functions, no state.
 */
#ifndef JOINLEAF_SYSTEM_ADDRESS_H
#define JOINLEAF_SYSTEM_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Winsock's AF_UNSPEC, AF_INET and AF_INET6. */
enum { SYSTEM_NO_FAMILY = 0, SYSTEM_IPV4 = 2, SYSTEM_IPV6 = 23 };

/* The members of sockaddr_in and sockaddr_in6. Ports and hosts are in network byte order. */
union system_address {
    uint16_t family; /* SYSTEM_NO_FAMILY: no address */
    struct {
        uint16_t family, port;
        uint8_t host[4];
        uint8_t zero[8];
    } v4;
    struct {
        uint16_t family, port;
        uint32_t flow;
        uint8_t host[16];
        uint32_t scope; /* an interface's index, 0 for none */
    } v6;
};

_Static_assert(sizeof(union system_address) == 28, "the size of Winsock's sockaddr_in6");

/* Returns the size of a sockaddr of that family, in bytes. */
static inline size_t system_address_size(uint16_t family)
{
    return family == SYSTEM_IPV4 ? 16 : 28;
}

/* Returns the wildcard address of a family, with port 0. */
static inline union system_address system_address_any(uint16_t family)
{
    union system_address any;
    memset(&any, 0, sizeof any);
    any.family = family;
    return any;
}

/* They return the bytes of the host, and how many they are. */
static inline const uint8_t *system_address_host(const union system_address *address)
{
    return address->family == SYSTEM_IPV4 ? address->v4.host : address->v6.host;
}

static inline size_t system_address_host_size(uint16_t family)
{
    return family == SYSTEM_IPV4 ? 4 : 16;
}

/* Makes an address of a host's bytes and a port in host order. */
static inline union system_address system_address_of(uint16_t family, const uint8_t *host, uint16_t port)
{
    union system_address address = system_address_any(family);
    const uint8_t bytes[2] = {(uint8_t)(port >> 8), (uint8_t)port};
    memcpy(family == SYSTEM_IPV4 ? address.v4.host : address.v6.host, host, system_address_host_size(family));
    memcpy(&address.v4.port, bytes, sizeof bytes);
    return address;
}

/* The port in host order. Both families have it in the same place. */
static inline uint16_t system_address_port(const union system_address *address)
{
    uint8_t bytes[2];
    memcpy(bytes, &address->v4.port, sizeof bytes);
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline void system_address_set_port(union system_address *address, uint16_t port)
{
    const uint8_t bytes[2] = {(uint8_t)(port >> 8), (uint8_t)port};
    memcpy(&address->v4.port, bytes, sizeof bytes);
}

static inline bool system_address_is_wildcard(const union system_address *address)
{
    static const uint8_t zero[16];
    return memcmp(system_address_host(address), zero, system_address_host_size(address->family)) == 0;
}

static inline bool system_address_is_multicast(const union system_address *address)
{
    return address->family == SYSTEM_IPV4 ? (address->v4.host[0] & 0xf0) == 0xe0
                                          : address->v6.host[0] == 0xff;
}

/* Whether it is 255.255.255.255. */
static inline bool system_address_is_broadcast(const union system_address *address)
{
    static const uint8_t ones[4] = {255, 255, 255, 255};
    return address->family == SYSTEM_IPV4 && memcmp(address->v4.host, ones, sizeof ones) == 0;
}

static inline bool system_address_is_link_local(const union system_address *address)
{
    return address->family == SYSTEM_IPV6 && address->v6.host[0] == 0xfe &&
           (address->v6.host[1] & 0xc0) == 0x80;
}

/* Compares hosts, without ports and scopes. */
static inline bool system_address_equal_host(const union system_address *a, const union system_address *b)
{
    return a->family == b->family &&
           memcmp(system_address_host(a), system_address_host(b), system_address_host_size(a->family)) == 0;
}

/* Compares hosts and ports, without scopes. */
static inline bool system_address_equal(const union system_address *a, const union system_address *b)
{
    return system_address_equal_host(a, b) && a->v4.port == b->v4.port;
}

#endif
